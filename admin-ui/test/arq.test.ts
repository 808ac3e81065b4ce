import { expect, test } from "vitest";
import { type Decision, counted, markOf, withMore } from "../src/screens/detail/arq";

const decision = (position: number, event: Decision["event"], slackMs: number | null): Decision => ({
  position,
  nanos: 0,
  at: 1000 + position,
  sequence: position,
  event,
  reason: "first",
  round: 1,
  copies: 1,
  slackMs,
  lossForward: 0,
  lossReverse: 0,
  rttMs: 80,
});

test("marks lie by the time since the loss was noticed", () => {
  expect(markOf(decision(1, "reported", 40), 120)?.afterMs).toBe(0);
  expect(markOf(decision(2, "reported", 10), 120)?.afterMs).toBe(30);
  expect(markOf(decision(3, "recovered", 82), 120)?.afterMs).toBe(82);
  expect(markOf(decision(4, "lost", 0), 120)?.afterMs).toBe(120);
  expect(markOf(decision(5, "late", 15), 120)?.afterMs).toBe(135);
  expect(markOf(decision(6, "reported", 200), 120)?.afterMs).toBe(0);
  expect(markOf(decision(7, "held", 1), 120)).toBeUndefined();
  expect(markOf(decision(8, "recovered", null), 120)?.afterMs).toBe(0);
});

test("each decision is known once, and the oldest go", () => {
  const three = [1, 2, 3].map((one) => decision(one, "lost", 0));
  const known = withMore(three, [decision(3, "lost", 0), decision(4, "late", 1)]);
  expect(known.map((one) => one.position)).toEqual([1, 2, 3, 4]);
  expect(withMore(known, three)).toBe(known);
  const many = Array.from({ length: 5000 }, (_, one) => decision(one + 5, "lost", 0));
  expect(withMore(known, many)).toHaveLength(4096);
  expect(withMore(known, many)[0]?.position).toBe(5004 - 4095);
});

test("kinds are counted", () => {
  const marks = [decision(1, "reported", 0), decision(2, "recovered", 9), decision(3, "recovered", 9)].flatMap((one) => markOf(one, 120) ?? []);
  expect(counted(marks)).toEqual({ reported: 1, recovered: 2, late: 0, lost: 0, "gave-up": 0 });
});
