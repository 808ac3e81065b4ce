// An operator adds sources: what does not work says why, each in its own words; what works is measured and saved.
import { ask, check, run, signIn, until } from "./page.mjs";

const { USER: user, PASSWORD: password, CAMERA: camera, STRANGE_CAMERA: strange, CLOSED: closed } = process.env;

run(async (page, { base, checkClean, axe, pictures }) => {
  await signIn(page, base, user, password, "/admin/routes");
  await page.getByRole("link", { name: "Add a source" }).click();
  await page.getByRole("heading", { name: "Add a source" }).waitFor();
  await axe("the wizard");
  await pictures("wizard");

  const cause = page.locator("[data-cause]");
  const said = [];
  const fails = async (url, login, code) => {
    await page.getByLabel("Address").fill(url);
    await page.getByLabel("User", { exact: true }).fill(login.user ?? "");
    await page.getByLabel("Password", { exact: true }).fill(login.password ?? "");
    await page.getByRole("button", { name: "Look at it" }).click();
    await cause.waitFor();
    check((await cause.getAttribute("data-cause")) === code, `${code}: ${await cause.textContent()}`);
    said.push(await cause.locator("p").first().textContent());
    if (said.length === 1) {
      await axe("a source that does not work");
      await pictures("wizard-failed");
    }
    await page.getByRole("button", { name: "Back" }).click();
  };
  await fails(`${camera}cam`, { user: "user", password: "wrong" }, "login");
  await fails(`${camera}elsewhere`, { user: "user", password: "pass" }, "path");
  await fails(closed, {}, "port");
  await fails(strange, {}, "codec");
  check(new Set(said).size === 4, `four different messages: ${said.join(" | ")}`);

  // an address with name and password in it, as vendors print it
  await page.getByLabel("Address").fill(`${camera}cam`.replace("//", "//user:pass@"));
  check((await page.getByLabel("Address").inputValue()) === `${camera}cam`, "the password leaves the address");
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.locator("[data-found]").waitFor();
  await page.locator("[data-found]", { hasText: "H.264" }).waitFor();
  await axe("a source that works");
  await pictures("wizard-found");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Key of the stream").fill("live/yard");
  await axe("the name of a source");
  await page.getByRole("button", { name: "Save" }).click();
  const yard = page.locator(".react-flow__node").and(page.getByRole("group", { name: "Stream live/yard" }));
  await yard.waitFor();
  await until("it is received", () => page.getByRole("group", { name: "Stream live/yard, Receiving" }).count());
  await pictures("bay-lit", [1440]);
  const stored = await page.evaluate(() => fetch("/api/v1/routes/live/yard").then((answer) => answer.text()));
  check(!stored.includes('"pass"'), "the password is not shown again");
  check(!(await page.content()).includes("user:pass"), "nor does it stand in the page");
  check((await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).includes("pass\"") === false, "nor is it kept");

  // a reload drops secrets, and says so
  await page.goto(`${base}/admin/routes/new`);
  await page.getByLabel("Address").fill(`${camera}cam`);
  await page.getByLabel("User", { exact: true }).fill("user");
  await page.getByLabel("Password", { exact: true }).fill("pass");
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.locator("[data-found]").waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Key of the stream").waitFor();
  await page.reload();
  await page.getByText(/have to be typed again/).waitFor();
  check((await page.getByLabel("Password", { exact: true }).inputValue()) === "", "the password has to be typed again");
  await page.getByRole("link", { name: "Cancel" }).click();

  // a test pattern needs no look
  await page.goto(`${base}/admin/routes/new`);
  await page.getByRole("radio", { name: "Test pattern" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Key of the stream").fill("live/pattern");
  // it goes on where it was
  await page.reload();
  check((await page.getByLabel("Key of the stream").inputValue()) === "live/pattern", "a reload loses nothing");
  await page.getByRole("button", { name: "Save" }).click();
  await until("the pattern is received", () => page.getByRole("group", { name: "Stream live/pattern, Receiving" }).count());

  // somebody who comes by himself
  await page.goto(`${base}/admin/routes/new`);
  await page.getByRole("radio", { name: "Wait for a push" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Key of the stream").fill("live/encoder");
  await page.getByText("Nobody publishes there yet").waitFor();
  await pictures("wizard-waiting");
  await ask("encoder");
  await page.getByText(/Received from RTMP/).waitFor();
  console.log("ok it turns green when the encoder comes");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("group", { name: "Stream live/encoder, Receiving" }).waitFor();
  checkClean("the wizard");
});
