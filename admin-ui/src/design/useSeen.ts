import { type RefObject, useEffect, useState } from "react";

const listeners = new WeakMap<Element, (seen: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** One for all: hundreds of them would cost more than what they save. */
function watcher(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting);
    },
    { rootMargin: "240px" },
  );
  return observer;
}

/** Whether it is in sight, or nearly. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    listeners.set(current, setSeen);
    watcher().observe(current);
    return () => {
      watcher().unobserve(current);
      listeners.delete(current);
    };
  }, [element]);
  return seen;
}
