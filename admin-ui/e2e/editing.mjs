// A route's own page: two at once, drafts, history.
import { route, said } from "./board.mjs";
import { check, until } from "./page.mjs";

async function edit(page, words) {
  await page.getByLabel("Labels", { exact: true }).fill(words);
  await page.getByLabel("Labels", { exact: true }).blur();
  await page.locator("[data-dirty]").waitFor();
}

/** Two change one route: nothing is overwritten silently. */
export async function twoAtOnce(page, other, { axe, pictures, base }) {
  await page.goto(`${base}/admin/routes/live/door`);
  await other.goto(`${base}/admin/routes/live/door`);
  const labels = async () => (await route(page, "live/door")).labels?.join() ?? "";
  await edit(page, "mine");
  await edit(other, "theirs");
  await other.getByRole("button", { name: "Save" }).click();
  await until("the other one has saved", async () => (await labels()) === "theirs");
  await page.getByText(/li changed this route/).first().waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Somebody else was faster" });
  await dialog.waitFor();
  check((await labels()) === "theirs", "nothing is overwritten silently");
  await axe("the question which to keep");
  await pictures("conflict");
  await dialog.getByRole("button", { name: "Take theirs" }).click();
  await until("theirs is taken", async () => (await page.getByLabel("Labels", { exact: true }).inputValue()) === "theirs");
  await page.locator("[data-dirty]").waitFor({ state: "detached" });
  await edit(page, "mine");
  await edit(other, "theirs, again");
  await other.getByRole("checkbox", { name: "DASH" }).uncheck();
  await other.getByRole("button", { name: "Save" }).click();
  await until("the other one has saved again", async () => (await labels()) === "theirs,again");
  await page.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await until("mine is kept", async () => (await labels()) === "mine");
  check((await route(page, "live/door")).outputs.dash === false, "what they added beside it is kept, too");
  await said(page, "Saved as version");
}

/** The focus goes with what is moved, Esc leaves the field alone, and another screen asks what becomes of the draft. */
export async function leaving(page, { axe, pictures }) {
  const back = page.getByRole("button", { name: /further back/ }).first();
  const first = await back.getAttribute("aria-label");
  await back.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const places = () => page.getByRole("button", { name: /further back/ }).evaluateAll((all) => all.map((one) => one.ariaLabel));
  check((await places())[2] === first, "a source is moved twice by two presses");
  await page.getByLabel("Labels", { exact: true }).focus();
  await page.keyboard.press("Escape");
  const dirty = page.locator("[data-dirty]");
  await dirty.waitFor();
  const asks = page.getByRole("alertdialog");
  const answer = async (name) => {
    await asks.getByRole("button", { name }).click();
    await asks.waitFor({ state: "detached" });
  };
  const here = () => new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Sessions" }).click();
  await asks.waitFor();
  check(here() === "/admin/routes/live/door", "the rail asks before it leaves a draft");
  await axe("the question before leaving");
  await pictures("route-leaving", [1440, 390]);
  await page.keyboard.press("Escape");
  await asks.waitFor({ state: "detached" });
  await dirty.waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await asks.waitFor();
  await answer("Keep for later");
  await until("keys lead on once one has answered", () => /^\/admin\/?$/.test(here()));
  await page.goBack();
  await dirty.waitFor();
  console.log("ok the draft waited");
  await page.evaluate(() => history.forward());
  await asks.waitFor();
  await until("the browser's own steps ask, too", () => here() === "/admin/routes/live/door");
  await answer("Stay");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Alarms");
  await page.keyboard.press("Enter");
  await asks.waitFor();
  await answer("Discard");
  await until("so does the palette", () => here() === "/admin/alarms");
  await page.goBack();
  await page.getByLabel("Labels", { exact: true }).waitFor();
  check((await dirty.count()) === 0, "what was discarded is gone");
}

/** What each change did, and back to one. */
export async function history(page, everyTheme, pictures) {
  const entries = page.locator("[data-version]");
  await until("the history shows it", async () => (await entries.count()) >= 4);
  await entries.nth(0).getByRole("button", { name: /What changed/ }).click();
  await entries.nth(0).getByText("mine").waitFor();
  await everyTheme();
  await pictures("route");
  await entries.nth(1).getByRole("button", { name: /Restore/ }).click();
  await until("it is as it was", async () => (await route(page, "live/door")).labels.join() === "theirs,again");
  await until("and the form shows it", async () => (await page.getByLabel("Labels", { exact: true }).inputValue()) === "theirs, again");
}
