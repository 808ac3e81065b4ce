"use strict";
// node dash.cjs URL SECONDS FRAMES: plays an MPD by dash.js in headless Chromium, from a page of
// another origin, says `playing`, and prints what it saw once a second as one JSON array.
//
// It looks for SECONDS, and on until the last four of them gained FRAMES pictures, or to the end.
const path = require("node:path");
const { chromium } = require("playwright-core");

const [url, seconds, frames] = process.argv.slice(2);

/** Then it is given up, and what was seen is printed all the same. */
const MOST_SECONDS = 90;

function play(address) {
  const player = dashjs.MediaPlayer().create();
  window.player = player;
  window.told = [];
  player.updateSettings({ debug: { logLevel: dashjs.Debug.LOG_LEVEL_WARNING } });
  player.on(dashjs.MediaPlayer.events.ERROR, (event) =>
    window.told.push(`${event.error.code ?? ""} ${event.error.message ?? event.error}`),
  );
  player.on(dashjs.MediaPlayer.events.PLAYBACK_ENDED, (event) => (window.ended = event.isLast));
  player.initialize(document.querySelector("video"), address, true);
}

function sample() {
  const video = document.querySelector("video");
  const quality = video.getVideoPlaybackQuality();
  return {
    time: video.currentTime,
    frames: quality.totalVideoFrames,
    dropped: quality.droppedVideoFrames,
    width: video.videoWidth,
    height: video.videoHeight,
    audioBytes: video.webkitAudioDecodedByteCount,
    error: video.error ? video.error.message : null,
    delay: String(window.player.getCurrentLiveLatency()),
    ended: window.ended === true,
    message: window.told.join("; "),
  };
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const errors = [];
    let playing = false;
    page.on("pageerror", (error) => errors.push(error.message));
    await page.setContent("<video muted></video>");
    const script = path.join(process.env.NODE_PATH, "dashjs/dist/modern/umd/dash.all.min.js");
    await page.addScriptTag({ path: script });
    await page.evaluate(play, url);
    const samples = [];
    while (samples.length < MOST_SECONDS) {
      await page.waitForTimeout(1000);
      samples.push(await page.evaluate(sample));
      if (samples.at(-1).frames > 0 && !playing) {
        playing = true;
        console.log("playing");
      }
      const gained = samples.at(-1).frames - (samples.at(-5)?.frames ?? Infinity);
      if (samples.length >= Number(seconds) && (gained >= Number(frames) || samples.at(-1).ended)) {
        break;
      }
    }
    console.log(JSON.stringify({ samples, errors }));
  } finally {
    await browser.close();
  }
})();
