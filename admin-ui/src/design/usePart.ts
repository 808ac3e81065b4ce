import { type RefObject, useLayoutEffect, useState } from "react";
import { type Part, part } from "./part";

const MORE = 8;

const same = (a: Part, b: Part) => a[0] === b[0] && a[1] === b[1];

/**
 * Rows of a long table that are in sight as the page is scrolled.
 *
 * @param body what holds the rows
 * @param count of all rows
 * @param height of one in pixels
 */
export function useRows(body: RefObject<HTMLElement | null>, count: number, height: number): Part {
  const [now, setNow] = useState<Part>(() => part(count, height, 0, window.innerHeight, MORE));
  useLayoutEffect(() => {
    const look = () => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const next = part(count, height, -top, window.innerHeight, MORE);
      setNow((before) => (same(before, next) ? before : next));
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [body, count, height]);
  return [Math.min(now[0], count), Math.min(now[1], count)];
}

/** The same for rows and columns of a box that scrolls by itself. */
export function useCells(box: RefObject<HTMLElement | null>, rows: number, columns: number, size: number): [Part, Part] {
  const [now, setNow] = useState<[Part, Part]>(() => [
    part(rows, size, 0, window.innerHeight, MORE),
    part(columns, size, 0, window.innerWidth, MORE),
  ]);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const look = () => {
      const down = part(rows, size, current.scrollTop - size, current.clientHeight, MORE);
      const right = part(columns, size, current.scrollLeft - size, current.clientWidth, MORE);
      setNow((before) => (same(before[0], down) && same(before[1], right) ? before : [down, right]));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    current.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener("scroll", look);
    };
  }, [box, rows, columns, size]);
  const within = ([from, to]: Part, count: number): Part => [Math.min(from, count), Math.min(to, count)];
  return [within(now[0], rows), within(now[1], columns)];
}
