import { type NodeChange, applyNodeChanges } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import type { BayFlowNode } from "./BayNode";
import { type Place, type Spot, GAP, aligned, layout } from "./layout";
import { type Board, NEW_PUSH, NEW_STREAM } from "./ports";

const stored = "tidegate.bay-places";
/** So many ports that were moved by hand are remembered. */
const MOST = 1000;

function read(): Record<string, Spot> {
  try {
    return JSON.parse(localStorage.getItem(stored) ?? "{}") as Record<string, Spot>;
  } catch {
    return {};
  }
}

/** Where the ports of the bay stand: in columns, but for those that were moved by hand, which this browser keeps. */
export function usePlaces(board: Board, locked: boolean) {
  const [moved, setMoved] = useState(read);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const keep = useCallback((next: Record<string, Spot>) => {
    const kept = Object.fromEntries(Object.entries(next).slice(-MOST));
    localStorage.setItem(stored, JSON.stringify(kept));
    setMoved(kept);
  }, []);
  const places = useMemo(
    () =>
      layout(board, locked ? undefined : { stream: NEW_STREAM, push: NEW_PUSH }).map((place): Place => {
        const spot = moved[place.port.id];
        return spot ? { ...place, x: spot[0], y: spot[1] } : place;
      }),
    [board, locked, moved],
  );
  const few = places.filter(({ port }) => chosen.has(port.id));
  const put = (next: readonly Place[]) =>
    keep({ ...moved, ...Object.fromEntries(next.map(({ port, x, y }): [string, Spot] => [port.id, [x, y]])) });
  return {
    places,
    chosen,
    moved: Object.keys(moved).length > 0,
    choose: setChosen,
    toggle: (id: string) => {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      setChosen(next);
    },
    /** What was dragged, and what a lasso caught. */
    changed: (changes: NodeChange<BayFlowNode>[], nodes: BayFlowNode[]) => {
      const about = changes.filter((one) => one.type === "position" || one.type === "select");
      if (about.length === 0) return;
      const after = applyNodeChanges(about, nodes);
      if (about.some((one) => one.type === "select")) {
        setChosen(new Set(after.filter((one) => one.selected).map((one) => one.id)));
      }
      const dragged = new Set(about.flatMap((one) => (one.type === "position" && one.position ? [one.id] : [])));
      if (dragged.size === 0) return;
      const spots = after.filter((one) => dragged.has(one.id)).map((one): [string, Spot] => [one.id, [one.position.x, one.position.y]]);
      keep({ ...moved, ...Object.fromEntries(spots) });
    },
    /** @param ids those that go, by so many steps of the grid */
    nudge: (ids: ReadonlySet<string>, right: number, down: number) => {
      const going = places.filter(({ port }) => ids.has(port.id));
      put(going.map((place) => ({ ...place, x: place.x + right * GAP, y: place.y + down * GAP })));
    },
    /** Those that were chosen stand in one column. */
    align: () => put(aligned(few)),
    /** Everything stands where it stood at first. */
    anew: () => keep({}),
  };
}
