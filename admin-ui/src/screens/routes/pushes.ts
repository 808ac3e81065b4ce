import type { PushKind, PushState } from "./ports";

interface Push {
  url?: string;
  host?: string;
  port?: number;
}

/** Where a route sends it, as it is written there. */
export const pushTarget = (push: Push) => push.url ?? `srt://${push.host ?? ""}:${push.port ?? ""}`;

const usualPorts: Record<string, string> = { rtmp: "1935", rtmps: "443", rtsp: "554", rtsps: "322" };

/** As the lists of calls show an address, without what may be secret; the usual port is none. */
function plain(address: string): string {
  const bare = address.trim().replace(/\?.*$/s, "").replace(/ \(rendezvous\)$/, "").replace(/\/…$/, "");
  const [, scheme = "", host = "", path = ""] = /^(\w+):\/\/(?:[^/]*@)?([^/]*)(.*)$/.exec(bare) ?? [];
  const usual = `:${usualPorts[scheme.toLowerCase()] ?? ""}`;
  const place = host.toLowerCase();
  return `${scheme.toLowerCase()}://${place.endsWith(usual) ? place.slice(0, -usual.length) : place}${path.replace(/\/$/, "")}`;
}

/** RTMP is shown without the name at the other server. */
function isOf(push: Push, target: string): boolean {
  const [own, shown] = [plain(pushTarget(push)), plain(target)];
  return own === shown || (/^rtmps?:/.test(own) && own.startsWith(`${shown}/`));
}

/**
 * How each push of a route stands, in the order of the route: the lists have an order of their own. Those that
 * look the same, to one application with different names, come as the list has them.
 *
 * @param states of this stream
 */
export function statesOf(kind: PushKind, pushes: readonly Push[], states: readonly PushState[]): (PushState | undefined)[] {
  const left = states.filter((one) => one.kind === kind);
  const found = pushes.map((push) => {
    const at = left.findIndex((one) => isOf(push, one.target));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
  // one that is written in another way than it is shown
  const open = found.filter((one) => !one).length;
  return open === 1 && left.length === 1 ? found.map((one) => one ?? left[0]) : found;
}
