// A gateway becomes the first node of a cluster, lets a second in, loses it, and removes it.
import { ask, call, check, run, signIn, until } from "./page.mjs";

const { USER: user, PASSWORD: password } = process.env;

run(async (page, { base, expect, checkClean, axe, pictures }) => {
  const dialog = page.getByRole("dialog");
  const node = (number) => page.locator(`[data-node='${number}']`);
  await signIn(page, base, user, password, "/admin/cluster");
  await page.getByRole("heading", { name: "Cluster", exact: true }).waitFor();
  await page.locator("[data-cluster=alone]").waitFor();
  await axe("a gateway alone");
  await pictures("cluster-alone");

  // the browser logs what is refused
  expect((text) => /status of (409|422|502)/.test(text));
  await page.getByLabel("Address of a node").fill(`${process.env.OTHER}:5702`);
  await page.getByLabel("Join token").fill(`tgjoin1-${"0".repeat(16)}-${"0".repeat(32)}-${"0".repeat(64)}`);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByText("No cluster answers at this address").waitFor();
  console.log("ok what is refused is said in words");

  await page.getByRole("button", { name: "Make it" }).click();
  await node(1).and(page.locator("[data-state=member]")).waitFor();
  await until("its facts are there", async () => (await node(1).textContent()).includes("Up for"));
  await page.getByText("Whole, and copied").waitFor();
  await axe("a cluster of one");

  await page.getByRole("button", { name: "Make a join token" }).click();
  await dialog.getByLabel("For").fill("gw-2");
  await dialog.getByRole("button", { name: "Make a join token" }).click();
  const secret = await dialog.locator("[data-secret=once]").textContent();
  check(secret.startsWith("tgjoin1-"), "the token is shown");
  await axe("a join token");
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  check(!(await page.content()).includes(secret), "and no more");
  await page.locator("[data-join-token='gw-2']", { hasText: "Can be used" }).waitFor();

  await ask(`join ${secret}`);
  await node(2).and(page.locator("[data-state=member]")).waitFor();
  await page.locator("[data-join-token='gw-2']", { hasText: /Used/ }).waitFor();
  await until("the second has told its facts", async () => (await node(2).textContent()).includes("Up for"));
  await axe("a cluster of two");
  await pictures("cluster");

  await node(2).getByRole("button", { name: "Drain gw-2" }).click();
  const question = page.getByRole("alertdialog");
  await question.waitFor();
  await axe("the question before a drain");
  await question.getByRole("button", { name: "Drain" }).click();
  await node(2).and(page.locator("[data-state=draining]")).locator("[data-drain=done]").waitFor();
  await axe("a node that is drained");
  await pictures("cluster-drained");
  await node(2).getByRole("button", { name: "Resume gw-2" }).click();
  await node(2).and(page.locator("[data-state=member]")).waitFor();
  await page.locator("[data-drain]").waitFor({ state: "detached" });

  await ask("kill");
  await node(2).and(page.locator("[data-state=away]")).waitFor();
  await page.getByText("Not reached: gw-2").waitFor();
  await page.locator("[data-cluster=split]").waitFor();
  check((await node(2).textContent()).includes("Last seen"), "what it said last is still there");
  await axe("a split");
  await pictures("cluster-split");
  await page.getByRole("link", { name: "Overview" }).click();
  await page.locator("[data-split]").waitFor();
  await axe("the banner over other screens");
  await pictures("cluster-banner", [1440, 390]);
  await page.getByRole("link", { name: "See the cluster" }).click();

  await node(2).getByRole("button", { name: "Remove gw-2" }).click();
  await dialog.getByRole("button", { name: "Remove" }).and(page.locator(":disabled")).waitFor();
  await dialog.getByRole("textbox").fill("gw-2");
  await axe("removing a node");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await until("it is removed", async () => {
    const { nodes } = (await call(page, "GET", "/cluster")).body;
    return nodes.find(({ number }) => number === 2).state === "revoked";
  });
  await page.locator("[data-cluster=member]").waitFor();
  await page.getByText("Removed, or gone for good: 1").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await until("the banner is gone", async () => (await page.locator("[data-split]").count()) === 0);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.locator("[data-cluster=member]").waitFor();
  console.log("ok the rail's keys lead there");
  checkClean("the cluster");
});
