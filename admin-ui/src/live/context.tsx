import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type Entry, entries } from "./condition";
import { clock } from "./clock";
import { LiveConnection, gateway } from "./connection";
import { SharedLive } from "./shared";
import { type LiveState, LiveStore, type Numbers } from "./store";

interface Live {
  store: LiveStore;
  connection: LiveConnection;
  shared: SharedLive;
}

const Context = createContext<Live | null>(null);

interface Props {
  children: ReactNode;
  /** Of who is signed in: only his tabs share a connection. */
  session: string;
  onLoggedOut: () => void;
}

export function LiveProvider({ children, session, onLoggedOut }: Props) {
  const loggedOut = useRef(onLoggedOut);
  loggedOut.current = onLoggedOut;
  const [live] = useState<Live>(() => {
    const store = new LiveStore();
    const world = gateway(() => loggedOut.current());
    const shared: SharedLive = new SharedLive(`tidegate.live.${session}`, world.open, () => connection.retryNow());
    const connection = new LiveConnection(store, { ...world, open: shared.open });
    return { store, connection, shared };
  });
  useEffect(() => {
    live.shared.start();
    live.connection.start();
    // a page that is left leads nobody, however long the browser keeps it
    const leave = () => live.shared.stop();
    const back = (event: PageTransitionEvent) => event.persisted && live.shared.start();
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", back);
      live.connection.stop();
      live.shared.stop();
    };
  }, [live]);
  return <Context value={live}>{children}</Context>;
}

function useContextLive(): Live {
  const live = useContext(Context);
  if (!live) throw new Error("there is no LiveProvider around this");
  return live;
}

export const useStore = () => useContextLive().store;
export const useConnection = () => useContextLive().connection;

/** @param select gives the same value as long as what it is made of stays the same */
export function useLive<T>(select: (state: LiveState) => T): T {
  const { store } = useContextLive();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export function useEntries(): Entry[] {
  const streams = useLive((state) => state.streams);
  const routes = useLive((state) => state.routes);
  const alarms = useLive((state) => state.alarms);
  const gone = useLive((state) => state.gone);
  const before = useRef<Entry[]>([]);
  return useMemo(() => {
    before.current = entries(streams, routes, alarms.values(), gone, before.current);
    return before.current;
  }, [streams, routes, alarms, gone]);
}

/** Numbers of a stream of this second. */
export function useNumbers(key: string): Numbers | undefined {
  return useLive((state) => state.stats?.streams[key]);
}

/** The gateway's time, anew each second: what it says of times is reckoned with its own clock. */
export function useGatewayNow(): number {
  const ahead = useLive((state) => state.aheadMs);
  return useSyncExternalStore(clock.subscribe, clock.get) + ahead;
}

/** False while what is shown may be old: nothing is changed then. */
export function useOnline(): boolean {
  return useLive((state) => state.link === "live");
}
