import { afterEach, expect, test, vi } from "vitest";
import { copy } from "../src/design/Copy";

afterEach(() => vi.unstubAllGlobals());

/** A page over plain HTTP: `execCommand` copies what is selected, when it does. */
function page(copies: boolean) {
  const steps: string[] = [];
  const area = { value: "", style: {}, select: () => steps.push("select"), remove: () => steps.push("remove") };
  vi.stubGlobal("HTMLElement", class {});
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("document", {
    activeElement: null,
    createElement: () => area,
    execCommand: (what: string) => {
      steps.push(`${what} ${area.value}`);
      return copies;
    },
  });
  const button = { after: (what: unknown) => steps.push(what === area ? "beside" : "?") };
  return { steps, button: button as unknown as Element };
}

test("without a clipboard it is copied beside the button, and whether it was is said", async () => {
  const works = page(true);
  expect(await copy("secret", works.button)).toBe(true);
  expect(works.steps).toEqual(["beside", "select", "copy secret", "remove"]);
  const refused = page(false);
  expect(await copy("secret", refused.button)).toBe(false);
  expect(refused.steps.at(-1)).toBe("remove");
});

test("a clipboard that refuses is not believed", async () => {
  const { button, steps } = page(false);
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("denied")) } });
  expect(await copy("secret", button)).toBe(false);
  expect(steps).toContain("copy secret");
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.resolve() } });
  expect(await copy("secret", button)).toBe(true);
});
