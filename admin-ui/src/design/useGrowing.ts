import { useEffect, useRef, useState } from "react";

const STEP = 40;

/**
 * How many of a long list are drawn: some at first, more whenever its end comes near. For things of different heights.
 *
 * @returns the count, and a ref for something that stands behind the last one
 */
export function useGrowing(count: number) {
  const [most, setMost] = useState(STEP);
  const end = useRef<HTMLElement>(null);
  const more = most < count;
  useEffect(() => {
    if (!more || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setMost((now) => now + STEP), {
      rootMargin: "800px",
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more, most]);
  return { most: Math.min(most, count), end };
}
