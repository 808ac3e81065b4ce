// Settings, switches, certificates, notifications, backups and diagnostics; part of the scenario govern.mjs.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { typed } from "./access.mjs";
import { call, check, until } from "./page.mjs";

const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
const closed = (page) => dialog(page).waitFor({ state: "detached" });

export async function values(page, open, secret, { axe, pictures }) {
  await open("values");
  const row = (key) => page.locator(`[data-setting='${key}']`);
  await row("streams.grace-ms").waitFor();
  await page.getByRole("searchbox").fill("grace");
  await until("the search leaves what was searched for", async () => (await page.locator("[data-setting]").count()) < 5);
  await row("streams.grace-ms").getByRole("textbox").fill("400000");
  await page.getByRole("searchbox").fill("");
  await row("log.level").waitFor();
  await row("log.level").getByRole("combobox").selectOption("debug");
  await row("rtmp.idle-timeout-ms").getByRole("textbox").fill("20000");
  await row("mail.password").locator("input").fill(secret);
  await page.getByText("4 changes are not applied").waitFor();
  await page.getByRole("button", { name: "Look and apply" }).click();
  await dialog(page).getByText("with the next start").first().waitFor();
  const shown = await dialog(page).textContent();
  check(shown.includes("streams.grace-ms") && shown.includes("400000") && !shown.includes(secret), "what will change is shown, but for the secret");
  await axe("what will change");
  await pictures("settings-review", [1440, 390]);
  await press(page, "Apply");
  await closed(page);
  await row("streams.grace-ms").locator("[aria-invalid=true]").waitFor();
  check((await row("streams.grace-ms").textContent()).includes("300000"), "the refusal stands beside its field");
  check((await call(page, "GET", "/settings")).body.items.find((one) => one.key === "log.level").value === "info", "nothing was stored");
  await row("streams.grace-ms").getByRole("textbox").fill("5000");
  await page.getByRole("button", { name: "Look and apply" }).click();
  await press(page, "Apply");
  await closed(page);
  await row("rtmp.idle-timeout-ms").getByText("After the next start: 20000").waitFor();
  await until("the page is clean again", async () => (await page.getByRole("button", { name: "Look and apply" }).count()) === 0);
  const now = (await call(page, "GET", "/settings")).body.items;
  check(now.find((one) => one.key === "streams.grace-ms").value === "5000", "the API agrees");
  check((await row("mail.password").locator("input").getAttribute("placeholder")) === "set", "of a secret there is no more than that it is set");
  await page.getByRole("button", { name: /^Undo change/ }).first().click();
  await row("streams.grace-ms").locator("input").and(page.locator("[value='15000']")).waitFor();
  console.log("ok a change is taken back");
}

export async function switches(page, open) {
  await open("features");
  const dash = page.locator("tr[data-feature=dash]");
  await dash.getByRole("button", { name: /^Turn off/ }).click();
  await dash.getByRole("button", { name: /^Turn on/ }).waitFor();
  const { items } = (await call(page, "GET", "/features")).body;
  check(items.find((one) => one.name === "dash").values[0].percent === 0, "the switch is off");
  await dash.getByRole("button", { name: /^Turn on/ }).click();
  await dash.getByRole("button", { name: /^Turn off/ }).waitFor();
}

/** With the pair that was there, back again. */
export async function certificates(page, open, folder, tools) {
  await open("certificates");
  const print = async () => (await call(page, "GET", "/certificates")).body.items[0];
  const first = await print();
  check(first.own === true, "the gateway keeps its certificate itself");
  await page.getByText(first.fingerprint).waitFor();
  const [chain, key] = ["cert.pem", "key.pem"].map((name) => ({ name, mimeType: "application/x-pem-file", buffer: readFileSync(`${folder}/tls/${name}`) }));
  await page.getByRole("button", { name: "Make an own one anew" }).click();
  await typed(page, first.subject, "Make an own one anew");
  await until("there is another one", async () => (await print()).fingerprint !== first.fingerprint);
  await page.getByText(first.fingerprint).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Upload another one" }).click();
  await dialog(page).locator("input[name=chain]").setInputFiles(key);
  await dialog(page).locator("input[name=key]").setInputFiles(key);
  await press(page, "Use it");
  await dialog(page).locator(".text-bad").first().waitFor();
  console.log("ok what is no certificate is refused");
  await dialog(page).locator("input[name=chain]").setInputFiles(chain);
  await press(page, "Use it");
  await closed(page);
  check((await print()).fingerprint === first.fingerprint, "the one that was uploaded is in use");
  await signed(page, folder, tools);
  await page.getByRole("button", { name: "Upload another one" }).click();
  await dialog(page).locator("input[name=chain]").setInputFiles(chain);
  await dialog(page).locator("input[name=key]").setInputFiles(key);
  await press(page, "Use it");
  await closed(page);
}

/** An authority of OpenSSL signs a request that is made here; its certificate comes alone. */
async function signed(page, folder, { axe, pictures }) {
  await page.getByRole("button", { name: "Signing request (CSR)" }).click();
  await dialog(page).getByLabel("Host names and addresses").fill("gateway.example, 192.0.2.1 a_b");
  await dialog(page).getByLabel("Organization").fill("Harbour Cameras");
  await press(page, "Make it");
  await dialog(page).locator(".text-bad").first().waitFor();
  await dialog(page).getByLabel("Host names and addresses").fill("gateway.example, 192.0.2.1");
  await axe("a signing request");
  await press(page, "Make it");
  await dialog(page).locator("[data-request=waits]").waitFor();
  await axe("the signing request waits");
  await pictures("settings-signing-request", [1440, 390]);
  const [file] = await Promise.all([page.waitForEvent("download"), press(page, "Download")]);
  const [authority, its, chain] = ["authority.pem", "authority-key.pem", "signed.pem"].map((name) => `${folder}/${name}`);
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=An authority", "-days", "9", "-keyout", its, "-out", authority]);
  execFileSync("openssl", ["x509", "-req", "-in", await file.path(), "-CA", authority, "-CAkey", its, "-days", "9", "-copy_extensions", "copy", "-out", chain]);
  await page.keyboard.press("Escape");
  await closed(page);
  await page.getByRole("button", { name: "Upload another one" }).click();
  await dialog(page).locator("input[name=chain]").setInputFiles(chain);
  await press(page, "Use it");
  await closed(page);
  await page.getByText("Harbour Cameras").first().waitFor();
  const [own] = (await call(page, "GET", "/certificates")).body.items;
  check(own.names.includes("gateway.example") && own.subject.includes("Harbour Cameras"), "the certificate that an authority signed is in use");
  check((await call(page, "GET", "/certificates/own/request")).status === 404, "no request waits any more");
}

export async function notify(page, open) {
  await open("notify");
  await page.getByRole("button", { name: "Test pager" }).click();
  await page.getByRole("alert").filter({ hasText: "pager:" }).waitFor();
  await page.getByRole("button", { name: "Deliveries of pager" }).click();
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await closed(page);
  await page.getByText("Its settings").first().waitFor();
}

export async function backup(page, open, passphrase, { axe, pictures }) {
  await open("backup");
  await page.getByRole("button", { name: "Make a backup" }).click();
  await dialog(page).getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await dialog(page).getByLabel("Passphrase again").fill(passphrase);
  const [file] = await Promise.all([page.waitForEvent("download"), press(page, "Download")]);
  const content = readFileSync(await file.path());
  check(content.length > 100 && !content.includes("hush-"), "the backup tells nothing");
  const gone = await call(page, "DELETE", "/routes/live/door", undefined, { "If-Match": "*" });
  check(gone.status < 300, "a route is deleted");
  await page.getByRole("button", { name: "Restore" }).click();
  await dialog(page).locator("input[type=file]").setInputFiles({ name: "x.backup", mimeType: "application/octet-stream", buffer: content });
  await dialog(page).getByLabel("Passphrase").fill("not the passphrase");
  await press(page, "See what would change");
  await until("a wrong passphrase is refused", () => dialog(page).locator(".text-bad, [role=alert]").count());
  await dialog(page).getByLabel("Passphrase").fill(passphrase);
  await press(page, "See what would change");
  await dialog(page).getByText("live/door is made").waitFor();
  await dialog(page).getByText("Everything else is as in the backup.").waitFor();
  check((await call(page, "GET", "/routes/live/door")).status === 404, "looking changes nothing");
  await axe("what a backup would change");
  await pictures("settings-restore", [1440, 390]);
  await typed(page, "restore", "Restore");
  await page.getByText("Restored.").waitFor();
  check((await call(page, "GET", "/routes/live/door")).status === 200, "the route is back");
  await page.getByRole("button", { name: "Take routes from a file" }).click();
  await dialog(page).getByLabel("Whose file").selectOption("mediamtx");
  const theirs = Buffer.from("paths:\n  porch:\n    source: rtsp://127.0.0.1:9/porch\n    runOnReady: touch /tmp/x\n");
  await dialog(page).locator("input[type=file]").setInputFiles({ name: "mediamtx.yml", mimeType: "application/yaml", buffer: theirs });
  await press(page, "See what would change");
  await dialog(page).getByText("porch is made").waitFor();
  await dialog(page).getByText("runOnReady").first().waitFor();
  console.log("ok what falls short of another's file is told before it is taken");
  await press(page, "Take them");
  await page.getByText("One route was changed.").waitFor();
}

/** Names and texts of a zip file, by its directory at the end. */
function unzipped(zip) {
  const files = {};
  let at = zip.readUInt32LE(zip.lastIndexOf("PK\u0005\u0006") + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment, head] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    const start = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
    files[zip.toString("utf8", at + 46, at + 46 + name)] = inflateRawSync(zip.subarray(start, start + size)).toString("utf8");
    at += 46 + name + extra + comment;
  }
  return files;
}

export async function diagnostics(page, open, secrets) {
  await open("checks");
  await page.locator("[data-check=udp-receive-buffer]").waitFor();
  check((await page.locator("[data-check]").count()) >= 9, "there are self-tests");
  await open("runtime");
  await page.locator("[data-gauge=heap]").waitFor();
  await until("gauges go on", () => page.evaluate(() => document.querySelector("[data-gauge=cpu] polyline")?.getAttribute("points")?.split(" ").length > 2));
  await open("workers");
  await page.locator("tr[data-worker=running]").first().waitFor();
  await open("log");
  await page.getByText("is the first administrator").waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Go on" }).waitFor();
  await page.getByLabel("Level").selectOption("error");
  await until("other levels are gone", async () => (await page.locator("[data-line=info]").count()) === 0);
  await page.getByRole("button", { name: "Go on" }).click();
  await open("tools");
  await page.getByText("settings.json").waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the bundle" }).click()]);
  const bundle = unzipped(readFileSync(await file.path()));
  const told = await page.getByRole("list", { name: "What is in it" }).locator("code").allTextContents();
  check(told.length > 10 && told.every((name) => name in bundle), `the bundle holds what is listed: ${Object.keys(bundle).join(" ")}`);
  const leaks = Object.entries(bundle).flatMap(([name, text]) => secrets.filter((secret) => text.includes(secret)).map((secret) => `${name}: ${secret}`));
  check(leaks.length === 0, `no secret is in the bundle: ${leaks.join(", ")}`);
  await page.getByRole("button", { name: "Download the heap" }).click();
  check(await dialog(page).getByRole("button", { name: "Download the heap" }).isDisabled(), "a heap dump needs its word typed");
  await page.keyboard.press("Escape");
  await closed(page);
  await open("audit");
  await page.getByText("The log is as it was written").waitFor();
  await page.getByLabel("Path begins with").fill("/api/v1/users");
  await until("the filter holds", async () => {
    const calls = await page.locator("main tbody td:nth-child(4)").allTextContents();
    return calls.length > 0 && calls.every((one) => one.includes("/api/v1/users"));
  });
  const [table] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as CSV" }).click()]);
  const rows = readFileSync(await table.path(), "utf8").trim().split("\r\n");
  check(rows[0].startsWith("number,at,who") && rows.length > 3 && rows.slice(1).every((row) => row.includes("/api/v1/users")), "the table has what was filtered");
  for (const part of ["network", "time", "updates", "power"]) {
    await open(part);
    await page.locator(`[data-part=${part}]`, { hasText: "Not here" }).waitFor();
  }
}
