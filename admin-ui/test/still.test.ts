import { afterEach, expect, test, vi } from "vitest";
import { decode, madeAt } from "../src/player/keyframe";
import { Rounds } from "../src/player/rounds";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** As far as pictures need it. */
class Video {
  static readonly all: Video[] = [];
  onloadeddata: (() => void) | null = null;
  onerror: (() => void) | null = null;
  src = "";
  released = 0;
  constructor() {
    Video.all.push(this);
  }
  load() {}
  removeAttribute() {
    this.released++;
  }
}

test("what was decoded is not held by the signal of the tile", async () => {
  vi.stubGlobal("document", { createElement: () => new Video() });
  const stop = new AbortController();
  const held = new Set<unknown>();
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  vi.spyOn(stop.signal, "addEventListener").mockImplementation(function (this: AbortSignal, ...given: unknown[]) {
    held.add(given[1]);
    addEventListener.apply(this, given as never);
  });
  vi.spyOn(stop.signal, "removeEventListener").mockImplementation(function (this: AbortSignal, ...given: unknown[]) {
    held.delete(given[1]);
    removeEventListener.apply(this, given as never);
  });
  for (let at = 0; at < 3; at++) {
    const decoded = decode(new Blob(["mp4"]), stop.signal);
    Video.all.at(-1)?.onloadeddata?.();
    expect(await decoded).toBe(Video.all.at(-1));
  }
  expect(held.size).toBe(0);
  const last = decode(new Blob(["mp4"]), stop.signal);
  stop.abort();
  expect(await last).toBeNull();
  expect(Video.all.map((video) => video.released)).toEqual([0, 0, 0, 1]);
});

test("a picture is as old as the gateway says, whatever the clock of the desk", () => {
  const headers = new Headers({ Age: "7", "X-Capture-Time": "2020-01-01T00:00:00Z" });
  expect(madeAt(headers, 100_000)).toBe(93_000);
  expect(madeAt(new Headers(), 100_000)).toBe(100_000);
});

test("one round at a time, however often it is scrolled in and out", async () => {
  vi.useFakeTimers();
  const ends: (() => void)[] = [];
  let begun = 0;
  const rounds = new Rounds(() => {
    begun++;
    return new Promise((resolve) => ends.push(resolve));
  }, 3_000);
  rounds.run(true);
  rounds.run(false);
  rounds.run(true);
  rounds.run(true);
  expect(begun).toBe(1);
  ends.shift()?.();
  await vi.advanceTimersByTimeAsync(2_999);
  expect(begun).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toBe(2);
  rounds.run(false);
  ends.shift()?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun).toBe(2);
  rounds.run(true);
  expect(begun).toBe(3);
});
