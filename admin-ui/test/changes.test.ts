import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Route } from "../src/api/client";
import { differences, input, merged, patchOf, written } from "../src/api/routes";
import { isFields } from "../src/frame/keymap";
import { drafts } from "../src/screens/route/drafts";
import { parsed, pretty } from "../src/screens/route/text";
import { server } from "../src/screens/routes/NewPush";
import { Turns } from "../src/screens/routes/turns";
import { beginning, resumed, settled, sourceOf, unknownOf, withoutSecrets } from "../src/screens/wizard/order";

function route(version: number, more: Partial<Route> = {}): Route {
  return { key: "live/door", enabled: true, sources: [], version, changedAt: "2026-01-01T00:00:00Z", changedBy: "eva", ...more };
}

test("whoever keeps his own keeps what others have added beside it", () => {
  const base = input(route(1, { labels: ["x"], outputs: { dash: false } }));
  const mine = { ...base, outputs: { dash: false, hls: false }, labels: undefined };
  const patch = patchOf(base, mine);
  expect(patch).toEqual({ outputs: { hls: false }, labels: null });
  const theirs = input(route(2, { labels: ["x"], aliases: ["live/gate"], outputs: { dash: false, rtmp: false } }));
  const whole = merged(theirs, patch);
  expect(whole).toMatchObject({ aliases: ["live/gate"], outputs: { dash: false, hls: false, rtmp: false } });
  expect(whole).not.toHaveProperty("labels");
  expect(differences(theirs, whole).map((one) => one.path).sort()).toEqual(["labels", "outputs.hls"]);
  expect(merged(base, patchOf(base, base))).toEqual(base);
});

test("a patch makes of one what the other is", () => {
  const one = { a: 1, b: { c: [1, 2], d: "x" }, e: null, f: { g: 1 } };
  const other = { a: 1, b: { c: [2] }, f: 2, h: { i: { j: true } } };
  expect(merged(one, patchOf(one, other))).toEqual({ ...other, e: undefined });
  expect(merged(other, patchOf(other, one))).toEqual({ ...one, e: undefined });
});

test("what is typed stays the route that it is of", () => {
  const draft = input(route(1, { labels: ["x"] }));
  expect(parsed(pretty(draft), "live/door")).toEqual(draft);
  expect(parsed("{", "live/door")).toBe("noJson");
  expect(parsed("[]", "live/door")).toBe("noJson");
  expect(parsed("{}", "live/door")).toBe("otherKey");
  expect(parsed(pretty({ ...draft, key: "live/gate" }), "live/door")).toBe("otherKey");
  for (const wrong of ['"labels": "x"', '"aliases": [1]', '"sources": {}', '"sources": [1]', '"sources": [{}]', '"outputs": []']) {
    expect(parsed(`{"key": "live/door", ${wrong}}`, "live/door"), wrong).toBe("wrongShape");
  }
});

test("a draft is there again, for its own route alone", () => {
  const kept = drafts(new QueryClient());
  const draft = { base: route(1), draft: input(route(1)), text: "{" };
  kept.keep("live/door", draft);
  expect(kept.of("live/door")).toEqual(draft);
  expect(kept.of("live/gate")).toBeUndefined();
  kept.forget("live/door");
  expect(kept.of("live/door")).toBeUndefined();
});

test("escape in a field, and all keys of an input method, are the field's", () => {
  expect(isFields("escape", true, false)).toBe(true);
  expect(isFields("escape", false, true)).toBe(true);
  expect(isFields("escape", false, false)).toBe(false);
  expect(isFields("ctrl+k", true, false)).toBe(false);
  expect(isFields("g", true, false)).toBe(true);
});

test("what is undone is the own change, not the one that the route is of", async () => {
  for (const own of [9, 0]) {
    const response = new Response(null, { headers: { "Change-Version": String(own) } });
    const answer = Promise.resolve({ data: route(12), response });
    expect(await written(answer)).toMatchObject({ change: own, route: { version: 12 } });
  }
});

test("changes of one stream wait for what the page shows of the one before, of others they do not", async () => {
  const turns = new Turns(3_600_000);
  const began: string[] = [];
  const change = (name: string, version: number) => () => {
    began.push(name);
    return Promise.resolve(version);
  };
  const first = turns.take("live/door", change("first", 2));
  const second = turns.take("live/door", change("second", 0));
  await turns.take("live/gate", change("other", 0));
  expect(began).toEqual(["first", "other"]);
  turns.see(new Map([["live/door", route(1)]]));
  expect(began).toEqual(["first", "other"]);
  turns.see(new Map([["live/door", route(2)]]));
  await Promise.all([first, second]);
  expect(began).toEqual(["first", "other", "second"]);
});

test("a change does not wait for ever", async () => {
  const turns = new Turns(0);
  const first = turns.take("live/door", () => Promise.resolve(2));
  const second = turns.take("live/door", () => Promise.resolve(0));
  await Promise.all([first, second]);
});

test("no secret of an address is said", () => {
  expect(server(" rtmp://192.0.2.9:1936/app/secret?token=x")).toBe("rtmp://192.0.2.9:1936");
  expect(server("rtsp://u:p@ss@h/x")).toBe("rtsp://h");
  expect(server("srt://h:9000?passphrase=0123456789")).toBe("srt://h:9000");
});

test("a reload asks for the secrets that it has dropped", () => {
  const rtsp = { ...beginning, step: "name" as const, url: "rtsp://h/x", user: "u", password: "p" };
  expect(resumed(withoutSecrets(rtsp))).toMatchObject({ step: "source", user: "u", password: "", dropped: true });
  const open = { ...rtsp, user: "", password: "" };
  expect(resumed(withoutSecrets(open))).toEqual(open);
  const kept = JSON.stringify(withoutSecrets({ ...open, url: "rtmp://u:s3cret@h/a/b?token=s3cret" }));
  expect(kept).not.toContain("s3cret");
  expect(JSON.parse(kept)).toMatchObject({ url: "rtmp://h/a/b", dropped: true });
  // a second reload has not forgotten that they are missing
  expect(withoutSecrets(resumed(withoutSecrets(rtsp))).dropped).toBe(true);
});

test("what an SRT address says goes into its field, or is refused", () => {
  const order = { ...beginning, kind: "srt" as const, url: "srt://h:9000?mode=caller&streamid=a+b&passphrase=0123456789" };
  expect(settled(order)).toMatchObject({ url: "srt://h:9000?streamid=a%2Bb", passphrase: "0123456789" });
  expect(sourceOf(settled(order))).toEqual({ type: "srt-call", url: "srt://h:9000", streamId: "a+b" });
  expect(settled(settled(order))).toEqual(settled(order));
  const more = { ...order, url: "srt://h:9000?mode=listener&latency=200&pbkeylen=32" };
  expect(unknownOf(more)).toEqual(["mode", "latency", "pbkeylen"]);
  expect(sourceOf(more)).toBeUndefined();
});
