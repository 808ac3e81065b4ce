import { Suspense, createElement } from "react";
import { prerender } from "react-dom/static";
import { expect, test } from "vitest";
import { Missing, later } from "../src/frame/later";

/** What it looks like, and what went wrong on the way. */
async function shown(Part: ReturnType<typeof later>) {
  const failures: unknown[] = [];
  const { prelude } = await prerender(createElement(Suspense, { fallback: "waiting" }, createElement(Part)), {
    onError: (failure) => void failures.push(failure),
  });
  return { html: await new Response(prelude).text(), failures };
}

test("a part that did not arrive is asked for again once that is forgotten", async () => {
  let asked = 0;
  let away = true;
  const Part = later(async () => {
    asked++;
    if (away) throw new TypeError("Failed to fetch");
    return { default: () => createElement("p", null, "here") };
  });
  const before = await shown(Part);
  const [failure] = before.failures;
  expect(failure).toBeInstanceOf(Missing);
  expect(before.html).not.toContain("here");
  await shown(Part);
  expect(asked).toBe(1);
  away = false;
  (failure as Missing).forget();
  const after = await shown(Part);
  expect(after).toEqual({ html: expect.stringContaining("<p>here</p>"), failures: [] });
  // an old failure forgets nothing that is there
  (failure as Missing).forget();
  await shown(Part);
  expect(asked).toBe(2);
});
