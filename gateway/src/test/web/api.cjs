"use strict";
// node api.cjs OPERATION SCREENSHOT URL…: opens pages of an API in headless Chromium, and calls
// OPERATION (its group and its id: `streams-listStreams`) on the last one. Prints how many
// operations each page lists, the status and the body of the call, requests that left the server,
// and everything that the browser complained of.
const { chromium } = require("playwright-core");

const [operation, screenshot, ...urls] = process.argv.slice(2);

/** For anything on a busy machine. */
const PATIENCE_MS = 90_000;

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
      if (url.protocol !== "data:" && url.origin !== new URL(urls[0]).origin) {
        foreign.push(request.url());
      }
    });
    const operations = [];
    for (const url of urls) {
      await page.goto(url);
      await page.locator(".opblock").first().waitFor();
      operations.push(await page.locator(".opblock").count());
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
