import { expect, test } from "vitest";
import { csv } from "../src/screens/settings/insight/csv";

test("cells are quoted where they have to be, and are no formulas", () => {
  const rows = [
    { who: "eva", path: "/api/v1/routes" },
    { who: "=HYPERLINK(1)", path: 'a "b", c' },
    { who: "@x", path: "two\nlines" },
  ];
  expect(csv(["who", "path"], rows)).toBe(
    'who,path\r\neva,/api/v1/routes\r\n\'=HYPERLINK(1),"a ""b"", c"\r\n\'@x,"two\nlines"\r\n',
  );
  expect(csv(["who"], [])).toBe("who\r\n");
});
