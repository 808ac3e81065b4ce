"use strict";
// What play.cjs and dash.cjs see of a video in headless Chromium, once a second.
const { chromium } = require("playwright-core");

/** Then it is given up, and what was seen is printed all the same. */
const MOST_SECONDS = 90;

/** In the page: how its first video stands. */
function standing() {
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
  };
}

/** What is seen once a second: `told` of the page beside the video, until `isEnough` says so of all. */
async function watch(page, told, isEnough) {
  const samples = [];
  while (samples.length < MOST_SECONDS) {
    await page.waitForTimeout(1000);
    samples.push({ ...(await page.evaluate(standing)), ...(await page.evaluate(told)) });
    if (isEnough(samples)) {
      break;
    }
  }
  return samples;
}

/** Opens a page for `see`, which gives what it saw; prints that and the page's errors. */
async function printed(see) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    const samples = await see(page);
    console.log(JSON.stringify({ samples, errors }));
  } finally {
    await browser.close();
  }
}

module.exports = { MOST_SECONDS, watch, printed };
