import type { Alarm, Route, Schemas, Stream } from "../api/client";

export type LiveEvent = Schemas["Event"];
export type Link = "connecting" | "live" | "reconnecting" | "offline";

/** Numbers of one stream of this second. */
export interface Numbers {
  bitrateBps: number;
  framesPerSecond: number;
  viewers: number;
  /** Of streams that come over an SRT link, as the further ones. */
  rttMs?: number;
  lostPackets?: number;
  droppedPackets?: number;
  retransmittedPackets?: number;
  receiveBufferMs?: number;
}

export interface Stats {
  at: string;
  /** The second that is told of, since 1970. */
  second: number;
  viewers: number;
  sessions?: number;
  streams: Record<string, Numbers>;
}

export interface Patch {
  seq: number;
  entity: string;
  id: string;
  fields: Record<string, unknown> | null;
}

export interface Lists {
  streams: Stream[];
  routes: Route[];
  alarms: Alarm[];
}

/** All that the pages know; replaced as a whole at each change, maps too where they changed. */
export interface LiveState {
  link: Link;
  /** When the last word of the gateway came; 0 before the first. */
  heardAt: number;
  /** When the next try to connect is made; 0 while there is none. */
  retryAt: number;
  /** The lists were read since this page is open. */
  loaded: boolean;
  streams: ReadonlyMap<string, Stream>;
  routes: ReadonlyMap<string, Route>;
  alarms: ReadonlyMap<string, Alarm>;
  /** By key, when a stream went, by the gateway's clock. */
  gone: ReadonlyMap<string, number>;
  events: readonly LiveEvent[];
  stats: Stats | undefined;
  /** So many milliseconds the gateway's clock is before that of this machine; less than 0 where it is behind. */
  aheadMs: number;
}

const HISTORY = 60;
const EVENTS = 200;
/** So many streams that went are remembered. */
const GONE = 100;
/** Less is the way of a message. */
const CLOCKS_MS = 1_000;

export class LiveStore {
  private state: LiveState = {
    link: "connecting",
    heardAt: 0,
    retryAt: 0,
    loaded: false,
    streams: new Map(),
    routes: new Map(),
    alarms: new Map(),
    gone: new Map(),
    events: [],
    stats: undefined,
    aheadMs: 0,
  };
  private readonly listeners = new Set<() => void>();
  /** Bit rates of the last minute by key. */
  private readonly rates = new Map<string, number[]>();
  /** How far the gateway's clock was before this one at the last messages; those that were long under way say too little. */
  private aheads: number[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  readonly get = () => this.state;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  rate(key: string): readonly number[] {
    return this.rates.get(key) ?? [];
  }

  link(link: Link, retryAt = 0) {
    this.set({ link, retryAt, ...(link === "live" ? { heardAt: this.now() } : {}) });
  }

  /** What the lists say stands in place of all that was known; streams that are missing have gone. */
  load(lists: Lists) {
    const streams = new Map(lists.streams.map((stream) => [stream.key, stream]));
    const routes = new Map(lists.routes.map((route) => [route.key ?? "", route]));
    const gone = new Map(this.state.gone);
    for (const [key, stream] of this.state.streams) {
      if (!streams.has(key) && !isDropped(stream, routes)) gone.set(key, this.gatewayNow());
    }
    for (const key of this.state.routes.keys()) {
      if (!routes.has(key)) gone.delete(key);
    }
    for (const key of streams.keys()) gone.delete(key);
    this.set({
      loaded: true,
      heardAt: this.now(),
      streams,
      routes,
      alarms: new Map(lists.alarms.map((alarm) => [String(alarm.id), alarm])),
      gone: bounded(gone),
    });
  }

  patch(patches: readonly Patch[]) {
    const streams = new Map(this.state.streams);
    const routes = new Map(this.state.routes);
    const alarms = new Map(this.state.alarms);
    const gone = new Map(this.state.gone);
    for (const { entity, id, fields } of patches) {
      if (entity === "stream") {
        if (fields) {
          const before = streams.get(id);
          const numbers = { bitrateBps: 0, framesPerSecond: 0, viewers: 0 };
          streams.set(id, { ...(before ?? numbers), ...fields } as Stream);
          gone.delete(id);
        } else {
          const before = streams.get(id);
          if (before && !isDropped(before, routes)) gone.set(id, this.gatewayNow());
          streams.delete(id);
        }
      } else if (entity === "route") {
        if (fields) routes.set(id, fields as unknown as Route);
        else {
          routes.delete(id);
          gone.delete(id);
        }
      } else if (entity === "alarm") {
        if (fields) alarms.set(id, fields as unknown as Alarm);
        else alarms.delete(id);
      }
    }
    const about = new Set(patches.map((patch) => patch.entity));
    this.set({
      ...(about.has("stream") && { streams }),
      ...(about.has("route") && { routes }),
      ...((about.has("stream") || about.has("route")) && { gone: bounded(gone) }),
      ...(about.has("alarm") && { alarms }),
      heardAt: this.now(),
    });
  }

  happened(event: LiveEvent) {
    this.set({ events: [event, ...this.state.events].slice(0, EVENTS), heardAt: this.now() });
  }

  measured(stats: Stats) {
    for (const key of this.rates.keys()) {
      if (!stats.streams[key]) this.rates.delete(key);
    }
    for (const [key, numbers] of Object.entries(stats.streams)) {
      this.rates.set(key, [...(this.rates.get(key) ?? []), numbers.bitrateBps].slice(-HISTORY));
    }
    const ahead = Date.parse(stats.at) - this.now();
    if (Number.isFinite(ahead)) this.aheads = [...this.aheads, ahead].slice(-HISTORY);
    const most = Math.max(...this.aheads);
    const differs = Math.abs(most - this.state.aheadMs) >= CLOCKS_MS;
    this.set({ stats, heardAt: this.now(), ...(differs && Number.isFinite(most) ? { aheadMs: most } : {}) });
  }

  heard() {
    this.set({ heardAt: this.now() });
  }

  /** Whoever has seen that a stream went needs not see it longer. */
  dismiss(key: string) {
    const gone = new Map(this.state.gone);
    gone.delete(key);
    this.set({ gone });
  }

  private gatewayNow() {
    return this.now() + this.state.aheadMs;
  }

  private set(change: Partial<LiveState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** It went with its route: somebody wanted that. */
const isDropped = ({ route }: Stream, routes: ReadonlyMap<string, Route>) => Boolean(route) && !routes.has(route ?? "");

function bounded(gone: Map<string, number>): Map<string, number> {
  for (const key of gone.keys()) {
    if (gone.size <= GONE) break;
    gone.delete(key);
  }
  return gone;
}
