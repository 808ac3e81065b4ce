import { QueryClient, QueryObserver, onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { ApiError, type Route } from "../src/api/client";
import { newQueries } from "../src/api/queries";
import { ButtonLink } from "../src/design/ButtonLink";
import { type Actions, KeySequence, alone, press } from "../src/frame/keymap";
import { drafts, follows } from "../src/screens/route/drafts";
import { keeps } from "../src/screens/routes/refusal";
import type { StreamPort } from "../src/screens/routes/ports";
import { writing } from "../src/screens/settings/useWrite";
import { logOut } from "../src/session/logOut";

afterEach(() => {
  onlineManager.setOnline(true);
  vi.unstubAllGlobals();
});

const route = (version: number): Route => ({
  key: "live/door",
  enabled: true,
  sources: [],
  version,
  changedAt: "2026-01-01T00:00:00Z",
  changedBy: "eva",
});

const refusal = (status: number) => new ApiError(status, "refused");

/** All that is to be done now. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("signing out that does not arrive does not look as if it had", async () => {
  const seen: string[] = [];
  const ends = { left: () => seen.push("left"), stays: () => seen.push("stays") };
  await logOut(() => Promise.reject(refusal(503)), ends);
  expect(seen).toEqual(["stays"]);
  await logOut(() => Promise.resolve(), ends);
  expect(seen).toEqual(["stays", "left"]);
});

test("what is written and asked for does not wait for the browser's word on the network", async () => {
  onlineManager.setOnline(false);
  const queries = newQueries();
  let written = 0;
  const mutation = queries.getMutationCache().build(queries, queries.defaultMutationOptions({ mutationFn: () => Promise.resolve(++written) }));
  void mutation.execute(undefined);
  void queries.fetchQuery({ queryKey: ["list"], queryFn: () => Promise.resolve(7) });
  await settled();
  expect([written, mutation.state.status, queries.getQueryData(["list"])]).toEqual([1, "success", 7]);
  queries.clear();
});

test("what was refused is not asked again, what did not arrive twice", () => {
  const { retry } = newQueries().getDefaultOptions().queries ?? {};
  const again = (count: number, status: number) => (retry as (count: number, failure: Error) => boolean)(count, refusal(status));
  expect([again(0, 403), again(0, 0), again(1, 0), again(2, 0)]).toEqual([false, true, true, false]);
});

test("the second key of two is not also one of the screen", () => {
  vi.stubGlobal("HTMLElement", class {});
  const done: string[] = [];
  const frame: Actions = { "g o": alone(() => done.push("overview")) };
  const bay: Actions = { o: () => done.push("only this") };
  const [first, second] = [new KeySequence(() => 0), new KeySequence(() => 0)];
  const strike = (key: string) => {
    const event = {
      key,
      target: null,
      defaultPrevented: false,
      preventDefault: () => Object.assign(event, { defaultPrevented: true }),
    } as unknown as KeyboardEvent;
    press(event, first, frame, () => false);
    press(event, second, bay, () => false);
  };
  strike("g");
  strike("o");
  expect(done).toEqual(["overview"]);
  strike("o");
  expect(done).toEqual(["overview", "only this"]);
});

test("an answer that is faster than what is told does not bring the old route back", () => {
  expect(follows(false, route(8), route(9))).toBe(false);
  expect(follows(false, route(9), route(9))).toBe(false);
  expect(follows(false, route(10), route(9))).toBe(true);
  expect(follows(true, route(10), route(9))).toBe(false);
});

test("a route that was deleted while it is edited stays for whoever edits it", () => {
  const kept = drafts(new QueryClient());
  expect(kept.shown("live/door", undefined)).toBeUndefined();
  kept.keep("live/door", { base: route(3), draft: { key: "live/door" }, text: undefined });
  expect(kept.shown("live/door", undefined)?.version).toBe(3);
  expect(kept.shown("live/door", route(4))?.version).toBe(4);
});

test("what is shown once is there before lists are, and is kept nowhere", async () => {
  const queries = new QueryClient();
  let lists = 0;
  const observer = new QueryObserver(queries, {
    queryKey: ["tokens"],
    queryFn: () => (lists++ === 0 ? Promise.resolve([]) : new Promise(() => undefined)),
  });
  const unsubscribe = observer.subscribe(() => undefined);
  await settled();
  const shown: string[] = [];
  const done = ({ secret }: { secret: string }) => void shown.push(`${secret} ${lists}`);
  const options = writing(queries, () => Promise.resolve({ secret: "tg_once" }), { refresh: ["tokens"], done });
  await queries.getMutationCache().build(queries, options).execute(undefined);
  await settled();
  expect(shown).toEqual(["tg_once 1"]);
  expect(lists).toBe(2);
  expect(queries.getMutationCache().getAll()).toEqual([]);
  unsubscribe();
  queries.clear();
});

test("a list is read anew when somebody else was faster, and for no other refusal", async () => {
  for (const [status, reads] of [[412, 2], [409, 1]] as const) {
    const queries = new QueryClient();
    let lists = 0;
    const observer = new QueryObserver(queries, { queryKey: ["users"], queryFn: () => Promise.resolve(++lists) });
    const unsubscribe = observer.subscribe(() => undefined);
    await settled();
    const options = writing(queries, () => Promise.reject(refusal(status)), { refresh: ["users"] });
    await expect(queries.getMutationCache().build(queries, options).execute(undefined)).rejects.toThrow();
    await settled();
    expect(lists, String(status)).toBe(reads);
    unsubscribe();
    queries.clear();
  }
});

test("a link that is off leads nowhere", () => {
  for (const off of [true, false]) {
    const { props } = ButtonLink({ to: "/routes/new", off, children: "Add" });
    let prevented = false;
    props.onClick({ preventDefault: () => (prevented = true) });
    expect([props["aria-disabled"], prevented]).toEqual([off, off]);
  }
});

test("a wire of a pattern says that the pattern keeps it, not that it is the last", () => {
  const port = (follows: string | undefined): StreamPort => ({ kind: "stream", id: "s", key: "live/a", entry: undefined, route: undefined, follows });
  expect(keeps(undefined, port("live/*"))).toEqual({ reason: "pattern", value: "live/*" });
  expect(keeps(port("live/*"), undefined)).toEqual({ reason: "pattern", value: "live/*" });
  expect(keeps(undefined, port(undefined))).toBeUndefined();
});
