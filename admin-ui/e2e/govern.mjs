// An administrator governs the gateway; a viewer finds nothing to change; no secret is left anywhere.
import { account, share, spaces, tokens, users } from "./access.mjs";
import { PATIENCE, call, check, run, signIn, until } from "./page.mjs";
import { backup, certificates, diagnostics, notify, switches, values } from "./upkeep.mjs";
import { walkAsViewer } from "./viewer.mjs";

const { USER: user, PASSWORD: password, DATA: data } = process.env;
const passwords = { vera: "hush-vera-password", otto: "hush-otto-password" };

/** What is typed in here is nobody's to read afterwards. */
const planted = {
  setting: "hush-srt-passphrase",
  webhook: "hush-webhook-secret",
  camera: "hush-camera-password",
  mail: "hush-mail-password",
  backup: "hush-backup-passphrase",
};

const pages = [
  ["account", "users", "tokens", "share", "spaces"],
  ["values", "features", "certificates", "notify", "backup"],
  ["checks", "runtime", "workers", "log", "tools", "audit"],
  ["network", "time", "updates", "power", "about"],
].flat();

run(async (page, tools) => {
  const { base, checkClean, axe, pictures, expect } = tools;
  const urls = [];
  page.on("request", (request) => urls.push(request.url()));
  // browsers log what is refused, and live streams that are cut
  expect((text) => /status of (40[0-9]|412|422)|INCOMPLETE_CHUNKED/.test(text));
  await signIn(page, base, user, password);
  await page.locator("[data-link=live]").waitFor();
  await plant(page);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await themes(page, axe, "the index of the settings");
  await pictures("settings");

  const open = async (id) => {
    const nav = page.getByRole("navigation", { name: "Settings" });
    const link = nav.locator(`a[href$="/settings/${id}"]`);
    const title = await link.innerText();
    await link.click();
    // the page before stays until this one has come
    await page.getByRole("heading", { name: title.trim(), level: 1, exact: true }).waitFor();
  };
  await users(page, open, passwords, tools);
  const token = await tokens(page, base, open, tools);
  await share(page, base, open, tools);
  await spaces(page, open);
  const context = await page.context().browser().newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(PATIENCE);
  const other = await context.newPage();
  await account(page, other, base, open, passwords, tools);

  await values(page, open, planted.mail, tools);
  await switches(page, open);
  await certificates(page, open, data, tools);
  await notify(page, open);
  await backup(page, open, planted.backup, tools);
  const secrets = [...Object.values(planted), ...Object.values(passwords), token, password];
  await diagnostics(page, open, secrets);
  for (const id of pages) {
    await open(id);
    await settled(page);
    await themes(page, axe, id);
    await pictures(`settings-${id}`);
    const text = await page.content();
    check(!secrets.some((secret) => text.includes(secret)), `there is no secret in the page ${id}`);
  }
  await walkAsViewer(other, base, "vera", passwords.vera);
  check(!urls.some((url) => secrets.some((secret) => url.includes(secret))), "no secret stood in an address");
  await context.close();
  checkClean("the settings");
});

async function plant(page) {
  const settings = { "srt.passphrase": planted.setting, play: "users" };
  const set = await call(page, "PATCH", "/settings", settings, { "If-Match": "*" });
  check(set.status === 200, `settings are made: ${JSON.stringify(set.body?.detail)}`);
  const hook = { name: "pager", url: "http://127.0.0.1:9/hook", events: ["publish"], secret: planted.webhook };
  check((await call(page, "POST", "/webhooks", hook)).status === 201, "there is a webhook");
  const pattern = { type: "test-pattern", width: 320, height: 240, fps: 10, kbps: 300 };
  const camera = { type: "rtsp-pull", url: "rtsp://127.0.0.1:9/x", user: "admin", password: planted.camera };
  for (const [key, source] of Object.entries({ "live/gate": pattern, "live/door": camera })) {
    const made = await call(page, "PUT", `/routes/${key}`, { key, sources: [source] }, { "If-None-Match": "*" });
    check(made.status === 201, `there is a route ${key}`);
  }
  await until("the test pattern runs", async () => (await call(page, "GET", "/streams?state=streaming")).body.items.length > 0);
}

/** Nothing is on its way any more. */
async function settled(page) {
  await until("the page is there", async () => (await page.locator("main .animate-pulse").count()) === 0);
}

async function themes(page, axe, what) {
  for (const theme of ["light", "contrast", "dark"]) {
    await page.evaluate(async (worn) => {
      document.documentElement.dataset.theme = worn;
      await new Promise(requestAnimationFrame);
      // colours on their way are of neither theme; skeletons pulse for ever
      const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
      await Promise.allSettled(fading.map((one) => one.finished));
    }, theme);
    await axe(`${what}, ${theme}`);
  }
}
