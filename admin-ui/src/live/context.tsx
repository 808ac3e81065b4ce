import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type Entry, entries } from "./condition";
import { LiveConnection, gateway } from "./connection";
import { type LiveState, LiveStore, type Numbers } from "./store";

interface Live {
  store: LiveStore;
  connection: LiveConnection;
}

const Context = createContext<Live | null>(null);

export function LiveProvider({ children, onLoggedOut }: { children: ReactNode; onLoggedOut: () => void }) {
  const loggedOut = useRef(onLoggedOut);
  loggedOut.current = onLoggedOut;
  const [live] = useState<Live>(() => {
    const store = new LiveStore();
    return { store, connection: new LiveConnection(store, gateway(() => loggedOut.current())) };
  });
  useEffect(() => {
    live.connection.start();
    return () => live.connection.stop();
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
  return useMemo(() => entries(streams, routes, alarms.values(), gone), [streams, routes, alarms, gone]);
}

/** Numbers of a stream of this second. */
export function useNumbers(key: string): Numbers | undefined {
  return useLive((state) => state.stats?.streams[key]);
}

/** False while what is shown may be old: nothing is changed then. */
export function useOnline(): boolean {
  return useLive((state) => state.link === "live");
}
