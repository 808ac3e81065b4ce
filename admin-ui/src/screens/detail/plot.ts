import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./plot.css";
import type { Format } from "../../design/format";
import { token } from "./colours";
import type { History } from "./history";
import type { LaneSpec } from "./lanes";

/** All lanes show the same instant. */
export const SYNC = "timeline";

/** Left of each lane, so that all have their times one below the other. */
export const AXIS_PX = 72;

/** Right of each lane: half a time's words. */
export const EDGE_PX = 14;

/** Between two marks of what is counted. */
const WHOLE = [1, 2, 5].flatMap((one) => [1, 10, 100, 1000, 10_000].map((times) => one * times)).sort((a, b) => a - b);

const LANE_PX = 64;
const TIMES_PX = 24;

export interface PlotOptions {
  width: number;
  /** With the times written below it. */
  withTimes: boolean;
  format: Format;
  language: string;
  /** The row that is pointed at, null for none. */
  onCursor: (row: number | null) => void;
}

export function dataOf(lane: LaneSpec, history: History): uPlot.AlignedData {
  const none = history.at.map(() => null);
  return [history.at, ...lane.lines.map((line) => history.columns[line.column] ?? none)];
}

/** Words of times at a distance of `increment` seconds. */
export function timesOf(language: string, increment: number): Intl.DateTimeFormat {
  const day = { month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  if (increment >= 86_400) return new Intl.DateTimeFormat(language, day);
  if (increment >= 3600 * 6) return new Intl.DateTimeFormat(language, { ...day, ...time });
  return new Intl.DateTimeFormat(language, increment < 60 ? { ...time, second: "2-digit" } : time);
}

/** The axes that all lanes have. */
export function times(language: string, shown: boolean): uPlot.Axis {
  return {
    stroke: token("--soft"),
    font: axisFont(),
    size: shown ? TIMES_PX : 0,
    space: 90,
    gap: 4,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    values: shown
      ? (_, splits, __, ___, increment) => splits.map((at) => timesOf(language, increment).format(at * 1000))
      : (_, splits) => splits.map(() => ""),
  };
}

export function axisFont(): string {
  return `11px ${getComputedStyle(document.body).fontFamily}`;
}

export function options(lane: LaneSpec, { width, withTimes, format, language, onCursor }: PlotOptions): uPlot.Options {
  return {
    width,
    height: LANE_PX + (withTimes ? TIMES_PX : 0),
    padding: [6, EDGE_PX, withTimes ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: SYNC },
      points: { size: 7 },
    },
    scales: {
      x: { time: true },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.15 : 1] },
    },
    axes: [
      times(language, withTimes),
      {
        stroke: token("--soft"),
        font: axisFont(),
        size: AXIS_PX,
        space: 26,
        gap: 6,
        grid: { stroke: token("--line"), width: 1 },
        ticks: { show: false },
        ...(lane.counts ? { incrs: WHOLE } : {}),
        values: (_, splits) => splits.map((value) => lane.says(value, format)),
      },
    ],
    series: [
      {},
      ...lane.lines.map(
        (line, index): uPlot.Series => ({
          stroke: token(line.colour),
          width: 1.5,
          points: { show: false },
          spanGaps: false,
          ...(line.dashed ? { dash: [5, 3] } : {}),
          ...(index === 0 ? { fill: `color-mix(in srgb, ${token(line.colour)} 16%, transparent)` } : {}),
        }),
      ),
    ],
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
  };
}

/** Points all lanes at a time, or at nothing. */
export function pointAt(at: number | null) {
  for (const plot of uPlot.sync(SYNC).plots) {
    plot.setCursor({ left: at === null ? -10 : plot.valToPos(at, "x"), top: 0 }, false);
  }
}

export { uPlot };
