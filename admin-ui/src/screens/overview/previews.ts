import { useCallback, useState } from "react";

/** Each live preview holds a connection, of which browsers have few for one server. */
export const MOST_PREVIEWS = 2;

/** The ones that were asked for last, the oldest first. */
export function withPreview(playing: readonly string[], key: string): string[] {
  return playing.includes(key) ? playing.filter((one) => one !== key) : [...playing, key].slice(-MOST_PREVIEWS);
}

export function usePreviews() {
  const [playing, setPlaying] = useState<string[]>([]);
  const toggle = useCallback((key: string) => setPlaying((now) => withPreview(now, key)), []);
  return { on: (key: string) => playing.includes(key), toggle };
}
