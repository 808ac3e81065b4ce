// A network that loses one packet in twenty: the lanes rise, decisions are told, and the advice goes into the route.
import { ask, check, run, signIn, until } from "./page.mjs";
import { everyTheme } from "./themes.mjs";

const { USER: user, PASSWORD: password } = process.env;
const KEY = "live/far";

run(async (page, { base, checkClean, axe, pictures, expect }) => {
  // on a slow machine a link breaks and is made anew: browsers log that the old one is gone
  expect((text, url) => /status of 404/.test(text) && url.includes("/decisions"));
  await ask("camera");
  await signIn(page, base, user, password);
  await page.locator(`[data-entry="${KEY}"] [data-state="receiving"]`).waitFor();
  await page.goto(`${base}/admin/streams/${KEY}?preview=still&range=5m`);
  const arq = page.locator("[data-lane=arq]");
  await arq.waitFor();
  check(Number(await arq.getAttribute("data-reported")) === 0, "nothing is asked for again while nothing is lost");
  await ask("loss");
  for (const id of ["loss", "repeats"]) {
    await until(`the lane of ${id} rises`, async () => Number(await newest(page, id)) > 0);
  }
  await until("repeats are asked for", async () => Number(await arq.getAttribute("data-reported")) > 0);
  await until("some come in time", async () => Number(await arq.getAttribute("data-recovered")) > 0);
  await page.getByText(/RTT .* ms, window 120 ms: one retry only\. Suggest \d+ ms/).waitFor();
  console.log("ok the advice appears");
  await page.locator("summary").click();
  await page.locator("[data-decision=reported]").first().waitFor();
  await everyTheme(page, axe, "decisions");
  await pictures("arq", [1440, 1280, 390], "[data-arq-advice]");
  await page.getByRole("button", { name: "Adopt" }).click();
  const apply = page.getByRole("button", { name: /^Apply \d+ ms/ });
  await apply.waitFor();
  const wanted = /\d+/.exec(await apply.textContent())[0];
  await apply.click();
  await page.getByText("The route says so").waitFor();
  const route = await page.evaluate((key) => fetch(`/api/v1/routes/${key}`).then((answer) => answer.json()), KEY);
  check(String(route.srt.latencyMs) === wanted, `the route has the latency: ${JSON.stringify(route.srt)}`);
  // the link ends with its camera: nobody asks for its decisions any more
  await page.goto(`${base}/admin/`);
  await ask("other camera");
  await page.locator('[data-entry="live/other"] [data-state="receiving"]').waitFor();
  await page.goto(`${base}/admin/streams/live/other?preview=still`);
  await page.locator("[data-no-arq]").getByText("RTMP").waitFor();
  console.log("ok a stream that is none of SRT says why there is no such lane");
  checkClean("the lane of decisions");
});

/** What a lane told last, as its name for screen readers has it. */
async function newest(page, id) {
  const told = await page.locator(`[data-lane=${id}] b`).first().innerText();
  return told === "–" ? 0 : told;
}
