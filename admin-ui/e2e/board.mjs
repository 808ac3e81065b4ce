// What scenarios of routes share: calls about routes, ports of the patch bay, and what is said there.
import { call, check, until } from "./page.mjs";

export const route = async (page, key) => (await call(page, "GET", `/routes/${key}`)).body;

export async function make(page, key, more = {}) {
  const made = await call(page, "PUT", `/routes/${key}`, { key, ...more }, { "If-None-Match": "*" });
  check(made.status === 201, `${key} is made: ${JSON.stringify(made.body)}`);
}

export async function plays(page, key) {
  const urls = (await call(page, "GET", `/streams/${key}/urls`)).body;
  const hls = Object.entries(urls.play).find(([name]) => name === "hls")?.[1] ?? `/${key}/index.m3u8`;
  const path = new URL(hls, "http://x").pathname;
  return page.evaluate((where) => fetch(where).then((answer) => answer.status), path);
}

export const node = (page, name) => page.getByRole("group", { name, exact: false }).and(page.locator(".react-flow__node"));
export const port = (page, name, side) => node(page, name).locator(`.react-flow__handle-${side}`);
export const said = (page, text) => until(`it is said: ${text}`, async () => (await page.locator("[data-said]").textContent()).includes(text));

async function middle(locator) {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Where both are once nothing moves any more: a node that has just come or gone moves others. */
async function atRest(page, from, to) {
  const places = async () => [await middle(from), await middle(to)];
  let last = "";
  await until("nothing moves on the board", async () => {
    const now = JSON.stringify(await places());
    const rests = now === last;
    last = now;
    return rests;
  });
}

/** Draws from port to port; what is looked at before it is dropped. */
export async function drag(page, from, to, before = async () => undefined) {
  await atRest(page, from, to);
  await page.mouse.move(...(await middle(from)));
  await page.mouse.down();
  const [x, y] = await middle(to);
  await page.mouse.move(x - 30, y - 10, { steps: 8 });
  await page.mouse.move(x, y, { steps: 4 });
  await before();
  await page.mouse.up();
}
