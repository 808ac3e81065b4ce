import { expect, test } from "vitest";
import { isName, nameOf } from "../src/screens/clips/upload";

test("clips are named by their files", () => {
  expect(nameOf("Back soon!.MP4", new Set())).toBe("back-soon");
  expect(nameOf("Back soon!.MP4", new Set(["back-soon", "back-soon-2"]))).toBe("back-soon-3");
  expect(nameOf("片头.mov", new Set())).toBe("clip");
  expect(nameOf(".hidden", new Set())).toBe("clip");
  expect(nameOf(`${"x".repeat(300)}.ts`, new Set())).toHaveLength(50);
});

test("names are those that the server takes", () => {
  for (const name of ["a", "_a.b-c", "A".repeat(64)]) expect(isName(name), name).toBe(true);
  for (const name of ["", "-a", ".a", "a b", "ä", "A".repeat(65)]) expect(isName(name), name).toBe(false);
});
