// Operators wire sources, streams and destinations: by hand, by keyboard, in the matrix, two at once.
import { drag, make, node, plays, port, route, said } from "./board.mjs";
import { history, leaving, twoAtOnce } from "./editing.mjs";
import { PATIENCE, ask, call, check, run, signIn, until } from "./page.mjs";
import { everyTheme } from "./themes.mjs";

const { USER: user, PASSWORD: password } = process.env;

const edges = (page) => page.locator(".react-flow__edge").count();

run(async (page, { base, checkClean, axe, pictures, expect }) => {
  // browsers log what is refused: playlists that are not there yet, routes that were undone, changes that come too late
  expect((text) => /status of (403|404|412)/.test(text));
  await signIn(page, base, user, password);
  await page.locator("[data-link=live]").waitFor();
  const pattern = { type: "test-pattern", width: 320, height: 240, fps: 10, kbps: 300 };
  await make(page, "live/gate", { sources: [pattern], outputs: { hls: false } });
  await make(page, "live/door", { outputs: { "rtmp-push": [{ url: "rtmp://127.0.0.1:9/live/nobody" }] } });
  await make(page, "live/old", { sources: [{ type: "udp-ts", url: `udp://127.0.0.1:${process.env.UDP_PORT}` }] });
  await ask("camera");
  await ask("old");
  await page.getByRole("link", { name: "Routes" }).click();
  await node(page, "live/gate, Receiving").waitFor();
  await node(page, "live/cam1, Receiving").waitFor();
  await node(page, "live/old, Receiving").waitFor();
  await everyTheme(page, axe, "the patch bay");
  await pictures("bay");

  const context = await page.context().browser().newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(PATIENCE);
  const made = await call(page, "POST", "/users", { name: "li", password, role: "operator", scope: ["*"] });
  check(made.status === 201, `there is another operator: ${made.status}`);
  const other = await context.newPage();
  await signIn(other, base, "li", password, "/admin/routes");
  await node(other, "live/gate").waitFor();

  await byHand(page, other, { axe, pictures });
  await byKeyboard(page, axe, pictures);
  await inOrder(page, pictures);
  await byMatrix(page, axe, pictures, () => everyTheme(page, axe, "the matrix"));
  await page.getByRole("radio", { name: "Table" }).click();
  await page.locator("tr[data-route='live/gate']").waitFor();
  await everyTheme(page, axe, "the table of routes");
  await pictures("routes-table");
  await twoAtOnce(page, other, { axe, pictures, base });
  await leaving(page, { axe, pictures });
  await history(page, () => everyTheme(page, axe, "a route"), pictures);
  await context.close();
  await small(page, base, pictures);
  checkClean("the routes");
});

/** Ports are caught by a lasso, stand in one column, are moved by keys, and go back; one camera is looked at alone. */
async function inOrder(page, pictures) {
  const place = (name) => node(page, name).boundingBox();
  await page.keyboard.press("Escape");
  const [gate, old] = [await place("Stream live/gate"), await place("Stream live/old")];
  await page.keyboard.down("Shift");
  await page.mouse.move(gate.x - 20, Math.min(gate.y, old.y) - 6);
  await page.mouse.down();
  await page.mouse.move(gate.x + gate.width + 10, Math.max(gate.y, old.y) + old.height + 6, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const chosen = await until("a lasso catches streams", async () => {
    const count = await page.locator("[data-chosen]").count();
    return count > 1 && count;
  });
  await node(page, "Stream live/gate").focus();
  await page.keyboard.press("Control+ArrowRight");
  await until("keys move what is chosen", async () => (await place("Stream live/old")).x > old.x);
  await pictures("bay-chosen", [1440]);
  await page.getByRole("button", { name: "Align" }).click();
  check((await page.locator("[data-chosen]").count()) === chosen, "aligning changes nothing but places");
  await page.keyboard.press("l");
  await until("L lays everything out anew", async () => Math.abs((await place("Stream live/old")).x - old.x) < 2);
  await page.keyboard.press("Escape");
  const all = await page.locator(".react-flow__node").count();
  await node(page, "Stream live/gate").focus();
  await page.keyboard.press("o");
  await until("one camera is looked at alone", async () => (await page.locator(".react-flow__node").count()) < all);
  check((await node(page, "Stream live/old").count()) === 0, "others are away");
  await page.getByRole("button", { name: /Only live\/gate/ }).click();
  await node(page, "Stream live/old").waitFor();
}

async function byHand(page, other, { axe, pictures }) {
  // nothing was there: a wire appears, the API agrees, the playlist is there
  const status = await plays(page, "live/gate");
  check(status >= 400, `there is no playlist before: ${status}`);
  const before = await edges(page);
  await drag(page, port(page, "Stream live/gate", "right"), port(page, "Destination HLS", "left"));
  await until("there is one wire more", async () => (await edges(page)) === before + 1);
  check((await route(page, "live/gate")).outputs?.hls !== false, "the API agrees");
  await until("the playlist is there", async () => (await plays(page, "live/gate")) === 200);
  await page.locator("[data-undo]").waitFor();

  // a source becomes a stream of its own
  await drag(page, port(page, "Source Test pattern", "right"), port(page, "New stream", "left"));
  await page.getByRole("dialog").getByLabel("Key").fill("live/second");
  await axe("the question for a key");
  await pictures("bay-new-stream", [1440, 390]);
  await page.getByRole("button", { name: "Make it" }).click();
  await node(page, "live/second").waitFor();
  check((await call(page, "GET", "/routes/live/second")).status === 200, "the new route is on the server");
  await node(other, "live/second").waitFor();
  console.log("ok the other browser shows it");
  await until("the new stream has a playlist", async () => (await plays(page, "live/second")) === 200);
  await drag(page, port(page, "Source Test pattern", "right"), port(page, "New stream", "left"));
  await page.getByRole("dialog").getByLabel("Key").fill("live/third");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.locator("[data-undo]", { hasText: "live/third" }).getByRole("button").click();
  await until("undo takes it off the server", async () => (await call(page, "GET", "/routes/live/third")).status === 404);
  await node(page, "live/third").waitFor({ state: "detached" });

  // from a source to an output: the stream between them is meant
  await drag(page, port(page, "Source Publishers RTMP, SRT, RTSP 127", "right"), port(page, "Destination Recording", "left"));
  await until("what was instant has a route, and records", async () => (await route(page, "live/cam1")).outputs?.recording === true);
  await page.locator("[data-undo]", { hasText: "Recording" }).getByRole("button").click();
  await until("undo takes this route off, too", async () => (await call(page, "GET", "/routes/live/cam1")).status === 404);

  // refused before it is dropped
  const version = (await route(page, "live/old")).version;
  await drag(page, port(page, "Stream live/old", "right"), port(page, "Destination HLS", "left"), async () => {
    await page.locator("[data-refused]", { hasText: "MPEG-2 video cannot go there" }).first().waitFor();
    console.log("ok the reason stands there before the drop");
    await pictures("bay-refused", [1440]);
  });
  check((await route(page, "live/old")).version === version, "nothing has changed");
  await drag(page, port(page, "Stream live/gate", "right"), port(page, "RTMP rtmp://127.0.0.1:9/live/nobody", "left"), async () => {
    await page.locator("[data-refused]", { hasText: "live/door is sent there already" }).first().waitFor();
    console.log("ok a destination that is busy says so");
  });

  // a backup with its rank
  await drag(page, port(page, "Source Test pattern", "right"), port(page, "Stream live/door", "left"));
  await page.getByText("1 backup").first().waitFor();
  const sources = (await route(page, "live/door")).sources;
  check(sources.at(-1).type === "test-pattern" && sources.length === 4, "it stands behind the others");
}

/** With the focus on a port. */
async function at(page, name) {
  await node(page, name).focus();
}

async function byKeyboard(page, axe, pictures) {
  await at(page, "Stream live/door");
  await page.keyboard.press("c");
  await said(page, "From live/door");
  await axe("a wire that is drawn");
  await pictures("bay-drawing", [1280]);
  await at(page, "Destination Recording");
  await page.keyboard.press("c");
  await said(page, "live/door is connected to Recording");
  check((await route(page, "live/door")).outputs.recording === true, "C and C connect");
  await at(page, "Stream live/door");
  await page.keyboard.press("c");
  await at(page, "Destination Recording");
  await page.keyboard.press("x");
  await said(page, "live/door is cut from Recording");
  check((await route(page, "live/door")).outputs.recording !== true, "C and X cut");
  await page.keyboard.press("u");
  await said(page, "Undone");
  check((await route(page, "live/door")).outputs.recording === true, "U takes back on the server");
  await at(page, "Stream live/door");
  await page.keyboard.press("ArrowDown");
  const focus = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  check((await focus()).startsWith("Stream live/gate"), `arrow keys go down a column: ${await focus()}`);
  await page.keyboard.press("ArrowLeft");
  check((await focus()).startsWith("Source Test pattern"), `and along a wire: ${await focus()}`);
  await page.keyboard.press("Escape");
}

async function byMatrix(page, axe, pictures, everyTheme) {
  await page.getByRole("radio", { name: "Matrix" }).click();
  await page.getByRole("grid").waitFor();
  await everyTheme();
  await pictures("matrix");
  const cell = page.getByRole("gridcell", { name: /live\/door → Recording/ });
  await page.getByRole("gridcell").first().focus();
  // down to the row and along to the column
  for (let step = 0; step < 60; step++) {
    const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    if (/live\/door → Recording/.test(label)) break;
    await page.keyboard.press(/live\/door/.test(label) ? "ArrowRight" : "ArrowDown");
  }
  await page.keyboard.press(" ");
  await said(page, "live/door is cut from Recording");
  await cell.and(page.locator("[aria-selected=false]")).waitFor();
  check((await route(page, "live/door")).outputs.recording === false, "Space cuts");
  await page.keyboard.press(" ");
  await said(page, "live/door is connected to Recording");
  check((await route(page, "live/door")).outputs.recording === true, "Space connects");
  // a row comes above the focus: Space is for the cell that has it
  await make(page, "live/aaa");
  await page.getByRole("gridcell", { name: /live\/aaa → Recording/ }).waitFor();
  await page.keyboard.press(" ");
  await said(page, "live/door is cut from Recording");
  await page.keyboard.press(" ");
  await said(page, "live/door is connected to Recording");
  check((await route(page, "live/aaa")).outputs?.recording !== true, "the row above is as it was");
}

/** A telephone gets the table, and everything else on demand. */
async function small(page, base, pictures) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${base}/admin/routes`);
  await page.locator("tr[data-route='live/gate']").waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${base}/admin/routes?view=bay`);
  await node(page, "live/gate").waitFor();
  await page.getByRole("button", { name: /User menu/ }).click();
  await page.getByRole("menuitemradio", { name: "简体中文" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "路由" }).waitFor();
  await pictures("bay-chinese", [1440, 1280]);
}
