import { expect, test } from "vitest";
import type { Alarm, Stream } from "../src/api/client";
import { formats } from "../src/design/format";
import { part } from "../src/design/part";
import { type Entry, entries } from "../src/live/condition";
import { isBlack, isDrawn } from "../src/player/picture";
import { grouped, moved, ordered } from "../src/screens/overview/order";
import { csv, savedOf, withSaved } from "../src/screens/streams/columns";

function stream(key: string): Stream {
  return {
    key,
    route: null,
    state: "streaming",
    node: "a",
    relayedFrom: null,
    since: "2026-01-01T00:00:00Z",
    source: { session: "1", protocol: "srt", remote: "192.0.2.1:5" },
    tracks: [{ id: 1, kind: "video", codec: "H.264", codecs: "avc1", width: 1280, height: 720 }],
    soundProblem: null,
    bitrateBps: 1000,
    framesPerSecond: 25,
    viewers: 3,
    sources: [],
  };
}

function entry(key: string, more: Partial<Entry> = {}): Entry {
  return { key, stream: stream(key), route: undefined, goneAt: undefined, alarms: [], condition: "receiving", instant: true, ...more };
}

test("of many rows those in sight are drawn, and some on both sides", () => {
  expect(part(1000, 40, 4000, 800, 5)).toEqual([95, 125]);
  expect(part(1000, 40, -300, 800, 5)).toEqual([0, 18]);
  expect(part(3, 40, 0, 800, 5)).toEqual([0, 3]);
  expect(part(1000, 40, 1e6, 800, 5)).toEqual([1000, 1000]);
  expect(part(0, 40, 0, 800, 5)).toEqual([0, 0]);
  // before anything was measured the first ones are drawn
  expect(part(100, 40, 0, 0, 5)).toEqual([0, 5]);
});

test("what did not change stays the same object", () => {
  const streams = new Map([stream("live/a"), stream("live/b")].map((one) => [one.key, one]));
  const first = entries(streams, new Map(), [], new Map());
  const raised = { id: 1, subject: "live/b", severity: "warning" } as Alarm;
  const then = entries(streams, new Map(), [raised], new Map(), first);
  expect(then[0]).toBe(first[0]);
  expect(then[1]).not.toBe(first[1]);
  expect(then[1]?.condition).toBe("degraded");
  expect(entries(streams, new Map(), [], new Map(), then)[1]?.condition).toBe("receiving");
  expect(formats("en")).toBe(formats("en"));
});

test("the wall has trouble first, names, or one's own order", () => {
  const all = [entry("live/b"), entry("live/c", { condition: "lost" }), entry("live/a")];
  const keys = (list: Entry[]) => list.map((one) => one.key);
  expect(keys(ordered(all, "trouble", []))).toEqual(["live/c", "live/a", "live/b"]);
  expect(keys(ordered(all, "name", ["live/c"]))).toEqual(["live/a", "live/b", "live/c"]);
  expect(keys(ordered(all, "own", ["live/c", "live/b"]))).toEqual(["live/c", "live/b", "live/a"]);
});

test("a tile is moved among those that are shown, the others keep their places", () => {
  expect(moved(["a", "b", "c"], [], "c", -2)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], ["x", "a"], "a", 1)).toEqual(["b", "a", "c", "x"]);
  expect(moved(["a", "b"], [], "b", 5)).toEqual(["a", "b"]);
  expect(moved(["a"], ["q"], "gone", 1)).toEqual(["q"]);
});

test("groups are as bad as the worst in them", () => {
  const all = [entry("live/a"), entry("cctv/b", { condition: "lost" }), entry("live/c", { condition: "degraded" })];
  expect(grouped(all, "app").map(({ name, worst, entries: of }) => [name, worst, of.length])).toEqual([
    ["live", "degraded", 2],
    ["cctv", "lost", 1],
  ]);
  expect(grouped(all, "none")).toHaveLength(1);
  expect(grouped(all, "label")[0]?.name).toBe("");
});

test("the table goes out as CSV that no spreadsheet takes for formulas", () => {
  const gone = entry("live/b,c", { stream: undefined, goneAt: 0, condition: "lost" });
  const evil = entry("live/a", { route: { key: "live/a", labels: ['=cmd|"x"'] } as never });
  expect(csv([evil, gone], ["labels", "bitRate", "picture", "since"], { "live/a": { bitrateBps: 7, framesPerSecond: 1, viewers: 0 } })).toBe(
    'state,key,labels,bitRate,picture,since\r\nreceiving,live/a,"\'=cmd|""x""",7,1280x720,2026-01-01T00:00:00Z\r\n' +
      'lost,"live/b,c",,,,1970-01-01T00:00:00.000Z\r\n',
  );
});

test("filters are kept under their names, and what else stands in the storage is left out", () => {
  const saved = withSaved([{ name: "door", query: "q=a" }], { name: "door", query: "q=b" });
  expect(saved).toEqual([{ name: "door", query: "q=b" }]);
  expect(savedOf([{ name: 1 }, null, { name: "a", query: "b" }])).toEqual([{ name: "a", query: "b" }]);
  expect(savedOf("x")).toBeUndefined();
});

test("a black picture is black everywhere, and one that was not drawn is none", () => {
  const pixels = (...values: number[]) => values.flatMap((value) => [value, value, value, 255]);
  expect(isBlack(pixels(0, 16, 24))).toBe(true);
  expect(isBlack(pixels(0, 25))).toBe(false);
  expect(isBlack([])).toBe(false);
  expect(isDrawn([0, 0, 0, 0])).toBe(false);
  expect(isDrawn(pixels(0))).toBe(true);
});
