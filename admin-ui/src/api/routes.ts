import { ApiError, type Problem, type Route, type Schemas, api, keyPath, taken } from "./client";

export type RouteInput = Schemas["RouteInput"];
export type RouteSource = Schemas["RouteSource"];
export type Change = Schemas["Change"];

/** What the server shows in place of a secret, and takes for "as it is". */
export const MASK = "********";

/** Members that the server adds to a route; they are none of what is edited. */
const added = ["pattern", "version", "changedAt", "changedBy", "problem"] as const;

/** What of a route is edited. */
export function input(route: Route): RouteInput {
  const copy: Record<string, unknown> = structuredClone(route);
  for (const name of added) delete copy[name];
  return copy as unknown as RouteInput;
}

/** For whom a change is meant: the version that one has seen; none where there was no route. */
function condition(version: number | undefined) {
  return version === undefined ? { "If-None-Match": "*" } : { "If-Match": `"${version}"` };
}

/** A route that was written. */
export interface Written {
  /** As it stands, which somebody else may have changed again. */
  route: Route;
  /** Number of the own change, which undo takes; 0 where nothing differed. */
  change: number;
}

/** What a write has answered. */
export async function written(call: Promise<{ data?: Route; error?: unknown; response: Response }>): Promise<Written> {
  let change = 0;
  const told = call.then((answer) => {
    change = Number(answer.response.headers.get("Change-Version"));
    return answer;
  });
  return { route: await taken<Route>(told), change };
}

/**
 * Makes or replaces a route.
 *
 * @param version that it is meant for, undefined for a route that must not be there yet
 * @throws ApiError 412 with `current` when it has changed since
 */
export function putRoute(body: RouteInput, version: number | undefined): Promise<Written> {
  const params = { path: keyPath(body.key), header: condition(version) };
  return written(api.PUT("/routes/{app}/{name}", { params, body }));
}

/** The same for some members alone, RFC 7396. */
export function patchRoute(key: string, patch: object, version: number): Promise<Written> {
  const params = { path: keyPath(key), header: condition(version) };
  return written(api.PATCH("/routes/{app}/{name}", { params, body: patch as Record<string, never> }));
}

export function deleteRoute(key: string, version: number): Promise<void> {
  const params = { path: keyPath(key), header: condition(version) };
  return taken(api.DELETE("/routes/{app}/{name}", { params }));
}

/** Takes back what one change did; 409 where its routes have changed since. */
export function undo(version: number): Promise<Change> {
  return taken<Change>(api.POST("/versions/{version}/undo", { params: { path: { version } }, body: {} }));
}

export function restore(version: number, key: string): Promise<Change> {
  const params = { path: { version }, query: { key } };
  return taken<Change>(api.POST("/versions/{version}/restore", { params, body: {} }));
}

/** The newest change of a route. */
export async function lastChange(key: string): Promise<number | undefined> {
  const found = await taken(api.GET("/versions", { params: { query: { key, limit: 1 } } }));
  return found.items[0]?.version ?? undefined;
}

/** The route as it stands, of a change that came too late; null where it is gone; undefined for any other failure. */
export function staleBy(failure: unknown): Route | null | undefined {
  if (!(failure instanceof ApiError) || failure.status !== 412) return undefined;
  return (failure.problem as (Problem & { current?: Route | null }) | undefined)?.current ?? null;
}

/** What makes `after` of `before`, and leaves alone what neither names: RFC 7396, lists as a whole. */
export function patchOf(before: object, after: object): Record<string, unknown> {
  const [old, now]: Record<string, unknown>[] = [{ ...before }, { ...after }];
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])) {
    const [one, other] = [old?.[name], now?.[name]];
    if (differences(one, other).length === 0) continue;
    patch[name] = isObject(one) && isObject(other) ? patchOf(one, other) : (other ?? null);
  }
  return patch;
}

/** What a merge patch makes of this, RFC 7396. */
export function merged(target: object, patch: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const before = result[name];
    if (value === null) delete result[name];
    else result[name] = isObject(value) ? merged(isObject(before) ? before : {}, value) : value;
  }
  return result;
}

export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

/** Leaves that differ, as the server tells them of its versions. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => differences(before[index], after[index], `${path}[${index}]`)).flat();
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(before[name], after[name], path ? `${path}.${name}` : name));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
