import { expect, test } from "vitest";
import type { Alarm, Route, Stream } from "../src/api/client";
import { byUrgency, entries } from "../src/live/condition";
import { LiveStore } from "../src/live/store";

function stream(key: string, more: Partial<Stream> = {}): Stream {
  return {
    key,
    route: null,
    state: "streaming",
    node: "local",
    relayedFrom: null,
    since: "2026-01-01T00:00:00Z",
    source: null,
    tracks: [],
    soundProblem: null,
    bitrateBps: 1000,
    framesPerSecond: 25,
    viewers: 2,
    sources: [],
    ...more,
  };
}

function route(key: string, more: Partial<Route> = {}): Route {
  return { key, enabled: true, sources: [], version: 1, changedAt: "2026-01-01T00:00:00Z", changedBy: "eva", ...more };
}

function alarm(id: number, subject: string, severity: Alarm["severity"]): Alarm {
  return {
    id,
    kind: "source-lost",
    severity,
    subject,
    message: "m",
    advice: "a",
    since: "2026-01-01T00:00:00Z",
    count: 1,
    acknowledged: null,
    snoozedUntil: null,
  };
}

function look(store: LiveStore) {
  const { streams, routes, alarms, gone } = store.get();
  return Object.fromEntries(entries(streams, routes, alarms.values(), gone).map((one) => [one.key, one]));
}

test("a patch keeps the numbers that it does not tell", () => {
  const store = new LiveStore(() => 5);
  store.load({ streams: [stream("live/a")], routes: [], alarms: [] });
  const { bitrateBps, framesPerSecond, viewers, ...fields } = stream("live/a", { state: "disconnected" });
  store.patch([{ seq: 1, entity: "stream", id: "live/a", fields }]);
  expect(store.get().streams.get("live/a")).toMatchObject({ state: "disconnected", bitrateBps, framesPerSecond, viewers });
  expect(look(store)["live/a"]?.condition).toBe("lost");
});

test("an instant stream that goes is remembered, until it comes back or is dismissed", () => {
  const store = new LiveStore(() => 5);
  store.load({ streams: [stream("live/a"), stream("live/b")], routes: [], alarms: [] });
  expect(look(store)["live/a"]).toMatchObject({ condition: "receiving", instant: true });
  store.patch([
    { seq: 1, entity: "stream", id: "live/a", fields: null },
    { seq: 2, entity: "stream", id: "live/b", fields: null },
  ]);
  expect(look(store)["live/a"]).toMatchObject({ condition: "lost", goneAt: 5 });
  store.patch([{ seq: 3, entity: "stream", id: "live/a", fields: stream("live/a") as unknown as Record<string, unknown> }]);
  expect(look(store)["live/a"]).toMatchObject({ condition: "receiving", goneAt: undefined });
  store.dismiss("live/b");
  expect(Object.keys(look(store))).toEqual(["live/a"]);
});

test("a stream that goes with its route is not missed, whichever is told first", () => {
  const store = new LiveStore(() => 5);
  const of = (key: string) => stream(key, { route: key });
  const drop = (entity: string, id: string) => ({ seq: 1, entity, id, fields: null });
  store.load({
    streams: [of("live/a"), of("live/b"), of("live/c"), stream("live/p", { route: "live/*" })],
    routes: [route("live/a"), route("live/b"), route("live/c"), route("live/*", { pattern: true })],
    alarms: [],
  });
  store.patch([drop("stream", "live/a")]);
  expect(look(store)["live/a"]?.condition).toBe("lost");
  store.patch([drop("route", "live/a"), drop("route", "live/b"), drop("stream", "live/b")]);
  expect(Object.keys(look(store)).sort()).toEqual(["live/c", "live/p"]);
  store.patch([drop("stream", "live/p")]);
  expect(look(store)["live/p"]?.condition).toBe("lost");
  store.dismiss("live/p");
  // deleted while this page was away
  store.load({ streams: [], routes: [], alarms: [] });
  expect(look(store)).toEqual({});
});

test("times are the gateway's, whatever the clock of the desk says", () => {
  let now = 100_000;
  const store = new LiveStore(() => now);
  const measure = (at: number) => store.measured({ at: new Date(at).toISOString(), viewers: 0, second: 0, streams: {} });
  measure(99_600);
  expect(store.get().aheadMs).toBe(0);
  measure(80_000);
  expect(store.get().aheadMs).toBe(0);
  const late = new LiveStore(() => now);
  late.load({ streams: [stream("live/a")], routes: [], alarms: [] });
  late.measured({ at: new Date(70_000).toISOString(), viewers: 0, second: 0, streams: {} });
  late.measured({ at: new Date(80_000).toISOString(), viewers: 0, second: 0, streams: {} });
  expect(late.get().aheadMs).toBe(-20_000);
  now = 101_000;
  late.patch([{ seq: 1, entity: "stream", id: "live/a", fields: null }]);
  expect(late.get().gone.get("live/a")).toBe(81_000);
});

test("the lists after an absence leave nothing twice, and miss what went meanwhile", () => {
  const store = new LiveStore(() => 9);
  store.load({ streams: [stream("live/a"), stream("live/b")], routes: [route("live/b")], alarms: [] });
  store.load({ streams: [stream("live/a")], routes: [route("live/b"), route("live/c")], alarms: [] });
  const seen = look(store);
  expect(Object.keys(seen).sort()).toEqual(["live/a", "live/b", "live/c"]);
  expect(seen["live/b"]).toMatchObject({ condition: "lost", instant: false });
});

test("what an entry is called", () => {
  const store = new LiveStore();
  store.load({
    streams: [
      stream("live/fine", { route: "live/*" }),
      stream("live/sore"),
      stream("live/calls", { state: "connecting" }),
    ],
    routes: [
      route("live/*", { pattern: true }),
      route("live/off", { enabled: false }),
      route("live/push", { sources: [{ type: "rtmp-publish" }] }),
      route("live/pull", { sources: [{ type: "rtsp-pull", url: "rtsp://192.0.2.1/" }] }),
      route("live/lazy", { sources: [{ type: "rtsp-pull", url: "rtsp://192.0.2.1/", onDemand: true }] }),
      route("live/dead", { sources: [{ type: "rtsp-pull", url: "rtsp://192.0.2.1/" }] }),
    ],
    alarms: [alarm(1, "live/sore", "warning"), alarm(2, "live/dead", "critical")],
  });
  const seen = look(store);
  expect(Object.fromEntries(Object.entries(seen).map(([key, one]) => [key, one.condition]))).toEqual({
    "live/fine": "receiving",
    "live/sore": "degraded",
    "live/calls": "connecting",
    "live/off": "disabled",
    "live/push": "waiting",
    "live/pull": "connecting",
    "live/lazy": "waiting",
    "live/dead": "lost",
  });
  expect(seen["live/fine"]?.instant).toBe(false);
  expect(Object.values(seen).sort(byUrgency).map((one) => one.key).slice(0, 2)).toEqual(["live/dead", "live/sore"]);
});

test("an hour of numbers keeps a minute, of streams that are there", () => {
  const store = new LiveStore();
  const numbers = { bitrateBps: 1, framesPerSecond: 25, viewers: 0 };
  for (let second = 0; second < 3600; second++) {
    store.measured({ second: 1, at: "", viewers: 0, streams: { [`live/${second % 2}`]: numbers, "live/x": numbers } });
  }
  expect(store.rate("live/x")).toHaveLength(60);
  expect(store.rate("live/0")).toEqual([]);
});

test("of events and of streams that went the last ones are kept", () => {
  const store = new LiveStore();
  const event = { at: "", kind: "stream", key: "", subject: "", from: "", to: "", who: "", detail: "" } as const;
  for (let id = 0; id < 500; id++) store.happened({ ...event, id });
  expect(store.get().events).toHaveLength(200);
  expect(store.get().events[0]?.id).toBe(499);
  store.load({ streams: Array.from({ length: 300 }, (_, index) => stream(`live/${index}`)), routes: [], alarms: [] });
  store.load({ streams: [], routes: [], alarms: [] });
  expect(store.get().gone.size).toBe(100);
});
