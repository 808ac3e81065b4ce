import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, keyPath, taken } from "../../api/client";
import { useLive, useOnline } from "../../live/context";
import { type History, type Range, historyOf, ranges, withSecond } from "./history";

/** Seconds that the live connection passed over are asked for after so long. */
const HEALED_S = 30;

/**
 * How a stream went until now, or until `until`. Single seconds go on by what the live connection tells; longer steps are asked for
 * anew when one is over.
 *
 * @param until where it is held, in milliseconds since 1970; null for now
 */
export function useHistory(streamKey: string, range: Range, until: number | null) {
  const { seconds, step } = ranges[range];
  const online = useOnline();
  const stats = useLive((state) => state.stats);
  const asked = useQuery({
    queryKey: ["history", streamKey, range, until],
    queryFn: async () => {
      const to = Math.floor((until ?? Date.now()) / 1000);
      const query = { from: String(to - seconds), to: String(to), ...(step > 1 ? { step } : {}) };
      return historyOf(await taken(api.GET("/streams/{app}/{name}/history", { params: { path: keyPath(streamKey), query } })));
    },
    enabled: online,
    refetchInterval: until === null ? Math.max(step, HEALED_S) * 1000 : false,
    staleTime: until === null ? 0 : Infinity,
    placeholderData: (before, query) => (query?.queryKey[1] === streamKey ? before : undefined),
  });
  const { data, refetch } = asked;
  const [grown, setGrown] = useState<{ of: History; now: History } | null>(null);
  const now = data && (grown?.of === data ? grown.now : data);
  useEffect(() => {
    if (until !== null || !data || !stats) return;
    const before = grown?.of === data ? grown.now : data;
    const next = withSecond(before, stats.second, stats.streams[streamKey]);
    if (next === null) void refetch();
    else if (next !== before) setGrown({ of: data, now: next });
  }, [until, data, stats, streamKey, grown, refetch]);
  return { history: now, error: asked.error, isPending: asked.isPending };
}
