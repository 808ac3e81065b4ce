// What every screen has to hold, whoever wrote it: the list of screens is read from the pages' own sources.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { PATIENCE, check, until } from "./page.mjs";

const folder = new URL("../src/screens/", import.meta.url);

/** Folder and path of each screen; parts of the path that are variable are of a stream that has a route. */
export const screens = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  // some folders are parts of other screens
  if (!existsSync(new URL(`${entry.name}/screen.ts`, folder))) return [];
  const spec = readFileSync(new URL(`${entry.name}/screen.ts`, folder), "utf8");
  const { path } = /path: "(?<path>[^"]*)"/.exec(spec).groups;
  const of = { ":app": "live", ":name": "gate" };
  const parts = path.split("/").flatMap((part) => (/[*?]$/.test(part) ? [] : [of[part] ?? part]));
  return [{ name: entry.name, path: parts.join("/") || "/" }];
});

/** Goes to a screen, and waits until what it shows is there. */
export async function open(page, base, path) {
  await page.goto(`${base}/admin${path}`);
  await page.locator("header [data-link=live]").waitFor({ timeout: PATIENCE });
  await settled(page);
}

/** Nothing says that it is loading, and the words are there. */
export async function settled(page) {
  await page.locator("main h1, main h2, main p").first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .animate-pulse") === null);
}

/** Pages of a screen that has several: what links to them stands in the screen. */
export async function pagesOf(page, { name, path }) {
  const links = await page.locator(`main a[href^="/admin${path}/"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const own = path === "/" || screens.some((other) => other.name !== name && other.path.startsWith(`${path}/`));
  return own ? [] : [...new Set(links)].map((href) => href.replace(/^\/admin/, "").replace(/[?#].*/, "")).slice(0, 30);
}

/** Everything that takes the focus, as somebody finds it who goes by the tab key. */
export async function byTab(page, what) {
  const wanted = await page.evaluate(() => {
    const radios = new Set();
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) => {
      if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
      // it passes the focus on to one of its items
      if (one.matches("[role=radiogroup], [role=tablist], [role=toolbar]")) return false;
      if (one.closest("[inert], [aria-hidden=true], .react-flow__edges")) return false;
      if (one.type !== "radio") return true;
      // of radio buttons one takes the focus, the keys find the others
      const first = !radios.has(one.name);
      radios.add(one.name);
      return first;
    });
    for (const one of document.querySelectorAll("[data-reached]")) one.removeAttribute("data-reached");
    for (const one of all) one.setAttribute("data-reached", "no");
    document.activeElement?.blur();
    window.getSelection()?.removeAllRanges();
    return all.length;
  });
  const unseen = [];
  for (let presses = 0; presses < wanted * 2 + 60; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return { none: true };
      const again = one.getAttribute("data-reached") === "yes";
      if (one.type === "radio") {
        for (const other of document.getElementsByName(one.name)) if (other.hasAttribute("data-reached")) other.setAttribute("data-reached", "yes");
      }
      one.setAttribute("data-reached", "yes");
      const marked = [one, one.parentElement, one.querySelector(".react-flow__edge-path")].some((part) => {
        if (!part) return false;
        const style = getComputedStyle(part);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none" || part.tagName === "path";
      });
      // what has parts of the browser's own shows the focus in them
      const left = document.querySelectorAll("[data-reached=no]").length;
      return { again, left, unseen: marked || one.matches("video, [type^=date], [type=time]") ? "" : one.outerHTML.slice(0, 160) };
    });
    if (at.unseen) unseen.push(at.unseen);
    if (at.left === 0) break;
  }
  const missed = await page.locator("[data-reached=no]").evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 160)));
  check(missed.length === 0, `Tab reaches all ${wanted} controls of ${what}: ${missed.join("\n")}`);
  check(unseen.length === 0, `the focus is seen everywhere on ${what}: ${unseen.join("\n")}`);
}

/**
 * Menus and dialogs of a screen open, are looked at, close with Esc and give the focus back.
 *
 * @param look gets what is open, and what that is called
 */
export async function openers(page, what, look) {
  const found = page.locator("main [aria-haspopup]:visible:not(:disabled)");
  for (let index = 0; index < Math.min(await found.count(), 4); index++) {
    const opener = found.nth(index);
    await opener.click();
    const open = page.locator("[role=dialog], [role=alertdialog], [role=menu]").last();
    await open.waitFor();
    await look(`${what} with a dialog`, open);
    await page.keyboard.press("Escape");
    await open.waitFor({ state: "detached" });
    await until(`Esc gives the focus back on ${what}`, () => opener.evaluate((one) => one === document.activeElement));
  }
}

/** Names of everything that can be done or read in columns. */
export function names(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("main a[href], main button, main input, main select, main th[scope=col], main h1, main h2, header button")]
      // what leads from page to page may be elsewhere on small ones
      .filter((one) => !one.closest("main nav") && one.checkVisibility({ visibilityProperty: true }))
      .map((one) => one.getAttribute("aria-label") ?? one.textContent?.trim() ?? ""),
  );
}

/** What stands beside its box: titles, buttons and labels whose words are longer than their place. */
export function overflowing(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, h1, h2, h3, label, legend, th, nav a, dt, [role=radio]")]
      .filter((one) => {
        const { overflowX, textOverflow } = getComputedStyle(one);
        return one.checkVisibility() && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1 && overflowX === "visible" && textOverflow !== "ellipsis";
      })
      .map((one) => `${one.tagName} ${one.textContent?.slice(0, 60)} ${one.scrollWidth} > ${one.clientWidth}`),
  );
}

/** Words of an element that are neither Chinese nor a name; what people and machines have named stays as it is. */
export function english(within, proper) {
  return within.evaluate(
    (top, [source]) => {
      const names = new RegExp(source, "gi");
      const said = [];
      const look = (text, where) => {
        const rest = (text ?? "").replace(names, " ");
        const words = rest.match(/[A-Za-z]{3,}/g);
        if (words) said.push(`${words.join(" ")} (${where})`);
      };
      const named = "code, pre, canvas, script, style, [lang=en], [translate=no]";
      const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.parentElement;
        if (at?.checkVisibility() && !at.closest(named)) look(node.nodeValue, at.tagName);
      }
      for (const one of [top, ...top.querySelectorAll("[aria-label], [title], [placeholder], [alt]")]) {
        if (one.closest(named)) continue;
        for (const name of ["aria-label", "title", "placeholder", "alt"]) look(one.getAttribute(name), name);
      }
      return [...new Set(said)];
    },
    [proper.source],
  );
}
