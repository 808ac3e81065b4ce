import type { Schemas } from "../../api/client";
import type { Numbers } from "../../live/store";

/** What is shown at once: how far back, and between two rows at least. All in seconds. */
export const ranges = {
  "5m": { seconds: 300, step: 1 },
  "15m": { seconds: 900, step: 1 },
  "1h": { seconds: 3600, step: 10 },
  "6h": { seconds: 21_600, step: 20 },
  "24h": { seconds: 86_400, step: 60 },
  "7d": { seconds: 604_800, step: 600 },
} as const;

export type Range = keyof typeof ranges;

export const rangeNames = Object.keys(ranges) as Range[];

export function rangeOf(text: string | null): Range {
  return rangeNames.find((one) => one === text) ?? "15m";
}

export type Column = Exclude<Schemas["StreamHistory"]["columns"][number], "at">;
export type Value = number | null;

/** Rows of a stream's history: times in seconds since 1970, and beside them what each column says, null for what is not known. */
export interface History {
  step: number;
  at: number[];
  columns: Partial<Record<Column, Value[]>>;
}

/** So many seconds at the end may not have been measured yet; the live connection tells of them. */
const UNMEASURED = 2;

export function historyOf({ stepSeconds, columns, data }: Schemas["StreamHistory"]): History {
  const times = (data[0] ?? []) as number[];
  let rows = times.length;
  const isKnown = (row: number) => data.slice(1).some((column) => column[row] !== null);
  while (stepSeconds === 1 && rows > times.length - UNMEASURED && rows > 0 && !isKnown(rows - 1)) rows--;
  const found: History = { step: stepSeconds, at: times.slice(0, rows), columns: {} };
  columns.forEach((name, index) => {
    if (name !== "at") found.columns[name] = (data[index] ?? []).slice(0, rows);
  });
  return found;
}

/** Rows that are missing are not known; more than this has to be read again. */
const MOST_MISSED = 5;

/**
 * The history with one second more and as much less at its beginning.
 *
 * @returns the same where that second is in it already, and null where too much was missed
 */
export function withSecond(history: History, second: number, numbers: Numbers | undefined): History | null {
  const last = history.at.at(-1);
  if (history.step !== 1 || last === undefined || second <= last) return history;
  const more = second - last;
  if (more > MOST_MISSED) return null;
  const at = [...history.at.slice(more), ...Array.from({ length: more }, (_, index) => last + 1 + index)];
  const columns: History["columns"] = {};
  for (const [name, values] of Object.entries(history.columns) as [Column, Value[]][]) {
    const value = (numbers as Partial<Record<Column, number>> | undefined)?.[name] ?? null;
    columns[name] = [...values.slice(more), ...Array<null>(more - 1).fill(null), value];
  }
  return { ...history, at, columns };
}

/** Whether anything is known of what only SRT links tell. */
export function hasLink(history: History): boolean {
  return history.columns.rttMs?.some((value) => value !== null) ?? false;
}

/** The row of a time, or the one before it. */
export function rowAt(history: History, at: number): number {
  const first = history.at[0] ?? 0;
  return Math.min(history.at.length - 1, Math.max(0, Math.floor((at - first) / history.step)));
}
