import type { Board, Port } from "./ports";

export interface Place {
  port: Port;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** From the left and from the top. */
export type Spot = [x: number, y: number];

const columns = {
  source: { x: 0, width: 250, height: 58 },
  stream: { x: 400, width: 260, height: 70 },
  destination: { x: 810, width: 230, height: 46 },
} as const;

/** Of the three columns together. */
export const WIDTH = columns.destination.x + columns.destination.width;

/** Between two ports of a column. */
export const GAP = 16;

export function columnOf(port: Port): keyof typeof columns {
  if (port.kind === "new-stream") return "stream";
  return port.kind === "new-push" ? "destination" : port.kind;
}

/** Three columns: who sends, the streams, where they go; sources stand beside the streams that they feed. */
export function layout(board: Board, withNew: { stream: Port; push: Port } | undefined): Place[] {
  const rank = new Map(board.streams.map((stream, index) => [stream.id, index]));
  const first = new Map<string, number>();
  for (const wire of board.wires) {
    const at = rank.get(wire.to);
    if (at !== undefined) first.set(wire.from, Math.min(first.get(wire.from) ?? Infinity, at + ((wire.priority ?? 1) - 1) / 100));
    const of = rank.get(wire.from);
    if (of !== undefined) first.set(wire.to, Math.min(first.get(wire.to) ?? Infinity, of));
  }
  const by = (a: Port, b: Port) => (first.get(a.id) ?? Infinity) - (first.get(b.id) ?? Infinity);
  const pushes = board.destinations.filter((one) => one.push).sort(by);
  const services = board.destinations.filter((one) => one.service);
  return [
    ...column([...board.sources].sort(by), columns.source),
    ...column([...board.streams, ...(withNew ? [withNew.stream] : [])], columns.stream),
    ...column([...services, ...pushes, ...(withNew ? [withNew.push] : [])], columns.destination),
  ];
}

function column(all: Port[], { x, width, height }: { x: number; width: number; height: number }): Place[] {
  return all.map((port, index) => ({ port, x, y: index * (height + GAP), width, height }));
}

/** In one column, at the left edge of the leftmost, in their order from the top, none upon another. */
export function aligned(places: readonly Place[]): Place[] {
  const x = Math.min(...places.map((place) => place.x));
  let y = Math.min(...places.map((place) => place.y));
  return [...places]
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map((place) => {
      const put = { ...place, x, y };
      y += place.height + GAP;
      return put;
    });
}
