// The charts of a stream show one instant, their range is kept by the address, and a pause holds them; nothing is told by colour alone.
import { ask, call, check, run, signIn, until } from "./page.mjs";
import { everyTheme } from "./themes.mjs";

const { USER: user, PASSWORD: password } = process.env;

run(async (page, { base, checkClean, axe, pictures }) => {
  await ask("camera");
  await signIn(page, base, user, password);
  await page.locator('[data-entry="live/srt"] [data-state="receiving"]').waitFor();
  await page.goto(`${base}/admin/streams/live/srt?preview=still&range=5m`);
  const lane = (id) => page.locator(`[data-lane=${id}]`);
  await lane("rtt").waitFor();
  const ids = await page.locator("[data-lane]").evaluateAll((all) => all.map((one) => one.dataset.lane));
  for (const id of ["bitRate", "rtt", "loss", "repeats", "buffer", "viewers"]) check(ids.includes(id), `there is a lane of ${id}`);
  const [, begun] = await range(page);
  await until("seconds come by themselves", async () => (await range(page))[1] > begun);
  await oneInstant(page, lane);
  const slider = page.getByRole("slider", { name: "Instant" });
  await slider.focus();
  await until("an instant is chosen by keyboard and told in words", async () => {
    for (const key of ["End", "ArrowLeft", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
    return /Bit rate .*b\/s.*Round trip [\d.]+ ms/.test(await slider.getAttribute("aria-valuetext"));
  });
  await sameInstant(page, "by keyboard");

  await page.getByRole("radio", { name: "1 h" }).click();
  await until("the range stands in the address", () => new URL(page.url()).searchParams.get("range") === "1h");
  await page.reload();
  await lane("bitRate").waitFor();
  check(await page.getByRole("radio", { name: "1 h" }).isChecked(), "the range is the same after a reload");
  const [from, to] = await range(page);
  check(to - from > 3500 && to - from < 3700, `an hour is shown: ${to - from} s`);

  await page.getByRole("radio", { name: "5 min", exact: true }).click();
  await until("five minutes are shown", async () => (([a, b]) => b - a < 400)(await range(page)));
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Held at").waitFor();
  await until("what is held has come", async () => (([a, b]) => b - a < 400)(await range(page)));
  const held = await range(page);
  await until("time goes on meanwhile", async () => (await newest(page)) > held[1] + 2);
  check((await range(page)).join() === held.join(), "a pause holds the charts");
  await page.getByRole("button", { name: "Go on" }).click();
  await until("they go on", async () => (await range(page))[1] > held[1]);

  await everyTheme(page, axe, "the charts");
  await pictures("timeline", [1440, 1280, 390], "[data-lanes]");
  await page.getByRole("radio", { name: "Table" }).click();
  await page.getByRole("columnheader", { name: "Dropped as too late" }).waitFor();
  await everyTheme(page, axe, "the table");
  await pictures("timeline-table", [1440]);
  checkClean("the timeline");
});

async function range(page) {
  return (await page.locator("[data-lanes]").getAttribute("data-range")).split(" ").map(Number);
}

/** The second that the gateway keeps last. */
async function newest(page) {
  const { body } = await call(page, "GET", "/streams/live/srt/history");
  return body.data[0].at(-1);
}

async function oneInstant(page, lane) {
  for (const id of ["rtt", "bitRate"]) {
    const over = lane(id).locator(".u-over");
    const { width, height } = await over.boundingBox();
    await over.hover({ position: { x: width * 0.6, y: height / 2 } });
    await sameInstant(page, `on ${id}`);
  }
}

/** All lanes tell of one time, which is not the newest, and draw the line at one place. */
async function sameInstant(page, what) {
  await until(`all lanes show one instant ${what}`, async () => {
    const seen = await page.locator("[data-lane]:has(.u-over)").evaluateAll((all) =>
      all.map((one) => ({ at: one.dataset.at, x: Math.round(one.querySelector(".u-cursor-x").getBoundingClientRect().x) })),
    );
    const newest = (await range(page))[1];
    return (
      seen.length >= 6 &&
      seen.every((one) => one.at === seen[0].at && Math.abs(one.x - seen[0].x) <= 1) &&
      Number(seen[0].at) < newest
    );
  });
}
