import type { Condition, Entry } from "../../live/condition";
import { byUrgency, urgency } from "../../live/condition";

export const orders = ["trouble", "name", "own"] as const;
export type Order = (typeof orders)[number];

export const groupings = ["none", "app", "label"] as const;
export type Grouping = (typeof groupings)[number];

/** @param own keys in the order that somebody gave them; others come behind, by name */
export function ordered(all: readonly Entry[], order: Order, own: readonly string[]): Entry[] {
  if (order === "trouble") return [...all].sort(byUrgency);
  const rank = new Map(order === "own" ? own.map((key, index) => [key, index]) : []);
  return [...all].sort((a, b) => (rank.get(a.key) ?? Infinity) - (rank.get(b.key) ?? Infinity) || a.key.localeCompare(b.key));
}

/** A key goes some places forward or back among those that are shown; keys that are not shown keep theirs. */
export function moved(shown: readonly string[], own: readonly string[], key: string, by: number): string[] {
  const from = shown.indexOf(key);
  const to = Math.min(Math.max(from + by, 0), shown.length - 1);
  if (from < 0) return [...own];
  const next = shown.filter((one) => one !== key);
  next.splice(to, 0, key);
  const hidden = own.filter((one) => !shown.includes(one));
  return [...next, ...hidden];
}

export interface Group {
  /** Empty for all that have none. */
  name: string;
  entries: Entry[];
  /** The most urgent there. */
  worst: Condition;
}

/** By the first part of the key, or the first label of the route; a group stands where its first source stands. */
export function grouped(shown: readonly Entry[], by: Grouping): Group[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of shown) {
    const name = by === "app" ? (entry.key.split("/")[0] ?? "") : by === "label" ? (entry.route?.labels?.[0] ?? "") : "";
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups].map(([name, entries]) => ({
    name,
    entries,
    worst: urgency.find((one) => entries.some((entry) => entry.condition === one)) ?? "waiting",
  }));
}
