import type { CSSProperties } from "react";

/** Words that may stand in a style sheet. */
const quoted = (text: string) => `"${text.replace(/["\\\n]/g, (one) => (one === "\n" ? " " : `\\${one}`))}"`;

/**
 * What a table of the class `cards` needs, so that its rows are cards on a telephone.
 *
 * @param labels of the columns, the first of which is the title of a card; at most nine
 */
export const cards = (labels: readonly unknown[]): CSSProperties =>
  Object.fromEntries(labels.flatMap((label, at) => (at > 0 && typeof label === "string" ? [[`--c${at + 1}`, quoted(label)]] : [])));
