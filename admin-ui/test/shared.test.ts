import { afterEach, expect, test, vi } from "vitest";
import { LiveConnection, type World } from "../src/live/connection";
import { SharedLive } from "../src/live/shared";
import { type Lists, LiveStore } from "../src/live/store";

/** Locks as browsers have them: one holder, the others wait in turn. */
class Locks {
  private readonly waiting: (() => void)[] = [];
  private held = false;

  request(_: string, { signal }: LockOptions, held: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        this.held = true;
        void held().then(() => {
          this.held = false;
          this.waiting.shift()?.();
          resolve();
        });
      };
      signal?.addEventListener("abort", () => {
        const at = this.waiting.indexOf(take);
        if (at >= 0) this.waiting.splice(at, 1);
        reject(new Error("aborted"));
      });
      if (this.held) this.waiting.push(take);
      else take();
    });
  }
}

/** A gateway that counts who listens. */
class Gateway {
  readonly asked: (string | undefined)[] = [];
  readonly open = new Set<ReadableStreamDefaultController<Uint8Array>>();
  status = 200;
  lists = 0;
  /** Whoever asks waits. */
  hangs = false;

  readonly answer = async (lastId: string | undefined, signal: AbortSignal): Promise<Response> => {
    this.asked.push(lastId);
    if (this.hangs) {
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    }
    if (this.status !== 200) return new Response(null, { status: this.status });
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.open.add(controller);
      },
    });
    signal.addEventListener("abort", () => {
      if (this.open.delete(own)) own.error(new Error("aborted"));
    });
    return new Response(body);
  };

  say(text: string) {
    for (const controller of this.open) controller.enqueue(new TextEncoder().encode(text));
  }

  patch(id: number) {
    this.say(`event: patch\nid: ${id}\ndata: {"seq":${id},"entity":"alarm","id":"${id}","fields":{"id":${id}}}\n\n`);
  }
}

/** A busy machine is slow. */
const soon = (holds: () => void) => vi.waitFor(holds, { timeout: 20_000 });

const tabs: { close: () => void }[] = [];
let names = 0;

/** Nothing is tried again unless a test says so. */
const NEVER = { firstMs: 3_600_000, mostMs: 3_600_000 };

function browser({ retry, answerMs }: { retry?: typeof NEVER; answerMs?: number } = {}) {
  const locks = new Locks();
  const gateway = new Gateway();
  const name = `test ${names++}`;
  const tab = () => {
    const store = new LiveStore();
    const loggedOut = vi.fn();
    const lists = async (): Promise<Lists> => {
      gateway.lists++;
      return { streams: [], routes: [], alarms: [] };
    };
    const shared: SharedLive = new SharedLive(name, gateway.answer, () => connection.retryNow(), locks as never, answerMs);
    const world: World = { open: shared.open, lists, loggedOut };
    const connection = new LiveConnection(store, world, retry);
    shared.start();
    connection.start();
    const close = () => {
      connection.stop();
      shared.stop();
    };
    const opened = { store, connection, loggedOut, close, alarms: () => [...store.get().alarms.keys()] };
    tabs.push(opened);
    return opened;
  };
  return { gateway, tab };
}

vi.setConfig({ testTimeout: 60_000 });

const snapshot = 'event: snapshot\nid: 7\ndata: {"seq":7}\n\n';
const isLive = (tab: { store: LiveStore }) => soon(() => expect(tab.store.get().link).toBe("live"));

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});

test("all tabs have one connection, and each reads the lists for itself", async () => {
  const { gateway, tab } = browser();
  const first = tab();
  await soon(() => expect(gateway.open.size).toBe(1));
  gateway.say(snapshot);
  await isLive(first);
  const [second, third] = [tab(), tab()];
  await Promise.all([isLive(second), isLive(third)]);
  expect(gateway.asked).toEqual([undefined]);
  expect(gateway.lists).toBe(3);
  gateway.patch(8);
  for (const one of [first, second, third]) await soon(() => expect(one.alarms()).toEqual(["8"]));
});

test("the next tab goes on where it was, and nobody misses anything or sees it go", async () => {
  const { gateway, tab } = browser();
  const first = tab();
  await soon(() => expect(gateway.open.size).toBe(1));
  gateway.say(snapshot);
  await isLive(first);
  const [second, third] = [tab(), tab()];
  await Promise.all([isLive(second), isLive(third)]);
  gateway.patch(8);
  await soon(() => expect(third.alarms()).toEqual(["8"]));
  const links = new Set<string>();
  second.store.subscribe(() => links.add(second.store.get().link));
  third.store.subscribe(() => links.add(third.store.get().link));
  first.close();
  await soon(() => expect(gateway.asked).toEqual([undefined, "8"]));
  expect(gateway.open.size).toBe(1);
  gateway.patch(9);
  for (const one of [second, third]) await soon(() => expect(one.alarms()).toEqual(["8", "9"]));
  expect([...links]).toEqual(["live"]);
});

test("who saw less than the next one reads the lists anew", async () => {
  const { gateway, tab } = browser();
  const first = tab();
  await soon(() => expect(gateway.open.size).toBe(1));
  gateway.say(snapshot);
  await isLive(first);
  const second = tab();
  await isLive(second);
  // half a message is not passed on
  gateway.say("event: patch\nid: 9\nda");
  const third = tab();
  await isLive(third);
  expect(third.alarms()).toEqual([]);
  gateway.say('ta: {"seq":9,"entity":"alarm","id":"9","fields":{"id":9}}\n\n');
  for (const one of [first, second, third]) await soon(() => expect(one.alarms()).toEqual(["9"]));
});

test("a gateway that is away is away for all tabs, and comes back for all", async () => {
  const { gateway, tab } = browser({ retry: NEVER });
  const first = tab();
  await soon(() => expect(gateway.open.size).toBe(1));
  gateway.say(snapshot);
  await isLive(first);
  const second = tab();
  await isLive(second);
  gateway.status = 500;
  for (const controller of [...gateway.open]) controller.close();
  gateway.open.clear();
  for (const one of [first, second]) await soon(() => expect(one.store.get().link).toBe("reconnecting"));
  first.connection.retryNow();
  second.connection.retryNow();
  for (const one of [first, second]) await soon(() => expect(one.store.get().link).toBe("offline"));
  gateway.status = 200;
  first.connection.retryNow();
  await soon(() => expect(gateway.open.size).toBe(1));
  for (const one of [first, second]) await isLive(one);
  expect(gateway.open.size).toBe(1);
});

test("tabs that went alone follow again as soon as one of them leads", async () => {
  const { gateway, tab } = browser({ retry: { firstMs: 20, mostMs: 20 }, answerMs: 300 });
  gateway.hangs = true;
  const first = tab();
  await soon(() => expect(gateway.asked).toHaveLength(1));
  gateway.hangs = false;
  const [second, third] = [tab(), tab()];
  await soon(() => expect(gateway.open.size).toBe(2));
  gateway.say(snapshot);
  await Promise.all([isLive(second), isLive(third)]);
  first.close();
  // a tab that missed its welcome on a busy machine comes with the next word
  await soon(() => {
    gateway.patch(8);
    expect(gateway.open.size).toBe(1);
    expect([second, third].map((one) => one.store.get().link)).toEqual(["live", "live"]);
    expect([second, third].map((one) => one.alarms())).toEqual([["8"], ["8"]]);
  });
});

test("who is not logged in any more is so in all tabs", async () => {
  const { gateway, tab } = browser();
  const first = tab();
  await soon(() => expect(gateway.open.size).toBe(1));
  gateway.say(snapshot);
  await isLive(first);
  const second = tab();
  await isLive(second);
  gateway.status = 401;
  for (const controller of [...gateway.open]) controller.close();
  first.connection.retryNow();
  await soon(() => {
    first.connection.retryNow();
    expect(first.loggedOut).toHaveBeenCalled();
  });
  await soon(() => {
    second.connection.retryNow();
    expect(second.loggedOut).toHaveBeenCalled();
  });
});

test("without locks each tab has its own connection", async () => {
  const gateway = new Gateway();
  const shared = new SharedLive("alone", gateway.answer, () => undefined, null);
  shared.start();
  const stop = new AbortController();
  expect((await shared.open(undefined, stop.signal)).ok).toBe(true);
  expect((await shared.open("3", stop.signal)).ok).toBe(true);
  expect(gateway.asked).toEqual([undefined, "3"]);
  shared.stop();
});
