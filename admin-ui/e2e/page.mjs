// What all scenarios share: a page that notes everything that goes wrong, axe, pictures, and a word with whoever started it.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** What waits longer has failed; a busy machine is slow. */
export const PATIENCE = 90_000;

/** Asks whoever started this script to do something, and waits until it is done. */
export async function ask(what) {
  console.log(`ask ${what}`);
  const { value } = await lines.next();
  if (value !== "done") throw new Error(`${what}: ${value}`);
}

/** With SOFT=1 everything that does not hold is told, not the first alone. */
export function check(holds, what) {
  if (!holds && process.env.SOFT) return console.log(`NOT ${what}`);
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok ${what}`);
}

/** Asks until it holds. */
export async function until(what, holds) {
  const end = Date.now() + PATIENCE;
  let last;
  for (;;) {
    last = await holds();
    if (last) break;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  console.log(`ok ${what}`);
  return last;
}

/** Asks until nothing is found; what was found last is told. */
export async function none(what, find) {
  let found = [];
  const gone = async () => {
    found = await find();
    return found.length === 0;
  };
  await until(what, gone).catch((failure) => {
    throw new Error(`${failure.message}: ${found.join("; ")}`);
  });
}

/**
 * Runs one scenario: `node NAME.mjs BASE FOLDER`.
 *
 * @param scenario gets the page, the gateway's address, and what it needs
 */
export async function run(scenario) {
  const [base, folder] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const tools = watched(page, base, folder);
    try {
      await scenario(page, tools);
    } catch (failure) {
      await page.screenshot({ path: join(folder, "failed.png") }).catch(() => undefined);
      throw failure;
    }
    console.log("end");
  } finally {
    await browser.close();
  }
  // the input is still open
  process.exit(0);
}

function watched(page, base, folder) {
  const wrong = [];
  const foreign = [];
  const own = [base];
  let expected = () => false;
  page.on("pageerror", (error) => wrong.push(`page: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected(message.text(), message.location().url)) wrong.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!own.some((one) => url.startsWith(one)) && !/^(blob|data):/.test(url)) foreign.push(url);
  });
  return {
    base,
    /** @param matches errors of the console, and what they are about, that belong to what is tried */
    expect(matches) {
      expected = matches;
    },
    /** @param another address that pages come from */
    trust(another) {
      own.push(another);
    },
    checkClean(what) {
      check(wrong.length === 0, `${what} logs no error: ${wrong.join("; ")}`);
      check(foreign.length === 0, `${what} asks nobody else: ${foreign.join(" ")}`);
    },
    axe: (what) => withoutViolations(page, what, {}),
    /** What of axe another theme may break. */
    colours: (what) => withoutViolations(page, what, { runOnly: ["color-contrast", "link-in-text-block"] }),
    /**
     * A picture of the page in the widths of a desk, a laptop and a telephone.
     *
     * @param at what has to be seen
     */
    async pictures(name, widths = [1440, 1280, 390], at = undefined) {
      for (const width of widths) {
        await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
        if (at) await page.locator(at).first().scrollIntoViewIfNeeded();
        await page.waitForTimeout(100);
        // charts take the new width a moment after the page has it
        await until(`${name} is no wider than ${width}`, () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
        await page.screenshot({ path: join(folder, `${name}-${width}.png`), animations: "disabled" });
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    },
  };
}

async function withoutViolations(page, what, options) {
  // colours on their way from one theme to the other are neither's
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((one) => one.finished));
  });
  // injected beside the page's policy, as a debugger would
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate((how) => globalThis.axe.run(document, how), { resultTypes: ["violations"], ...options });
  const says = violations.map((one) => `${one.id} ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  check(says.length === 0, `axe finds nothing on ${what}: ${says.join("; ")}`);
}

/** Makes a call as the page does, with its cookie; status and body. */
export function call(page, method, path, body, headers = {}) {
  return page.evaluate(
    async ([how, where, what, more]) => {
      const { csrf } = await (await fetch("/api/v1/me")).json();
      const answer = await fetch(`/api/v1${where}`, {
        method: how,
        headers: { "Content-Type": "application/json", ...(csrf ? { "X-CSRF-Token": csrf } : {}), ...more },
        body: what && JSON.stringify(what),
      });
      const text = await answer.text();
      return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : undefined };
    },
    [method, path, body, headers],
  );
}

/** As the API's clients do. */
export async function signIn(page, base, user, password, path = "/admin/") {
  await page.goto(base + path);
  await page.getByLabel("User", { exact: true }).fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
