import type { Alarm, Route, Stream } from "../api/client";

/** How a source is, for operators. */
export type Condition = "receiving" | "degraded" | "lost" | "connecting" | "waiting" | "disabled";

/** The most urgent first. */
export const urgency: Condition[] = ["lost", "degraded", "connecting", "receiving", "waiting", "disabled"];

/** A stream that is live, was so a moment ago, or has a route. */
export interface Entry {
  key: string;
  stream: Stream | undefined;
  route: Route | undefined;
  /** When it was live for the last time, of one that has gone since this page is open. */
  goneAt: number | undefined;
  alarms: Alarm[];
  condition: Condition;
  /** It just appeared: there is no route for it. */
  instant: boolean;
}

/** Sources that the gateway calls itself: silence there is trouble, and not just nobody who came. */
const called = new Set(["srt-call", "rtsp-pull", "rtmp-pull", "udp-ts", "test-pattern", "file", "slate"]);

export function condition(
  stream: Stream | undefined,
  route: Route | undefined,
  alarms: Alarm[],
  goneAt: number | undefined,
): Condition {
  if (stream) {
    switch (stream.state) {
      case "streaming":
        return alarms.length > 0 ? "degraded" : "receiving";
      case "connecting":
        return "connecting";
      case "disconnected":
        return "lost";
      case "idle":
        return route?.enabled === false ? "disabled" : "waiting";
    }
  }
  if (route?.enabled === false) return "disabled";
  if (goneAt !== undefined || alarms.some((alarm) => alarm.severity === "critical")) return "lost";
  const calls = route?.sources?.some((source) => called.has(source.type) && !source.onDemand);
  return calls ? "connecting" : "waiting";
}

/** Trouble first, then by key. */
export function byUrgency(a: Entry, b: Entry): number {
  return urgency.indexOf(a.condition) - urgency.indexOf(b.condition) || a.key.localeCompare(b.key);
}

/**
 * All that there is to see, in no order. Routes that stand for many keys are no entries; the streams that follow them are.
 *
 * @param before what was there before: those that are as they were stay the same objects
 */
export function entries(
  streams: ReadonlyMap<string, Stream>,
  routes: ReadonlyMap<string, Route>,
  alarms: Iterable<Alarm>,
  gone: ReadonlyMap<string, number>,
  before: readonly Entry[] = [],
): Entry[] {
  const known = new Map(before.map((entry) => [entry.key, entry]));
  const bySubject = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const of = bySubject.get(alarm.subject) ?? [];
    of.push(alarm);
    bySubject.set(alarm.subject, of);
  }
  const keys = new Set([...streams.keys(), ...gone.keys()]);
  for (const route of routes.values()) {
    if (!route.pattern && route.key) keys.add(route.key);
  }
  return [...keys].map((key) => {
    const stream = streams.get(key);
    const route = routes.get(stream?.route ?? key) ?? routes.get(key);
    const open = bySubject.get(key) ?? [];
    const goneAt = stream ? undefined : gone.get(key);
    const old = known.get(key);
    if (old && old.stream === stream && old.route === route && old.goneAt === goneAt && same(old.alarms, open)) return old;
    return {
      key,
      stream,
      route,
      goneAt,
      alarms: open,
      condition: condition(stream, route, open, goneAt),
      instant: !route && !stream?.route,
    };
  });
}

const same = (a: readonly Alarm[], b: readonly Alarm[]) => a.length === b.length && a.every((one, index) => one === b[index]);
