import type { Schemas } from "../../api/client";

export type Decision = Schemas["SrtDecision"];
export type LinkAdvice = NonNullable<Schemas["SrtLink"]["advice"]>;

/** What the lane shows of a decision; packets that are only waited for are not shown. */
export const kinds = ["reported", "recovered", "late", "lost", "gave-up"] as const;
export type Kind = (typeof kinds)[number];

/** So many are kept here, as at the gateway. */
const MOST = 4096;

export interface Mark {
  kind: Kind;
  /** Seconds since 1970. */
  at: number;
  /** Milliseconds from when the loss was noticed; beyond the window what was too late. */
  afterMs: number;
  decision: Decision;
}

/** @param windowMs the latency that holds: a packet is lost when it is over */
export function markOf(decision: Decision, windowMs: number): Mark | undefined {
  const kind = kinds.find((one) => one === decision.event);
  if (!kind) return undefined;
  const slack = decision.slackMs ?? 0;
  const after = {
    // the slack is until the last moment at which a repeat could still be asked for
    reported: windowMs - slack - (decision.rttMs ?? 0),
    "gave-up": windowMs - slack - (decision.rttMs ?? 0),
    recovered: slack,
    lost: windowMs,
    late: windowMs + slack,
  }[kind];
  return { kind, at: decision.at, afterMs: Math.max(0, after), decision };
}

/** Known ones and further ones, the oldest gone where they are too many. */
export function withMore(known: readonly Decision[], more: readonly Decision[]): readonly Decision[] {
  const last = known.at(-1)?.position ?? -1;
  const fresh = more.filter((one) => one.position > last);
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-MOST);
}

export function counted(marks: readonly Mark[]): Record<Kind, number> {
  const counts: Record<Kind, number> = { reported: 0, recovered: 0, late: 0, lost: 0, "gave-up": 0 };
  for (const mark of marks) counts[mark.kind]++;
  return counts;
}
