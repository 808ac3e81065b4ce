import type { Route } from "../../api/client";
import type { RouteSource } from "../../api/routes";
import type { Entry } from "../../live/condition";
import { isOn, uncarried } from "./carriage";
import {
  type Board,
  type DestinationPort,
  type Flow,
  NEW_PUSH,
  NEW_STREAM,
  type Port,
  type PushKind,
  type PushState,
  type Service,
  type SourcePort,
  type StreamPort,
  type Wire,
  hash,
  publishing,
  pushKinds,
  serviceId,
  sourceId,
  streamId,
  usualSources,
  wireId,
} from "./ports";

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
  const pushes = grouped(told.pushes, (one) => one.key);
  for (const port of streams) {
    for (const [found, wire] of sourcesOf(port)) {
      sources.set(found.id, found);
      wires.push(wire);
    }
    wires.push(...servicesOf(port, told));
    for (const [found, wire] of pushesOf(port, pushes.get(port.key) ?? [])) {
      destinations.set(found.id, found);
      wires.push(wire);
    }
  }
  return boardOf([...sources.values()], streams, [...destinations.values()], wires);
}

/** The same, to be found by ids. */
export function boardOf(sources: SourcePort[], streams: StreamPort[], destinations: DestinationPort[], wires: Wire[]): Board {
  const all: Port[] = [...sources, ...streams, ...destinations, NEW_STREAM, NEW_PUSH];
  return {
    sources,
    streams,
    destinations,
    wires,
    ports: new Map(all.map((port) => [port.id, port])),
    wireById: new Map(wires.map((wire) => [wire.id, wire])),
    outOf: grouped(wires, (wire) => wire.from),
    into: grouped(wires, (wire) => wire.to),
  };
}

/** What the words fit, and what that is wired to. */
export function only(all: Board, fits: (stream: StreamPort) => boolean): Board {
  const streams = all.streams.filter(fits);
  const ids = new Set(streams.map((one) => one.id));
  const wires = all.wires.filter((wire) => ids.has(wire.from) || ids.has(wire.to));
  const ends = new Set(wires.flatMap((wire) => [wire.from, wire.to]));
  const sources = all.sources.filter((one) => ends.has(one.id));
  const destinations = all.destinations.filter((one) => one.service || ends.has(one.id));
  return boardOf(sources, streams, destinations, wires);
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group) group.push(one);
    else groups.set(by(one), [one]);
  }
  return groups;
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
  const wire = { id: wireId(source, port), from: source.id, to: port.id, key: port.key, priority, viewers: undefined };
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

function servicesOf(port: StreamPort, told: Told): Wire[] {
  const stream = port.entry?.stream;
  const live = stream?.state === "streaming";
  return told.services
    .filter((service) => !port.follows && isOn(port.route, service) && uncarried(service, stream) === undefined)
    .map((service) => {
      const viewers = told.viewers.get(`${port.key} ${service}`) ?? 0;
      const used = live && (viewers > 0 || service === "recording");
      return {
        id: wireId(port, { id: serviceId(service) }),
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

/** Where a route sends it, as it is written there. */
const pushTarget = (push: Push) => push.url ?? `srt://${push.host ?? ""}:${push.port ?? ""}`;

const flows: Record<PushState["state"], Flow> = {
  streaming: "flowing",
  connecting: "connecting",
  disconnected: "failed",
  idle: "off",
};

function pushesOf(port: StreamPort, states: readonly PushState[]): [DestinationPort, Wire][] {
  const outputs = port.route?.outputs as Partial<Record<PushKind, Push[]>> | undefined;
  return pushKinds.flatMap((kind) => {
    const all = outputs?.[kind] ?? [];
    return all.map((push, index): [DestinationPort, Wire] => {
      const target = pushTarget(push);
      const id = `push:${kind}:${index}:${hash(`${port.key} ${target}`)}`;
      const state = states.find((one) => one.kind === kind && one.index === index);
      const flow = state ? flows[state.state] : "off";
      return [
        { kind: "destination", id, service: undefined, push: { kind, index, of: port.key, target } },
        {
          id: wireId(port, { id }),
          from: port.id,
          to: id,
          key: port.key,
          flow: flow === "connecting" && state?.lastFailure ? "failed" : flow,
          priority: undefined,
          viewers: undefined,
          problem: flow === "flowing" ? undefined : state?.lastFailure || undefined,
        },
      ];
    });
  });
}
