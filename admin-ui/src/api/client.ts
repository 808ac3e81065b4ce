import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../target/schema";

export type Schemas = components["schemas"];
export type Stream = Schemas["Stream"];
export type Route = Schemas["Route"];
export type Alarm = Schemas["Alarm"];
export type Session = Schemas["Session"];
export type Track = Schemas["Track"];
export type Me = Schemas["Me"];
export type Problem = Schemas["Problem"];

/** What the server has refused, or why it was not reached (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problem?: Problem,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

let csrf: string | null = null;
let whenLoggedOut: () => void = () => {};

/** Of the log-in: goes with each change. */
export function setCsrf(token: string | null) {
  csrf = token;
}

/** For calls that are made beside the client: files. */
export const csrfNow = () => csrf;

/** @param listener called when a call says that one is not logged in any more */
export function onLoggedOut(listener: () => void) {
  whenLoggedOut = listener;
}

const credentials: Middleware = {
  onRequest({ request }) {
    if (csrf && request.method !== "GET") {
      request.headers.set("X-CSRF-Token", csrf);
    }
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== "/login" && schemaPath !== "/setup" && schemaPath !== "/me") {
      whenLoggedOut();
    }
  },
};

export const api = createClient<paths>({ baseUrl: "/api/v1", fetch: (request) => globalThis.fetch(request) });
api.use(credentials);

/** What a call answers, or an ApiError with the server's own words. */
export async function taken<T>(
  call: Promise<{ data?: T | undefined; error?: unknown; response: Response }>,
): Promise<T> {
  let answer: Awaited<typeof call>;
  try {
    answer = await call;
  } catch (unreachable) {
    throw new ApiError(0, unreachable instanceof Error ? unreachable.message : String(unreachable));
  }
  const { data, error, response } = answer;
  if (response.ok) {
    return data as T;
  }
  const problem = error as Problem | undefined;
  const wait = Number(response.headers.get("Retry-After")) || undefined;
  throw new ApiError(response.status, problem?.detail ?? response.statusText, problem, wait);
}

/** `app` and `name` of a key, as paths have them. */
export function keyPath(key: string) {
  const slash = key.indexOf("/");
  return { app: key.slice(0, slash), name: key.slice(slash + 1) };
}
