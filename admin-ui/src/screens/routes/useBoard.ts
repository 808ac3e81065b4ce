import { replaceEqualDeep, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { api, taken } from "../../api/client";
import { useEntries, useLive, useOnline } from "../../live/context";
import { board, boardOf } from "./board";
import type { Board, PushState, Service } from "./ports";

const EVERY_MS = 2_000;
const MOST = 1000;

/** More pages than this are not asked for. */
const MOST_PAGES = 20;

/** All pages of a list. */
export async function whole<T>(page: (query: { limit: number; after?: string }) => Promise<{ items: T[]; next: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let after: string | null | undefined;
  for (let count = 0; count < MOST_PAGES && after !== null; count++) {
    const found = await page({ limit: MOST, ...(after === undefined ? {} : { after }) });
    items.push(...found.items);
    after = found.next;
  }
  return items;
}

/** How pushes stand, of all protocols. */
async function pushStates(): Promise<PushState[]> {
  const [rtmp, srt, rtsp, udp] = await Promise.all([
    whole((query) => taken(api.GET("/rtmp/pushes", { params: { query } }))),
    whole((query) => taken(api.GET("/srt/pushes", { params: { query } }))),
    whole((query) => taken(api.GET("/rtsp/pushes", { params: { query } }))),
    whole((query) => taken(api.GET("/udp/pushes", { params: { query } }))),
  ]);
  return [
    ...rtmp.map((one) => ({ ...one, kind: "rtmp-push" as const })),
    ...srt.map((one) => ({ ...one, kind: "srt-push" as const })),
    ...rtsp.map((one) => ({ ...one, kind: "rtsp-push" as const })),
    ...udp.map((one) => ({ ...one, kind: "udp-ts-push" as const })),
  ];
}

const protocols: Record<string, Service> = { rtmps: "rtmp", rtsps: "rtsp" };

/** Who plays what by which service: `KEY PROTOCOL`. */
export async function viewers(): Promise<Record<string, number>> {
  const items = await whole((query) => taken(api.GET("/viewers", { params: { query } })));
  const counts: Record<string, number> = {};
  for (const { key, protocol, viewers } of items) {
    const of = `${key} ${protocols[protocol] ?? protocol}`;
    counts[of] = (counts[of] ?? 0) + viewers;
  }
  return counts;
}

/**
 * Parts of the board that are as they were stay the same objects, so that what shows them stays, too.
 *
 * @param shown services that have a port
 */
export function useBoard(shown: readonly Service[]): Board {
  const entries = useEntries();
  const routes = useLive((state) => state.routes);
  const online = useOnline();
  const asked = { refetchInterval: EVERY_MS, enabled: online };
  const pushing = [...routes.values()].some((route) => Object.keys(route.outputs ?? {}).some((name) => name.endsWith("-push")));
  // places of pushes are those of the routes as they are: what changes these is followed at once
  const newest = Math.max(0, ...[...routes.values()].map((route) => route.version));
  const pushes = useQuery({
    queryKey: ["pushes", newest],
    queryFn: pushStates,
    ...asked,
    enabled: online && pushing,
    placeholderData: (before) => before,
    gcTime: 0,
  });
  const watching = useQuery({ queryKey: ["viewers"], queryFn: viewers, ...asked });
  const before = useRef<Board>(undefined);
  return useMemo(() => {
    const viewing = new Map(Object.entries(watching.data ?? {}));
    const now = board(entries, routes, { pushes: pushes.data ?? [], viewers: viewing, services: shown });
    before.current = before.current ? kept(before.current, now) : now;
    return before.current;
  }, [entries, routes, pushes.data, watching.data, shown]);
}

function kept(before: Board, now: Board): Board {
  const same = {
    sources: replaceEqualDeep(before.sources, now.sources),
    streams: replaceEqualDeep(before.streams, now.streams),
    destinations: replaceEqualDeep(before.destinations, now.destinations),
    wires: replaceEqualDeep(before.wires, now.wires),
  };
  const all = (Object.keys(same) as (keyof typeof same)[]).every((name) => same[name] === before[name]);
  return all ? before : boardOf(same.sources, same.streams, same.destinations, same.wires);
}
