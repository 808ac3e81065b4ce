import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { preferred } from "../src/i18n/languages";
import { lengthened } from "../src/i18n/pseudo";

const folder = new URL("../src/", import.meta.url);

type Words = { [key: string]: string | Words };

function words(language: string): Map<string, string> {
  const all = new Map<string, string>();
  const add = (path: string, part: Words) => {
    for (const [key, value] of Object.entries(part)) {
      if (typeof value === "string") all.set(path + key, value);
      else add(`${path}${key}.`, value);
    }
  };
  add("", JSON.parse(readFileSync(new URL(`i18n/${language}.json`, folder), "utf8")));
  for (const screen of readdirSync(new URL("screens/", folder), { withFileTypes: true })) {
    if (screen.isDirectory()) {
      add(`${screen.name}.`, JSON.parse(readFileSync(new URL(`screens/${screen.name}/words.${language}.json`, folder), "utf8")));
    }
  }
  return all;
}

const english = words("en");
const chinese = words("zh-CN");

test("both languages have the same words", () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test("both say the same values", () => {
  const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  for (const [key, text] of english) expect(values(chinese.get(key) ?? ""), key).toEqual(values(text));
});

test("Chinese words are Chinese", () => {
  const proper = /tidegate|systemd-networkd|DHCP|IPv[46]|MAC|openssl|CSR|all、|root|sysctl -w net.core.[rw]mem_max|timedatectl|LimitNOFILE|ulimit|-Xmx|\/etc\/hosts|UDP|JDK Mission Control|libsrt|tcpdump|TLS|HTTPS?|RTMPS?|RTSPS?|SRT|HLS|DASH|FLV|JPEG|YAML|PEM|SHA|HMAC|CPU|TTL|JFR|JVM|SBOM|Java|MediaMTX|go2rtc|Frigate|FFmpeg|AAC|RTSP|RTMP|HTTP-FLV|WebSocket-FLV|LL-HLS|WebSocket|GStreamer|OBS|vMix|VLC|NAK|RTT|JSON|Tidegate|node:NAME|label:WORD|acme|live\/door|live|Mb\/s|setup-code|reset-password|NAME|ABCD-EFGH-JKLM|Ctrl(-K)?|Esc|ONVIF|[{}\w]*\{\{\w+\}\}/g;
  for (const [key, text] of chinese) {
    expect(/[一-鿿]/.test(text), key).toBe(true);
    expect(/[A-Za-z]{3,}/.test(text.replace(proper, "")), `${key}: ${text}`).toBe(false);
  }
});

/** Text of the sources by file. */
function* sources(at: URL): Generator<[string, string]> {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* sources(new URL(`${entry.name}/`, at));
    else if (/\.tsx?$/.test(entry.name)) {
      yield [entry.name, readFileSync(new URL(entry.name, at), "utf8")];
    }
  }
}

test("every word that is asked for is there", () => {
  for (const [file, text] of sources(folder)) {
    for (const [, key] of text.matchAll(/\bt\(\s*"([\w.]+)"/g)) {
      expect(english.has(key ?? "") || english.has(`${key}_other`), `${key} of ${file}`).toBe(true);
    }
  }
});

const folders = readdirSync(new URL("screens/", folder), { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? [one.name] : [],
);

/** The folders whose words are said by a file and by what it imports, at once or later. */
function said(file: URL, seen = new Set<string>(), found = new Set<string>()): Set<string> {
  const path = [".tsx", ".ts"].map((end) => new URL(file.href + end)).find((one) => existsSync(one));
  if (!path || seen.has(path.href)) return found;
  seen.add(path.href);
  const text = readFileSync(path, "utf8");
  for (const [, first = "", rest] of text.matchAll(/["`](\w+)\.([\w$]+)/g)) {
    if (folders.includes(first) && rest !== "title") found.add(first);
  }
  for (const [, from = ""] of text.matchAll(/(?:from|import\()\s*"(\.[^"]*)"/g)) said(new URL(from, path), seen, found);
  return found;
}

test("every screen brings the words it says", () => {
  const brings = folders.filter((one) => existsSync(new URL(`screens/${one}/screen.ts`, folder)));
  for (const screen of brings) {
    const spec = readFileSync(new URL(`screens/${screen}/screen.ts`, folder), "utf8");
    const [, listed = ""] = /words: \[(.*)\]/.exec(spec) ?? [];
    const brought = [screen, ...[...listed.matchAll(/"(\w+)"/g)].map((match) => match[1])];
    const [, view = ""] = /import\("(.*)"\)/.exec(spec) ?? [];
    const missing = [...said(new URL(`screens/${screen}/${view}`, folder))].filter((one) => !brought.includes(one));
    expect(missing, `put into "words" of ${screen}/screen.ts`).toEqual([]);
  }
});

test("the frame says no words of a screen but its title", () => {
  // these bring their own
  const apart = ["screens/index.ts", "screens/cluster/FirstJoin.tsx"].map((one) => new URL(one, folder).href);
  expect([...said(new URL("App", folder), new Set(apart))]).toEqual([]);
});

test("the first boot brings the words of its step for clusters", () => {
  const text = readFileSync(new URL("session/FirstBoot.tsx", folder), "utf8");
  expect(text).toContain('import("../screens/cluster/FirstJoin"), learn(["cluster"])');
  const parts = ["FirstJoin", "JoinForm"].map((one) => readFileSync(new URL(`screens/cluster/${one}.tsx`, folder), "utf8"));
  const first = parts.flatMap((part) => [...part.matchAll(/["`](\w+)\.[a-z]\w*(?:\.|["`])/g)].map((match) => match[1] ?? ""));
  expect([...new Set(first)].filter((one) => folders.includes(one))).toEqual(["cluster"]);
});

test("every screen has a title", () => {
  for (const screen of folders) expect(english.has(`${screen}.title`), screen).toBe(true);
});

test("the language of whoever comes for the first time", () => {
  expect(preferred("en", ["zh-CN"])).toBe("en");
  expect(preferred(null, ["zh-TW", "en"])).toBe("zh-CN");
  expect(preferred(null, ["en-GB", "zh-CN"])).toBe("en");
  expect(preferred("xx", ["de"])).toBe("en");
});

test("long words are two fifths longer, and none of them is plain", () => {
  for (const text of ["Receiving", "Nothing of that name", "{{count}} viewers"]) {
    const long = lengthened(text);
    expect(long.length).toBeGreaterThanOrEqual(Math.floor(text.length * 1.4));
    expect(long.length).toBeLessThanOrEqual(text.length * 1.4 + 2);
  }
  expect(lengthened("Receiving")).toBe("Récéívíng ñõñ");
  expect(lengthened("")).toBe("");
});
