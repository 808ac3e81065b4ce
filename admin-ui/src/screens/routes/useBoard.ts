import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, taken } from "../../api/client";
import { useEntries, useLive, useOnline } from "../../live/context";
import { board } from "./board";
import type { Board, PushState, Service } from "./ports";

const EVERY_MS = 2_000;
const MOST = 1000;

/** How pushes stand, of all protocols. */
async function pushStates(): Promise<PushState[]> {
  const params = { params: { query: { limit: MOST } } };
  const [rtmp, srt, rtsp, udp] = await Promise.all([
    taken(api.GET("/rtmp/pushes", params)),
    taken(api.GET("/srt/pushes", params)),
    taken(api.GET("/rtsp/pushes", params)),
    taken(api.GET("/udp/pushes", params)),
  ]);
  return [
    ...rtmp.items.map((one) => ({ ...one, kind: "rtmp-push" as const })),
    ...srt.items.map((one) => ({ ...one, kind: "srt-push" as const })),
    ...rtsp.items.map((one) => ({ ...one, kind: "rtsp-push" as const })),
    ...udp.items.map((one) => ({ ...one, kind: "udp-ts-push" as const })),
  ];
}

const protocols: Record<string, Service> = { rtmps: "rtmp", rtsps: "rtsp" };

/** Who plays what by which service. */
async function viewers(): Promise<Map<string, number>> {
  const { items } = await taken(api.GET("/sessions", { params: { query: { kind: "viewer", limit: MOST } } }));
  const counts = new Map<string, number>();
  for (const { key, protocol } of items) {
    const of = `${key} ${protocols[protocol] ?? protocol}`;
    counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  return counts;
}

const nobody = new Map<string, number>();

/** @param shown services that have a port */
export function useBoard(shown: readonly Service[]): Board {
  const entries = useEntries();
  const routes = useLive((state) => state.routes);
  const online = useOnline();
  const asked = { refetchInterval: EVERY_MS, enabled: online };
  const pushing = [...routes.values()].some((route) => Object.keys(route.outputs ?? {}).some((name) => name.endsWith("-push")));
  const pushes = useQuery({ queryKey: ["pushes"], queryFn: pushStates, ...asked, enabled: online && pushing });
  const watching = useQuery({ queryKey: ["viewers"], queryFn: viewers, ...asked });
  return useMemo(
    () => board(entries, routes, { pushes: pushes.data ?? [], viewers: watching.data ?? nobody, services: shown }),
    [entries, routes, pushes.data, watching.data, shown],
  );
}
