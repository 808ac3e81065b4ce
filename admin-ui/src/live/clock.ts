/** The time of each second, told to whoever listens by one timer. */
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function turn() {
  now = Date.now();
  for (const listener of listeners) listener();
}

export const clock = {
  /** Milliseconds since 1970, at most a second old while somebody listens. */
  get: () => now,
  subscribe: (listener: () => void) => {
    if (listeners.size === 0) {
      now = Date.now();
      timer = setInterval(turn, 1000);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) clearInterval(timer);
    };
  },
};
