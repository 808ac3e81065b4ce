/** Those of many equal things that are in sight, with some more on both sides: from the first on, before the second. */
export type Part = readonly [from: number, to: number];

/**
 * @param count of all things
 * @param size of one in pixels
 * @param scrolled how far the first one is out of sight, in pixels; less than 0 where there is something before it
 * @param seen pixels that are in sight
 * @param more things on each side
 */
export function part(count: number, size: number, scrolled: number, seen: number, more: number): Part {
  const from = Math.floor(scrolled / size) - more;
  const to = Math.ceil((scrolled + seen) / size) + more;
  const last = Math.min(Math.max(to, more), count);
  return [Math.min(Math.max(from, 0), last), last];
}
