import { ApiError, type Problem, csrfNow } from "../../api/client";

/** Offers the browser a file. */
export function offer(content: Blob, name: string) {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the browser has taken it up by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * What the API answers as a file. What is secret goes by the body, never by the address.
 *
 * @throws ApiError with the server's own words
 */
export async function fetched(method: "GET" | "POST", path: string, body?: object): Promise<Blob> {
  const csrf = csrfNow();
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...(csrf ? { "X-CSRF-Token": csrf } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch (unreachable) {
    throw new ApiError(0, unreachable instanceof Error ? unreachable.message : String(unreachable));
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => undefined)) as Problem | undefined;
    const wait = Number(answer.headers.get("Retry-After")) || undefined;
    throw new ApiError(answer.status, problem?.detail ?? answer.statusText, problem, wait);
  }
  return answer.blob();
}

/** `tidegate-2026-01-31.zip`. */
export function dated(name: string, end: string): string {
  return `tidegate-${name}${new Date().toISOString().slice(0, 10)}.${end}`;
}
