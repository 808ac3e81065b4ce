// Previews say how far behind live they are and are gone at the server when one leaves; outputs tell their delay, who plays them and which suits; and the tabs.
import { ask, check, run, signIn, until } from "./page.mjs";
import { everyTheme } from "./themes.mjs";

const { USER: user, PASSWORD: password } = process.env;
const KEY = "live/srt";

run(async (page, { base, checkClean, axe, pictures }) => {
  await ask("camera");
  await signIn(page, base, user, password);
  await page.locator(`[data-entry="${KEY}"] [data-state="receiving"]`).waitFor();
  await page.goto(`${base}/admin/streams/${KEY}`);
  await plays(page, "FLV");
  await until("FLV is less than two seconds behind", async () => (await delay(page)) < 2);
  await plays(page, "HLS");
  await until("HLS tells how far behind it is", async () => (await delay(page)) > 0);
  await until("who watches is counted", async () => (await viewers(page)) === 1);
  const left = page.waitForResponse((answer) => answer.url().includes(`/${KEY}/leave?s=`));
  await page.getByRole("link", { name: "Alarms" }).click();
  check((await left).status() === 204, "leaving the page is told to the server");
  check((await viewers(page)) === 0, "nobody watches from then on");
  await page.goto(`${base}/admin/streams/${KEY}?preview=hls`);
  await page.locator("[data-preview=playing]").waitFor();
  await until("who watches is counted again", async () => (await viewers(page)) === 1);
  await page.goto(`${base}/admin/streams/${KEY}?preview=still`);
  await until("whoever closes the page watches no more", async () => (await viewers(page)) === 0);

  await addresses(page, axe, pictures);
  await tabs(page, base, axe, pictures);
  await everyTheme(page, axe, "a stream");
  checkClean("a stream's page");
});

async function delay(page) {
  const shown = page.locator("[data-delay]");
  return (await shown.count()) ? Number(await shown.getAttribute("data-delay")) : NaN;
}

async function viewers(page) {
  const found = await page.evaluate(() => fetch("/api/v1/sessions?kind=viewer").then((answer) => answer.json()));
  return found.total;
}

async function plays(page, way) {
  await page.getByRole("radio", { name: way }).click();
  await page.locator("[data-preview=playing]").waitFor();
  const from = await page.locator("video").evaluate((video) => video.currentTime);
  await until(`${way} plays`, () =>
    page.locator("video").evaluate((video, start) => video.currentTime > start + 2 && video.videoWidth > 0, from),
  );
}

async function addresses(page, axe, pictures) {
  for (const output of ["http-flv", "ws-flv", "ll-hls", "hls", "dash", "rtmp", "rtsp", "srt"]) {
    await page.locator(`[data-behind="${output}"]`).waitFor();
  }
  console.log("ok every output tells its delay");
  await page.getByText(/\/live\/srt\.jpg$/).first().waitFor();
  const target = page.getByRole("combobox", { name: "As near to live as" });
  const player = page.getByRole("combobox", { name: "in", exact: true });
  const advised = (output) => page.locator(`[data-advice="${output}"]`).waitFor();
  await target.selectOption("30");
  await advised("hls");
  await player.selectOption("vlc");
  await target.selectOption("0.5");
  await page.locator("[data-advice]:not([data-advice=hls])").waitFor();
  console.log("ok what suits follows the target");
  await pictures("outputs", [1440, 1280, 390], "[data-advice]");
  const opener = page.getByRole("button", { name: "QR code of HLS" });
  await opener.click();
  await page.getByRole("dialog").getByRole("img", { name: "QR code of HLS" }).waitFor();
  await axe("a QR code");
  await page.keyboard.press("Escape");
  await until("the focus is back at its button", () => opener.evaluate((button) => button === document.activeElement));
  await page.getByRole("tab", { name: "Programs" }).click();
  for (const program of ["OBS", "vMix", "FFmpeg", "VLC", "GStreamer"]) {
    await page.getByText(`${program}, plays`, { exact: true }).waitFor();
    await page.getByText(`${program}, publishes`, { exact: true }).waitFor();
  }
  console.log("ok programs are told how to play and how to publish");
  await axe("the lines for programs");
  await pictures("programs", [1440], "text=OBS, plays");
}

async function tabs(page, base, axe, pictures) {
  const open = async (name) => {
    await page.getByRole("tab", { name, exact: true }).click();
    await until(`${name} stands in the address`, () => new URL(page.url()).searchParams.get("tab") === name.toLowerCase());
  };
  await open("Viewers");
  await page.locator("[data-session=publisher]").getByRole("button", { name: /End the session/ }).waitFor();
  await axe("the viewers");
  await open("Routes");
  await page.getByText("No route: somebody").waitFor();
  await open("Events");
  await page.locator("[data-event=stream]").first().waitFor();
  await axe("the events");
  await pictures("stream-events", [1440], "[data-event=stream]");
  await open("Raw");
  await until("the link is in what the API tells", async () => (await page.locator("pre").innerText()).includes('"peerVersion"'));
  await axe("what the API tells");
  await page.reload();
  await page.locator("pre").waitFor();
  await open("Tracks");
  await page.getByRole("cell", { name: /H\.264/ }).waitFor();
}
