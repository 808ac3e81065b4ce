/** What tabs of one browser tell each other. */
type Word =
  | { kind: "join"; tab: string; lastId: string | undefined }
  | { kind: "welcome"; tab: string; text: string }
  | { kind: "text"; text: string }
  | { kind: "lead"; lastId: string | undefined }
  | { kind: "down"; status: number };

type Open = (lastId: string | undefined, signal: AbortSignal) => Promise<Response>;

/** A tab that leads answers at once; one that does not has failed. */
const ANSWER_MS = 4_000;

/** What a tab follows that does not lead. */
interface Following {
  lastId: string | undefined;
  signal: AbortSignal;
  controller: ReadableStreamDefaultController<Uint8Array>;
  /** Gives the answer to whoever opened it; undefined once it did. */
  resolve: ((response: Response | Promise<Response>) => void) | undefined;
  body: ReadableStream<Uint8Array>;
}

/**
 * One live connection for all tabs of a browser: browsers have six for a server, and each tab would take one for good.
 *
 * The tab that holds a lock has the connection and passes its text on; when it closes, the next one goes on after the last
 * patch that it has seen. Where there are no locks (they need HTTPS, or this machine) each tab has its own.
 */
export class SharedLive {
  private readonly tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
  private channel: BroadcastChannel | undefined;
  private leading = false;
  /** Of the connection that this tab has; undefined while it has none. */
  private lead: { lastId: string | undefined } | undefined;
  /** Why the last one failed, 0 where nobody was reached; undefined while it is tried. */
  private failed: number | undefined;
  private following: Following | undefined;
  /** Ends the connection that this tab has for itself, for nobody led. */
  private lone: AbortController | undefined;
  private release: () => void = () => {};

  /**
   * @param name the same in tabs that may share: of one who is signed in
   * @param real the connection itself
   * @param back called when it is there again
   */
  constructor(
    private readonly name: string,
    private readonly real: Open,
    private readonly back: () => void,
    private readonly locks: Pick<LockManager, "request"> | null = globalThis.navigator?.locks ?? null,
    private readonly answerMs = ANSWER_MS,
  ) {}

  start() {
    if (!this.locks || typeof BroadcastChannel === "undefined") return;
    const stopping = new AbortController();
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }: MessageEvent<Word>) => this.hear(data);
    this.release = () => stopping.abort();
    this.locks
      .request(this.name, { signal: stopping.signal }, () => {
        this.leading = true;
        void this.takeOver();
        return new Promise<void>((resolve) => {
          this.release = resolve;
        });
      })
      .catch(() => undefined);
  }

  stop() {
    this.release();
    this.channel?.close();
    this.channel = undefined;
    this.leading = false;
    this.lead = undefined;
    this.following = undefined;
    this.lone = undefined;
  }

  readonly open: Open = (lastId, signal) => {
    if (!this.channel) return this.real(lastId, signal);
    return this.leading ? this.connect(lastId, signal) : this.follow(lastId, signal);
  };

  private say(word: Word) {
    this.channel?.postMessage(word);
  }

  /** The connection of this tab, which the others hear. */
  private async connect(lastId: string | undefined, signal: AbortSignal): Promise<Response> {
    this.failed = undefined;
    let response: Response;
    try {
      response = await this.real(lastId, signal);
    } catch (failure) {
      this.down(0, signal);
      throw failure;
    }
    if (!response.ok || !response.body) {
      this.down(response.status, signal);
      return response;
    }
    const lead = { lastId };
    this.lead = lead;
    this.say({ kind: "lead", lastId });
    const relay = new Relay((text, id) => {
      lead.lastId = id ?? lead.lastId;
      this.say({ kind: "text", text });
    });
    return new Response(passing(response.body, (text) => relay.push(text), () => this.down(0, signal)));
  }

  private down(status: number, signal: AbortSignal) {
    this.lead = undefined;
    this.failed = status;
    // a tab that goes leaves the rest to the next one
    if (!signal.aborted || status !== 0) this.say({ kind: "down", status });
  }

  private follow(lastId: string | undefined, signal: AbortSignal): Promise<Response> {
    return new Promise((resolve) => {
      let controller!: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({ start: (given) => (controller = given) });
      const following: Following = { lastId, signal, controller, resolve, body };
      this.following = following;
      signal.addEventListener("abort", () => this.end(following), { once: true });
      // whoever holds the lock and says nothing cannot be waited for
      setTimeout(() => this.alone(following), this.answerMs);
      this.say({ kind: "join", tab: this.tab, lastId });
    });
  }

  private alone(following: Following) {
    if (!following.resolve) return;
    if (this.following === following) this.following = undefined;
    const lone = new AbortController();
    this.lone = lone;
    this.answer(following, () => this.real(following.lastId, AbortSignal.any([following.signal, lone.signal])));
  }

  /** Somebody leads: this tab comes back through `open`, and is alone no more. */
  private together() {
    this.lone?.abort();
    this.lone = undefined;
  }

  /** Gives the answer, where there is none yet. */
  private answer(following: Following, response: () => Response | Promise<Response>) {
    following.resolve?.(response());
    following.resolve = undefined;
  }

  private end(following: Following) {
    if (this.following === following) this.following = undefined;
    this.answer(following, () => new Response(null, { status: 503 }));
    try {
      following.controller.close();
    } catch {
      // it was closed
    }
  }

  /** This tab leads from now on; what it followed goes on from its own connection. */
  private async takeOver() {
    const { following } = this;
    if (!following) {
      this.together();
      this.back();
      return;
    }
    this.following = undefined;
    if (following.resolve) {
      this.answer(following, () => this.connect(following.lastId, following.signal));
      return;
    }
    const response = await this.connect(following.lastId, following.signal).catch(() => undefined);
    const reader = response?.ok ? response.body?.getReader() : undefined;
    try {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        following.controller.enqueue(part.value);
      }
    } catch {
      // whoever reads sees the end
    }
    this.end(following);
  }

  private hear(word: Word) {
    const { following } = this;
    switch (word.kind) {
      case "join":
        if (this.leading) this.welcome(word.tab, word.lastId);
        break;
      case "welcome":
        if (following && word.tab === this.tab) {
          this.pass(following, word.text);
          this.answer(following, () => new Response(following.body));
        }
        break;
      case "text":
        if (following && !following.resolve) this.pass(following, word.text);
        else if (!following) this.together();
        break;
      case "lead":
        if (!following) {
          this.together();
          this.back();
        } else if (following.lastId !== word.lastId || following.resolve) {
          this.say({ kind: "join", tab: this.tab, lastId: following.lastId });
        }
        break;
      case "down":
        if (!following) break;
        this.answer(following, () => new Response(null, { status: word.status === 401 ? 401 : 503 }));
        this.end(following);
        break;
    }
  }

  /** Whoever has seen all that was said needs no lists; the others read them as at their first connection. */
  private welcome(tab: string, lastId: string | undefined) {
    if (!this.lead) {
      if (this.failed !== undefined) this.say({ kind: "down", status: this.failed });
      return;
    }
    const { lastId: own } = this.lead;
    const known = own === undefined || own === lastId;
    const text = known ? ": here\n\n" : `event: snapshot\nid: ${own}\ndata: {"seq":${own}}\n\n`;
    this.say({ kind: "welcome", tab, text });
  }

  private pass(following: Following, text: string) {
    following.lastId = lastIdOf(text) ?? following.lastId;
    following.controller.enqueue(new TextEncoder().encode(text));
  }
}

/** The last id of whole messages. */
function lastIdOf(text: string): string | undefined {
  return [...text.matchAll(/^id: ?(.*)$/gm)].at(-1)?.[1];
}

/** Gathers text until messages are whole: who joins hears none from its middle. */
class Relay {
  private rest = "";

  constructor(private readonly take: (text: string, lastId: string | undefined) => void) {}

  push(text: string) {
    this.rest += text;
    const end = this.rest.lastIndexOf("\n\n") + 2;
    if (end < 2) return;
    const whole = this.rest.slice(0, end);
    this.rest = this.rest.slice(end);
    this.take(whole, lastIdOf(whole));
  }
}

/** The same bytes, and their text on the way. */
function passing(body: ReadableStream<Uint8Array>, hear: (text: string) => void, ended: () => void) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          ended();
          controller.close();
        } else {
          hear(decoder.decode(value, { stream: true }));
          controller.enqueue(value);
        }
      } catch (failure) {
        ended();
        controller.error(failure);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
