import i18next from "i18next";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, test } from "vitest";
import { ApiError } from "../src/api/client";
import words from "../src/i18n/zh-CN.json";
import { Failure } from "../src/session/Failure";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", resources: { "zh-CN": { translation: words } }, initAsync: false });
});

const html = (of: unknown) => renderToStaticMarkup(createElement(Failure, { of }));

test("a failure is said in our own words where they say as much", () => {
  expect(html(new ApiError(0, "fetch failed"))).toBe(words.problem.unreachable);
  expect(html(new ApiError(412, "changed"))).toBe(words.problem.changed);
  const later = html(new ApiError(429, "wait", undefined, 30));
  expect(later).toContain("30");
  expect(later).not.toMatch(/wait|lang=/);
});

test("what the gateway or the browser says of it is marked as English", () => {
  expect(html(new ApiError(418, "short and stout"))).toBe('<span lang="en">short and stout</span>');
  expect(html(new TypeError("a bug"))).toBe('<span lang="en">TypeError: a bug</span>');
});
