import type { Route, Stream } from "../../api/client";
import { MASK, type RouteSource } from "../../api/routes";
import type { Condition, Entry } from "../../live/condition";

/** What players ask for, and recording. */
export const services = ["http-flv", "hls", "dash", "rtmp", "srt", "rtsp", "recording"] as const;

/** Those that few ask for. */
export const fewerServices = ["ws-flv", "http-ts", "http-fmp4", "http-mjpeg", "snapshot"] as const;

export const pushKinds = ["rtmp-push", "srt-push", "rtsp-push", "udp-ts-push"] as const;

export type Service = (typeof services)[number] | (typeof fewerServices)[number];
export type PushKind = (typeof pushKinds)[number];

export interface SourcePort {
  kind: "source";
  id: string;
  /** Of a source that is called; those who publish have none that could be given to another stream. */
  source: RouteSource | undefined;
  types: string[];
  /** Where it is, without secrets. */
  place: string;
}

export interface StreamPort {
  kind: "stream";
  id: string;
  key: string;
  entry: Entry | undefined;
  /** Its own; one that follows a pattern has none. */
  route: Route | undefined;
  /** The pattern that it follows. */
  follows: string | undefined;
}

export interface DestinationPort {
  kind: "destination";
  id: string;
  service: Service | undefined;
  push: { kind: PushKind; index: number; of: string; target: string } | undefined;
}

/** Where a stream of a source is made. */
export interface NewStreamPort {
  kind: "new-stream";
  id: string;
}

/** Where a push of a stream is made. */
export interface NewPushPort {
  kind: "new-push";
  id: string;
}

export type Port = SourcePort | StreamPort | DestinationPort | NewStreamPort | NewPushPort;

/** How a wire is; `standby` waits its turn, `ready` nobody uses, `off` its stream is not there. */
export type Flow = "flowing" | "standby" | "ready" | "connecting" | "failed" | "off";

export interface Wire {
  id: string;
  from: string;
  to: string;
  /** The stream that it is of. */
  key: string;
  flow: Flow;
  /** Of sources where there are several: 1 is preferred. */
  priority: number | undefined;
  /** Who plays by it, of services. */
  viewers: number | undefined;
  /** What went wrong. */
  problem: string | undefined;
}

export interface Board {
  sources: SourcePort[];
  streams: StreamPort[];
  destinations: DestinationPort[];
  wires: Wire[];
  ports: ReadonlyMap<string, Port>;
}

/** How a push is, as the lists of calls have it. */
export interface PushState {
  kind: PushKind;
  key: string;
  target: string;
  state: Stream["state"];
  lastFailure: string;
}

export const NEW_STREAM: NewStreamPort = { kind: "new-stream", id: "new-stream" };
export const NEW_PUSH: NewPushPort = { kind: "new-push", id: "new-push" };

const publishing = new Set(["rtmp-publish", "rtsp-publish", "srt-listen"]);

/** Of a route that names none. */
const usualSources: RouteSource[] = [{ type: "rtmp-publish" }, { type: "srt-listen" }, { type: "rtsp-publish" }];

const streamId = (key: string) => `stream:${key}`;
export const serviceId = (service: Service) => `service:${service}`;

export interface Told {
  pushes: readonly PushState[];
  /** Viewers by key and protocol, `KEY PROTOCOL`. */
  viewers: ReadonlyMap<string, number>;
  /** Those that are shown. */
  services: readonly Service[];
}

/** Everything that is wired, and how it goes there. */
export function board(entries: readonly Entry[], routes: ReadonlyMap<string, Route>, told: Told): Board {
  const sources = new Map<string, SourcePort>();
  const destinations = new Map<string, DestinationPort>();
  const wires: Wire[] = [];
  for (const service of told.services) {
    destinations.set(serviceId(service), { kind: "destination", id: serviceId(service), service, push: undefined });
  }
  const streams = ports(entries, routes);
  for (const port of streams) {
    for (const [found, wire] of sourcesOf(port)) {
      sources.set(found.id, found);
      wires.push(wire);
    }
    wires.push(...servicesOf(port, told));
    for (const [found, wire] of pushesOf(port, told.pushes)) {
      destinations.set(found.id, found);
      wires.push(wire);
    }
  }
  const all: Port[] = [...sources.values(), ...streams, ...destinations.values(), NEW_STREAM, NEW_PUSH];
  return {
    sources: [...sources.values()],
    streams,
    destinations: [...destinations.values()],
    wires,
    ports: new Map(all.map((port) => [port.id, port])),
  };
}

function ports(entries: readonly Entry[], routes: ReadonlyMap<string, Route>): StreamPort[] {
  // what went and has no route is nothing to wire
  const present = entries.filter((entry) => entry.stream || routes.has(entry.key));
  const found: StreamPort[] = present.map((entry) => {
    const own = routes.get(entry.key);
    const follows = !own && entry.stream?.route ? entry.stream.route : undefined;
    return { kind: "stream", id: streamId(entry.key), key: entry.key, entry, route: own, follows };
  });
  for (const route of routes.values()) {
    if (route.pattern && route.key) {
      found.push({ kind: "stream", id: streamId(route.key), key: route.key, entry: undefined, route, follows: undefined });
    }
  }
  return found.sort((a, b) => a.key.localeCompare(b.key));
}

/** The same source of several routes is one port. */
export function sourceId(source: RouteSource): string {
  return `source:${hash(JSON.stringify(Object.entries(source).sort(([a], [b]) => a.localeCompare(b))))}`;
}

/** FNV-1a of 2 × 32 bits: ids stand in attributes, where addresses with quotes cannot. */
function hash(text: string): string {
  let [one, other] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36);
}

function place(source: RouteSource): string {
  if (source.url) return source.url.replace(/\/\/[^/@]*@/, "//");
  if (source.host) return `${source.host}:${source.port ?? ""}`;
  if (source.type === "test-pattern") return `${source.width ?? 1280} × ${source.height ?? 720}`;
  return source.clip ?? source.file ?? "";
}

function sourcesOf(port: StreamPort): [SourcePort, Wire][] {
  const { key, route, entry } = port;
  const listed = route?.sources ?? [];
  const publishers = listed.length === 0 ? usualSources : listed.filter((one) => publishing.has(one.type));
  const found: [SourcePort, Wire][] = [];
  const several = new Set(listed.map((one) => (publishing.has(one.type) ? "publish" : sourceId(one)))).size > 1;
  let rank = 0;
  const seen = new Set<string>();
  const add = (source: SourcePort, indices: number[]) => {
    if (seen.has(source.id)) return;
    seen.add(source.id);
    rank++;
    found.push([source, sourceWire(source, port, indices, several ? rank : undefined)]);
  };
  const published: SourcePort = {
    kind: "source",
    id: `publisher:${key}`,
    source: undefined,
    types: publishers.map((one) => one.type),
    place: publishing.has(activeType(entry)) || listed.length === 0 ? (entry?.stream?.source?.remote ?? "") : "",
  };
  if (listed.length === 0) add(published, [0, 1, 2]);
  listed.forEach((one, index) => {
    if (publishing.has(one.type)) {
      add(published, listed.flatMap((other, at) => (publishing.has(other.type) ? [at] : [])));
    } else {
      add({ kind: "source", id: sourceId(one), source: one, types: [one.type], place: place(one) }, [index]);
    }
  });
  return found;
}

const activeType = (entry: Entry | undefined) => entry?.stream?.sources.find((one) => one.active)?.type ?? "";

function sourceWire(source: SourcePort, port: StreamPort, indices: number[], priority: number | undefined): Wire {
  const stream = port.entry?.stream;
  const states = stream?.sources.filter((one) => indices.includes(one.index)) ?? [];
  const live = stream?.state === "streaming";
  const one = states.find((state) => state.active) ?? states[0];
  const wire = { id: `${source.id}>${port.id}`, from: source.id, to: port.id, key: port.key, priority, viewers: undefined };
  // whoever publishes where no route is stands in no list
  const alone = live && states.length === 0 && priority === undefined;
  if (alone || (live && one?.active)) return { ...wire, flow: "flowing", problem: undefined };
  const flow: Flow =
    one?.state === "standby" || one?.state === "streaming"
      ? "standby"
      : one?.state === "failed"
        ? "failed"
        : one?.state === "connecting" || stream?.state === "connecting"
          ? "connecting"
          : "off";
  return { ...wire, flow, problem: one?.reason ?? undefined };
}

/** Whether players find the stream there; what is not named is on, but for recording. */
export function isOn(route: Route | undefined, service: Service): boolean {
  if (service === "recording") {
    const recording = route?.outputs?.recording;
    return typeof recording === "object" ? recording.enabled !== false : recording === true;
  }
  return route?.outputs?.[service] !== false;
}

function servicesOf(port: StreamPort, told: Told): Wire[] {
  const stream = port.entry?.stream;
  const live = stream?.state === "streaming";
  return told.services
    .filter((service) => !port.follows && isOn(port.route, service) && carries(service, stream))
    .map((service) => {
      const viewers = told.viewers.get(`${port.key} ${service}`) ?? 0;
      const used = live && (viewers > 0 || service === "recording");
      return {
        id: `${port.id}>${serviceId(service)}`,
        from: port.id,
        to: serviceId(service),
        key: port.key,
        flow: used ? "flowing" : live ? "ready" : "off",
        priority: undefined,
        viewers: service === "recording" ? undefined : viewers,
        problem: undefined,
      };
    });
}

interface Push {
  url?: string;
  host?: string;
  port?: number;
}

export const pushTarget = (push: Push) => push.url ?? `srt://${push.host ?? ""}:${push.port ?? ""}`;

const flows: Record<PushState["state"], Flow> = {
  streaming: "flowing",
  connecting: "connecting",
  disconnected: "failed",
  idle: "off",
};

function pushesOf(port: StreamPort, states: readonly PushState[]): [DestinationPort, Wire][] {
  const outputs = port.route?.outputs as Partial<Record<PushKind, Push[]>> | undefined;
  return pushKinds.flatMap((kind) =>
    (outputs?.[kind] ?? []).map((push, index): [DestinationPort, Wire] => {
      const target = pushTarget(push);
      const id = `push:${kind}:${index}:${hash(`${port.key} ${target}`)}`;
      const state = states.filter((one) => one.kind === kind && one.key === port.key)[index];
      const flow = state ? flows[state.state] : "off";
      return [
        { kind: "destination", id, service: undefined, push: { kind, index, of: port.key, target } },
        {
          id: `${port.id}>${id}`,
          from: port.id,
          to: id,
          key: port.key,
          flow: flow === "connecting" && state?.lastFailure ? "failed" : flow,
          priority: undefined,
          viewers: undefined,
          problem: flow === "flowing" ? undefined : state?.lastFailure || undefined,
        },
      ];
    }),
  );
}

const inFlv = ["H.264", "H.265", "AV1", "VP9"];
const inTs = ["H.264", "H.265", "MPEG-1 video", "MPEG-2 video"];
const pictures: Partial<Record<Service | PushKind, readonly string[]>> = {
  "http-flv": inFlv,
  "ws-flv": inFlv,
  rtmp: inFlv,
  "rtmp-push": inFlv,
  hls: inFlv,
  dash: inFlv,
  "http-fmp4": inFlv,
  "http-ts": inTs,
  srt: inTs,
  "srt-push": inTs,
  "udp-ts-push": inTs,
  "http-mjpeg": ["Motion JPEG"],
};

/** The coding of the pictures that this output cannot have; undefined where all goes. */
export function uncarried(output: Service | PushKind, stream: Stream | undefined): string | undefined {
  const known = pictures[output];
  const video = stream?.tracks.find((track) => track.kind === "video");
  return known && video && !known.includes(video.codec) ? video.codec : undefined;
}

const carries = (service: Service, stream: Stream | undefined) => uncarried(service, stream) === undefined;

/** Why two ports cannot be connected: a word of `routes.refused`, and what it says. */
export interface Refusal {
  reason: "direction" | "already" | "publisher" | "secret" | "pattern" | "patternCalls" | "codec" | "busy" | "exclusive" | "slate" | "several";
  value: string;
}

/** From a source to a destination the stream between them is meant, where there is but one. */
export function meant(all: Board, from: Port, to: Port): Port {
  if (from.kind !== "source" || (to.kind !== "destination" && to.kind !== "new-push")) return from;
  const wires = all.wires.filter((wire) => wire.from === from.id);
  const only = wires.length === 1 ? all.ports.get(wires[0]?.to ?? "") : undefined;
  return only ?? from;
}

/** @returns why not, undefined where it can be done */
export function refusal(all: Board, drawn: Port, to: Port): Refusal | undefined {
  const from = meant(all, drawn, to);
  const because = (reason: Refusal["reason"], value = ""): Refusal => ({ reason, value });
  if (from.kind === "source" && (to.kind === "stream" || to.kind === "new-stream")) {
    if (to.kind === "stream" && wired(all, from, to)) return because("already");
    if (!from.source) return because("publisher");
    if (JSON.stringify(from.source).includes(MASK)) return because("secret");
    const { type } = from.source;
    const of = all.wires.find((wire) => wire.from === from.id)?.key ?? "";
    if (type === "udp-ts") return because("exclusive", of);
    if (to.kind === "new-stream") return type === "slate" ? because("slate") : undefined;
    if (to.follows) return because("pattern", to.follows);
    if (to.route?.pattern) return because("patternCalls", to.key);
    const once = type === "test-pattern" || type === "slate";
    return once && to.route?.sources?.some((one) => one.type === type) ? because("already") : undefined;
  }
  if (from.kind === "stream" && (to.kind === "destination" || to.kind === "new-push")) {
    if (wired(all, from, to)) return because("already");
    if (from.follows) return because("pattern", from.follows);
    if (to.kind === "new-push") return undefined;
    if (to.push) return because("busy", to.push.of);
    const coding = to.service && uncarried(to.service, from.entry?.stream);
    return coding ? because("codec", coding) : undefined;
  }
  const feedsMany = from.kind === "source" && (to.kind === "destination" || to.kind === "new-push");
  return because(feedsMany ? "several" : "direction");
}

const wired = (all: Board, from: Port, to: Port) => all.wires.some((wire) => wire.from === from.id && wire.to === to.id);

/** What a route is to become. */
export interface Edit {
  key: string;
  /** Of the route that it is meant for; undefined where one is made. */
  version: number | undefined;
  /** Members that change, RFC 7396; of a new route all that it has. */
  patch: Record<string, unknown>;
}

/** What connecting these two does to the stream's route; nothing where more has to be asked. */
export function connecting(from: Port, to: Port): Edit | undefined {
  if (from.kind === "source" && from.source && to.kind === "stream") {
    const before = to.route?.sources?.length ? to.route.sources : usualSources;
    const known = to.route || to.entry?.stream ? before : [];
    // a slate is shown when nothing else plays, and is the last therefore
    const slates = [...known, from.source].filter((one) => one.type === "slate");
    const others = [...known, from.source].filter((one) => one.type !== "slate");
    return edit(to, { sources: [...others, ...slates] });
  }
  if (from.kind === "stream" && to.kind === "destination" && to.service) {
    return edit(from, { outputs: { [to.service]: switched(from.route, to.service, true) } });
  }
  return undefined;
}

/** What is left when a wire is cut; nothing where it is the last source. */
export function cutting(all: Board, wire: Wire): Edit | undefined {
  const from = all.ports.get(wire.from);
  const to = all.ports.get(wire.to);
  if (from?.kind === "source" && to?.kind === "stream") {
    const left = (to.route?.sources ?? []).filter((one) =>
      from.source ? sourceId(one) !== from.id : !publishing.has(one.type),
    );
    return left.length === 0 ? undefined : edit(to, { sources: left });
  }
  if (from?.kind === "stream" && !from.follows && to?.kind === "destination") {
    if (to.service) return edit(from, { outputs: { [to.service]: switched(from.route, to.service, false) } });
    const { push } = to;
    if (!push) return undefined;
    const before = (from.route?.outputs as Partial<Record<PushKind, unknown[]>> | undefined)?.[push.kind] ?? [];
    return edit(from, { outputs: { [push.kind]: before.filter((_, index) => index !== push.index) } });
  }
  return undefined;
}

/** A source takes the place before another: the first plays. */
export function preferring(all: Board, wire: Wire): Edit | undefined {
  const from = all.ports.get(wire.from);
  const to = all.ports.get(wire.to);
  if (from?.kind !== "source" || to?.kind !== "stream" || !to.route) return undefined;
  const own = (one: RouteSource) => (from.source ? sourceId(one) === from.id : publishing.has(one.type));
  const sources = to.route.sources ?? [];
  const slates = sources.filter((one) => one.type === "slate");
  const rest = sources.filter((one) => one.type !== "slate");
  return edit(to, { sources: [...rest.filter(own), ...rest.filter((one) => !own(one)), ...slates] });
}

export function pushing(from: StreamPort, kind: PushKind, push: object): Edit {
  const before = (from.route?.outputs as Partial<Record<PushKind, unknown[]>> | undefined)?.[kind] ?? [];
  return edit(from, { outputs: { [kind]: [...before, push] } });
}

function switched(route: Route | undefined, service: Service, on: boolean): unknown {
  const before = service === "recording" ? route?.outputs?.recording : undefined;
  return typeof before === "object" ? { enabled: on } : on;
}

function edit(port: StreamPort, patch: Record<string, unknown>): Edit {
  return { key: port.key, version: port.route?.version, patch };
}

/** The worst wire of a port, for its mark. */
export function conditionOf(flow: Flow): Condition {
  switch (flow) {
    case "flowing":
      return "receiving";
    case "standby":
    case "ready":
      return "waiting";
    case "connecting":
      return "connecting";
    case "failed":
      return "lost";
    case "off":
      return "waiting";
  }
}
