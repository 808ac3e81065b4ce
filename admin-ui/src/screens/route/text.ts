import type { RouteInput } from "../../api/routes";

/** Why a text is no route that the form could show: a word of `route`. */
export type TextFault = "noJson" | "otherKey" | "wrongShape";

export const pretty = (draft: RouteInput) => JSON.stringify(draft, null, 2);

/** A route as it is typed: it stays the one that it is of, and has the shapes that the form relies on. */
export function parsed(text: string, key: string): RouteInput | TextFault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "noJson";
  }
  if (!isObject(value)) return "noJson";
  if (value.key !== key) return "otherKey";
  const lists = [value.labels, value.aliases, value.nodeLabels].every((list) => isListOf(list, (one) => typeof one === "string"));
  const sources = isListOf(value.sources, (one) => isObject(one) && typeof one.type === "string");
  const outputs = value.outputs === undefined || isObject(value.outputs);
  return lists && sources && outputs ? (value as unknown as RouteInput) : "wrongShape";
}

const isListOf = (list: unknown, fits: (one: unknown) => boolean) =>
  list === undefined || (Array.isArray(list) && list.every(fits));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
