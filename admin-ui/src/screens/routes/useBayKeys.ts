import { type RefObject, useCallback } from "react";
import { keymap, useKeys } from "../../frame/keymap";
import { type Place, columnOf } from "./layout";
import type { Board, Port } from "./ports";

/** What keys do in the bay, on the port that has the focus where they are about one. */
interface Actions {
  connect: (port: Port) => void;
  cut: (port: Port | undefined) => void;
  choose: (port: Port) => void;
  open: (port: Port) => void;
  only: (port: Port) => void;
  anew: () => void;
  giveUp: () => void;
  nudge: (port: Port, right: number, down: number) => void;
  /** Moves what is seen until this place is. */
  reveal: (place: Place) => void;
}

const steps: Record<string, [right: number, down: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** @returns gives a port the focus */
export function useBayKeys(frame: RefObject<HTMLElement | null>, board: Board, places: readonly Place[], actions: Actions) {
  const focusedId = () => {
    const { activeElement } = document;
    return frame.current?.contains(activeElement) ? activeElement?.closest<HTMLElement>("[data-id]")?.dataset.id : undefined;
  };
  const portAt = () => board.ports.get(focusedId() ?? "");
  const { reveal } = actions;
  const focus = useCallback(
    (place: Place | undefined) => {
      if (!place) return;
      const node = () => frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(place.port.id)}"]`);
      const drawn = node();
      drawn?.focus({ preventScroll: true });
      reveal(place);
      // what was out of sight is drawn with one of the next pictures
      if (!drawn) requestAnimationFrame(() => requestAnimationFrame(() => node()?.focus({ preventScroll: true })));
    },
    [frame, reveal],
  );

  /** Up and down in a column, along a wire to the next one. */
  function move(event: KeyboardEvent) {
    const place = places.find(({ port }) => port.id === focusedId());
    const [right, down] = steps[event.key] ?? [0, 0];
    if (!place) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      actions.nudge(place.port, right, down);
    } else if (down !== 0) {
      const column = places.filter(({ port }) => columnOf(port) === columnOf(place.port)).sort((a, b) => a.y - b.y);
      focus(column[column.indexOf(place) + down]);
    } else {
      const wire = (right > 0 ? board.outOf : board.into).get(place.port.id)?.[0];
      const along = places.find((other) => other.port.id === (right > 0 ? wire?.to : wire?.from));
      focus(along ?? places.find((other) => (right > 0 ? other.x > place.x : other.x < place.x && other.x >= place.x - 450)));
    }
  }

  const about = (act: (port: Port) => void) => (event: KeyboardEvent) => {
    const port = portAt();
    if (!port) return;
    event.preventDefault();
    act(port);
  };
  useKeys({
    [keymap.connect]: about(actions.connect),
    [keymap.cut]: () => actions.cut(portAt()),
    [keymap.preview]: about(actions.choose),
    [keymap.open]: about(actions.open),
    [keymap.only]: about(actions.only),
    [keymap.layout]: actions.anew,
    [keymap.up]: actions.giveUp,
    ...Object.fromEntries(Object.keys(steps).flatMap((key) => [[key.toLowerCase(), move], [`ctrl+${key.toLowerCase()}`, move]])),
  });
  return focus;
}
