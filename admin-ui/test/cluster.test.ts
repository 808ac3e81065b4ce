import { describe, expect, it } from "vitest";
import { type Node, away, belonging, drainStep, fixed, isClockOff, mayDrain, versions } from "../src/screens/cluster/nodes";

const facts = (version: string): NonNullable<Node["facts"]> => ({
  version,
  started: "2026-01-01T00:00:00Z",
  processors: 2,
  cpu: 0.1,
  heapUsed: 1,
  heapMax: 2,
  receivedBps: 0,
  sentBps: 0,
  streams: 0,
  sessions: 0,
  draining: false,
  httpPort: 8080,
  httpsPort: 0,
  viewersUrl: "",
});

const node = (number: number, state: Node["state"], version = "1.0"): Node => ({
  number,
  name: `gw-${number}`,
  host: `192.0.2.${number}`,
  port: 5702,
  state,
  since: "2026-01-01T00:00:00Z",
  self: number === 1,
  authority: number === 1,
  lastSeen: null,
  clockOffsetMs: 0,
  facts: facts(version),
});

describe("nodes of a cluster", () => {
  it("are away when they did not say why", () => {
    const nodes = [node(1, "member"), node(2, "away"), node(3, "stopped"), node(4, "joining"), node(5, "revoked")];
    expect(away(nodes).map(({ number }) => number)).toEqual([2]);
    expect(belonging(nodes).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("have versions, of which those that are gone do not count", () => {
    const nodes = [node(1, "member", "1.1"), node(2, "draining"), node(3, "member"), node(4, "away", "0.9"), { ...node(5, "member"), facts: null }];
    expect(versions(nodes)).toEqual([
      ["1.0", ["gw-2", "gw-3"]],
      ["1.1", ["gw-1"]],
    ]);
  });

  it("drain when another one takes what they have, and can always be taken back", () => {
    const [one, other] = [node(1, "member"), node(2, "member")];
    expect(mayDrain(one, [one, other])).toBe(true);
    for (const state of ["draining", "away", "joining", "stopped", "revoked"] as const) {
      expect(mayDrain(one, [one, node(2, state)])).toBe(false);
      expect(mayDrain(node(2, state), [one, node(2, state)])).toBe(state === "draining");
    }
  });

  it("that drain have streams to move, then publishers, then nothing", () => {
    const drain = { number: 1, draining: true, since: null, left: 3, moving: 1, published: ["live/a", "live/b"], done: false };
    expect([drainStep(drain), fixed(drain)]).toEqual(["moving", 2]);
    expect(drainStep({ ...drain, left: 2, moving: 0 })).toBe("published");
    expect(drainStep({ ...drain, left: 0, moving: 0, published: [], done: true })).toBe("done");
    expect(fixed({ ...drain, left: 1500, moving: 0 })).toBe(1500);
  });

  it("have clocks that are off by more than a second, either way", () => {
    expect([1000, -1000, null].map((clockOffsetMs) => isClockOff({ ...node(2, "member"), clockOffsetMs }))).toEqual([false, false, false]);
    expect([1001, -1001].every((clockOffsetMs) => isClockOff({ ...node(2, "member"), clockOffsetMs }))).toBe(true);
  });
});
