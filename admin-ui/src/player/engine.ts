/** What a preview shows of itself, once a second and at each change. */
export interface Sight {
  state: "starting" | "playing" | "stalled" | "failed";
  /** Why it failed: the browser cannot decode it, it is for those who show credentials, or what the player said. */
  why?: "codec" | "credentials" | "ended" | "network";
  detail?: string;
  /** Seconds behind the live edge, as far as the player knows. */
  delay?: number | undefined;
}

export type Way = "flv" | "hls";

/** Ends the player and its session at the server. */
export type Stop = () => void;

export type Report = (sight: Sight) => void;

/** Plays `url` in `video`; the player's code is loaded then. */
export async function play(way: Way, url: string, video: HTMLVideoElement, report: Report): Promise<Stop> {
  const engine = way === "flv" ? (await import("./flv")).playFlv : (await import("./hls")).playHls;
  return engine(url, video, report);
}

/** Whether the browser decodes all that `codecs` (RFC 6381) name. */
export function canDecode(codecs: string[]): boolean {
  const wanted = codecs.filter((codec) => codec !== "");
  if (wanted.length === 0 || typeof MediaSource === "undefined") return typeof MediaSource !== "undefined";
  return MediaSource.isTypeSupported(`video/mp4; codecs="${wanted.join(", ")}"`);
}

/** Reports what the element does, and `delay` once a second. */
export function follow(video: HTMLVideoElement, delay: () => number | undefined, report: Report): Stop {
  let state: Sight["state"] = "starting";
  const tell = () => report({ state, delay: state === "starting" ? undefined : delay() });
  const playing = () => {
    state = "playing";
    tell();
  };
  const waiting = () => {
    if (state === "playing") state = "stalled";
    tell();
  };
  video.addEventListener("playing", playing);
  video.addEventListener("waiting", waiting);
  const timer = setInterval(tell, 1000);
  return () => {
    clearInterval(timer);
    video.removeEventListener("playing", playing);
    video.removeEventListener("waiting", waiting);
  };
}
