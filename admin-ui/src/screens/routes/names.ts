import type { RouteSource } from "../../api/routes";
import type { PushKind, Service } from "./ports";

/** Names of protocols and formats, which are the same in every language. */
export const serviceNames: Record<Service, string> = {
  "http-flv": "HTTP-FLV",
  "ws-flv": "WebSocket-FLV",
  "http-ts": "HTTP-TS",
  "http-fmp4": "HTTP-fMP4",
  "http-mjpeg": "MJPEG",
  hls: "HLS",
  dash: "DASH",
  rtmp: "RTMP",
  srt: "SRT",
  rtsp: "RTSP",
  snapshot: "JPEG",
  recording: "REC",
};

export const pushNames: Record<PushKind, string> = {
  "rtmp-push": "RTMP",
  "srt-push": "SRT",
  "rtsp-push": "RTSP",
  "udp-ts-push": "UDP",
};

export const sourceProtocols: Record<RouteSource["type"], string> = {
  "rtmp-publish": "RTMP",
  "rtsp-publish": "RTSP",
  "srt-listen": "SRT",
  "srt-call": "SRT",
  "rtsp-pull": "RTSP",
  "rtmp-pull": "RTMP",
  "udp-ts": "UDP",
  "test-pattern": "",
  file: "",
  slate: "",
};
