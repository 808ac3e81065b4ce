// Cameras come, are adopted, are watched and go; the gateway goes and comes back.
import { PATIENCE, ask, call, check, run, signIn, until } from "./page.mjs";
import { everyTheme, wear } from "./themes.mjs";

const { USER: user, PASSWORD: password } = process.env;

/** What a canvas shows: how many colours, and a sum that changes with the picture. */
function look(page, key) {
  return page.locator(`[data-entry="${key}"] canvas`).evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4 * 97) {
      colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      sum = (sum * 31 + data[i] + data[i + 1] + data[i + 2]) % 1_000_000_007;
    }
    return { colours: colours.size, sum };
  });
}

run(async (page, { base, expect, checkClean, axe, pictures }) => {
  await signIn(page, base, user, password);
  await until("it is live", () => page.locator("[data-link=live]").count());

  await ask("camera");
  const tile = page.locator('[data-entry="live/cam1"]');
  await tile.waitFor();
  await tile.getByText("Instant").waitFor();
  await until("it is received", () => tile.locator('[data-state="receiving"]').count());
  const first = await until("its picture has colours", async () => {
    const seen = await look(page, "live/cam1");
    return seen.colours > 20 && seen;
  });
  await until("its picture changes", async () => (await look(page, "live/cam1")).sum !== first.sum);
  await tile.getByRole("button", { name: "Adopt" }).click();
  await tile.getByText("Instant").waitFor({ state: "detached" });
  console.log("ok it is adopted by one click");
  await ask("cameras");
  await page.locator('[data-entry="live/door"] [data-state="receiving"]').waitFor();
  await until("the other one has its picture", async () => (await look(page, "live/door")).colours > 20);
  // browsers log that there is no key frame any more
  expect((text, url) => /status of 404/.test(text) && url.endsWith("/night/roof/keyframe.mp4"));
  await night(page);
  await everyTheme(page, axe, "the wall");
  await pictures("overview");
  await wear(page, "Light");
  await pictures("overview-light", [1440]);
  await wear(page, "Dark");
  await viewer(page, base);
  await page.locator('[data-entry="night/roof"] [data-frozen]').getByText(/No new picture for/).waitFor();
  console.log("ok a picture that stands still says so");
  await ask("night gone");
  await page.locator('[data-entry="night/roof"] [data-state="lost"]').waitFor();
  expect(() => false);

  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await axe("the help");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("live/cam1");
  await axe("the palette");
  await pictures("palette", [1440]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /live\/cam1/ }).waitFor();
  console.log("ok the palette goes to a stream");

  await plays(page, "FLV");
  await page.getByText("Nothing hurts").or(page.locator("[data-healthy=false]")).first().waitFor();
  await page.getByRole("tab", { name: "Viewers" }).click();
  await page.locator("[data-session=viewer]").first().waitFor();
  await everyTheme(page, axe, "a stream");
  await pictures("stream");
  await plays(page, "HLS");
  await page.getByRole("link", { name: "Sessions" }).click();
  await page.locator("[data-session=publisher]").first().waitFor();
  await until("whoever leaves the page watches no more", async () => {
    const found = await page.evaluate(() => fetch("/api/v1/sessions?kind=viewer").then((answer) => answer.json()));
    return found.total === 0;
  });
  await everyTheme(page, axe, "the sessions");
  await pictures("sessions");
  const publisher = page.locator("tr", { hasText: "live/door" });
  await publisher.getByRole("button", { name: /End the session/ }).click();
  await page.getByRole("alertdialog").waitFor();
  await axe("a question");
  await pictures("confirm", [1440]);
  await page.keyboard.press("Escape");
  check(
    await publisher.getByRole("button", { name: /End the session/ }).evaluate((button) => button === document.activeElement),
    "the focus is back where the question came from",
  );
  await publisher.getByRole("button", { name: /End the session/ }).click();
  await page.getByRole("button", { name: "End it" }).click();
  await publisher.waitFor({ state: "detached" });
  console.log("ok a session is ended");

  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByRole("heading", { name: "Streams" }).waitFor();
  await everyTheme(page, axe, "the streams");
  await pictures("streams");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.getByRole("heading", { name: "Alarms", exact: true }).waitFor();
  await everyTheme(page, axe, "the alarms");
  await pictures("alarms");

  await page.goto(`${base}/admin/streams/live/hevc`);
  await ask("hevc");
  await page.getByText("cannot play H.265").waitFor();
  await pictures("stream-hevc", [1440]);
  console.log("ok what the browser cannot play is said");

  await page.goto(`${base}/admin/`);
  await tile.waitFor();
  await ask("camera gone");
  await tile.locator('[data-state="lost"]').getByText("No signal").waitFor();
  console.log("ok a camera that goes has no signal");
  await pictures("overview-lost", [1440, 390]);
  checkClean("everything so far");

  await wholeScreen(page, tile);
  await chinese(page, pictures);

  expect((text) => /ERR_|Failed to load|status of/.test(text));
  const rows = await page.locator("[data-entry]").count();
  await ask("gateway gone");
  await page.locator("[data-link=offline]").waitFor();
  await page.locator("main[data-stale]").waitFor();
  await axe("the wall without a gateway");
  await pictures("offline", [1440, 390]);
  await ask("gateway back");
  await page.locator("[data-link=live]").waitFor();
  await page.locator("main:not([data-stale])").waitFor();
  await tile.waitFor();
  const keys = await page.locator("[data-entry]").evaluateAll((all) => all.map((one) => one.dataset.entry));
  check(keys.length > 0 && keys.length <= rows && new Set(keys).size === keys.length, `nothing is there twice: ${keys.join(", ")}`);
});

/** A camera in the dark, whose key frames are far apart; it stands in a group of its own. */
async function night(page) {
  await ask("night");
  await page.locator('[data-entry="night/roof"] [data-black]').getByText("Black picture").waitFor();
  console.log("ok a black picture says so");
  const groups = page.getByLabel("Groups");
  await groups.selectOption("app");
  for (const [name, keys] of [["live", ["live/cam1", "live/door"]], ["night", ["night/roof"]]]) {
    const found = page.getByRole("region", { name, exact: true }).locator("[data-entry]");
    await until(`the group ${name} has its own`, async () => {
      const shown = await found.evaluateAll((all) => all.map((one) => one.dataset.entry));
      return shown.sort().join() === keys.join();
    });
  }
  check(new URL(page.url()).searchParams.get("group") === "app", "the groups stand in the address");
  await groups.selectOption("none");
  await page.getByRole("region", { name: "night", exact: true }).waitFor({ state: "detached" });
}

/** The wall alone, by its key, and back. */
async function wholeScreen(page, tile) {
  const whole = () => page.evaluate(() => document.fullscreenElement?.matches("[data-wall]") === true);
  await page.keyboard.press("f");
  await until("F gives the wall the whole screen", whole);
  check(await tile.isVisible(), "the tiles are on it");
  check((await page.locator("[data-wall] [data-link=live]").count()) === 1, "and whether they are live");
  await page.keyboard.press("f");
  await until("F takes it back", async () => !(await whole()));
}

/** A second browser, of somebody who may only look: he sees what the first one changes, and can change nothing. */
async function viewer(page, base) {
  const made = await call(page, "POST", "/users", { name: "vic", password, role: "viewer", scope: ["*"] });
  check(made.status === 201, `there is a viewer: ${made.status}`);
  const context = await page.context().browser().newContext({ locale: "en-GB" });
  context.setDefaultTimeout(PATIENCE);
  const other = await context.newPage();
  await signIn(other, base, "vic", password);
  const door = other.locator('[data-entry="live/door"]');
  await door.getByText("Instant").waitFor();
  check((await other.getByRole("button", { name: "Adopt" }).count()) === 0, "a viewer is offered no change");
  await page.locator('[data-entry="live/door"]').getByRole("button", { name: "Adopt" }).click();
  await door.getByText("Instant").waitFor({ state: "detached" });
  console.log("ok what one browser changes the other shows");
  await other.goto(`${base}/admin/sessions`);
  await other.locator("[data-session=publisher]").first().waitFor();
  check((await other.getByRole("button", { name: /End the session/ }).count()) === 0, "nor the end of a session");
  const sessions = await other.evaluate(() => fetch("/api/v1/sessions").then((answer) => answer.json()));
  const refused = await call(other, "DELETE", `/sessions/${sessions.items[0].id}`);
  check(refused.status === 403, `and the API refuses it: ${refused.status}`);
  await context.close();
}

async function plays(page, way) {
  await page.getByRole("radio", { name: way }).click();
  await page.locator("[data-preview=playing]").waitFor();
  const from = await page.locator("video").evaluate((video) => video.currentTime);
  await until(`${way} plays`, () =>
    page.locator("video").evaluate((video, start) => video.currentTime > start + 2 && video.videoWidth > 0, from),
  );
  await page.locator("[data-delay]").waitFor();
}

/** Words of the frame and the wall; what people and machines have named stays as it is. */
async function chinese(page, pictures) {
  await page.getByRole("button", { name: /User menu/ }).click();
  await page.getByRole("menuitemradio", { name: "简体中文" }).click();
  await page.keyboard.press("Escape");
  await until("the page says that it is Chinese", () => page.evaluate(() => document.documentElement.lang === "zh-CN"));
  await page.getByRole("heading", { name: "总览" }).waitFor();
  await pictures("overview-chinese", [1440, 1280]);
  await page.getByRole("button", { name: /用户菜单/ }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await page.keyboard.press("Escape");
}
