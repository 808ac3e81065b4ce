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
  const found = /^(\w+:\/\/)([^/@:]*):([^/@]*)@(.*)$/.exec(text.trim());
  if (kind !== "rtsp" || !found) return { ...order, kind, url: text };
  const [, scheme = "", user = "", password = "", rest = ""] = found;
  return { ...order, kind, url: scheme + rest, user: decoded(user), password: decoded(password) };
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
      const [address = "", query = ""] = url.split("?");
      const streamId = new URLSearchParams(query.replace(/\+/g, "%2B")).get("streamid");
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

/** Goes on after a reload where it was, but for secrets: they are kept nowhere. */
export const keeping = {
  keep: (order: Order) =>
    sessionStorage.setItem(stored, JSON.stringify({ ...order, password: "", passphrase: "" })),
  kept: (): Order => {
    try {
      const found: unknown = JSON.parse(sessionStorage.getItem(stored) ?? "null");
      return found && typeof found === "object" ? { ...beginning, ...found } : beginning;
    } catch {
      return beginning;
    }
  },
  forget: () => sessionStorage.removeItem(stored),
};
