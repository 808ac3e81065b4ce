import { useSyncExternalStore } from "react";
import { clock } from "../live/clock";

const never = () => () => {};

/** The time, anew each second while `running`. */
export function useNow(running = true): number {
  return useSyncExternalStore(running ? clock.subscribe : never, clock.get);
}
