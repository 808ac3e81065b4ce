import type { Route } from "../../api/client";
import type { RouteSource } from "../../api/routes";
import { type Board, type Port, type PushKind, type Service, type StreamPort, type Wire, publishing, sourceId, usualSources } from "./ports";

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
