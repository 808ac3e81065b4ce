"use strict";
// node play.cjs URL WAY SECONDS SCREENSHOT [FRAMES DELAY WIDTH]: opens a player page in headless
// Chromium, says `open`, plays it as `flv`, `hls` or `native`, and prints what it saw once a second
// as one JSON array.
//
// It looks for SECONDS, and on until the last four of them gained FRAMES pictures, WIDTH wide, with
// the delay at most DELAY seconds: on a busy machine a browser takes long to start and to catch up.
// A dash stands for any.
const { watch, printed } = require("./watching.cjs");

const [url, way, seconds, screenshot, ...wanted] = process.argv.slice(2);
const [frames, delay, width] = wanted.map((text) => (text === "-" ? undefined : Number(text)));

function told() {
  return {
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

printed(async (page) => {
  await page.goto(url);
  await page.selectOption("#way", way);
  console.log("open");
  const samples = await watch(
    page,
    told,
    (seen) => seen.length >= Number(seconds) && isAsWanted(seen),
  );
  await page.screenshot({ path: screenshot });
  return samples;
});
