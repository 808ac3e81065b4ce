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

/**
 * Makes or replaces a route.
 *
 * @param version that it is meant for, undefined for a route that must not be there yet
 * @throws ApiError 412 with `current` when it has changed since
 */
export function putRoute(body: RouteInput, version: number | undefined): Promise<Route> {
  const params = { path: keyPath(body.key), header: condition(version) };
  return taken<Route>(api.PUT("/routes/{app}/{name}", { params, body }));
}

/** The same for some members alone, RFC 7396. */
export function patchRoute(key: string, patch: object, version: number): Promise<Route> {
  const params = { path: keyPath(key), header: condition(version) };
  return taken<Route>(api.PATCH("/routes/{app}/{name}", { params, body: patch as Record<string, never> }));
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
