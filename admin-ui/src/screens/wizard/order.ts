import type { Schemas } from "../../api/client";
import type { RouteSource } from "../../api/routes";
import { type Batch, noBatch } from "./cameras";

export const kinds = ["onvif", "rtsp", "srt", "rtmp", "udp", "publish", "file", "pattern"] as const;
export type Kind = (typeof kinds)[number];

/** Those that are called or listened for, and can be looked at before they are saved. */
export const probed: readonly Kind[] = ["rtsp", "srt", "rtmp", "udp"];

export type Step = "source" | "profiles" | "probe" | "name";

export const KEY = /^[A-Za-z0-9._~-]+\/[A-Za-z0-9._~-]+$/;

/** What is asked of this kind, in order. */
export function stepsOf(kind: Kind): Step[] {
  if (kind === "onvif") return ["source", "profiles", "probe", "name"];
  return probed.includes(kind) ? ["source", "probe", "name"] : ["source", "name"];
}

/** What has been said so far. */
export interface Order {
  step: Step;
  kind: Kind;
  url: string;
  user: string;
  password: string;
  passphrase: string;
  latencyMs: string;
  transport: NonNullable<RouteSource["transport"]>;
  onDemand: boolean;
  clip: string;
  key: string;
  /** Of cameras that were found. */
  batch: Batch;
  /** A reload has dropped secrets: they have to be typed again. */
  dropped: boolean;
}

export const beginning: Order = {
  step: "source",
  kind: "rtsp",
  url: "",
  user: "",
  password: "",
  passphrase: "",
  latencyMs: "",
  transport: "auto",
  onDemand: false,
  clip: "",
  key: "live/",
  batch: noBatch,
  dropped: false,
};

const schemes: Record<string, Kind> = {
  rtsp: "rtsp",
  rtsps: "rtsp",
  rtmp: "rtmp",
  rtmps: "rtmp",
  srt: "srt",
  udp: "udp",
  rtp: "udp",
};

/** What an address is of; undefined where it is none that can be called. */
export function kindOf(url: string): Kind | undefined {
  const scheme = /^([a-z]+):\/\/./i.exec(url.trim())?.[1]?.toLowerCase();
  return scheme ? schemes[scheme] : undefined;
}

/** What is typed or pasted: the kind follows the address, and name and password leave it for their own fields. */
export function pasted(order: Order, text: string): Order {
  const kind = kindOf(text) ?? order.kind;
  // the last @ before the path ends the password
  const found = /^(\w+:\/\/)([^/:]*):([^/]*)@([^/]*(?:\/.*)?)$/.exec(text.trim());
  if (kind !== "rtsp" || !found) return { ...order, kind, url: text };
  const [, scheme = "", user = "", password = "", rest = ""] = found;
  return { ...order, kind, url: scheme + rest, user: decoded(user), password: decoded(password) };
}

/** Parameters of an SRT address, where a + is no space. */
function parameters(url: string): [string, URLSearchParams] {
  const [address = "", query = ""] = url.trim().split("?");
  return [address, new URLSearchParams(query.replace(/\+/g, "%2B"))];
}

/** The passphrase of an SRT address goes into its own field, and what is usual anyway goes. */
export function settled(order: Order): Order {
  if (order.kind !== "srt") return order;
  const [address, rest] = parameters(order.url);
  const passphrase = rest.get("passphrase") ?? order.passphrase;
  const left = [...rest].filter(([name, value]) => name !== "passphrase" && !(name === "mode" && value === "caller"));
  if (left.length === [...rest].length) return order;
  const query = left.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return { ...order, url: query ? `${address}?${query}` : address, passphrase };
}

/** Parameters of an SRT address that nothing here would heed; `latency` is micro- or milliseconds, as programs go. */
export function unknownOf(order: Order): string[] {
  if (order.kind !== "srt") return [];
  const [, rest] = parameters(order.url);
  const known = (name: string, value: string) => name === "streamid" || name === "passphrase" || (name === "mode" && value === "caller");
  return [...rest].filter(([name, value]) => name !== "" && !known(name, value)).map(([name]) => name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const types: Record<Exclude<Kind, "publish" | "onvif">, RouteSource["type"]> = {
  rtsp: "rtsp-pull",
  srt: "srt-call",
  rtmp: "rtmp-pull",
  udp: "udp-ts",
  file: "file",
  pattern: "test-pattern",
};

/** The source as a route has it; undefined while something is missing, and of cameras, which are several. */
export function sourceOf(order: Order): RouteSource | undefined {
  const { kind } = order;
  if (kind === "publish" || kind === "onvif") return undefined;
  const type = types[kind];
  if (kind === "pattern") return { type };
  if (kind === "file") return order.clip ? { type, clip: order.clip } : undefined;
  if (kindOf(order.url) !== kind) return undefined;
  const url = order.url.trim();
  switch (kind) {
    case "rtsp": {
      const login = order.user ? { user: order.user, password: order.password } : {};
      const transport = order.transport === "auto" ? {} : { transport: order.transport };
      return { type, url, ...login, ...transport, ...later(order) };
    }
    case "srt": {
      if (unknownOf(order).length > 0) return undefined;
      const [address, rest] = parameters(url);
      const streamId = rest.get("streamid");
      return { type, url: address, ...(streamId ? { streamId } : {}), ...later(order) };
    }
    case "rtmp":
      return { type, url, ...later(order) };
    case "udp":
      return { type, url };
  }
}

const later = (order: Order) => (order.onDemand ? { onDemand: true } : {});

/** What SRT needs beside the source; undefined for nothing. */
export function srtOf(order: Order): Schemas["RouteSrt"] | undefined {
  if (order.kind !== "srt") return undefined;
  const latency = Number(order.latencyMs);
  const srt = {
    ...(order.passphrase ? { passphrase: order.passphrase } : {}),
    ...(order.latencyMs && Number.isInteger(latency) ? { latencyMs: latency } : {}),
  };
  return Object.keys(srt).length > 0 ? srt : undefined;
}

const stored = "tidegate.wizard";

/** What a reload may come back to: no password, and no part of an address that may hold one. */
export function withoutSecrets(order: Order): Order {
  const url = order.url.replace(/^(\w+:\/\/)[^/]*@/, "$1").replace(/\?.*$/s, "");
  const dropped = order.dropped || !!order.password || !!order.passphrase || url !== order.url;
  return { ...order, url, password: "", passphrase: "", dropped };
}

/** Where a reload goes on: where secrets are missing, where they are typed. */
export const resumed = (order: Order): Order => (order.dropped ? { ...order, step: "source" } : order);

/** Goes on after a reload, but for secrets: they are kept nowhere. */
export const keeping = {
  keep: (order: Order) => sessionStorage.setItem(stored, JSON.stringify(withoutSecrets(order))),
  kept: (): Order => {
    try {
      const found: unknown = JSON.parse(sessionStorage.getItem(stored) ?? "null");
      return found && typeof found === "object" ? resumed({ ...beginning, ...found }) : beginning;
    } catch {
      return beginning;
    }
  },
  forget: () => sessionStorage.removeItem(stored),
};
