"use strict";
// node play.cjs URL WAY SECONDS SCREENSHOT: opens a player page in headless Chromium, plays it as
// `flv`, `hls` or `native`, and prints what it saw once a second as one JSON array.
const { chromium } = require("playwright-core");

const [url, way, seconds, screenshot] = process.argv.slice(2);

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
    const samples = [];
    for (let second = 0; second < Number(seconds); second++) {
      await page.waitForTimeout(1000);
      samples.push(await page.evaluate(sample));
    }
    await page.screenshot({ path: screenshot });
    console.log(JSON.stringify({ samples, errors }));
  } finally {
    await browser.close();
  }
})();
