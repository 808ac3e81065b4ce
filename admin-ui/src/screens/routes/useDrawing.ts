import { replaceEqualDeep } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BayFlowEdge } from "./BayEdge";
import type { BayFlowNode } from "./BayNode";
import type { Place } from "./layout";
import type { Board, Port, Wire } from "./ports";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

/** From here on wires of services are drawn of one stream at a time. */
const MANY_STREAMS = 12;

/** Where a wire is drawn from. */
export interface Pending {
  port: Port;
  /** Against the stream, from where it ends. */
  backwards: boolean;
}

/** The two ends in the order of the stream. */
export const ends = (pending: Pending | undefined, other: Port): [Port, Port] | undefined =>
  pending && (pending.backwards ? [other, pending.port] : [pending.port, other]);

interface What {
  board: Board;
  wiring: Wiring;
  places: readonly Place[];
  chosen: ReadonlySet<string>;
  pending: Pending | undefined;
  selected: string | undefined;
  lit: string | undefined;
}

/** What is drawn of the board; nodes and edges that are as they were stay the same objects. */
export function useDrawing({ board, wiring, places, chosen, pending, selected, lit }: What) {
  const { t } = useTranslation();
  const name = usePortName();
  const { refuses, why, locked } = wiring;
  const wires = useWires(board, selected);
  const label = useCallback(
    (port: Port) => {
      const state = port.kind === "stream" && port.entry ? `, ${t(`state.${port.entry.condition}`)}` : "";
      return `${t(`routes.column.${port.kind}`)} ${name(port)}${state}`;
    },
    [t, name],
  );
  const nodes = useKept(
    useMemo(
      () =>
        places.map(({ port, x, y, width, height }): BayFlowNode => {
          const pair = ends(pending, port);
          const begins = pending?.port.id === port.id;
          const refused = pair && !begins ? refuses(...pair) : undefined;
          return {
            id: port.id,
            type: "port",
            position: { x, y },
            width,
            height,
            selected: chosen.has(port.id),
            ariaLabel: label(port),
            ariaRole: "group",
            data: {
              port,
              refused: refused && (refused.reason === "direction" ? "" : why(refused)),
              fits: pair !== undefined && !begins && !refused,
              begins,
              lit: port.kind === "stream" && port.key === lit,
              chosen: chosen.has(port.id),
              locked,
            },
          };
        }),
      // what is refused depends on the board, too
      [places, board, pending, chosen, refuses, why, locked, lit, label],
    ),
  );
  const edges = useKept(
    useMemo(() => {
      const nameOf = (id: string) => {
        const port = board.ports.get(id);
        return port ? name(port) : "";
      };
      return wires.map(({ wire, faded, labelled }): BayFlowEdge => ({
        id: wire.id,
        type: "wire",
        source: wire.from,
        target: wire.to,
        selected: selected === wire.id,
        ariaLabel: `${t("routes.wire", { from: nameOf(wire.from), to: nameOf(wire.to) })}: ${t(`routes.flow.${wire.flow}`)}`,
        ariaRole: "group",
        data: { wire, faded, labelled },
      }));
    }, [wires, board, selected, name, t]),
  );
  return { nodes, edges };
}

function useKept<T>(now: T): T {
  const before = useRef(now);
  return useMemo(() => {
    before.current = replaceEqualDeep(before.current, now);
    return before.current;
  }, [now]);
}

/** Those that are drawn: of services all while there is room, else those of what is looked at. */
function useWires(board: Board, selected: string | undefined) {
  return useMemo(() => {
    const few = board.streams.length <= MANY_STREAMS;
    const chosen = board.wireById.get(selected ?? "");
    const touches = (wire: Wire) => (chosen ? wire.id === chosen.id : wire.from === selected || wire.to === selected);
    const any = board.wires.some(touches);
    return board.wires
      .filter((wire) => few || !wire.to.startsWith("service:") || wire.flow === "flowing" || touches(wire))
      .map((wire) => ({
        wire,
        faded: any && !touches(wire),
        labelled: (few && !wire.to.startsWith("service:")) || (any && touches(wire)),
      }));
  }, [board, selected]);
}
