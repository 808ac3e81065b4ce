// What holds on every screen: no errors, axe in all themes, keys, small windows, Chinese, long words; and one live connection for all tabs.
import { check, none, run, signIn, until } from "./page.mjs";
import { byTab, english, names, open, openers, overflowing, pagesOf, screens, settled } from "./walk.mjs";

const { USER: user, PASSWORD: password } = process.env;
const themes = ["light", "contrast", "dark"];

/** Names of products, protocols, codings and things; what people have named here; what is typed at a shell. */
const proper = new RegExp(
  [
    "https?://\\S+|\\w+://\\S*|sysctl -w \\S+|/?[\\w.-]+(?:/[\\w.*-]+)+|[\\w-]+\\.(?:yaml|db|log|pem|csv|json|m3u8|flv|mp4|ts)",
    "\\b(?:Tidegate|Ctrl-K|Ctrl|Esc|Space|UTC|GMT)\\b",
    "\\b(?:Chrome|Chromium|Edge|Firefox|Java|Linux|KHTML|like Gecko|Safari|Mozilla|OBS|vMix|FFmpeg|VLC|GStreamer|Studio|MediaMTX|go2rtc|Frigate|JDK Mission Control)\\b",
    "\\b(?:HTTP-FLV|FLV|M?JPEG|HTTP-TS|HTTP-fMP4|HTTP-MJPEG|WS-FLV|WebSocket|HLS|DASH|RTMPS?|RTSPS?|SRT|ONVIF|UDP|TCP|TLS|HTTPS?|RTP|MPEG-TS)\\b",
    "\\b(?:API|URL|JSON|CSV|YAML|PEM|HMAC|SHA-256|SBOM|CSR|NAK|ARQ|RTT|GOP|CPU|JVM|TOTP|TTL)\\b",
    "\\b(?:H\\.26\\d|AAC|Opus|AV1|VP9|MPEG|PCM|LC-AAC|avc1\\S*|mp4a\\S*|test-pattern|hvc1\\S*)",
    "\\b(?:eva|cam1|gate|live|local|English|setup-code|reset-password|NAME|ABCD-EFGH-JKLM)\\b",
    "\\b(?:root|timedatectl|openssl|LimitNOFILE|ulimit -n|tcpdump|-Xmx)\\b",
    "\\b(?:[kMGT]?b/s|[kMGT]i?B|dBFS|fps|kHz|Hz|mbps|ms)\\b",
  ].join("|"),
);

run(async (page, tools) => {
  const { base, checkClean } = tools;
  tools.expect((text) => /status of (403|404)/.test(text));
  await page.addInitScript(() => {
    globalThis.refusals = [];
    document.addEventListener("securitypolicyviolation", (event) => globalThis.refusals.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await signIn(page, base, user, password);
  await page.locator("header [data-link=live]").waitFor();
  await make(page);
  const answer = await page.request.get(`${base}/admin/`);
  check(/default-src 'self'/.test(answer.headers()["content-security-policy"] ?? ""), "the pages bring their policy");
  await byName(page);
  const all = await everyScreen(page, tools);
  await inChinese(page, tools, all);
  await longWords(page, tools, all);
  await manyTabs(page, tools);
  checkClean("all screens");
});

/** A stream with a route, so that there is something to see. */
async function make(page) {
  const status = await page.evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/me")).json();
    const source = { type: "test-pattern", width: 320, height: 240, fps: 10, kbps: 300 };
    const answer = await fetch("/api/v1/routes/live/gate", {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "If-None-Match": "*" },
      body: JSON.stringify({ key: "live/gate", sources: [source] }),
    });
    return answer.status;
  });
  check(status === 201, `there is a route: ${status}`);
  await page.locator('[data-entry="live/gate"] [data-state="receiving"]').waitFor();
}

/** The palette knows what is behind Settings, and what is in no rail. */
async function byName(page) {
  for (const [name, path] of Object.entries({ "Audit log": "/admin/settings/audit", Clips: "/admin/clips" })) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill(name);
    await page.getByRole("option", { name }).first().waitFor();
    await page.keyboard.press("Enter");
    await until(`the palette leads to ${name}`, () => new URL(page.url()).pathname === path);
  }
}

/** @returns the screens, and the pages of those that have several */
async function everyScreen(page, tools) {
  const { base, axe, colours, pictures } = tools;
  const all = [...screens];
  for (const screen of all) {
    const { name, path } = screen;
    await open(page, base, path);
    const known = new Set(all.map((one) => one.path));
    const more = screens.includes(screen) ? await pagesOf(page, screen) : [];
    all.push(...more.filter((one) => !known.has(one)).map((one) => ({ name: one.slice(1).replaceAll("/", "-"), path: one })));
    for (const theme of themes) {
      await page.evaluate((worn) => (document.documentElement.dataset.theme = worn), theme);
      await (theme === themes[0] ? axe : colours)(`${name}, ${theme}`);
    }
    await byTab(page, name);
    await openers(page, name, axe);
    await help(page, name, axe);
    check((await page.evaluate(() => globalThis.refusals)).length === 0, `the policy refuses nothing on ${name}`);
    await pictures(`all-${name}`, [1440, 390]);
    await telephone(page, name, axe);
    await twice(page, name);
  }
  console.log(`ok there are ${all.length} screens: ${all.map((one) => one.path).join(" ")}`);
  return all;
}

/** The list of keys comes by its key on each screen, and goes by Esc to where one was. */
async function help(page, name, axe) {
  const from = page.locator("nav a").first();
  await from.focus();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await axe(`${name} with a dialog`);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await until(`Esc gives the focus back on ${name}`, () => from.evaluate((one) => one === document.activeElement));
}

/** On a telephone tables are read without scrolling sideways; the matrix is for those who have room. */
async function telephone(page, name, axe) {
  const tables = page.locator("main table:not([role=grid])");
  if ((await tables.count()) === 0) return;
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = () => tables.evaluateAll((all) => all.filter((one) => one.parentElement.scrollWidth > one.parentElement.clientWidth).length);
  await until(`tables of ${name} have room on a telephone`, async () => (await wide()) === 0);
  await axe(`${name} on a telephone`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** At 200 % nothing is lost that was there. */
async function twice(page, name) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await settled(page);
  const before = new Set(await names(page));
  await page.setViewportSize({ width: 640, height: 450 });
  await none(`at 200 % nothing is lost of ${name}`, () => missing(page, before));
  // charts follow their window
  await until(`at 200 % ${name} does not scroll sideways`, () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Numbers go on meanwhile: what is in both is the same without them. */
async function missing(page, before) {
  const plain = (name) => name.replace(/[\d.,:]+/g, "#");
  const now = new Set((await names(page)).map(plain));
  return [...before].filter((name) => name && !now.has(plain(name)));
}

async function inChinese(page, { base, pictures }, all) {
  await page.getByRole("button", { name: /User menu/ }).click();
  await page.getByRole("menuitemradio", { name: "简体中文" }).click();
  await page.keyboard.press("Escape");
  await until("the page says that it is Chinese", () => page.evaluate(() => document.documentElement.lang === "zh-CN"));
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const { name, path } of all) {
    await open(page, base, path);
    await chinese(page.locator("body"), name);
    await fits(page, `${name} in Chinese`);
    await openers(page, `${name} in Chinese`, (what, shown) => chinese(shown, what));
    await pictures(`all-${name}-chinese`, [1280]);
  }
}

/** What is shown has no English word but names. */
const chinese = (shown, what) => none(`${what} is Chinese`, () => english(shown, proper));

async function fits(page, what) {
  await until(`${what} is no wider than its window`, () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  await none(`${what} has room for its words`, () => overflowing(page));
}

/** Words two fifths longer, in letters that none has: there is room for them, and what stays plain was not translated. */
async function longWords(page, { base, pictures }, all) {
  await page.evaluate(() => {
    localStorage.setItem("tidegate.language", "en");
    localStorage.setItem("tidegate.pseudo", "1");
  });
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const { name, path } of all) {
    await open(page, base, path);
    await fits(page, `${name} in long words`);
    await pictures(`all-${name}-long`, [1280]);
  }
  await page.evaluate(() => localStorage.removeItem("tidegate.pseudo"));
}

/** All tabs of a browser have one live connection; when the tab that has it goes, the next goes on. */
async function manyTabs(page, { base }) {
  const lives = [];
  const context = page.context();
  context.on("request", (request) => {
    if (request.url().endsWith("/api/v1/live")) lives.push(request);
  });
  await page.goto("about:blank");
  const tabs = [];
  for (let index = 0; index < 4; index++) {
    const tab = await context.newPage();
    tabs.push(tab);
    await tab.goto(`${base}/admin/`);
    await tab.locator("header [data-link=live]").waitFor();
  }
  check(lives.length === 1, `four tabs have one live connection: ${lives.length}`);
  await tabs[0].close();
  await until("the next tab goes on", () => lives.length === 2);
  const [, ...rest] = tabs;
  const last = await lives[1].allHeaders();
  check(/^\d+$/.test(last["last-event-id"] ?? ""), `after the last that it saw: ${last["last-event-id"]}`);
  await rest[0].evaluate(async () => {
    const { csrf } = await (await fetch("/api/v1/me")).json();
    await fetch("/api/v1/routes/live/next", {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "If-None-Match": "*" },
      body: JSON.stringify({ key: "live/next" }),
    });
  });
  for (const tab of rest) {
    await tab.locator('[data-entry="live/next"]').waitFor();
    check((await tab.locator("header [data-link=live]").count()) === 1, "a tab shows what came after, and was never away");
  }
  check(lives.length === 2, `and there is still one connection: ${lives.length}`);
}
