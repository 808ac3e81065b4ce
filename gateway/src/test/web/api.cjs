"use strict";
// node api.cjs OPERATION SCREENSHOT URL COUNT…: opens pages of an API in headless Chromium, waits
// until each lists COUNT operations, and calls OPERATION (its group and its id:
// `streams-listStreams`) on the last one. Prints how many operations each page lists, the status and the body of the call, requests that left the server,
// and everything that the browser complained of.
const { chromium } = require("playwright-core");

const [operation, screenshot, ...rest] = process.argv.slice(2);
const pages = [];
for (let i = 0; i < rest.length; i += 2) pages.push({ url: rest[i], count: Number(rest[i + 1]) });

/** For anything on a busy machine. */
const PATIENCE_MS = 90_000;

/** Goes down the page until so many were seen: of a long list only what is in sight is drawn. */
async function countOperations(page, wanted) {
  const seen = new Set();
  const end = Date.now() + PATIENCE_MS;
  while (seen.size < wanted && Date.now() < end) {
    const ids = await page.locator(".opblock").evaluateAll((drawn) => drawn.map((one) => one.id));
    ids.forEach((id) => seen.add(id));
    const below = await page.evaluate(() => {
      const before = scrollY;
      scrollBy(0, innerHeight / 2);
      return scrollY > before;
    });
    if (!below) await page.evaluate(() => scrollTo(0, 0));
  }
  await page.evaluate(() => scrollTo(0, 0));
  return seen.size;
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    const errors = [];
    const foreign = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && url.origin !== new URL(pages[0].url).origin) {
        foreign.push(request.url());
      }
    });
    const operations = [];
    for (const { url, count } of pages) {
      await page.goto(url);
      operations.push(await countOperations(page, count));
    }
    const block = page.locator(`#operations-${operation}`);
    await block.locator(".opblock-summary-control").click();
    await block.locator("button.execute").click();
    const answer = block.locator(".live-responses-table tr.response");
    const status = await answer.locator(".response-col_status").innerText();
    const body = await answer.locator(".response-col_description").innerText();
    await page.screenshot({ path: screenshot });
    console.log(JSON.stringify({ operations, status, body, foreign, errors }));
  } finally {
    await browser.close();
  }
})();
