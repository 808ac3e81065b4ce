import mpegts from "mpegts.js";
import { type Report, type Stop, follow } from "./engine";

/** More than this behind, it plays a little faster. */
const MOST_DELAY_S = 1.5;

export function playFlv(url: string, video: HTMLVideoElement, report: Report): Stop {
  mpegts.LoggingControl.enableAll = false;
  const player = mpegts.createPlayer(
    { type: "flv", isLive: true, url: new URL(url, location.href).href },
    {
      enableStashBuffer: false,
      lazyLoad: false,
      liveSync: true,
      liveSyncMaxLatency: MOST_DELAY_S,
      liveSyncTargetLatency: 0.6,
      liveSyncPlaybackRate: 1.2,
      autoCleanupSourceBuffer: true,
    },
  );
  const edge = () =>
    video.buffered.length > 0 ? video.buffered.end(video.buffered.length - 1) - video.currentTime : undefined;
  const unfollow = follow(video, edge, report);
  player.on(mpegts.Events.ERROR, (type: string, detail: string, info?: { code?: number; msg?: string }) => {
    unfollow();
    report({ state: "failed", why: type === "MediaError" ? "codec" : "network", detail: info?.msg ?? detail });
  });
  player.on(mpegts.Events.LOADING_COMPLETE, () => {
    unfollow();
    report({ state: "failed", why: "ended" });
  });
  player.attachMediaElement(video);
  player.load();
  void Promise.resolve(player.play()).catch(() => undefined);
  return () => {
    unfollow();
    player.destroy();
  };
}
