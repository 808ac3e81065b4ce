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

function begin() {
  const store = new LiveStore();
  const gateway = new FakeGateway();
  const connection = new LiveConnection(store, gateway);
  connection.start();
  return { store, gateway, connection };
}

const alarm = (id: number) =>
  `event: patch\nid: ${id}\ndata: {"seq":${id},"entity":"alarm","id":"${id}","fields":{"id":${id}}}\n\n`;

test("a snapshot reads the lists, and patches that came meanwhile go over them", async () => {
  const { store, gateway, connection } = begin();
  let answer: (lists: Lists) => void = () => {};
  gateway.lists = () => new Promise((resolve) => (answer = resolve));
  await vi.waitFor(() => expect(gateway.asked).toEqual([undefined]));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  gateway.say(alarm(8));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(store.get().loaded).toBe(false);
  answer({ streams: [], routes: [], alarms: [] });
  await vi.waitFor(() => expect(store.get().link).toBe("live"));
  expect([...store.get().alarms.keys()]).toEqual(["8"]);
  connection.stop();
});

test("who comes back says what he saw last, and shows that he was away", async () => {
  const { store, gateway, connection } = begin();
  await vi.waitFor(() => expect(gateway.asked).toHaveLength(1));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  await vi.waitFor(() => expect(store.get().link).toBe("live"));
  gateway.say(alarm(9));
  await vi.waitFor(() => expect(store.get().alarms.size).toBe(1));
  gateway.cut();
  await vi.waitFor(() => expect(store.get().link).toBe("reconnecting"));
  gateway.answer = () => Response.error();
  connection.retryNow();
  await vi.waitFor(() => expect(store.get().link).toBe("offline"));
  gateway.answer = undefined;
  connection.retryNow();
  await vi.waitFor(() => expect(store.get().link).toBe("live"));
  expect(gateway.asked).toEqual([undefined, "9", "9"]);
  expect(store.get().alarms.size).toBe(1);
  connection.stop();
});

test("who is not logged in any more is told so", async () => {
  const store = new LiveStore();
  const gateway = new FakeGateway();
  gateway.answer = () => new Response("", { status: 401 });
  const connection = new LiveConnection(store, gateway);
  connection.start();
  await vi.waitFor(() => expect(gateway.loggedOut).toHaveBeenCalled());
  connection.stop();
});

test("lists that cannot be read are asked for again", async () => {
  const { store, gateway, connection } = begin();
  let failures = 1;
  gateway.lists = async () => {
    if (failures-- > 0) throw new Error("no");
    return { streams: [], routes: [], alarms: [] };
  };
  await vi.waitFor(() => expect(gateway.asked).toHaveLength(1));
  gateway.say('event: snapshot\nid: 7\ndata: {"seq":7}\n\n');
  gateway.cut();
  await vi.waitFor(() => expect(store.get().link).toBe("reconnecting"));
  connection.retryNow();
  await vi.waitFor(() => expect(gateway.asked).toEqual([undefined, undefined]));
  gateway.say('event: snapshot\nid: 8\ndata: {"seq":8}\n\n');
  await vi.waitFor(() => expect(store.get().link).toBe("live"));
  connection.stop();
});
