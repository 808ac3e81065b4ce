// What a newcomer does, timed: set-up code, test pattern, cameras found by ONVIF, an address that plays.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, call, check, run, until } from "./page.mjs";
import { everyTheme } from "./themes.mjs";

const { CODE: code, USER: user, PASSWORD: password, CAMERAS: cameras, CLIP: clip } = process.env;
const times = [];

/** Does one step, and notes how long it took: for people, not as a limit. */
async function step(name, does) {
  const from = Date.now();
  const result = await does();
  times.push(`${((Date.now() - from) / 1000).toFixed(1).padStart(6)} s  ${name}`);
  console.log(`step ${times.at(-1)}`);
  return result;
}

async function plays(page) {
  await page.locator("[data-preview=playing]").waitFor();
  const from = await page.locator("video").evaluate((video) => video.currentTime);
  await until("it plays", () =>
    page.locator("video").evaluate((video, start) => video.currentTime > start + 2 && video.videoWidth > 0, from),
  );
}

run(async (page, { base, expect, checkClean, axe, pictures }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
  expect((text) => /status of 4(03|09|29)|ERR_ABORTED/.test(text));
  await step("first boot: the language", () => language(page, base));
  await refusals(page, axe, pictures);
  await step("the set-up code makes the administrator", () => administrator(page));
  await step("the certificate's fingerprint", () => certificate(page, axe, pictures));
  await step("the test pattern is added and plays", async () => {
    await page.getByRole("button", { name: "Show the test pattern" }).click();
    await page.getByRole("heading", { name: /live\/demo/ }).waitFor();
    await plays(page);
  });
  checkClean("the first boot");

  await step("cameras are looked for and answer", () => find(page, axe, pictures));
  await everyTheme(page, axe, "cameras that were found");
  await step("they say what they have", () => profiles(page, axe, pictures));
  await step("the streams are looked at", () => looks(page, axe, pictures));
  await step("they are saved and come in", () => save(page, axe, pictures));
  const url = await step("the HLS address of one is copied", () => copied(page, base));
  await step("and it plays elsewhere", () => ask("plays"));
  console.log(`ok ${url} plays`);
  check((await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).includes("pass\"") === false, "no password is kept");
  checkClean("a newcomer's path");
  await step("a clip is uploaded, cut off, and goes on", () => upload(page, base, axe, pictures));
  await everyTheme(page, axe, "clips");
  await step("it plays as a source", () => channel(page, base));
  await step("it is deleted by its name", () => deletion(page, base, axe, pictures));
  writeFileSync(join(process.argv[3], "newcomer.txt"), `${times.join("\n")}\n`);
});

async function language(page, base) {
  await page.goto(`${base}/admin/`);
  await page.getByRole("heading", { name: "Set up this gateway" }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
}

async function fill(page, said) {
  await page.getByLabel("Set-up code").fill(said);
  await page.getByLabel("User name").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password again").fill(password);
  await page.getByRole("button", { name: "Make the administrator" }).click();
}

/** Whoever guesses the code is told to wait; it goes on by itself. */
async function refusals(page, axe, pictures) {
  const wait = page.locator("[data-wait]");
  await guess(page, wait);
  await page.getByText("Too many wrong codes").waitFor();
  check(await page.getByRole("button", { name: "Make the administrator" }).isDisabled(), "and who guesses on has to wait");
  await axe("too many wrong codes");
  await pictures("first-boot-wait");
  await page.reload();
  await page.getByLabel("Set-up code").waitFor();
  console.log("ok a reload comes back to the same step");
  // on a slow machine the time may be over by now
  await guess(page, wait);
  await wait.waitFor({ state: "detached" });
  console.log("ok and it is counted down");
}

/** Tries wrong codes until the page says to wait. */
async function guess(page, wait) {
  const button = page.getByRole("button", { name: "Make the administrator" });
  for (let tries = 1; (await wait.count()) === 0; tries++) {
    check(tries < 40, `guesses come to an end: ${tries}`);
    await fill(page, "WRONG-CODE-HERE");
    await page.getByText("This is not the code").or(wait).first().waitFor();
    await until("it is answered", async () => (await wait.count()) > 0 || button.isEnabled());
  }
}

async function administrator(page) {
  await fill(page, code);
  await page.getByRole("heading", { name: "The certificate" }).waitFor();
}

async function certificate(page, axe, pictures) {
  const shown = await page.locator("[data-fingerprint]").first().getAttribute("data-fingerprint");
  check(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(shown), `a fingerprint to compare: ${shown}`);
  await axe("the certificate");
  await pictures("first-boot-certificate");
  await page.reload();
  await page.locator("[data-fingerprint]").first().waitFor();
  console.log("ok a reload stays with whoever is signed in, at the same step");
  await page.getByRole("button", { name: "Next" }).click();
  await page.locator("[data-first=cluster]").getByRole("button", { name: "Next" }).click();
  await page.getByRole("heading", { name: "The first source" }).waitFor();
  await axe("the first source");
  await pictures("first-boot-source");
}

async function find(page, axe, pictures) {
  await page.getByRole("link", { name: "Routes" }).click();
  await page.getByRole("link", { name: "Add a source" }).click();
  await page.getByRole("radio", { name: "Find cameras on the network" }).click();
  await until("interfaces are offered", async () => (await page.getByLabel("Network interface").locator("option").count()) > 1);
  await page.getByLabel("Addresses").fill(cameras);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("checkbox", { name: /Front Door/ }).waitFor();
  await page.getByRole("checkbox", { name: /Gate/ }).waitFor();
  await page.getByRole("checkbox", { name: /Yard/ }).waitFor();
  await axe("a search that runs");
  await pictures("cameras-searching", [1440]);
  await page.locator("[data-search=ended]").waitFor();
  await page.getByRole("checkbox", { name: "All", exact: true }).check();
  await page.getByLabel("User", { exact: true }).fill("user");
  await page.getByLabel("Password", { exact: true }).fill("pass");
  await pictures("cameras-found");
}

async function profiles(page, axe, pictures) {
  await page.getByRole("button", { name: "Ask 3 cameras" }).click();
  const door = page.getByRole("region", { name: "Front Door" });
  await door.getByRole("checkbox", { name: "stream 1 H.264, 320 × 180, 25 pictures a second, 200 kb/s" }).waitFor();
  check(await door.getByRole("checkbox", { name: /stream 1/ }).isChecked(), "the first profile is chosen");
  const gate = page.getByRole("region", { name: "Gate" });
  await gate.locator("[data-cause=login]").waitFor();
  await gate.getByText("User or password is wrong").waitFor();
  await axe("profiles of cameras");
  await pictures("cameras-profiles");
  await page.getByRole("button", { name: "Look at 2 streams" }).click();
}

async function looks(page, axe, pictures) {
  await until("both work", async () => (await page.locator("[data-look=ok]").count()) === 2);
  await axe("streams that were looked at");
  await pictures("cameras-looked-at", [1440, 390]);
  await page.getByRole("button", { name: "Next" }).click();
}

async function save(page, axe, pictures) {
  const fields = page.getByLabel("Key of the stream");
  const keys = await Promise.all([fields.nth(0).inputValue(), fields.nth(1).inputValue()]);
  check(keys.sort().join() === "live/front-door,live/yard", `keys are suggested by the names of cameras: ${keys}`);
  await axe("names of cameras");
  await pictures("cameras-names");
  await page.getByRole("button", { name: "Save 2 routes" }).click();
  for (const key of ["live/front-door", "live/yard"]) {
    await until(`${key} is received`, () => page.getByRole("group", { name: `Stream ${key}, Receiving` }).count());
  }
}

async function copied(page, base) {
  await page.goto(`${base}/admin/streams/live/front-door`);
  await plays(page);
  await page.getByRole("button", { name: "Copy HLS" }).click();
  const url = await until("it is copied", () => page.evaluate(() => navigator.clipboard.readText()));
  check(url === `${base}/live/front-door/index.m3u8`, `the address is the one that plays: ${url}`);
  return url;
}

/** The second chunk hangs; after a reload the same file goes on behind the first. */
async function upload(page, base, axe, pictures) {
  await page.goto(`${base}/admin/clips`);
  await page.getByText("No clips yet").waitFor();
  await axe("no clips");
  await pictures("clips-empty", [1440]);
  const sent = [];
  let hangs = true;
  await page.route("**/api/v1/clips/intro/upload", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    sent.push(Number(route.request().headers()["upload-offset"]));
    if (!hangs || sent.length === 1) await route.continue();
  });
  await page.getByLabel("File of the clip").setInputFiles(clip);
  check((await page.getByLabel("Name", { exact: true }).inputValue()) === "intro", "a name is suggested by the file's");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await until("the second chunk is on its way", () => sent.length === 2);
  check(sent[0] === 0 && sent[1] > 0, `chunk by chunk: ${sent}`);
  const row = page.locator('[data-clip="intro"]');
  await row.getByRole("progressbar").waitFor();
  await pictures("clips-uploading", [1440, 390]);
  await row.getByRole("button", { name: "Pause" }).click();
  await row.getByRole("button", { name: "Go on" }).waitFor();
  await page.reload();
  hangs = false;
  await row.getByRole("button", { name: "Go on" }).waitFor();
  await page.getByLabel("The same file for intro again").setInputFiles(clip);
  await page.locator('[data-clip="intro"][data-state="ready"]').waitFor();
  check(sent[2] === sent[1], `what has come is not sent twice: ${sent}`);
  await row.getByText(/^Brought: .*h264 640 × 360/).waitFor();
  await row.getByText(/^Plays: .*640 × 360/).waitFor();
  await pictures("clips");
}

async function channel(page, base) {
  await page.goto(`${base}/admin/routes/new`);
  await page.getByRole("button", { name: "Begin anew" }).click();
  await page.getByRole("radio", { name: "File" }).click();
  await page.getByRole("combobox", { name: /^Clip/ }).selectOption("intro");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Key of the stream").fill("live/channel");
  await page.getByRole("button", { name: "Save" }).click();
  await until("it is received", () => page.getByRole("group", { name: "Stream live/channel, Receiving" }).count());
}

async function deletion(page, base, axe, pictures) {
  await page.goto(`${base}/admin/clips`);
  const row = page.locator('[data-clip="intro"]');
  await row.getByRole("link", { name: "live/channel" }).waitFor();
  await row.getByRole("button", { name: "Delete intro" }).click();
  const button = page.getByRole("button", { name: "Delete it" });
  await button.waitFor();
  check(await button.isDisabled(), "the name has to be typed");
  await page.getByLabel("Type intro to delete it").fill("intro");
  await axe("the question");
  await pictures("clips-delete", [1440]);
  await button.click();
  await page.getByRole("alert").waitFor();
  console.log("ok what a route plays is not deleted");
  const { body } = await call(page, "GET", "/routes/live/channel");
  const gone = await call(page, "DELETE", "/routes/live/channel", undefined, { "If-Match": `"${body.version}"` });
  check(gone.status === 204, `the route goes: ${gone.status}`);
  await button.click();
  await page.getByText("No clips yet").waitFor();
  console.log("ok it is gone");
}
