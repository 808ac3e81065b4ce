import type { Route } from "../../api/client";

/** So long a change waits for the page to show the one before it. */
const PATIENCE_MS = 3_000;

interface Waiting {
  key: string;
  version: number;
  go: () => void;
}

/** Changes of one stream go one after another: each is made of what the page shows after the one before. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();
  private waiting: Waiting[] = [];
  private routes: ReadonlyMap<string, Route> = new Map();

  /** @param patience in milliseconds, after which a change goes on all the same */
  constructor(private readonly patience = PATIENCE_MS) {}

  /** @param change answers the number of what it has written, 0 for nothing; it does not fail */
  take(key: string, change: () => Promise<number>): Promise<void> {
    const before = this.last.get(key);
    const turn = (before ? before.then(change) : change()).then((version) => this.shown(key, version));
    this.last.set(key, turn);
    void turn.then(() => {
      if (this.last.get(key) === turn) this.last.delete(key);
    });
    return turn;
  }

  /** What the page shows from here on. */
  see(routes: ReadonlyMap<string, Route>) {
    this.routes = routes;
    const ready = this.waiting.filter((one) => this.shows(one));
    this.waiting = this.waiting.filter((one) => !ready.includes(one));
    for (const one of ready) one.go();
  }

  private shows({ key, version }: Pick<Waiting, "key" | "version">): boolean {
    return version === 0 || (this.routes.get(key)?.version ?? 0) >= version;
  }

  private shown(key: string, version: number): Promise<void> {
    if (this.shows({ key, version })) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((one) => one !== own);
        resolve();
      }, this.patience);
      const own: Waiting = {
        key,
        version,
        go: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.waiting.push(own);
    });
  }
}
