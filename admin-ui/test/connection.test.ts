import { expect, test, vi } from "vitest";
import { LiveConnection, type World } from "../src/live/connection";
import { type Lists, LiveStore } from "../src/live/store";

/** A gateway that says what a test tells it to. */
class FakeGateway implements World {
  readonly asked: (string | undefined)[] = [];
  lists = async (): Promise<Lists> => ({ streams: [], routes: [], alarms: [] });
  loggedOut = vi.fn();
  answer: (() => Response) | undefined;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  async open(lastId: string | undefined): Promise<Response> {
    this.asked.push(lastId);
    if (this.answer) return this.answer();
    return new Response(
      new ReadableStream<Uint8Array>({
        start: (controller) => {
          this.controller = controller;
        },
      }),
    );
  }

  say(text: string) {
    this.controller?.enqueue(new TextEncoder().encode(text));
  }

  cut() {
    this.controller?.close();
  }
}

/** Nothing is tried again unless a test says so. */
const NEVER_MS = 3_600_000;

/** A busy machine is slow. */
const soon = (holds: () => void) => vi.waitFor(holds, { timeout: 20_000 });

vi.setConfig({ testTimeout: 60_000 });

function begin(answer?: () => Response) {
  let time = 0;
  const store = new LiveStore(() => ++time);
  const gateway = new FakeGateway();
  gateway.answer = answer;
  const connection = new LiveConnection(store, gateway, { firstMs: NEVER_MS, mostMs: NEVER_MS });
  connection.start();
  return { store, gateway, connection };
}

/** Lists that are answered when a test wants it. */
function slowLists(gateway: FakeGateway) {
  const answers: ((lists: Lists) => void)[] = [];
  gateway.lists = () => new Promise((resolve) => answers.push(resolve));
  return answers;
}

const none: Lists = { streams: [], routes: [], alarms: [] };

const alarm = (id: number) =>
  `event: patch\nid: ${id}\ndata: {"seq":${id},"entity":"alarm","id":"${id}","fields":{"id":${id}}}\n\n`;

test("a snapshot reads the lists, and patches that came meanwhile go over them", async () => {
  const { store, gateway, connection } = begin();
  const answers = slowLists(gateway);
  await soon(() => expect(gateway.asked).toEqual([undefined]));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  await soon(() => expect(answers).toHaveLength(1));
  const before = store.get().heardAt;
  gateway.say(alarm(8));
  gateway.say(": all of it was read\n\n");
  await soon(() => expect(store.get().heardAt).toBeGreaterThan(before));
  expect(store.get().loaded).toBe(false);
  answers[0]?.(none);
  await soon(() => expect(store.get().link).toBe("live"));
  expect([...store.get().alarms.keys()]).toEqual(["8"]);
  connection.stop();
});

test("who comes back says what he saw last, and shows that he was away", async () => {
  const { store, gateway, connection } = begin();
  await soon(() => expect(gateway.asked).toHaveLength(1));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  await soon(() => expect(store.get().link).toBe("live"));
  gateway.say(alarm(9));
  await soon(() => expect(store.get().alarms.size).toBe(1));
  gateway.cut();
  await soon(() => expect(store.get().link).toBe("reconnecting"));
  gateway.answer = () => Response.error();
  connection.retryNow();
  await soon(() => expect(store.get().link).toBe("offline"));
  gateway.answer = undefined;
  connection.retryNow();
  await soon(() => expect(store.get().link).toBe("live"));
  expect(gateway.asked).toEqual([undefined, "9", "9"]);
  expect(store.get().alarms.size).toBe(1);
  connection.stop();
});

test("who is not logged in any more is told so", async () => {
  const { gateway, connection } = begin(() => new Response("", { status: 401 }));
  await soon(() => expect(gateway.loggedOut).toHaveBeenCalled());
  connection.stop();
});

test("lists that cannot be read are asked for again", async () => {
  const { store, gateway, connection } = begin();
  let failures = 1;
  gateway.lists = async () => {
    if (failures-- > 0) throw new Error("no");
    return { streams: [], routes: [], alarms: [] };
  };
  await soon(() => expect(gateway.asked).toHaveLength(1));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  gateway.cut();
  await soon(() => expect(store.get().link).toBe("reconnecting"));
  connection.retryNow();
  await soon(() => expect(gateway.asked).toEqual([undefined, undefined]));
  gateway.say('event: snapshot\nid: 8\ndata: {"seq":8}\n\n');
  await soon(() => expect(store.get().link).toBe("live"));
  connection.stop();
});

test("lists that come after the cut are read anew with the next connection", async () => {
  const { store, gateway, connection } = begin();
  const answers = slowLists(gateway);
  await soon(() => expect(gateway.asked).toHaveLength(1));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  await soon(() => expect(answers).toHaveLength(1));
  gateway.cut();
  await soon(() => expect(store.get().link).toBe("reconnecting"));
  connection.retryNow();
  await soon(() => expect(gateway.asked).toEqual([undefined, undefined]));
  gateway.say('event: snapshot\nid: 9\ndata: {"seq":9}\n\n');
  await soon(() => expect(answers).toHaveLength(2));
  gateway.say(alarm(10));
  // the older ones end while the newer ones are awaited, and take neither their place nor what came meanwhile
  answers[0]?.(none);
  await Promise.resolve();
  expect(store.get().loaded).toBe(false);
  answers[1]?.(none);
  await soon(() => expect(store.get().link).toBe("live"));
  await soon(() => expect([...store.get().alarms.keys()]).toEqual(["10"]));
  connection.stop();
});

test("who was away while the lists were read does not call old ones live", async () => {
  const { store, gateway, connection } = begin();
  await soon(() => expect(gateway.asked).toHaveLength(1));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  await soon(() => expect(store.get().link).toBe("live"));
  const answers = slowLists(gateway);
  gateway.say('event: snapshot\nid: 20\ndata: {"seq":20}\n\n');
  await soon(() => expect(answers).toHaveLength(1));
  gateway.cut();
  await soon(() => expect(store.get().link).toBe("reconnecting"));
  connection.retryNow();
  await soon(() => expect(gateway.asked).toEqual([undefined, undefined]));
  const before = store.get().heardAt;
  gateway.say(": it is there\n\n");
  await soon(() => expect(store.get().heardAt).toBeGreaterThan(before));
  expect(store.get().link).toBe("reconnecting");
  gateway.say('event: snapshot\nid: 21\ndata: {"seq":21}\n\n');
  await soon(() => expect(answers).toHaveLength(2));
  answers[1]?.(none);
  await soon(() => expect(store.get().link).toBe("live"));
  connection.stop();
});
