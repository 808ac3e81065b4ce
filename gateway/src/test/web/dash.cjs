"use strict";
// node dash.cjs URL SECONDS FRAMES [LINES…]: plays an MPD by dash.js in headless Chromium, from a page of
// another origin, says `playing`, and prints what it saw once a second as one JSON array.
//
// It looks for SECONDS, and on until the last four of them gained FRAMES pictures, or to the end. With
// LINES it chooses the Representations with so many lines, one after the other, and looks so at each.
const path = require("node:path");
const { MOST_SECONDS, watch, printed } = require("./watching.cjs");

const [url, seconds, frames, ...lines] = process.argv.slice(2);

const MOST_MS = MOST_SECONDS * 1000;

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

/** There is one with so many lines. */
function offers(wanted) {
  return window.player.getRepresentationsByType("video").some((one) => one.height === wanted);
}

/** What is buffered already is played first. */
function choose(wanted) {
  const abr = { autoSwitchBitrate: { video: false } };
  window.player.updateSettings({ streaming: { abr } });
  const all = window.player.getRepresentationsByType("video");
  window.player.setRepresentationForTypeByIndex(
    "video",
    all.findIndex((one) => one.height === wanted),
  );
}

function told() {
  return {
    delay: String(window.player.getCurrentLiveLatency()),
    ended: window.ended === true,
    message: window.told.join("; "),
  };
}

/** When LINES are wanted, only pictures with them count. */
function isEnough(samples, wanted) {
  const last = samples.at(-1);
  const before = samples.at(-5);
  const counts = before !== undefined && (wanted === null || before.height === wanted);
  const gained = counts ? last.frames - before.frames : -Infinity;
  return samples.length >= Number(seconds) && (gained >= Number(frames) || last.ended);
}

printed(async (page) => {
  await page.setContent("<video muted></video>");
  const script = path.join(process.env.NODE_PATH, "dashjs/dist/modern/umd/dash.all.min.js");
  await page.addScriptTag({ path: script });
  await page.evaluate(play, url);
  let playing = false;
  const samples = [];
  for (const wanted of lines.length > 0 ? lines.map(Number) : [null]) {
    if (wanted !== null) {
      await page.waitForFunction(() => window.player.isReady(), null, { timeout: MOST_MS });
      await page.waitForFunction(offers, wanted, { timeout: MOST_MS });
      await page.evaluate(choose, wanted);
    }
    const seen = await watch(page, told, (all) => {
      if (!playing && all.at(-1).frames > 0) {
        playing = true;
        console.log("playing");
      }
      return isEnough(all, wanted);
    });
    samples.push(...seen);
  }
  return samples;
});
