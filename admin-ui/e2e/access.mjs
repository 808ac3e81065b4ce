// Who may sign in, by what, and for how long; part of the scenario govern.mjs.
import { createHmac } from "node:crypto";
import { call, check, signIn, until } from "./page.mjs";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 6238 with its usual parameters. */
function code(secret, at = Date.now()) {
  const bits = [...secret.replace(/[ =]/g, "")].map((sign) => BASE32.indexOf(sign).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((octet) => Number.parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
const closed = (page) => dialog(page).waitFor({ state: "detached" });

async function addUser(page, name, password, role) {
  await page.getByRole("button", { name: "Add a user" }).click();
  await dialog(page).getByLabel("User", { exact: true }).fill(name);
  await dialog(page).getByLabel("Password", { exact: true }).fill(password);
  await dialog(page).getByLabel("Role").selectOption(role);
  await press(page, "Add a user");
  await page.locator(`tr[data-user=${name}]`).waitFor();
}

/** Before a thing is gone its name has to be typed. */
export async function typed(page, name, action) {
  const button = dialog(page).getByRole("button", { name: action, exact: true });
  check(await button.isDisabled(), `${action} needs the name`);
  await dialog(page).getByLabel(/^Type/).fill(name.slice(0, -1));
  check(await button.isDisabled(), "the beginning of it does not do");
  await dialog(page).getByLabel(/^Type/).fill(name);
  await button.click();
  await closed(page);
}

export async function users(page, open, passwords, { axe, pictures }) {
  await open("users");
  await addUser(page, "vera", passwords.vera, "viewer");
  await addUser(page, "otto", passwords.otto, "operator");
  await page.getByRole("button", { name: "Add a user" }).click();
  await dialog(page).getByLabel("User", { exact: true }).fill("vera");
  await dialog(page).getByRole("button", { name: "Make one" }).click();
  check((await dialog(page).getByLabel("Password", { exact: true }).inputValue()).length > 15, "a password is made");
  await axe("the form of a user");
  await pictures("settings-user", [1440, 390]);
  await press(page, "Add a user");
  await dialog(page).getByRole("alert").waitFor();
  console.log("ok a name that is taken is refused in the form");
  await page.keyboard.press("Escape");
  await closed(page);
  await page.getByRole("button", { name: "Edit otto" }).click();
  await dialog(page).getByLabel("May sign in").uncheck();
  await press(page, "Save");
  await closed(page);
  await page.locator("tr[data-user=otto]", { hasText: "Disabled" }).waitFor();
  check((await call(page, "GET", "/users/otto")).body.enabled === false, "the API agrees");
  await page.getByRole("button", { name: "Edit otto" }).click();
  await dialog(page).getByRole("button", { name: "Delete this user" }).click();
  await typed(page, "otto", "Delete");
  await page.locator("tr[data-user=otto]").waitFor({ state: "detached" });
  check((await call(page, "GET", "/users/otto")).status === 404, "he is gone");
}

/** @returns the secret, which must be nowhere any more */
export async function tokens(page, base, open, { axe, pictures }) {
  await open("tokens");
  await page.getByRole("button", { name: "Make a token" }).click();
  await dialog(page).getByLabel("Name").fill("dashboard");
  await press(page, "Make a token");
  const shown = dialog(page).locator("[data-secret=once]");
  const secret = await shown.textContent();
  check(secret.startsWith("tg_"), "the token is shown");
  await axe("a new token");
  const status = async () => (await fetch(`${base}/api/v1/streams`, { headers: { Authorization: `Bearer ${secret}` } })).status;
  check((await status()) === 200, "it works");
  await press(page, "I have kept it");
  await closed(page);
  check(!(await page.content()).includes(secret), "closed, it is gone from the page");
  await page.reload();
  await page.locator("tr[data-token=dashboard]").waitFor();
  check(!(await page.content()).includes(secret), "it does not come back");
  await pictures("settings-tokens", [1440]);
  await page.getByRole("button", { name: "Revoke dashboard" }).click();
  await typed(page, "dashboard", "Revoke");
  check((await status()) === 401, "revoked, it does not work");
  return secret;
}

export async function share(page, base, open, { axe, pictures }) {
  await open("share");
  const plain = await fetch(`${base}/live/gate.flv`, { method: "HEAD" });
  check(plain.status === 401, `nobody looks on without a right: ${plain.status}`);
  await page.getByLabel("Stream or pattern").fill("live/gate");
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = page.getByRole("link", { name: "Try the link" });
  const url = new URL(await link.getAttribute("href"));
  await axe("a link");
  await pictures("settings-share");
  const flv = await fetch(`${base}/live/gate.flv${url.search}`, { method: "HEAD" });
  check(flv.status === 200, `by the link one looks on: ${flv.status}`);
  const tries = await page.context().newPage();
  await tries.goto(url.href);
  await until("the link plays", () => tries.evaluate(() => (document.querySelector("video")?.videoWidth ?? 0) > 0));
  await tries.close();
  await page.getByLabel("Stream or pattern").fill("live/a b");
  await page.getByRole("button", { name: "Make a link" }).click();
  await until("a wrong pattern is refused beside its field", () => page.locator("input[name=path][aria-invalid=true]").count());
  // what a form was answered goes with it
  const refused = dialog(page).locator("input[name=name][aria-invalid=true]");
  await page.getByRole("button", { name: "Make a key" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("a b");
  await press(page, "Make a key");
  await refused.waitFor();
  await page.keyboard.press("Escape");
  await closed(page);
  await page.getByRole("button", { name: "Make a key" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).waitFor();
  check((await refused.count()) === 0 && (await dialog(page).getByRole("alert").count()) === 0, "a form that is opened anew has forgotten what was refused");
  await page.keyboard.press("Escape");
  await closed(page);
  await open("account");
  check(!(await page.content()).includes(url.search.slice(1)), "the link is gone from the page");
}

export async function spaces(page, open) {
  await open("spaces");
  await page.getByRole("button", { name: "Add a space" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("acme");
  await dialog(page).getByLabel("Viewers").fill("50");
  await press(page, "Save");
  await page.locator("tr[data-space=acme]", { hasText: "50" }).waitFor();
  check((await call(page, "GET", "/spaces/acme")).body.quotas.viewers === 50, "the space has its quota");
}

/** With a browser of vera's beside this one. */
export async function account(page, other, base, open, { vera }, { axe, pictures }) {
  await signIn(other, base, "vera", vera, "/admin/settings/account");
  const mine = other.getByRole("button", { name: "Set up one-time codes" });
  await mine.click();
  await other.getByRole("dialog").getByRole("img", { name: "QR code of the key" }).waitFor();
  const key = (await other.getByRole("dialog").locator("code").textContent()).replaceAll(" ", "");
  await other.getByRole("dialog").getByLabel("One-time code").fill(code(key));
  await other.getByRole("dialog").getByLabel("Password", { exact: true }).fill(vera);
  await other.getByRole("dialog").getByRole("button", { name: "Turn on" }).click();
  const codes = await other.locator("[data-secret=once]").textContent();
  await other.getByRole("button", { name: "I have kept it" }).click();
  await other.getByRole("button", { name: "Turn one-time codes off" }).waitFor();
  const left = await other.content();
  check(!left.includes(key) && !left.includes(codes.split("\n")[0]), "key and recovery codes are gone from the page");
  await open("users");
  await page.locator("tr[data-user=vera]", { hasText: "On" }).waitFor();
  await page.locator("tr[data-login=other]", { hasText: "vera" }).getByRole("button", { name: "Sign out" }).click();
  await other.getByText("You were signed out").waitFor();
  console.log("ok signed out elsewhere, the other browser says so");
  await page.getByRole("button", { name: "Edit vera" }).click();
  await dialog(page).getByRole("button", { name: "Turn one-time codes off" }).click();
  await closed(page);
  await open("account");
  await page.getByRole("button", { name: "Set up one-time codes" }).click();
  await dialog(page).getByRole("img", { name: "QR code of the key" }).waitFor();
  await axe("the key of one-time codes");
  await pictures("settings-otp", [1440, 390]);
  await page.keyboard.press("Escape");
  await closed(page);
}
