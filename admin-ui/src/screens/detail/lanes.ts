import type { Format } from "../../design/format";
import type { Column, Value } from "./history";

export type Colour = "--accent" | "--good" | "--warn" | "--bad" | "--busy" | "--off";

/** One line of a lane. */
export interface Line {
  column: Column;
  colour: Colour;
  /** Told from the line beside it without colour. */
  dashed?: boolean;
}

/** Charts one below the other, of one stretch of time. */
export interface LaneSpec {
  id: "bitRate" | "viewers" | "rtt" | "loss" | "repeats" | "buffer";
  lines: readonly Line[];
  /** Whole numbers. */
  counts?: boolean;
  /** Of SRT links alone. */
  ofLink: boolean;
  says: (value: number, format: Format) => string;
}

const count = (value: number, format: Format) => format.number(Math.round(value));
const milliseconds = (value: number, format: Format) => `${format.number(value, value < 10 ? 1 : 0)} ms`;

export const lanes: readonly LaneSpec[] = [
  { id: "bitRate", lines: [{ column: "bitrateBps", colour: "--accent" }], ofLink: false, says: (value, format) => format.bitRate(value) },
  { id: "viewers", lines: [{ column: "viewers", colour: "--off" }], ofLink: false, counts: true, says: count },
  { id: "rtt", lines: [{ column: "rttMs", colour: "--busy" }], ofLink: true, says: milliseconds },
  {
    id: "loss",
    lines: [
      { column: "lostPackets", colour: "--warn" },
      { column: "droppedPackets", colour: "--bad", dashed: true },
    ],
    ofLink: true,
    counts: true,
    says: count,
  },
  { id: "repeats", lines: [{ column: "retransmittedPackets", colour: "--good" }], ofLink: true, counts: true, says: count },
  { id: "buffer", lines: [{ column: "receiveBufferMs", colour: "--accent" }], ofLink: true, says: milliseconds },
];

export function told(lane: LaneSpec, value: Value | undefined, format: Format): string {
  return value === null || value === undefined ? "–" : lane.says(value, format);
}
