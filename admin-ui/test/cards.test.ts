import { expect, test } from "vitest";
import { cards } from "../src/design/cards";

test("cells of cards say their columns, whatever stands in the words", () => {
  expect(cards(["Name", "Role", 'a "b" \\ c', "one\ntwo"])).toEqual({ "--c2": '"Role"', "--c3": '"a \\"b\\" \\\\ c"', "--c4": '"one two"' });
  expect(cards(["Name", null, "State"])).toEqual({ "--c3": '"State"' });
});
