import type { Schemas } from "../../api/client";

export type Cluster = Schemas["Cluster"];
export type Node = Schemas["ClusterNode"];
type Drain = Schemas["NodeDrain"];
type Tone = "good" | "warn" | "bad" | "off";

export const tones: Record<Node["state"], Tone> = {
  member: "good",
  draining: "warn",
  joining: "off",
  away: "bad",
  stopped: "off",
  revoked: "off",
};

/** Beyond it log lines and certificates of two nodes do not go together any more. */
const MOST_CLOCK_MS = 1000;

export const isPresent = (node: Node) => node.state === "member" || node.state === "draining";

/** A node that is there gives away what it has when another one is there to take it. */
export const mayDrain = (node: Node, nodes: readonly Node[]) =>
  node.state === "draining" || (node.state === "member" && nodes.some((other) => other.number !== node.number && other.state === "member"));

/** Streams that stay as long as their publishers do; not all of them are named. */
export const fixed = ({ left, moving }: Drain) => left - moving;

/** Whether others still take over, only publishers are left, or nothing. */
export const drainStep = ({ moving, done }: Drain) => (done ? "done" : moving > 0 ? "moving" : "published");

/** Those that still belong to the cluster, whether they are there or not. */
export const belonging = (nodes: readonly Node[]) => nodes.filter((node) => node.state !== "revoked");

export const away = (nodes: readonly Node[]) => nodes.filter((node) => node.state === "away");

/** The versions of those that are there, the most frequent first; more than one while an upgrade goes on. */
export function versions(nodes: readonly Node[]): [version: string, names: string[]][] {
  const found = new Map<string, string[]>();
  for (const { name, facts, ...node } of nodes) {
    if (facts && isPresent({ ...node, name, facts })) found.set(facts.version, [...(found.get(facts.version) ?? []), name]);
  }
  return [...found].sort(([, a], [, b]) => b.length - a.length);
}

export const isClockOff = ({ clockOffsetMs }: Node) => clockOffsetMs !== null && Math.abs(clockOffsetMs) > MOST_CLOCK_MS;
