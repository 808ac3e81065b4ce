import { X } from "lucide-react";
import { type KeyboardEvent, memo, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "../../design/Panel";
import { StateMark } from "../../design/State";
import type { Part } from "../../design/part";
import { useCells } from "../../design/usePart";
import { type Board, type Port, type Wire, conditionOf, wireId } from "./ports";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

/** A cell's width and height in pixels. */
const SIZE = 36;

/** Each stream with each source and each destination: arrow keys move, Space connects and cuts. */
export function Matrix({ board, wiring }: { board: Board; wiring: Wiring }) {
  const { t } = useTranslation();
  if (board.streams.length === 0) return <Empty title={t("routes.none")} />;
  return (
    <>
      <p className="mb-2 text-sm text-soft" id="matrix-how">
        {t("routes.matrixHow")}
      </p>
      <Grid board={board} wiring={wiring} />
    </>
  );
}

/** Draws the cells that are in sight: a hundred sources times a hundred destinations are too many. */
function Grid({ board, wiring }: { board: Board; wiring: Wiring }) {
  const { t } = useTranslation();
  const name = usePortName();
  const box = useRef<HTMLDivElement>(null);
  const follow = useRef(false);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const columns = useMemo<Port[]>(() => [...board.sources.filter((one) => one.source), ...board.destinations], [board]);
  const rows = board.streams;
  const [down, right] = useCells(box, rows.length, columns.length, SIZE);
  const row = Math.min(at[0], rows.length - 1);
  const column = Math.min(at[1], columns.length - 1);
  const stop = [within(row, down), within(column, right)];
  const go = (toRow: number, toColumn: number) => {
    follow.current = true;
    setAt([Math.min(Math.max(toRow, 0), rows.length - 1), Math.min(Math.max(toColumn, 0), columns.length - 1)]);
  };
  useLayoutEffect(() => {
    if (!follow.current || !box.current) return;
    const cell = box.current.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`);
    if (cell) {
      follow.current = false;
      cell.focus();
    } else {
      box.current.scrollTop = row * SIZE - box.current.clientHeight / 2;
      box.current.scrollLeft = column * SIZE - box.current.clientWidth / 2;
    }
  });
  const pressed = (event: KeyboardEvent) => {
    // the cell that has the focus: it moves when streams come and go before it
    const cell = (event.target as Element).closest<HTMLElement>("[data-at]");
    if (!cell) return;
    const [atRow = 0, atColumn = 0] = (cell.dataset.at ?? "").split(" ").map(Number);
    const moves: Record<string, [number, number]> = {
      ArrowUp: [atRow - 1, atColumn],
      ArrowDown: [atRow + 1, atColumn],
      ArrowLeft: [atRow, atColumn - 1],
      ArrowRight: [atRow, atColumn + 1],
      Home: [atRow, 0],
      End: [atRow, columns.length - 1],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      go(...move);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      setAt([atRow, atColumn]);
      toggle(atRow, atColumn);
    }
  };
  const toggle = (ofRow: number, ofColumn: number) => {
    const stream = rows[ofRow];
    const other = columns[ofColumn];
    if (!stream || !other) return;
    const [from, to] = other.kind === "source" ? [other, stream] : [stream, other];
    const wire = board.wireById.get(wireId(from, to));
    if (wire) wiring.cut(wire);
    else wiring.connect(from, to);
  };
  const latest = useRef(toggle);
  latest.current = toggle;
  const press = useCallback((ofRow: number, ofColumn: number) => {
    setAt([ofRow, ofColumn]);
    latest.current(ofRow, ofColumn);
  }, []);
  const sources = columns.filter((one) => one.kind === "source").length;
  const bar = (index: number) => (index === sources && sources > 0 ? "border-l-2 border-l-strong" : "");
  const seen = columns.slice(...right);
  const left = right[0] > 0 && <td aria-hidden="true" style={{ minWidth: right[0] * SIZE }} />;
  const rest = right[1] < columns.length && <td aria-hidden="true" style={{ minWidth: (columns.length - right[1]) * SIZE }} />;
  return (
    <div ref={box} className="relative max-h-[70dvh] overflow-auto rounded-lg border border-line bg-surface">
      <table
        role="grid"
        aria-label={t("routes.as.matrix")}
        aria-describedby="matrix-how"
        aria-readonly={wiring.locked}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        onKeyDown={pressed}
        className="border-separate border-spacing-0"
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="sticky top-0 left-0 z-20 w-48 min-w-32 bg-surface px-3 py-2 text-left align-bottom font-medium text-soft">
              {t("routes.stream")}
            </th>
            {left}
            {seen.map((one, index) => (
              <th
                key={one.id}
                scope="col"
                aria-colindex={right[0] + index + 2}
                className={`sticky top-0 z-10 h-48 border-b border-line bg-surface px-1 py-2 align-bottom text-sm font-medium text-soft ${bar(right[0] + index)}`}
              >
                <span className="inline-block max-h-44 truncate [writing-mode:vertical-rl] rotate-180" title={name(one)}>
                  {short(one) || name(one)}
                </span>
              </th>
            ))}
            {rest}
          </tr>
        </thead>
        <tbody>
          {down[0] > 0 && <tr aria-hidden="true" style={{ height: down[0] * SIZE }} />}
          {rows.slice(...down).map((stream, index) => {
            const ofRow = down[0] + index;
            return (
              <tr key={stream.id} aria-rowindex={ofRow + 2} className="hover:bg-raised">
                <th scope="row" className="sticky left-0 z-10 max-w-48 truncate border-t border-line bg-surface px-3 text-left font-medium">
                  <Link tabIndex={-1} to={stream.route ? `/routes/${stream.key}` : `/streams/${stream.key}`} className="hover:underline">
                    {stream.key}
                  </Link>
                </th>
                {left}
                {seen.map((other, offset) => {
                  const ofColumn = right[0] + offset;
                  const [from, to] = other.kind === "source" ? [other, stream] : ([stream, other] as const);
                  return (
                    <Cell
                      key={other.id}
                      row={ofRow}
                      column={ofColumn}
                      active={ofRow === stop[0] && ofColumn === stop[1]}
                      from={from}
                      to={to}
                      wire={board.wireById.get(wireId(from, to))}
                      wiring={wiring}
                      bar={bar(ofColumn)}
                      onPress={press}
                    />
                  );
                })}
                {rest}
              </tr>
            );
          })}
          {down[1] < rows.length && <tr aria-hidden="true" style={{ height: (rows.length - down[1]) * SIZE }} />}
        </tbody>
      </table>
    </div>
  );
}

/** There is room for a few letters alone: where it is says most. */
function short(port: Port): string {
  const place = port.kind === "source" ? port.place : port.kind === "destination" ? (port.push?.target ?? "") : "";
  return place.replace(/^\w+:\/\//, "");
}

const within = (index: number, [from, to]: Part) => Math.min(Math.max(index, from), to - 1);

interface CellProps {
  row: number;
  column: number;
  active: boolean;
  from: Port;
  to: Port;
  wire: Wire | undefined;
  wiring: Wiring;
  bar: string;
  onPress: (row: number, column: number) => void;
}

const Cell = memo(function Cell({ row, column, active, from, to, wire, wiring, bar, onPress }: CellProps) {
  const { t } = useTranslation();
  const name = usePortName();
  const refused = wire ? undefined : wiring.refuses(from, to);
  const rank = wire?.priority === undefined ? "" : `, ${wire.priority}`;
  const state = wire ? t(`routes.flow.${wire.flow}`) + rank : refused ? wiring.why(refused) : t("routes.free");
  const says = t("routes.cell", { from: name(from), to: name(to), state });
  return (
    <td
      role="gridcell"
      data-at={`${row} ${column}`}
      aria-colindex={column + 2}
      data-cell={`${from.id}|${to.id}`}
      tabIndex={active ? 0 : -1}
      aria-selected={wire !== undefined}
      aria-disabled={refused !== undefined || wiring.locked}
      aria-label={says}
      title={says}
      onClick={() => onPress(row, column)}
      className={`h-9 w-9 max-w-9 min-w-9 scroll-mt-48 scroll-ml-48 cursor-pointer border-t border-line p-0 text-center hover:bg-raised ${bar}`}
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
});
