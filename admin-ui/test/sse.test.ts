import { expect, test } from "vitest";
import { type Message, SseParser } from "../src/live/sse";

const stream =
  'retry: 2000\n\nevent: snapshot\nid: 7\ndata: {"seq":7}\n\n: beat\n\nevent: patch\r\nid: 8\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: plain\n\n';
const wanted: Message[] = [
  { event: "snapshot", id: "7", data: '{"seq":7}' },
  { event: "patch", id: "8", data: '{"a":\n1}' },
  { event: "message", id: "8", data: "plain" },
];

function read(pieces: string[]): Message[] {
  const parser = new SseParser();
  const messages: Message[] = [];
  for (const piece of pieces) parser.push(piece, (message) => messages.push(message));
  return messages;
}

test("whole and in any two pieces", () => {
  expect(read([stream])).toEqual(wanted);
  for (let cut = 0; cut <= stream.length; cut++) {
    expect(read([stream.slice(0, cut), stream.slice(cut)]), `cut at ${cut}`).toEqual(wanted);
  }
});

test("letter by letter", () => {
  expect(read([...stream])).toEqual(wanted);
});

test("what is not complete is no message", () => {
  expect(read(["event: patch\ndata: 1\n"])).toEqual([]);
});
