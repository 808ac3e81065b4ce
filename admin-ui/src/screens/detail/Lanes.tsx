import { type RefObject, memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Format } from "../../design/format";
import { useFormat } from "../../i18n";
import type { Entry } from "../../live/condition";
import { Advice, DecisionTable, NoDecisions } from "./Arq";
import { ArqLane } from "./ArqLane";
import { markOf } from "./arq";
import { useThemeName } from "./colours";
import { type History, hasLink, rowAt } from "./history";
import { type LaneSpec, lanes, told } from "./lanes";
import { useDecisions, useLink } from "./useArq";
import { AXIS_PX, EDGE_PX, dataOf, options, pointAt, timesOf, uPlot } from "./plot";

/** Charts one below the other with one line through all of them at the instant that is pointed at. */
export default function Lanes({ history, entry, held: stopped }: { history: History; entry: Entry; held: boolean }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [row, setRow] = useState<number | null>(null);
  /** Set by the slider: stays at its time while the lanes go on. */
  const [held, setHeld] = useState<number | null>(null);
  const link = hasLink(history);
  const srt = useLink(entry.key);
  const decisions = useDecisions(srt?.id, stopped);
  const windowMs = srt?.negotiated.receiveLatencyMs ?? 0;
  const marks = useMemo(
    () => decisions.items.flatMap((one) => markOf(one, windowMs) ?? []).sort((a, b) => a.at - b.at),
    [decisions.items, windowMs],
  );
  const hasLane = srt !== null && decisions.kept && windowMs > 0;
  const shown = lanes.filter((lane) => link || !lane.ofLink);
  const onCursor = useCallback((next: number | null) => setRow(next), []);
  useEffect(() => {
    if (held !== null) pointAt(held);
  }, [held, history]);
  const last = history.at.length - 1;
  const at = history.at[held === null ? (row ?? last) : rowAt(history, held)] ?? 0;
  const index = rowAt(history, at);
  const instant = timesOf(i18n.language, history.step >= 60 ? 3600 * 6 : 1).format(at * 1000);
  return (
    <div ref={frame} className="px-2 pt-2 pb-1" onPointerDown={() => setHeld(null)} data-lanes data-range={`${history.at[0]} ${history.at[last]}`}>
      {width > 0 &&
        shown.map((lane, place) => (
          <section key={lane.id} data-lane={lane.id} data-at={at} aria-label={t(`detail.lane.${lane.id}`)}>
            <Reading lane={lane} history={history} index={index} instant={instant} format={format} />
            <Plot
              lane={lane}
              history={history}
              width={width}
              withTimes={place === shown.length - 1 && !hasLane}
              format={format}
              language={i18n.language}
              onCursor={onCursor}
            />
          </section>
        ))}
      {width > 0 && hasLane && (
        <ArqLane marks={marks} windowMs={windowMs} view={{ width, from: history.at[0] ?? 0, to: history.at[last] ?? 0, at }} />
      )}
      <input
        type="range"
        aria-label={t("detail.instant")}
        aria-valuetext={[instant, ...shown.map((lane) => `${t(`detail.lane.${lane.id}`)} ${reading(lane, history, index, format)}`)].join(", ")}
        min={0}
        max={last}
        value={index}
        onPointerDown={(event) => event.stopPropagation()}
        onChange={(event) => {
          const chosen = Number(event.target.value);
          const chosenAt = chosen === last ? null : (history.at[chosen] ?? null);
          setHeld(chosenAt);
          setRow(null);
          pointAt(chosenAt);
        }}
        className="block h-6 accent-strong"
        style={{ marginLeft: AXIS_PX - 8, width: `calc(100% - ${AXIS_PX + EDGE_PX - 16}px)` }}
      />
      {!link && <p className="px-3 pb-2 text-sm text-soft">{t("detail.noLink")}</p>}
      <div onPointerDown={(event) => event.stopPropagation()}>
        {!hasLane && <NoDecisions entry={entry} srt={srt !== null} />}
        {srt?.advice && <Advice advice={srt.advice} entry={entry} />}
        {hasLane && <DecisionTable marks={marks.filter((mark) => (held === null && row === null) || Math.abs(mark.at - at) < 1)} forgotten={decisions.forgotten} />}
      </div>
    </div>
  );
}

/** What is drawn beside the lanes on the same times. */
export interface LaneView {
  width: number;
  from: number;
  to: number;
  at: number;
}

function reading(lane: LaneSpec, history: History, index: number, format: Format): string {
  return lane.lines.map((line) => told(lane, history.columns[line.column]?.[index], format)).join(" / ");
}

function Reading(props: { lane: LaneSpec; history: History; index: number; instant: string; format: Format }) {
  const { t } = useTranslation();
  const { lane, history, index, instant, format } = props;
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-1 text-xs">
      <h3 className="font-medium text-soft">{t(`detail.lane.${lane.id}`)}</h3>
      <p className="flex gap-4">
        {lane.lines.map((line) => (
          <span key={line.column} className="inline-flex items-center gap-1.5">
            {lane.lines.length > 1 && (
              <>
                <svg viewBox="0 0 16 4" aria-hidden="true" className="h-1 w-4">
                  <path d="M0 2h16" stroke={`var(${line.colour})`} strokeWidth="2" strokeDasharray={line.dashed ? "5 3" : undefined} />
                </svg>
                <span className="text-soft">{t(`detail.column.${line.column}`)}</span>
              </>
            )}
            <b className="font-medium">{told(lane, history.columns[line.column]?.[index], format)}</b>
          </span>
        ))}
        <span className="min-w-16 text-right text-soft">{instant}</span>
      </p>
    </div>
  );
}

interface PlotProps {
  lane: LaneSpec;
  history: History;
  width: number;
  withTimes: boolean;
  format: Format;
  language: string;
  onCursor: (row: number | null) => void;
}

const Plot = memo(function Plot({ lane, history, width, withTimes, format, language, onCursor }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(history);
  newest.current = history;
  const theme = useThemeName();
  useEffect(() => {
    if (!place.current) return;
    const made = new uPlot(
      options(lane, { width, withTimes, format, language, onCursor }),
      dataOf(lane, newest.current),
      place.current,
    );
    plot.current = made;
    return () => made.destroy();
  }, [lane, width, withTimes, format, language, onCursor, theme]);
  useEffect(() => plot.current?.setData(dataOf(lane, history)), [lane, history]);
  return <div ref={place} aria-hidden="true" />;
});

/** How wide the frame is inside. */
function useWidth(frame: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(element);
    return () => watch.disconnect();
  }, [frame]);
  return width;
}
