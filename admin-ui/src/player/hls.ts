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
  const leave = () => leaveBy(player, url);
  addEventListener("pagehide", leave);
  return () => {
    removeEventListener("pagehide", leave);
    unfollow();
    leave();
    player.destroy();
  };
}

/** Says at the server that nobody watches any more; it would notice by itself after some target durations. */
function leaveBy(player: Hls, master: string) {
  const media = player.levels.flatMap((level) => level.url)[0];
  if (!media) return;
  const shown = new URL(media, location.href).searchParams;
  // of a rendition it is the token of its source
  const token = shown.get("v") ?? shown.get("s");
  if (token) navigator.sendBeacon(`${new URL("leave", new URL(master, location.href)).pathname}?s=${encodeURIComponent(token)}`);
}
