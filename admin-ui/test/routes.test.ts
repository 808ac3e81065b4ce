import { expect, test } from "vitest";
import type { Alarm, Route, Stream } from "../src/api/client";
import { differences, input } from "../src/api/routes";
import { entries } from "../src/live/condition";
import { aligned, columnOf, layout } from "../src/screens/routes/layout";
import { board } from "../src/screens/routes/board";
import { isOn, uncarried } from "../src/screens/routes/carriage";
import { connecting, cutting, preferring, pushing } from "../src/screens/routes/edits";
import { type Board, NEW_PUSH, NEW_STREAM, type Port, type PushState, services } from "../src/screens/routes/ports";
import { meant, refusal } from "../src/screens/routes/refusal";
import { pushKindOf } from "../src/screens/routes/NewPush";
import { whole } from "../src/screens/routes/useBoard";
import { thickness } from "../src/screens/routes/BayEdge";
import { beginning, pasted, sourceOf, srtOf } from "../src/screens/wizard/order";

const camera = { type: "rtsp-pull" as const, url: "rtsp://192.0.2.7/ch1" };
const locked = { type: "rtsp-pull" as const, url: "rtsp://192.0.2.8/ch1", user: "u", password: "********" };
const publishers = [{ type: "rtmp-publish" as const }, { type: "srt-listen" as const }, { type: "rtsp-publish" as const }];

function route(key: string, more: Partial<Route> = {}): Route {
  return { key, enabled: true, sources: publishers, version: 7, changedAt: "2026-01-01T00:00:00Z", changedBy: "eva", ...more };
}

function stream(key: string, more: Partial<Stream> = {}): Stream {
  return {
    key,
    route: key,
    state: "streaming",
    node: "a",
    relayedFrom: null,
    since: "2026-01-01T00:00:00Z",
    source: { session: "1", protocol: "rtmp", remote: "192.0.2.1:5" },
    tracks: [{ id: 1, kind: "video", codec: "H.264", codecs: "avc1" }],
    soundProblem: null,
    bitrateBps: 1_000_000,
    framesPerSecond: 25,
    viewers: 0,
    sources: [],
    ...more,
  };
}

function made(routes: Route[], streams: Stream[], pushes: PushState[] = [], viewers = new Map<string, number>()): Board {
  const byKey = new Map(routes.map((one) => [one.key ?? "", one]));
  const live = new Map(streams.map((one) => [one.key, one]));
  return board(entries(live, byKey, [] as Alarm[], new Map()), byKey, { pushes, viewers, services });
}

function port(all: Board, id: string): Port {
  const found = all.ports.get(id);
  if (!found) throw new Error(`no port ${id}`);
  return found;
}

const portOf = (all: Board, type: string) => {
  const found = all.sources.find((one) => one.types.includes(type) && one.source);
  if (!found) throw new Error(type);
  return found;
};

test("what somebody publishes without a route has wires", () => {
  const all = made([], [stream("live/a", { route: null })], [], new Map([["live/a hls", 2]]));
  const into = all.wires.find((wire) => wire.to === "stream:live/a");
  expect(into).toMatchObject({ flow: "flowing", priority: undefined });
  const hls = all.wires.find((wire) => wire.to === "service:hls");
  expect(hls).toMatchObject({ flow: "flowing", viewers: 2 });
  expect(all.wires.find((wire) => wire.to === "service:dash")?.flow).toBe("ready");
  expect(all.wires.some((wire) => wire.to === "service:recording")).toBe(false);
});

test("sources of a route are wires by rank, and one camera of two routes is one port", () => {
  const states = [
    { index: 0, type: "rtsp-pull", state: "failed" as const, active: false, since: "", publisher: null, reason: "401", code: "login" },
    { index: 1, type: "test-pattern", state: "streaming" as const, active: true, since: "", publisher: null, reason: null, code: null },
  ];
  const all = made(
    [route("live/a", { sources: [camera, { type: "test-pattern" }] }), route("live/b", { sources: [camera] })],
    [stream("live/a", { sources: states })],
  );
  expect(all.sources).toHaveLength(2);
  expect(refusal(all, portOf(all, "rtsp-pull"), port(all, "service:hls"))?.reason).toBe("several");
  const into = all.wires.filter((wire) => wire.to === "stream:live/a");
  expect(into.map((wire) => [wire.priority, wire.flow, wire.problem])).toEqual([
    [1, "failed", "401"],
    [2, "flowing", undefined],
  ]);
  expect(all.wires.find((wire) => wire.to === "stream:live/b")?.priority).toBeUndefined();
});

test("pushes are destinations with their state", () => {
  const pushed = route("live/a", { outputs: { "rtmp-push": [{ url: "rtmp://192.0.2.9/x" }] } });
  const state: PushState = { kind: "rtmp-push", key: "live/a", index: 0, state: "connecting", lastFailure: "refused" };
  const all = made([pushed, route("live/b")], [stream("live/a")], [state]);
  const wire = all.wires.find((one) => one.to.startsWith("push:"));
  expect(wire).toMatchObject({ flow: "failed", problem: "refused" });
  expect(refusal(all, port(all, "stream:live/b"), port(all, wire?.to ?? ""))).toEqual({ reason: "busy", value: "live/a" });
  const cut = wire && cutting(all, wire);
  expect(cut).toEqual({ key: "live/a", version: 7, patch: { outputs: { "rtmp-push": [] } } });
});

test("a push has its own state, whatever it looks like and in whatever order they are listed", () => {
  const same = { url: "rtmp://a.example/app", streamKey: "********" };
  const pushed = route("live/a", { outputs: { "rtmp-push": [same, same], "srt-push": [{ host: "h", port: 9001 }] } });
  const one = (kind: PushState["kind"], index: number, lastFailure = ""): PushState => ({
    kind,
    key: "live/a",
    index,
    state: lastFailure ? "disconnected" : "streaming",
    lastFailure,
  });
  const all = made([pushed], [stream("live/a")], [one("rtmp-push", 1, "refused"), one("rtmp-push", 0), one("srt-push", 0, "timeout")]);
  const flows = all.wires.filter((wire) => wire.to.startsWith("push:")).map((wire) => [wire.flow, wire.problem]);
  expect(flows).toEqual([["flowing", undefined], ["failed", "refused"], ["failed", "timeout"]]);
});

test("a list is read to its end", async () => {
  const asked: (string | undefined)[] = [];
  const found = await whole(({ after }) => {
    asked.push(after);
    return Promise.resolve(after ? { items: [3], next: null } : { items: [1, 2], next: "2" });
  });
  expect(found).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, "2"]);
});

test("impossible ends are refused with the reason", () => {
  const all = made(
    [
      route("live/a", { sources: [camera] }),
      route("live/b"),
      route("live/s", { sources: [locked] }),
      route("live/u", { sources: [{ type: "udp-ts", url: "udp://@:5000" }] }),
      route("cams/*", { pattern: true }),
    ],
    [stream("live/b", { tracks: [{ id: 1, kind: "video", codec: "MPEG-2 video", codecs: "mp4v.61" }] }), stream("cams/x", { route: "cams/*" })],
  );
  const why = (from: Port, to: Port) => refusal(all, from, to)?.reason;
  const [a, b] = [port(all, "stream:live/a"), port(all, "stream:live/b")];
  const cam = all.sources.find((one) => one.source?.url === camera.url);
  const secret = all.sources.find((one) => one.source?.url === locked.url);
  if (!cam || !secret) throw new Error("no cameras");
  expect(why(cam, a)).toBe("already");
  expect(why(cam, b)).toBeUndefined();
  expect(why(cam, NEW_STREAM)).toBeUndefined();
  expect(why(secret, b)).toBe("secret");
  expect(why(portOf(all, "udp-ts"), b)).toBe("exclusive");
  expect(why(port(all, "publisher:live/b"), a)).toBe("publisher");
  expect(why(cam, port(all, "stream:cams/x"))).toBe("pattern");
  expect(why(cam, port(all, "stream:cams/*"))).toBe("patternCalls");
  expect(refusal(all, b, port(all, "service:hls"))).toEqual({ reason: "codec", value: "MPEG-2 video" });
  expect(why(b, port(all, "service:recording"))).toBeUndefined();
  expect(why(b, NEW_PUSH)).toBeUndefined();
  expect(why(cam, port(all, "service:hls"))).toBe("already");
  expect(meant(all, cam, NEW_PUSH)).toBe(a);
  expect(meant(all, cam, b)).toBe(cam);
  expect(why(a, b)).toBe("direction");
});

test("connecting adds a source behind the others, before a slate", () => {
  const all = made([route("live/a", { sources: [camera] }), route("live/b"), route("live/c", { sources: [{ type: "file", clip: "x" }, { type: "slate" }] })], [stream("live/i", { route: null })]);
  const cam = portOf(all, "rtsp-pull");
  expect(connecting(cam, port(all, "stream:live/b"))).toEqual({ key: "live/b", version: 7, patch: { sources: [...publishers, camera] } });
  expect(connecting(cam, port(all, "stream:live/i"))).toEqual({ key: "live/i", version: undefined, patch: { sources: [...publishers, camera] } });
  expect(connecting(cam, port(all, "stream:live/c"))?.patch).toEqual({ sources: [{ type: "file", clip: "x" }, camera, { type: "slate" }] });
  expect(connecting(cam, NEW_STREAM)).toBeUndefined();
});

test("services are switched, and a recording keeps how it is made", () => {
  const off = route("live/a", { outputs: { hls: false, recording: { enabled: true, container: "ts" } } });
  const all = made([off], [stream("live/a")]);
  expect(isOn(off, "hls")).toBe(false);
  expect(isOn(off, "dash")).toBe(true);
  const a = port(all, "stream:live/a");
  expect(connecting(a, port(all, "service:hls"))?.patch).toEqual({ outputs: { hls: true } });
  const recording = all.wires.find((wire) => wire.to === "service:recording");
  expect(recording && cutting(all, recording)?.patch).toEqual({ outputs: { recording: { enabled: false } } });
});

test("the last source is not cut, and a backup can be preferred", () => {
  const all = made([route("live/a", { sources: [camera, { type: "test-pattern" }] }), route("live/b", { sources: [camera] })], []);
  const only = all.wires.find((wire) => wire.to === "stream:live/b");
  expect(only && cutting(all, only)).toBeUndefined();
  const backup = all.wires.find((wire) => wire.to === "stream:live/a" && wire.priority === 2);
  expect(backup && cutting(all, backup)?.patch).toEqual({ sources: [camera] });
  expect(backup && preferring(all, backup)?.patch).toEqual({ sources: [{ type: "test-pattern" }, camera] });
});

test("a push is added beside those that are there, secrets as they are", () => {
  const before = { url: "rtmp://192.0.2.9/x", streamKey: "********" };
  const all = made([route("live/a", { outputs: { "rtmp-push": [before] } })], []);
  const a = port(all, "stream:live/a");
  if (a.kind !== "stream") throw new Error(a.kind);
  expect(pushing(a, "rtmp-push", { url: "rtmp://h/y" }).patch).toEqual({ outputs: { "rtmp-push": [before, { url: "rtmp://h/y" }] } });
  expect(pushKindOf(" RTMPS://h/x")).toBe("rtmp-push");
  expect(pushKindOf("rtp://h:1")).toBe("udp-ts-push");
  expect(pushKindOf("http://h")).toBeUndefined();
  expect(uncarried("srt-push", stream("x", { tracks: [{ id: 1, kind: "video", codec: "AV1", codecs: "av01" }] }))).toBe("AV1");
});

test("three columns without overlaps, and wires as thick as what they carry", () => {
  const all = made([route("live/a", { sources: [camera] }), route("live/b")], []);
  const places = layout(all, { stream: NEW_STREAM, push: NEW_PUSH });
  expect(new Set(places.map((one) => one.x)).size).toBe(3);
  for (const one of places) {
    for (const other of places) {
      if (one !== other && one.x === other.x) expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(one.height);
    }
  }
  expect(thickness(0)).toBe(1.5);
  expect(thickness(1e6)).toBeGreaterThan(2);
  expect(thickness(1e9)).toBe(6);
});

test("what differs, leaf by leaf", () => {
  const before = route("live/a", { labels: ["x"], outputs: { hls: false } });
  const after = { ...input(before), labels: ["x", "y"], outputs: { hls: true } };
  expect(differences(input(before), after)).toEqual([
    { path: "labels[1]", before: undefined, after: "y" },
    { path: "outputs.hls", before: false, after: true },
  ]);
  expect(input(before)).not.toHaveProperty("version");
  expect(differences({ a: [1] }, { a: [1] })).toEqual([]);
});

test("what the wizard makes of what is typed", () => {
  const typed = pasted(beginning, "rtsp://admin:p%40ss@192.0.2.7/ch1");
  expect(typed).toMatchObject({ kind: "rtsp", url: "rtsp://192.0.2.7/ch1", user: "admin", password: "p@ss" });
  expect(sourceOf(typed)).toEqual({ type: "rtsp-pull", url: "rtsp://192.0.2.7/ch1", user: "admin", password: "p@ss" });
  const at = pasted(beginning, "rtsp://me@home:p@s:s@192.0.2.7/ch@1");
  expect(at).toMatchObject({ url: "rtsp://192.0.2.7/ch@1", user: "me@home", password: "p@s:s" });
  expect(pasted(beginning, "rtsp://192.0.2.7:554/a@b").user).toBe("");
  const srt = { ...pasted(beginning, "srt://h:9000?streamid=a+b"), passphrase: "0123456789", latencyMs: "200" };
  expect(sourceOf(srt)).toEqual({ type: "srt-call", url: "srt://h:9000", streamId: "a+b" });
  expect(srtOf(srt)).toEqual({ passphrase: "0123456789", latencyMs: 200 });
  expect(sourceOf({ ...beginning, kind: "rtmp", url: "rtsp://h/x" })).toBeUndefined();
  expect(sourceOf({ ...pasted(beginning, "udp://@:5000"), onDemand: true })).toEqual({ type: "udp-ts", url: "udp://@:5000" });
  expect(sourceOf({ ...beginning, kind: "file" })).toBeUndefined();
  expect(sourceOf({ ...beginning, kind: "pattern" })).toEqual({ type: "test-pattern" });
  expect(sourceOf({ ...beginning, kind: "publish" })).toBeUndefined();
});

test("what was chosen stands in one column, none upon another", () => {
  const places = layout(made([route("live/a"), route("live/b")], []), undefined).slice(0, 3);
  const spread = places.map((place, index) => ({ ...place, x: 50 + index * 40, y: 100 - index * 30 }));
  const column = aligned(spread);
  expect(new Set(column.map((place) => place.x))).toEqual(new Set([50]));
  expect(column.map((place) => place.port.id)).toEqual(spread.map((place) => place.port.id).reverse());
  for (const [index, place] of column.slice(1).entries()) {
    const above = column[index];
    expect(place.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
  }
  expect(columnOf(NEW_STREAM)).toBe("stream");
  expect(columnOf(NEW_PUSH)).toBe("destination");
});
