// 200 sources, 200 streams and 200 pushes at 1 Hz: when the first of them is seen, what holds the page up, and what an hour leaves behind.
// `node load.mjs BASE FOLDER`: the pages are those of the gateway at BASE, what they show is made here.
//
// Limits are of CPU time on a machine like the one of the figures: how long somebody else's work held this one up is no fault of the pages.
import { fakeGateway } from "./fake-gateway.mjs";
import { check, run, until } from "./page.mjs";
import { calibrated, heap, longest, workUntil } from "./profile.mjs";

const STREAMS = 200;
const WARM_TICKS = 120;
const TICKS = 3600;
const WATCHED_MS = 10_000;
const FIRST_MS = 2_000;
const LONG_MS = 100;
const GROWTH = 0.2;
const TRIES = 3;

const views = [
  { name: "wall", path: "/", first: "[data-tile]" },
  { name: "streams", path: "/streams", first: "tr[data-stream]" },
  { name: "patch bay", path: "/routes?view=bay", first: ".react-flow__node" },
  { name: "matrix", path: "/routes?view=matrix", first: "[data-at]" },
  { name: "table of routes", path: "/routes?view=table", first: "tr[data-route]" },
];

run(async (page, { base, checkClean, expect, trust }) => {
  expect((text) => /status of/.test(text));
  const fake = await fakeGateway({ streams: STREAMS, pages: base });
  trust(fake.base);
  await page.addInitScript(() => location.protocol === "about:" || localStorage.setItem("tidegate.signed-in", "1"));
  const cdp = await page.context().newCDPSession(page);
  const slow = await calibrated(page, cdp);
  console.log(`figure this machine needs ${slow.toFixed(2)} times as long as the one of the figures`);
  fake.run();
  for (const view of views) {
    const url = `${fake.base}/admin${view.path}`;
    const { wall, work } = await best(({ work: most }) => most <= FIRST_MS * slow, () => workUntil(page, cdp, url, view.first));
    console.log(`figure ${view.name}: first one after ${wall.toFixed(0)} ms, ${work.toFixed(0)} ms of them at work`);
    check(work <= FIRST_MS * slow, `${view.name}: the first one is there within ${FIRST_MS} ms of work`);
    if (view.name === "wall") await page.locator("[data-age]").first().waitFor();
    const { lasted, worked } = await best(({ worked: most }) => most <= LONG_MS * slow, () => longest(cdp, WATCHED_MS));
    console.log(`figure ${view.name}: longest task in 10 s ${lasted.toFixed(0)} ms, ${worked.toFixed(0)} ms of them at work`);
    check(worked <= LONG_MS * slow, `${view.name}: no task works for more than ${LONG_MS} ms`);
  }
  await anHour(page, cdp, fake);
  check(fake.seen.most <= 2, `there was one live connection at a time: ${fake.seen.most}`);
  checkClean("an hour");
  await fake.close();
});

/** Measured again where it was too much: a starved machine costs CPU time, too, and what is slow by itself is so each time. */
async function best(fits, measure) {
  let last = await measure();
  for (let tries = 1; tries < TRIES && !fits(last); tries++) last = await measure();
  return last;
}

/** 3,600 seconds, as fast as the page takes them, on the screens that most is on; the heap before and after. */
async function anHour(page, cdp, fake) {
  const screens = [
    ["Streams", "tr[data-stream]"],
    ["Routes", ".react-flow__node"],
    ["Overview", "[data-tile]"],
  ];
  fake.stop();
  // an alarm that came in one second goes in the next
  if (fake.ticks() % 2) await fake.second();
  await page.goto(`${fake.base}/admin/routes?view=bay`);
  const goes = async (ticks) => {
    for (const [name, first] of screens) {
      await page.getByRole("navigation").getByRole("link", { name }).click();
      await page.locator(first).first().waitFor();
      for (let tick = 0; tick < ticks / screens.length; tick++) await fake.second();
      await taken(page, fake);
    }
  };
  // twice: what is kept for a second visit is there then
  await goes(WARM_TICKS * screens.length);
  await goes(WARM_TICKS * screens.length);
  const before = await heap(cdp);
  await goes(TICKS);
  const after = await heap(cdp);
  const growth = after / before - 1;
  console.log(`figure an hour: heap from ${(before / 1e6).toFixed(1)} to ${(after / 1e6).toFixed(1)} MB, ${(growth * 100).toFixed(1)} %`);
  check(growth < GROWTH, `an hour leaves the heap flat: ${(growth * 100).toFixed(1)} %`);
}

/** The page has read everything that was said: it shows what was said last, more alarms than there ever are. */
async function taken(page, fake) {
  const ids = Array.from({ length: 7 }, (_, index) => 1001 + index);
  const alarm = { kind: "srt-loss", severity: "warning", subject: "live/cam000", message: "", advice: "", since: "", count: 1 };
  const count = async () => /\d+/.exec(await page.getByRole("link", { name: "Alarms" }).textContent())?.[0];
  for (const id of ids) await fake.patch("alarm", String(id), { id, ...alarm });
  await until("the page has caught up", async () => (await count()) === String(ids.length));
  for (const id of ids) await fake.patch("alarm", String(id), null);
  await until("and forgets again", async () => (await count()) === undefined);
}
