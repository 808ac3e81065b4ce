import type { Route, Stream } from "../../api/client";
import type { RouteSource } from "../../api/routes";
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
  wireById: ReadonlyMap<string, Wire>;
  /** By the port that they come from. */
  outOf: ReadonlyMap<string, Wire[]>;
  /** By the port that they go to. */
  into: ReadonlyMap<string, Wire[]>;
}

/** How a push is, as the lists of calls have it. */
export interface PushState {
  kind: PushKind;
  key: string;
  /** Its place among the outputs of its kind in the route. */
  index: number;
  state: Stream["state"];
  lastFailure: string;
}

export const NEW_STREAM: NewStreamPort = { kind: "new-stream", id: "new-stream" };
export const NEW_PUSH: NewPushPort = { kind: "new-push", id: "new-push" };

/** Types of sources that come by themselves. */
export const publishing = new Set(["rtmp-publish", "rtsp-publish", "srt-listen"]);

/** Of a route that names none. */
export const usualSources: RouteSource[] = [{ type: "rtmp-publish" }, { type: "srt-listen" }, { type: "rtsp-publish" }];

export const streamId = (key: string) => `stream:${key}`;
export const serviceId = (service: Service) => `service:${service}`;
export const wireId = (from: Pick<Port, "id">, to: Pick<Port, "id">) => `${from.id}>${to.id}`;

/** The same source of several routes is one port. */
export function sourceId(source: RouteSource): string {
  return `source:${hash(JSON.stringify(Object.entries(source).sort(([a], [b]) => a.localeCompare(b))))}`;
}

/** FNV-1a of 2 × 32 bits: ids stand in attributes, where addresses with quotes cannot. */
export function hash(text: string): string {
  let [one, other] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36);
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
