import { token } from "./colours";
import type { Kind, Mark } from "./arq";
import { AXIS_PX, EDGE_PX, SYNC, axisFont, times, uPlot } from "./plot";

const LANE_PX = 132;

export const colours: Record<Kind, string> = {
  reported: "--busy",
  recovered: "--good",
  late: "--warn",
  lost: "--bad",
  "gave-up": "--off",
};

/** One shape for each, so that they are told without colour: of the size of a sign, around its middle. */
export const shapes: Record<Kind, string> = {
  reported: "M0 -4L4 3.5H-4Z",
  recovered: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z",
  late: "M0 -4.5L4.5 0L0 4.5L-4.5 0Z",
  lost: "M-3.5 -3.5H3.5V3.5H-3.5Z",
  "gave-up": "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5",
};

export interface Drawn {
  marks: readonly Mark[];
  windowMs: number;
}

export function arqOptions(width: number, language: string, drawn: () => Drawn): uPlot.Options {
  return {
    width,
    height: LANE_PX,
    padding: [6, EDGE_PX, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: SYNC }, points: { show: false } },
    scales: { x: { time: true }, y: { range: () => [0, drawn().windowMs * 1.3] } },
    axes: [
      times(language, true),
      {
        stroke: token("--soft"),
        font: axisFont(),
        size: AXIS_PX,
        space: 26,
        gap: 6,
        grid: { stroke: token("--line"), width: 1 },
        ticks: { show: false },
        values: (_, splits) => splits.map((value) => `${value} ms`),
      },
    ],
    series: [{}, { show: false }],
    hooks: { drawAxes: [(plot) => band(plot, drawn().windowMs)], draw: [(plot) => signs(plot, drawn())] },
  };
}

/** The time in which a repeat is of use. */
function band(plot: uPlot, windowMs: number) {
  const { ctx, bbox } = plot;
  const end = plot.valToPos(windowMs, "y", true);
  ctx.save();
  ctx.fillStyle = `color-mix(in srgb, ${token("--accent")} 12%, transparent)`;
  ctx.fillRect(bbox.left, end, bbox.width, bbox.top + bbox.height - end);
  ctx.strokeStyle = token("--accent");
  ctx.setLineDash([6, 4]);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, end);
  ctx.lineTo(bbox.left + bbox.width, end);
  ctx.stroke();
  ctx.restore();
}

function signs(plot: uPlot, { marks, windowMs }: Drawn) {
  const { ctx, bbox } = plot;
  const paths = Object.fromEntries(Object.entries(shapes).map(([kind, path]) => [kind, new Path2D(path)])) as Record<Kind, Path2D>;
  const inks = Object.fromEntries(Object.entries(colours).map(([kind, name]) => [kind, token(name)])) as Record<Kind, string>;
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const mark of marks) {
    if (mark.at < (min ?? 0) || mark.at > (max ?? 0)) continue;
    ctx.save();
    ctx.translate(plot.valToPos(mark.at, "x", true), plot.valToPos(Math.min(mark.afterMs, windowMs * 1.25), "y", true));
    ctx.scale(devicePixelRatio, devicePixelRatio);
    ctx.fillStyle = inks[mark.kind];
    ctx.strokeStyle = inks[mark.kind];
    ctx.lineWidth = 1.5;
    if (mark.kind === "gave-up" || mark.kind === "reported") ctx.stroke(paths[mark.kind]);
    else ctx.fill(paths[mark.kind]);
    ctx.restore();
  }
  ctx.restore();
}
