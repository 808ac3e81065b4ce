import { MASK } from "../../api/routes";
import { uncarried } from "./carriage";
import { type Board, type Port, wireId } from "./ports";

/** Why two ports cannot be connected: a word of `routes.refused`, and what it says. */
export interface Refusal {
  reason: "direction" | "already" | "publisher" | "secret" | "pattern" | "patternCalls" | "codec" | "busy" | "exclusive" | "slate" | "several";
  value: string;
}

/** Why the wire between two ports cannot be cut, where a pattern says so. */
export function keeps(from: Port | undefined, to: Port | undefined): Refusal | undefined {
  const follows = [from, to].map((one) => (one?.kind === "stream" ? one.follows : undefined)).find(Boolean);
  return follows ? { reason: "pattern", value: follows } : undefined;
}

/** From a source to a destination the stream between them is meant, where there is but one. */
export function meant(all: Board, from: Port, to: Port): Port {
  if (from.kind !== "source" || (to.kind !== "destination" && to.kind !== "new-push")) return from;
  const wires = all.outOf.get(from.id) ?? [];
  const only = wires.length === 1 ? all.ports.get(wires[0]?.to ?? "") : undefined;
  return only ?? from;
}

/** @returns why not, undefined where it can be done */
export function refusal(all: Board, drawn: Port, to: Port): Refusal | undefined {
  const from = meant(all, drawn, to);
  const because = (reason: Refusal["reason"], value = ""): Refusal => ({ reason, value });
  if (from.kind === "source" && (to.kind === "stream" || to.kind === "new-stream")) {
    if (to.kind === "stream" && all.wireById.has(wireId(from, to))) return because("already");
    if (!from.source) return because("publisher");
    if (JSON.stringify(from.source).includes(MASK)) return because("secret");
    const { type } = from.source;
    const of = all.outOf.get(from.id)?.[0]?.key ?? "";
    if (type === "udp-ts") return because("exclusive", of);
    if (to.kind === "new-stream") return type === "slate" ? because("slate") : undefined;
    if (to.follows) return because("pattern", to.follows);
    if (to.route?.pattern) return because("patternCalls", to.key);
    const once = type === "test-pattern" || type === "slate";
    return once && to.route?.sources?.some((one) => one.type === type) ? because("already") : undefined;
  }
  if (from.kind === "stream" && (to.kind === "destination" || to.kind === "new-push")) {
    if (all.wireById.has(wireId(from, to))) return because("already");
    if (from.follows) return because("pattern", from.follows);
    if (to.kind === "new-push") return undefined;
    if (to.push) return because("busy", to.push.of);
    const coding = to.service && uncarried(to.service, from.entry?.stream);
    return coding ? because("codec", coding) : undefined;
  }
  const feedsMany = from.kind === "source" && (to.kind === "destination" || to.kind === "new-push");
  return because(feedsMany ? "several" : "direction");
}
