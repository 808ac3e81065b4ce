// A viewer walks every screen: nothing there changes anything, and the API refuses what others may; part of govern.mjs.
import { call, check, signIn, until } from "./page.mjs";

/** Everything that somebody else might do there; bodies need not be right, whoever may not is not asked for them. */
const refused = [
  "PUT /routes/live/gate", "PATCH /routes/live/gate", "DELETE /routes/live/gate", "POST /routes/apply", "POST /routes/import", "POST /probe",
  "POST /versions/1/undo", "DELETE /sessions/1", "POST /alarms/1/acknowledge", "PUT /features/hls", "POST /urls/sign", "POST /urls/keys",
  "GET /users", "POST /users", "PUT /users/vera", "DELETE /users/eva", "GET /tokens", "POST /tokens", "PUT /spaces/acme", "DELETE /spaces/acme",
  "GET /settings", "PATCH /settings", "POST /backup", "POST /backup/restore", "GET /webhooks", "POST /webhooks", "POST /mail/test", "GET /audit",
  "GET /diagnostics", "GET /diagnostics/threads", "GET /diagnostics/log", "GET /diagnostics/checks", "PUT /certificates/own", "POST /certificates/own/renewal", "GET /certificates/own/request", "POST /certificates/own/request", "DELETE /certificates/own/request", "GET /syslog", "POST /diagnostics/jfr", "POST /diagnostics/heap-dump",
  "GET /system/network", "PUT /system/network", "POST /system/power", "POST /system/reset", "POST /system/update/install",
];

/** What a button of a viewer is called must not say that something is changed. */
const changes =
  /^(Prefer|Put|Remove|Add|Make|Edit|Delete|Revoke|Save|Apply|Restore|Upload|Import|Test|Turn|End|Acknowledge|Adopt|Connect|Cut|New|Enable|Disable|Undo|Download|Record)\b/;

export async function walkAsViewer(page, base, user, password) {
  const wrote = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (request.method() !== "GET" && request.method() !== "HEAD" && path !== "/api/v1/login") wrote.push(`${request.method()} ${path}`);
  });
  await signIn(page, base, user, password);
  await page.locator("[data-link=live]").waitFor();
  const paths = await page.locator("nav[aria-label=Screens] a").evaluateAll((links) => links.map((link) => link.getAttribute("href").replace(/admin$/, "admin/")));
  check(paths.length >= 6, `there are screens: ${paths.join(" ")}`);
  await page.goto(`${base}/admin/settings`);
  await page.locator("main ul a").first().waitFor();
  const pages = await page.locator("nav[aria-label=Settings] a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  let pressed = 0;
  for (const path of [...paths, ...pages, "/admin/streams/live/gate", "/admin/routes/live/gate"]) {
    pressed += await walk(page, base, path);
  }
  check(pressed >= paths.length, `buttons were pressed: ${pressed}`);
  check(wrote.length === 0, `nothing was written: ${wrote.join(", ")}`);
  for (const path of ["users", "tokens", "share"]) {
    check(!pages.some((one) => one.endsWith(`/${path}`)), `${path} is not offered`);
    await page.goto(`${base}/admin/settings/${path}`);
    await page.getByText("This page is for the role").waitFor();
  }
  for (const one of refused) {
    const [method, path] = one.split(" ");
    const { status } = await call(page, method, path, method === "GET" ? undefined : {});
    check(status === 403, `a viewer may not ${one}: ${status}`);
  }
}

/** @returns how many buttons were pressed */
async function walk(page, base, path) {
  await page.goto(base + path);
  await page.locator("[data-link=live]").waitFor();
  await until(`${path} is there`, () =>
    page.evaluate(() => document.querySelector("main")?.textContent?.trim() && !document.querySelector("main .animate-pulse")),
  );
  // what is his own he may change
  if (path.endsWith("/settings/account")) return 0;
  const names = await page.locator("main button:visible").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? one.textContent));
  const suspicious = names.filter((name) => changes.test(name));
  check(suspicious.length === 0, `${path} offers no change: ${suspicious.join(", ")}`);
  const fields = await page.locator("main form :is(input, select, textarea):enabled:not([readonly])").count();
  check(fields === 0, `${path} has no field to fill in`);
  // whatever it is called: what is pressed sends nothing but questions
  let pressed = 0;
  for (let at = 0; at < names.length; at++) {
    const button = page.locator("main button:visible:enabled").nth(at);
    const done = (await button.count()) > 0 && (await button.click({ timeout: 2_000 }).then(() => true, () => false));
    if (done) pressed++;
    await page.keyboard.press("Escape");
  }
  return pressed;
}
