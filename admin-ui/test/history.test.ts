import { expect, test } from "vitest";
import { type History, hasLink, historyOf, rangeOf, ranges, rowAt, withSecond } from "../src/screens/detail/history";

const seconds: History = {
  step: 1,
  at: [100, 101, 102],
  columns: { bitrateBps: [1, 2, 3], rttMs: [null, 20, 21] },
};
const numbers = { bitrateBps: 4, framesPerSecond: 25, viewers: 1, rttMs: 22 };

test("columns are told apart from times", () => {
  const history = historyOf({
    key: "live/a",
    tierSeconds: 1,
    stepSeconds: 1,
    columns: ["at", "bitrateBps", "rttMs"],
    data: [
      [7, 8],
      [1, 2],
      [null, null],
    ],
  });
  expect(history).toEqual({ step: 1, at: [7, 8], columns: { bitrateBps: [1, 2], rttMs: [null, null] } });
  expect(hasLink(history)).toBe(false);
  expect(hasLink(seconds)).toBe(true);
});

test("seconds that were not measured yet are left to the live connection", () => {
  const unmeasured = (tierSeconds: 1 | 10) =>
    historyOf({
      key: "live/a",
      tierSeconds,
      stepSeconds: tierSeconds,
      columns: ["at", "bitrateBps", "rttMs"],
      data: [
        [7, 8, 9, 10, 11],
        [1, null, null, null, null],
        [null, 2, null, null, null],
      ],
    });
  expect(unmeasured(1).at).toEqual([7, 8, 9]);
  expect(unmeasured(1).columns.rttMs).toEqual([null, 2, null]);
  expect(unmeasured(10).at).toHaveLength(5);
});

test("a second that is told of is one row more, and one less at the beginning", () => {
  expect(withSecond(seconds, 103, numbers)).toEqual({
    step: 1,
    at: [101, 102, 103],
    columns: { bitrateBps: [2, 3, 4], rttMs: [20, 21, 22] },
  });
});

test("seconds that were missed are not known", () => {
  expect(withSecond(seconds, 105, numbers)?.columns).toEqual({ bitrateBps: [null, null, 4], rttMs: [null, null, 22] });
  expect(withSecond(seconds, 105, numbers)?.at).toEqual([103, 104, 105]);
});

test("a stream that is gone has rows without values", () => {
  expect(withSecond(seconds, 103, undefined)?.columns).toEqual({ bitrateBps: [2, 3, null], rttMs: [20, 21, null] });
});

test("what is known already changes nothing, and too much that was missed is read anew", () => {
  expect(withSecond(seconds, 102, numbers)).toBe(seconds);
  expect(withSecond(seconds, 107, numbers)).not.toBeNull();
  expect(withSecond(seconds, 108, numbers)).toBeNull();
});

test("longer steps do not grow by seconds", () => {
  const tens = { ...seconds, step: 10 };
  expect(withSecond(tens, 103, numbers)).toBe(tens);
});

test("the row of a time", () => {
  const tens = { ...seconds, step: 10, at: [100, 110, 120] };
  expect([99, 100, 109, 110, 129, 500].map((at) => rowAt(tens, at))).toEqual([0, 0, 0, 1, 2, 2]);
});

test("an address without a range, or with another one, shows a quarter of an hour", () => {
  expect(rangeOf(null)).toBe("15m");
  expect(rangeOf("1000y")).toBe("15m");
  expect(rangeOf("7d")).toBe("7d");
  for (const { seconds, step } of Object.values(ranges)) expect(seconds / step).toBeLessThanOrEqual(1440);
});
