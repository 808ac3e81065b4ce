// An administrator sets up the machine: network with confirmation and the way back, time, update, restart and reset; in all themes, small and in Chinese.
import { ask, check, none, run, signIn, until } from "./page.mjs";
import { english, overflowing, settled } from "./walk.mjs";

const { USER: user, PASSWORD: password, BUNDLE: bundle, BAD: bad } = process.env;
const pages = ["network", "time", "updates", "power"];

/** Names of things, and what people have named. */
const proper = /\b(?:Tidegate|eva|eth\d|gate-\d|studio|local|DHCP|DNS|NTP|MAC|IPv[46]|UTC|GMT|Europe\/Vienna|ntp\.example|Ctrl|Ctrl-K|Chrome|Linux|API|studio-2|systemd-networkd|link-local)\b|(?:[kMGT]?B)\b|http\S+/;

run(async (page, tools) => {
  const { base, checkClean, pictures, axe, expect } = tools;
  expect((text) => /status of (409|422)/.test(text));
  await signIn(page, base, user, password);
  await page.locator("[data-link=live]").waitFor();
  const open = async (id) => {
    await page.goto(`${base}/admin/settings/${id}`);
    await page.locator("header [data-link=live]").waitFor();
    await settled(page);
  };
  const dialog = page.getByRole("dialog");
  const gone = () => dialog.waitFor({ state: "detached" });
  await network(page, { open, dialog, gone, axe, pictures });
  await time(page, { open, dialog, gone });
  await update(page, { open, dialog, gone, pictures });
  await power(page, { open, dialog, gone, axe });
  for (const id of pages) await looked(page, id, open, tools);
  await inChinese(page, open, pictures);
  checkClean("the machine");
});

const setting = (page, name) => page.locator(`[data-link-name=${name}]`);

async function edit(page, { dialog }, addresses) {
  await page.getByRole("button", { name: "Change eth1" }).click();
  await typed(dialog, addresses);
}

/** What would change stands there. */
async function typed(dialog, addresses) {
  await dialog.getByLabel("Gets its addresses").selectOption("static");
  await dialog.getByLabel("Addresses", { exact: true }).fill(addresses);
  await dialog.locator("button[type=submit]").click();
  await dialog.locator("ins", { hasText: addresses }).waitFor();
}

async function network(page, { open, dialog, gone, axe, pictures }) {
  await open("network");
  await setting(page, "eth0").getByText("192.0.2.7/24").waitFor();
  await setting(page, "eth1").getByText("No cable").waitFor();
  await edit(page, { dialog }, "198.51.100.0/24");
  await axe("what would change");
  await dialog.locator("button[type=submit]").click();
  await dialog.getByText("expected a host's address").waitFor();
  // back to what was typed
  await page.keyboard.press("Escape");
  await typed(dialog, "198.51.100.9/24");
  await dialog.locator("button[type=submit]").click();
  await gone();
  const waits = page.locator("[data-pending]");
  await waits.getByText("seconds left").waitFor();
  const first = await waits.getByText("seconds left").innerText();
  await until("the seconds are counted", async () => (await waits.getByText("seconds left").innerText()) !== first);
  check((await waits.locator("a").first().getAttribute("href")).includes("//198.51.100.9:"), "the new address is a link");
  check(await page.getByRole("button", { name: "Change eth0" }).isDisabled(), "nothing else is changed meanwhile");
  await axe("a change that waits");
  await pictures("system-network-waits", [1440, 390]);
  await waits.getByRole("button", { name: "Keep the change" }).click();
  await waits.waitFor({ state: "detached" });
  await setting(page, "eth1").getByText("Fixed, as written here").waitFor();
  await ask("kept");
  await edit(page, { dialog }, "198.51.100.77/24");
  await dialog.locator("button[type=submit]").click();
  await gone();
  await waits.getByRole("button", { name: "Go back now" }).click();
  await waits.waitFor({ state: "detached" });
  await ask("put back");
  await edit(page, { dialog }, "198.51.100.77/24");
  await dialog.locator("button[type=submit]").click();
  await gone();
  await waits.waitFor();
  await ask("wait over");
  await waits.waitFor({ state: "detached" });
  await ask("put back");
  await page.getByRole("button", { name: "Change the name" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill("studio-2");
  await dialog.getByRole("button", { name: "Save" }).click();
  await gone();
  await page.getByText("studio-2.local").waitFor();
}

async function time(page, { open, dialog, gone }) {
  await open("time");
  await page.getByText("Synchronized").waitFor();
  await page.getByRole("button", { name: "Change the time settings" }).click();
  await dialog.getByLabel("Time zone").selectOption("Europe/Vienna");
  await dialog.getByLabel("Set by time servers").uncheck();
  await dialog.getByLabel("Time servers", { exact: true }).fill("ntp.example, 192.0.2.1");
  await dialog.locator("button[type=submit]").click();
  await dialog.locator("ins", { hasText: "Europe/Vienna" }).waitFor();
  await dialog.locator("button[type=submit]").click();
  await gone();
  await page.locator("dd", { hasText: "ntp.example, 192.0.2.1" }).waitFor();
  const set = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.url().endsWith("/system/time"));
  await page.getByRole("button", { name: "Set the clock as this browser has it" }).click();
  check((await set).ok(), "the clock is set by hand");
}

async function update(page, { open, dialog, gone, pictures }) {
  await open("updates");
  const file = page.locator("input[type=file]");
  await file.setInputFiles(bad);
  await page.getByRole("button", { name: "Bring it here" }).click();
  await page.getByText("This file is not installed").waitFor();
  await page.getByRole("button", { name: "Take the file away" }).click();
  await file.setInputFiles(bundle);
  await page.getByRole("button", { name: "Bring it here" }).click();
  await page.locator("[data-bundle]", { hasText: "1.1.0" }).waitFor();
  await pictures("system-update-waits", [1440]);
  await page.getByRole("button", { name: "Install", exact: true }).click();
  await dialog.locator("ins", { hasText: "1.1.0" }).waitFor();
  await dialog.locator("button[type=submit]").click();
  await gone();
  await ask("installed");
  await page.locator("dd", { hasText: "Installed" }).waitFor();
}

async function power(page, { open, dialog, gone, axe }) {
  await open("power");
  await page.getByRole("button", { name: "Restart the machine" }).click();
  const action = dialog.locator("button[type=submit]");
  check(await action.isDisabled(), "a restart needs the name typed");
  await dialog.getByRole("textbox").fill("studio-2");
  await action.click();
  await gone();
  await page.getByText("The machine restarts").waitFor();
  await page.getByRole("button", { name: "Factory reset" }).click();
  await axe("before a reset");
  await dialog.getByLabel("Keep the settings of the network").uncheck();
  await dialog.getByRole("textbox").fill("studio-2");
  await action.click();
  await gone();
  await page.getByText("Everything is taken away").waitFor();
  await ask("reset");
}

async function looked(page, id, open, { axe, pictures }) {
  await open(id);
  for (const theme of ["light", "contrast", "dark"]) {
    await page.evaluate((worn) => (document.documentElement.dataset.theme = worn), theme);
    await axe(`${id}, ${theme}`);
  }
  await pictures(`system-${id}`, [1440, 1280, 390]);
}

async function inChinese(page, open, pictures) {
  await page.evaluate(() => localStorage.setItem("tidegate.language", "zh-CN"));
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const id of pages) {
    await open(id);
    await none(`${id} is Chinese`, () => english(page.locator("body"), proper));
    await none(`${id} has room for its words`, () => overflowing(page));
    await pictures(`system-${id}-chinese`, [1280]);
  }
}
