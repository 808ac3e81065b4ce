import type { Entry } from "../../live/condition";
import type { Numbers } from "../../live/store";

/** What the table can show beside state and key. */
export const columns = ["source", "tracks", "picture", "bitRate", "frames", "viewers", "since", "labels", "node"] as const;
export type Column = (typeof columns)[number];

export const usual: Column[] = ["source", "tracks", "bitRate", "viewers", "since"];

/** A filter under a name. */
export interface Saved {
  name: string;
  /** As in the address: `q=…&state=…`. */
  query: string;
}

const MOST_SAVED = 30;

export const withSaved = (all: readonly Saved[], one: Saved): Saved[] =>
  [...all.filter((other) => other.name !== one.name), one].slice(-MOST_SAVED);

export function savedOf(kept: unknown): Saved[] | undefined {
  return Array.isArray(kept)
    ? kept.filter((one): one is Saved => typeof one?.name === "string" && typeof one?.query === "string")
    : undefined;
}

/** What a column says, for programs: numbers without units, times as RFC 3339. */
function value(column: Column, { stream, route, goneAt }: Entry, numbers: Numbers | undefined): string | number {
  const video = stream?.tracks.find((track) => track.kind === "video");
  switch (column) {
    case "source":
      return stream?.source ? `${stream.source.protocol} ${stream.source.remote}` : "";
    case "tracks":
      return stream?.tracks.map((track) => track.codec).join(" ") ?? "";
    case "picture":
      return video?.width ? `${video.width}x${video.height}` : "";
    case "bitRate":
      return stream ? (numbers?.bitrateBps ?? stream.bitrateBps) : "";
    case "frames":
      return stream ? (numbers?.framesPerSecond ?? stream.framesPerSecond) : "";
    case "viewers":
      return stream ? (numbers?.viewers ?? stream.viewers) : "";
    case "since":
      return stream?.since ?? (goneAt === undefined ? "" : new Date(goneAt).toISOString());
    case "labels":
      return route?.labels?.join(" ") ?? "";
    case "node":
      return stream?.node ?? "";
  }
}

/** RFC 4180; what a spreadsheet would take for a formula is marked as text. */
function quoted(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Names of the API stand in the first line, in every language. */
export function csv(shown: readonly Entry[], chosen: readonly Column[], numbers: Record<string, Numbers> | undefined): string {
  const lines = shown.map((entry) => [
    entry.condition,
    entry.key,
    ...chosen.map((column) => value(column, entry, numbers?.[entry.key])),
  ]);
  return [["state", "key", ...chosen], ...lines].map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}
