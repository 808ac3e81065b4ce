import { ApiError, type Alarm, type Route, type Stream, api, taken } from "../api/client";
import { type Message, SseParser } from "./sse";
import type { Lists, LiveEvent, LiveStore, Patch, Stats } from "./store";

/** Numbers come every second, and a comment every 15. */
const SILENCE_MS = 20_000;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 5_000;
const PAGE = 1000;

/** What a connection needs of its surroundings. */
export interface World {
  open(lastId: string | undefined, signal: AbortSignal): Promise<Response>;
  lists(): Promise<Lists>;
  loggedOut(): void;
}

/**
 * Keeps the store at what the gateway says: reads the lists when told to, follows patches, comes back by itself with the
 * number of the last patch seen.
 */
export class LiveConnection {
  private stopping = new AbortController();
  private lastId: string | undefined;
  private retryMs: number;
  private wake: () => void = () => {};
  /** Patches that came while the lists are read; null while they are not. */
  private waiting: Patch[] | null = null;

  constructor(
    private readonly store: LiveStore,
    private readonly world: World,
    private readonly retry = { firstMs: FIRST_RETRY_MS, mostMs: MOST_RETRY_MS },
  ) {
    this.retryMs = retry.firstMs;
  }

  start() {
    this.stopping = new AbortController();
    void this.run(this.stopping.signal);
  }

  stop() {
    this.stopping.abort();
    this.wake();
  }

  /** Does not wait for the next try. */
  retryNow() {
    this.wake();
  }

  private async run(signal: AbortSignal) {
    while (!signal.aborted) {
      const reached = await this.follow(signal);
      if (signal.aborted) return;
      this.retryMs = reached ? this.retry.firstMs : Math.min(this.retryMs * 2, this.retry.mostMs);
      this.store.link(reached ? "reconnecting" : "offline", Date.now() + this.retryMs);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.retryMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** @returns whether it was connected */
  private async follow(outer: AbortSignal): Promise<boolean> {
    const own = new AbortController();
    const signal = AbortSignal.any([outer, own.signal]);
    let watchdog = setTimeout(() => own.abort(), SILENCE_MS);
    let reached = false;
    try {
      const response = await this.world.open(this.lastId, signal);
      if (response.status === 401) {
        this.world.loggedOut();
        return true;
      }
      if (!response.ok || !response.body) return false;
      reached = true;
      const parser = new SseParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      // whoever has seen nothing reads the lists first
      if (this.store.get().loaded && this.lastId !== undefined) this.store.link("live");
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => own.abort(), SILENCE_MS);
        this.take(parser, value, own);
      }
    } catch {
      return reached;
    } finally {
      clearTimeout(watchdog);
      own.abort();
      // the lists were not read: the number of their snapshot was not reached
      if (this.waiting) this.lastId = undefined;
      this.waiting = null;
    }
  }

  private take(parser: SseParser, text: string, own: AbortController) {
    const patches: Patch[] = [];
    parser.push(text, (message) => {
      if (message.id !== undefined) this.lastId = message.id;
      if (message.event === "snapshot") void this.reload(own);
      else if (message.event === "patch") patches.push(JSON.parse(message.data) as Patch);
      else this.other(message);
    });
    if (patches.length === 0) this.store.heard();
    else if (this.waiting) this.waiting.push(...patches);
    else this.store.patch(patches);
  }

  private other({ event, data }: Message) {
    if (event === "event") this.store.happened(JSON.parse(data) as LiveEvent);
    else if (event === "stats") this.store.measured(JSON.parse(data) as Stats);
  }

  /** A patch is the whole state of a thing: one that came meanwhile is put over what the lists said. */
  private async reload(own: AbortController) {
    const mine: Patch[] = [];
    this.waiting = mine;
    try {
      const lists = await this.world.lists();
      if (this.waiting !== mine) return;
      this.store.load(lists);
      if (mine.length > 0) this.store.patch(mine);
      this.store.link("live");
    } catch (failure) {
      if (this.waiting !== mine) return;
      // comes back with a new snapshot
      this.lastId = undefined;
      if (failure instanceof ApiError && failure.status === 401) this.world.loggedOut();
      own.abort();
    } finally {
      if (this.waiting === mine) this.waiting = null;
    }
  }
}

async function all<T>(page: (after: string | undefined) => Promise<{ items: T[]; next?: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const part = await page(after);
    items.push(...part.items);
    after = part.next ?? undefined;
  } while (after !== undefined);
  return items;
}

/** The gateway that this page is from. */
export function gateway(loggedOut: () => void): World {
  return {
    loggedOut,
    open: (lastId, signal) =>
      fetch("/api/v1/live", { signal, headers: lastId ? { "Last-Event-ID": lastId } : {}, cache: "no-store" }),
    lists: async () => {
      const query = (after: string | undefined) => ({ params: { query: after ? { limit: PAGE, after } : { limit: PAGE } } });
      const [streams, routes, alarms] = await Promise.all([
        all<Stream>((after) => taken(api.GET("/streams", query(after)))),
        all<Route>((after) => taken(api.GET("/routes", query(after)))),
        taken(api.GET("/alarms")).then((list): Alarm[] => list.items),
      ]);
      return { streams, routes, alarms };
    },
  };
}
