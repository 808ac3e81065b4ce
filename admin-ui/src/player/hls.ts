import Hls from "hls.js/light";
import { type Report, type Stop, follow } from "./engine";

export function playHls(url: string, video: HTMLVideoElement, report: Report): Stop {
  const player = new Hls({ lowLatencyMode: true, backBufferLength: 30 });
  const unfollow = follow(video, () => (player.latency > 0 ? player.latency : undefined), report);
  player.on(Hls.Events.ERROR, (_, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && data.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) {
      player.recoverMediaError();
      return;
    }
    unfollow();
    report({
      state: "failed",
      why: data.type === Hls.ErrorTypes.MEDIA_ERROR ? "codec" : "network",
      detail: data.error?.message ?? data.details,
    });
  });
  player.loadSource(url);
  player.attachMedia(video);
  player.on(Hls.Events.MANIFEST_PARSED, () => void video.play().catch(() => undefined));
  return () => {
    unfollow();
    player.destroy();
  };
}
