"use strict";
// node levels.cjs URL LOW HIGH: opens a page that plays HLS with hls.js as `window.hls` in headless Chromium, has it
// show LOW lines, then HIGH, then LOW again, and prints what it saw as one JSON object.
const { chromium } = require("playwright-core");

const [url, low, high] = process.argv.slice(2);

/** A machine that is busy takes long to decode. */
const MOST_MS = 60_000;

/** Playback has to go on for so long after each switch. */
const ON_SECONDS = 3;

function look() {
  const video = document.getElementById("video");
  return { time: video.currentTime, lines: video.videoHeight, errors: window.hlsErrors };
}

/** How it goes on when the level with these lines is chosen; `way` is a property of hls.js. */
async function choose(page, lines, way) {
  await page.evaluate(
    ([wanted, property]) => {
      window.hls[property] = window.hls.levels.findIndex((level) => level.height === wanted);
    },
    [lines, way],
  );
  const shows = (wanted) => document.getElementById("video").videoHeight === wanted;
  await page.waitForFunction(shows, lines, { timeout: MOST_MS });
  const { time } = await page.evaluate(look);
  const isPast = (then) => document.getElementById("video").currentTime > then;
  await page.waitForFunction(isPast, time + ON_SECONDS, { timeout: MOST_MS });
  return page.evaluate(look);
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  const page = await browser.newPage();
  const scriptErrors = [];
  page.on("pageerror", (error) => scriptErrors.push(error.message));
  const seen = [];
  let failure = null;
  let levels = [];
  try {
    await page.goto(url);
    await page.waitForFunction(() => window.hls.levels.length > 1, null, { timeout: MOST_MS });
    levels = await page.evaluate(() => window.hls.levels.map((level) => level.attrs.RESOLUTION));
    await page.waitForFunction(() => document.getElementById("video").currentTime > 0, null, {
      timeout: MOST_MS,
    });
    for (const [lines, way] of [
      [low, "nextLevel"],
      [high, "nextLevel"],
      [low, "currentLevel"],
      [high, "currentLevel"],
    ]) {
      seen.push(await choose(page, Number(lines), way));
    }
  } catch (error) {
    failure = error.message;
    seen.push(await page.evaluate(look));
  } finally {
    console.log(JSON.stringify({ levels, seen, scriptErrors, failure }));
    await browser.close();
  }
})();
