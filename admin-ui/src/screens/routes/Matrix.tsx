import { X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "../../design/Panel";
import { StateMark } from "../../design/State";
import type { Board, Port, Wire } from "./ports";
import { conditionOf } from "./ports";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

/** Each stream with each source and each destination: arrow keys move, Space connects and cuts. */
export function Matrix({ board, wiring }: { board: Board; wiring: Wiring }) {
  const { t } = useTranslation();
  const name = usePortName();
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const columns: Port[] = [...board.sources.filter((one) => one.source), ...board.destinations];
  const rows = board.streams;
  if (rows.length === 0) return <Empty title={t("routes.none")} />;
  const wires = new Map(board.wires.map((wire) => [`${wire.from}|${wire.to}`, wire]));
  const row = Math.min(at[0], rows.length - 1);
  const column = Math.min(at[1], columns.length - 1);
  const go = (toRow: number, toColumn: number) => {
    const next: [number, number] = [
      Math.min(Math.max(toRow, 0), rows.length - 1),
      Math.min(Math.max(toColumn, 0), columns.length - 1),
    ];
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next[0]} ${next[1]}"]`)?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    const moves: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns.length - 1],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      go(...move);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      toggle(row, column);
    }
  };
  const toggle = (ofRow: number, ofColumn: number) => {
    const stream = rows[ofRow];
    const other = columns[ofColumn];
    if (!stream || !other) return;
    const [from, to] = other.kind === "source" ? [other, stream] : [stream, other];
    const wire = wires.get(`${from.id}|${to.id}`);
    if (wire) wiring.cut(wire);
    else wiring.connect(from, to);
  };
  const sources = columns.filter((one) => one.kind === "source").length;
  return (
    <>
      <p className="mb-2 text-sm text-soft" id="matrix-how">
        {t("routes.matrixHow")}
      </p>
      <div className="relative max-h-[70dvh] overflow-auto rounded-lg border border-line bg-surface">
        <table ref={grid} role="grid" aria-label={t("routes.as.matrix")} aria-describedby="matrix-how" aria-readonly={wiring.locked} onKeyDown={pressed}>
          <thead>
            <tr>
              <th scope="col" className="sticky top-0 left-0 z-20 min-w-32 bg-surface px-3 py-2 text-left align-bottom font-medium text-soft">
                {t("routes.stream")}
              </th>
              {columns.map((one, index) => (
                <th
                  key={one.id}
                  scope="col"
                  className={`sticky top-0 z-10 border-b border-line bg-surface px-1 py-2 align-bottom text-sm font-medium text-soft ${index === sources && sources > 0 ? "border-l-2 border-l-strong" : ""}`}
                >
                  <span className="inline-block max-h-44 truncate [writing-mode:vertical-rl] rotate-180" title={name(one)}>
                    {name(one)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((stream, ofRow) => (
              <tr key={stream.id} className="border-t border-line hover:bg-raised">
                <th scope="row" className="sticky left-0 z-10 max-w-48 truncate bg-surface px-3 py-1 text-left font-medium">
                  <Link tabIndex={-1} to={stream.route ? `/routes/${stream.key}` : `/streams/${stream.key}`} className="hover:underline">
                    {stream.key}
                  </Link>
                </th>
                {columns.map((other, ofColumn) => {
                  const [from, to] = other.kind === "source" ? [other, stream] : ([stream, other] as const);
                  return (
                    <Cell
                      key={other.id}
                      at={`${ofRow} ${ofColumn}`}
                      active={ofRow === row && ofColumn === column}
                      from={from}
                      to={to}
                      wire={wires.get(`${from.id}|${to.id}`)}
                      wiring={wiring}
                      edge={ofColumn === sources && sources > 0}
                      onClick={() => {
                        setAt([ofRow, ofColumn]);
                        toggle(ofRow, ofColumn);
                      }}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface CellProps {
  at: string;
  active: boolean;
  from: Port;
  to: Port;
  wire: Wire | undefined;
  wiring: Wiring;
  edge: boolean;
  onClick: () => void;
}

function Cell({ at, active, from, to, wire, wiring, edge, onClick }: CellProps) {
  const { t } = useTranslation();
  const name = usePortName();
  const refused = wire ? undefined : wiring.refuses(from, to);
  const rank = wire?.priority === undefined ? "" : `, ${wire.priority}`;
  const state = wire ? t(`routes.flow.${wire.flow}`) + rank : refused ? wiring.why(refused) : t("routes.free");
  const says = t("routes.cell", { from: name(from), to: name(to), state });
  return (
    <td
      role="gridcell"
      data-at={at}
      data-cell={`${from.id}|${to.id}`}
      tabIndex={active ? 0 : -1}
      aria-selected={wire !== undefined}
      aria-disabled={refused !== undefined || wiring.locked}
      aria-label={says}
      title={says}
      onClick={onClick}
      className={`size-9 min-w-9 cursor-pointer p-0 text-center hover:bg-raised ${edge ? "border-l-2 border-l-strong" : ""}`}
    >
      <span className="inline-flex size-8 items-center justify-center">
        {wire ? (
          <>
            <StateMark state={conditionOf(wire.flow)} className="size-3.5" />
            {wire.priority !== undefined && <sup className="ml-0.5 text-xs">{wire.priority}</sup>}
          </>
        ) : refused ? (
          <X aria-hidden="true" className="size-3.5 text-line" />
        ) : (
          <span className="size-1.5 rounded-full bg-line" />
        )}
      </span>
    </td>
  );
}
