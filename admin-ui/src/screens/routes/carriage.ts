import type { Route, Stream } from "../../api/client";
import type { PushKind, Service } from "./ports";

/** Whether players find the stream there; what is not named is on, but for recording. */
export function isOn(route: Route | undefined, service: Service): boolean {
  if (service === "recording") {
    const recording = route?.outputs?.recording;
    return typeof recording === "object" ? recording.enabled !== false : recording === true;
  }
  return route?.outputs?.[service] !== false;
}

const inFlv = ["H.264", "H.265", "AV1", "VP9"];
const inTs = ["H.264", "H.265", "MPEG-1 video", "MPEG-2 video"];
const pictures: Partial<Record<Service | PushKind, readonly string[]>> = {
  "http-flv": inFlv,
  "ws-flv": inFlv,
  rtmp: inFlv,
  "rtmp-push": inFlv,
  hls: inFlv,
  dash: inFlv,
  "http-fmp4": inFlv,
  "http-ts": inTs,
  srt: inTs,
  "srt-push": inTs,
  "udp-ts-push": inTs,
  "http-mjpeg": ["Motion JPEG"],
};

/** The coding of the pictures that this output cannot have; undefined where all goes. */
export function uncarried(output: Service | PushKind, stream: Stream | undefined): string | undefined {
  const known = pictures[output];
  const video = stream?.tracks.find((track) => track.kind === "video");
  return known && video && !known.includes(video.codec) ? video.codec : undefined;
}
