/** One message of a stream of server-sent events (HTML Living Standard §9.2.6). */
export interface Message {
  event: string;
  id: string | undefined;
  data: string;
}

/** Takes text as it comes, in any pieces, and gives whole messages. */
export class SseParser {
  private rest = "";
  private event = "";
  private id: string | undefined;
  private data: string[] = [];

  /** @param take called with each message that `text` completes */
  push(text: string, take: (message: Message) => void) {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(line, take);
  }

  private line(line: string, take: (message: Message) => void) {
    if (line === "") {
      if (this.data.length > 0) {
        take({ event: this.event || "message", id: this.id, data: this.data.join("\n") });
      }
      this.event = "";
      this.data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    else if (name === "id") this.id = value;
  }
}
