import { keyPath } from "../api/client";

/** What came of asking for the latest key frame. */
export type KeyFrame =
  | { kind: "picture"; tag: string; at: number; bitmap: HTMLVideoElement }
  | { kind: "same"; at: number }
  | { kind: "undecodable"; codec: string }
  | { kind: "none"; why: string };

const DECODE_MS = 8_000;

/**
 * The latest key frame of a stream, decoded by the browser: the server sends it as an MP4 of one picture.
 *
 * @param tag of the one that is shown already
 */
export async function keyFrame(key: string, tag: string | undefined, signal: AbortSignal): Promise<KeyFrame> {
  const { app, name } = keyPath(key);
  const url = `/api/v1/streams/${encodeURIComponent(app)}/${encodeURIComponent(name)}/keyframe.mp4`;
  const response = await fetch(url, { signal, cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
  const at = madeAt(response.headers);
  if (response.status === 304) return { kind: "same", at };
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    return { kind: "none", why: problem.detail ?? response.statusText };
  }
  const bytes = await response.blob();
  const video = await decode(bytes, signal);
  return video
    ? { kind: "picture", tag: response.headers.get("ETag") ?? "", at, bitmap: video }
    : { kind: "undecodable", codec: "" };
}

/** By this machine's clock, which need not be the gateway's. */
export function madeAt(headers: Headers, now: number = Date.now()): number {
  return now - (Number(headers.get("Age")) || 0) * 1000;
}

/** Null where the browser cannot. The caller releases it. */
export function decode(mp4: Blob, signal: AbortSignal): Promise<HTMLVideoElement | null> {
  return new Promise((resolve) => {
    const video = document.createElement("video");
    video.muted = true;
    video.preload = "auto";
    const timer = setTimeout(() => end(null), DECODE_MS);
    const stop = () => end(null);
    const end = (result: HTMLVideoElement | null) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      video.onloadeddata = video.onerror = null;
      if (!result) release(video);
      resolve(result);
    };
    video.onloadeddata = () => end(video);
    video.onerror = () => end(null);
    signal.addEventListener("abort", stop);
    video.src = URL.createObjectURL(mp4);
    video.load();
  });
}

/** Gives the decoder back. */
export function release(video: HTMLVideoElement) {
  const url = video.src;
  video.removeAttribute("src");
  video.load();
  URL.revokeObjectURL(url);
}

/** Runs few of many tasks at once, the longest waiting first. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  async take<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    try {
      return await task();
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }
}
