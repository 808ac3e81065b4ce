import i18next from "i18next";
import { readFileSync, readdirSync } from "node:fs";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ApiError } from "../src/api/client";
import { Finding } from "../src/i18n/Finding";
import { Said } from "../src/i18n/Said";
import frame from "../src/i18n/en.json";
import said from "../src/i18n/said.zh-CN.json";
import chinese from "../src/i18n/zh-CN";
import wizard from "../src/screens/wizard/words.zh-CN.json";
import { Failure } from "../src/session/Failure";

const java = new URL("../../gateway/src/main/java/io/tidegate/gateway/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, java), "utf8");
const found = (text: string, sign: RegExp) => [...text.matchAll(sign)].map((match) => match[1] ?? "");

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: {
      en: { translation: frame },
      "zh-CN": { translation: chinese },
    },
    initAsync: false,
  });
});

beforeEach(() => i18next.changeLanguage("zh-CN"));

describe("what the gateway says by a code", () => {
  const kinds = found(read("alarm/AlarmKind.java"), /^ {2}([A-Z][A-Z_]+)\(/gm).map((kind) => kind.toLowerCase().replaceAll("_", "-"));
  const rules = readdirSync(new URL("doctor/", java)).filter((file) => file.endsWith("Rules.java"));
  const codes = rules.flatMap((file) => found(read(`doctor/${file}`), /new Diagnosis\(\s*"([\w-]+)"/g));

  test("has Chinese words, each alarm and each diagnosis, and none that is not said", () => {
    expect(kinds.length).toBeGreaterThan(15);
    expect(codes.length).toBeGreaterThan(15);
    expect(Object.keys(said.finding).sort()).toEqual([...new Set([...kinds, ...codes])].sort());
  });

  test("has Chinese words, each status that the API describes and that we do not say otherwise", () => {
    const api = readFileSync(new URL("../../openapi.yaml", import.meta.url), "utf8");
    const statuses = new Set(found(api, /'(\d{3})': \{\$ref: '#\/components\/responses\/Problem'\}/g));
    const ours = ["412", "429"];
    expect([...statuses].filter((one) => !ours.includes(one) && !(one in said.problem))).toEqual([]);
  });

  test("has Chinese words, each failure of a source that has a code", () => {
    const advice = found(read("probe/ProbeAdvice.java"), /new Rule\(\s*"[^"]*",\s*"([\w-]+)"/g);
    expect(advice.length).toBeGreaterThan(15);
    expect(advice.filter((code) => !(code in wizard.cause))).toEqual([]);
  });

  test("is Chinese", () => {
    const names = /HLS|HTTP-FLV|SRT|AAC/g;
    const texts = [...Object.values(said.finding).flatMap((one) => Object.values(one)), ...Object.values(said.problem)];
    for (const text of texts) {
      expect(text).toMatch(/[一-鿿]/);
      expect(text.replace(names, "")).not.toMatch(/[A-Za-z]{3,}/);
    }
  });
});

describe("a finding", () => {
  const html = (code: string, cause?: string) =>
    renderToStaticMarkup(createElement(Finding, { code, cause, says: "2 of 3 packets.", next: "See the line." }));

  test("is said in our words, and the gateway's with its figures stand below, marked", () => {
    const text = html("srt-loss");
    expect(text).toContain(said.finding["srt-loss"].says);
    expect(text).toContain(said.finding["srt-loss"].next);
    expect(text).toMatch(/<p lang="en"[^>]*>2 of 3 packets\. See the line\.<\/p>$/);
  });

  test("of a source that said no has the advice for that", () => {
    expect(html("source-fails", "login")).toContain(wizard.cause.login.next);
    expect(html("source-fails", "of-a-newer-one")).toContain(said.finding["source-fails"].next);
  });

  test("that is not known here is the gateway's own, marked", () => {
    expect(html("of-a-newer-one")).toBe('<p><span lang="en">2 of 3 packets.</span></p><p class="mt-1 text-soft"><span lang="en">See the line.</span></p>');
  });

  test("is the gateway's own in English", async () => {
    await i18next.changeLanguage("en");
    expect(html("srt-loss")).toBe(html("of-a-newer-one"));
  });

  test("in one line has the gateway's own as the title", () => {
    const line = (of: string) => renderToStaticMarkup(createElement(Said, { of, english: "401 Unauthorized" }));
    expect(line("cause.login.says")).toBe(`<span lang="en" title="401 Unauthorized"><span lang="zh-CN">${wizard.cause.login.says}</span></span>`);
    expect(line("cause.null.says")).toBe('<span lang="en">401 Unauthorized</span>');
  });
});

test("a refusal has what kind it is above the gateway's own words, in English those alone", async () => {
  const html = () => renderToStaticMarkup(createElement(Failure, { of: new ApiError(409, "there is a route live/a") }));
  expect(html().startsWith(said.problem[409])).toBe(true);
  expect(html()).toMatch(/<span lang="en"[^>]*>there is a route live\/a<\/span>$/);
  await i18next.changeLanguage("en");
  expect(html()).toBe('<span lang="en">there is a route live/a</span>');
});
