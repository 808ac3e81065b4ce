import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, taken } from "../../api/client";
import { useOnline } from "../../live/context";
import { type Decision, withMore } from "./arq";

const EVERY_MS = 1_000;

/** The SRT link by which the stream comes; null where there is none. */
export function useLink(streamKey: string) {
  const online = useOnline();
  const found = useQuery({
    queryKey: ["links", streamKey, "publisher"],
    queryFn: () => taken(api.GET("/srt/links", { params: { query: { key: streamKey, kind: "publisher" } } })),
    enabled: online,
    refetchInterval: 2 * EVERY_MS,
  });
  return found.data?.items[0] ?? null;
}

export interface Decisions {
  items: readonly Decision[];
  /** False where nothing is kept: libsrt repeats by itself then. */
  kept: boolean;
  forgotten: number;
}

const none: Decisions = { items: [], kept: true, forgotten: 0 };

/** What is decided about a link's packets, as it is decided. */
export function useDecisions(link: string | undefined, held: boolean): Decisions {
  const online = useOnline();
  const [found, setFound] = useState(none);
  const next = useRef(0);
  useEffect(() => {
    next.current = 0;
    setFound(none);
  }, [link]);
  useEffect(() => {
    if (!link || held || !online) return;
    let stopped = false;
    const read = async () => {
      const path = { id: link };
      const part = await taken(api.GET("/srt/links/{id}/decisions", { params: { path, query: { from: next.current } } })).catch(() => undefined);
      if (stopped || !part) return;
      next.current = part.next;
      setFound((before) => ({ items: withMore(before.items, part.items), kept: part.kept, forgotten: part.forgotten }));
    };
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [link, held, online]);
  return found;
}
