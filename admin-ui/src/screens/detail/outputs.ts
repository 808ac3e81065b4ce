import type { Schemas } from "../../api/client";

export type Delay = Schemas["OutputDelay"];

/** An address at which the stream is played, with the ways of playing it. */
export interface Output {
  /** As the API names the address. */
  protocol: string;
  url: string;
  /** Those of its delays: players of HLS know parts, or whole segments alone. */
  delays: Delay[];
}

export const outputNames: Record<string, string> = {
  "http-flv": "HTTP-FLV",
  "ws-flv": "WebSocket-FLV",
  hls: "HLS",
  "ll-hls": "LL-HLS",
  dash: "DASH",
  "http-ts": "HTTP-TS",
  "http-fmp4": "HTTP-fMP4",
  rtmp: "RTMP",
  rtsp: "RTSP",
  srt: "SRT",
};

export function outputsOf(play: Record<string, string>, delays: readonly Delay[]): Output[] {
  return Object.entries(play).map(([protocol, url]) => ({
    protocol,
    url,
    delays: delays.filter((delay) => delay.output === protocol || (protocol === "hls" && delay.output === "ll-hls")),
  }));
}

export const players = ["chrome", "firefox", "safari", "vlc", "obs", "ffmpeg"] as const;
export type Player = (typeof players)[number];
export type Verdict = "yes" | "depends" | "no";

export const playerNames: Record<Player, string> = {
  chrome: "Chrome, Edge",
  firefox: "Firefox",
  safari: "Safari",
  vlc: "VLC",
  obs: "OBS",
  ffmpeg: "FFmpeg",
};

const browsers: readonly Player[] = ["chrome", "firefox", "safari"];

export function isBrowser(player: Player): boolean {
  return browsers.includes(player);
}

/** What browsers do with a coding in a page; programs with FFmpeg inside decode all that we carry. */
const decodes: Record<string, Record<"chrome" | "firefox" | "safari", Verdict>> = {
  "H.264": { chrome: "yes", firefox: "yes", safari: "yes" },
  "H.265": { chrome: "depends", firefox: "depends", safari: "yes" },
  AV1: { chrome: "yes", firefox: "yes", safari: "depends" },
  VP9: { chrome: "yes", firefox: "yes", safari: "depends" },
  VP8: { chrome: "depends", firefox: "depends", safari: "no" },
  AAC: { chrome: "yes", firefox: "yes", safari: "yes" },
  MP3: { chrome: "yes", firefox: "yes", safari: "yes" },
  Opus: { chrome: "yes", firefox: "yes", safari: "depends" },
  FLAC: { chrome: "yes", firefox: "yes", safari: "yes" },
  "AC-3": { chrome: "no", firefox: "no", safari: "yes" },
  "E-AC-3": { chrome: "no", firefox: "no", safari: "yes" },
};

const unknown = { chrome: "no", firefox: "no", safari: "no" } as const;

/** What plays an address at all: browsers need a player in the page for FLV, TS and DASH, which iPhones take since iOS 17.1. */
const opens: Record<string, Partial<Record<Player, Verdict>>> = {
  "http-flv": { chrome: "yes", firefox: "yes", safari: "depends", vlc: "yes", obs: "yes", ffmpeg: "yes" },
  "ws-flv": { chrome: "yes", firefox: "yes", safari: "depends" },
  hls: { chrome: "yes", firefox: "yes", safari: "yes", vlc: "yes", obs: "yes", ffmpeg: "yes" },
  dash: { chrome: "yes", firefox: "yes", safari: "depends", vlc: "yes", obs: "yes", ffmpeg: "yes" },
  "http-ts": { chrome: "yes", firefox: "yes", safari: "depends", vlc: "yes", obs: "yes", ffmpeg: "yes" },
  "http-fmp4": { chrome: "yes", firefox: "yes", safari: "no", vlc: "yes", obs: "yes", ffmpeg: "yes" },
  rtmp: { vlc: "yes", obs: "yes", ffmpeg: "yes" },
  rtsp: { vlc: "yes", obs: "yes", ffmpeg: "yes" },
  srt: { vlc: "yes", obs: "yes", ffmpeg: "yes" },
  snapshot: { chrome: "yes", firefox: "yes", safari: "yes", vlc: "yes", obs: "yes", ffmpeg: "yes" },
};

const worse: Verdict[] = ["yes", "depends", "no"];

/** @param codecs of all tracks, as the API names them */
export function verdict(player: Player, protocol: string, codecs: readonly string[]): Verdict {
  const ways: Verdict[] = [opens[protocol]?.[player] ?? "no"];
  if (isBrowser(player) && protocol !== "snapshot") {
    const here = player as "chrome" | "firefox" | "safari";
    ways.push(...codecs.map((codec) => (decodes[codec] ?? unknown)[here]));
  }
  return ways.reduce((one, other) => (worse.indexOf(other) > worse.indexOf(one) ? other : one), "yes");
}

export const targets = [0.5, 1, 3, 10, 30] as const;

/** Seconds that a player holds back for itself, as usual players do. */
const bufferS: Record<string, number> = {
  "http-flv": 0.4,
  "ws-flv": 0.4,
  "http-ts": 0.6,
  "http-fmp4": 0.6,
  rtmp: 0.3,
  rtsp: 0.2,
  srt: 0.1,
  "ll-hls": 0.2,
  hls: 0.5,
  dash: 0.5,
};

/** What carries best where there is time: caches and lost packets hurt it least. */
const sturdiest = ["hls", "dash", "ll-hls", "http-flv", "srt", "http-ts", "http-fmp4", "rtsp", "rtmp", "ws-flv"];

export interface Advice {
  output: string;
  url: string;
  behindS: number;
  /** Whether it is as near as was asked for; else it is the nearest that there is. */
  fits: boolean;
}

/** Which output suits somebody who wants to be so near to live with that player; undefined where none plays. */
export function advise(outputs: readonly Output[], codecs: readonly string[], player: Player, targetS: number): Advice | undefined {
  const all = outputs
    .filter((output) => verdict(player, output.protocol, codecs) !== "no")
    .flatMap((output) =>
      output.delays.map((delay) => ({
        output: delay.output,
        url: output.url,
        behindS: delay.behindMs / 1000 + (bufferS[delay.output] ?? 0.5),
      })),
    )
    // programs read whole segments of a playlist
    .filter((one) => one.output !== "ll-hls" || isBrowser(player));
  const fitting = all.filter((one) => one.behindS <= targetS);
  const rank = (output: string) => (sturdiest.indexOf(output) + sturdiest.length + 1) % (sturdiest.length + 1);
  const best = fitting.sort((a, b) => rank(a.output) - rank(b.output))[0];
  if (best) return { ...best, fits: true };
  const nearest = all.sort((a, b) => a.behindS - b.behindS)[0];
  return nearest && { ...nearest, fits: false };
}
