import { api, keyPath, taken } from "../api/client";
import type { Way } from "./engine";

/** A signed address is good for so long: the preview of somebody who looks on. */
const SECONDS = 4 * 3600;

/** The server's own words where it does not let the preview in. */
export class NotLetIn extends Error {}

/**
 * Where the preview plays: as everybody does, or by a signed address where credentials are asked for.
 *
 * Without cookies, so that the browser does not ask for a password itself. Served by the node that is asked (`relay=1`):
 * this page may load from no other one.
 */
export async function address(key: string, way: Way, maySign: boolean): Promise<string> {
  const plain = way === "flv" ? `/${key}.flv?relay=1` : `/${key}/index.m3u8?relay=1`;
  const answer = await fetch(plain, { method: "HEAD", credentials: "omit", cache: "no-store" });
  if (answer.status !== 401 && answer.status !== 403) return plain;
  if (!maySign) throw new NotLetIn(key);
  const protocol = way === "flv" ? "http-flv" : "hls";
  const signed = await taken(
    api.POST("/urls/sign", { body: { path: key, action: "play", seconds: SECONDS, protocol } }),
  );
  const url = signed.urls[protocol];
  if (!url) throw new NotLetIn(key);
  const { pathname, search } = new URL(url);
  return `${pathname}${search}${search ? "&" : "?"}relay=1`;
}

/** The addresses of a stream as they are. */
export function urls(key: string) {
  return taken(api.GET("/streams/{app}/{name}/urls", { params: { path: keyPath(key) } }));
}
