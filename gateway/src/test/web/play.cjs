"use strict";
// node play.cjs URL WAY SECONDS SCREENSHOT [FRAMES DELAY WIDTH]: opens a player page in headless
// Chromium, says `open`, plays it as `flv`, `hls` or `native`, and prints what it saw once a second
// as one JSON array.
//
// It looks for SECONDS, and on until the last four of them gained FRAMES pictures, WIDTH wide, with
// the delay at most DELAY seconds: on a busy machine a browser takes long to start and to catch up.
// A dash stands for any.
const { chromium } = require("playwright-core");

const [url, way, seconds, screenshot, ...wanted] = process.argv.slice(2);
const [frames, delay, width] = wanted.map((text) => (text === "-" ? undefined : Number(text)));

/** Then it is given up, and what was seen is printed all the same. */
const MOST_SECONDS = 90;

function sample() {
  const video = document.getElementById("video");
  const quality = video.getVideoPlaybackQuality();
  return {
    time: video.currentTime,
    frames: quality.totalVideoFrames,
    dropped: quality.droppedVideoFrames,
    width: video.videoWidth,
    height: video.videoHeight,
    audioBytes: video.webkitAudioDecodedByteCount,
    error: video.error ? video.error.message : null,
    delay: document.getElementById("delay").textContent,
    message: document.getElementById("message").textContent,
  };
}

/** True when the last four seconds of `samples` are as wanted. */
function isAsWanted(samples) {
  const last = samples.at(-1);
  const early = samples.at(-5);
  const shown = Number.parseFloat(last.delay.replace(/[^0-9.]/g, ""));
  return (
    last.frames - early.frames >= (frames || 0) &&
    last.time - early.time >= (frames ? 3 : 0) &&
    (!width || (last.width === width && early.width === width)) &&
    (!delay || shown <= delay)
  );
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(url);
    await page.selectOption("#way", way);
    console.log("open");
    const samples = [];
    while (samples.length < MOST_SECONDS) {
      await page.waitForTimeout(1000);
      samples.push(await page.evaluate(sample));
      if (samples.length >= Number(seconds) && isAsWanted(samples)) {
        break;
      }
    }
    await page.screenshot({ path: screenshot });
    console.log(JSON.stringify({ samples, errors }));
  } finally {
    await browser.close();
  }
})();
