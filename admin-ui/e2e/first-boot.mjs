// A gateway without users: the set-up code leads to the wall, whoever comes back signs in.
import { check, run, signIn, until } from "./page.mjs";

const { CODE: code, USER: user, PASSWORD: password } = process.env;

run(async (page, { base, expect, checkClean, axe, pictures }) => {
  const answer = await page.goto(`${base}/admin/`);
  const policy = answer.headers()["content-security-policy"] ?? "";
  check(policy.includes("default-src 'self'") && policy.includes("frame-ancestors 'none'"), "there is a policy");
  await page.getByRole("heading", { name: "Set up this gateway" }).waitFor();
  await axe("the language step");
  await pictures("first-boot-language");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Set-up code").waitFor();
  await page.reload();
  await page.getByLabel("Set-up code").waitFor();
  console.log("ok a reload comes back to the same step");
  await axe("the administrator step");
  await pictures("first-boot-administrator");

  const fill = async (codeSaid) => {
    await page.getByLabel("Set-up code").fill(codeSaid);
    await page.getByLabel("User name").fill(user);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Password again").fill(password);
    await page.getByRole("button", { name: "Make the administrator" }).click();
  };
  checkClean("the set-up");
  // a log-out cuts the live stream
  expect((text) => /status of 40[13]|INCOMPLETE_CHUNKED/.test(text));
  await fill("WRONG-CODE-HERE");
  await page.getByText("This is not the code").waitFor();
  console.log("ok a wrong code is refused");
  await fill(code);
  await page.getByRole("heading", { name: "The certificate" }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("heading", { name: "Alone, or in a cluster" }).waitFor();
  await page.getByRole("radio", { name: "Join a cluster" }).check();
  await page.getByLabel("Address of a node").waitFor();
  await page.getByLabel("Join token").waitFor();
  await axe("joining a cluster at the first boot");
  await pictures("first-boot-cluster");
  await page.getByRole("radio", { name: "Go on alone" }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Neither, to the overview" }).click();
  await page.getByText("Nothing comes in yet").waitFor();
  console.log("ok the right code leads to the wall");
  check((await page.content()).includes(password) === false, "the password is not in the page");
  await until("it is live", () => page.locator("[data-link=live]").count());
  await axe("the empty wall");
  await pictures("overview-empty");

  await page.getByRole("button", { name: /User menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await axe("the sign-in");
  await pictures("sign-in");
  await signIn(page, base, user, "not the password");
  await page.getByText("User or password is wrong").waitFor();
  await signIn(page, base, user, password);
  await page.getByText("Nothing comes in yet").waitFor();
  checkClean("the first boot");
});
