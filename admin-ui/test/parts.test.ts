import { expect, test } from "vitest";
import { formats } from "../src/design/format";
import { KeySequence, keyName } from "../src/frame/keymap";
import { matches } from "../src/frame/matches";
import { Turns } from "../src/player/keyframe";
import { withPreview } from "../src/screens/overview/previews";
import { playRecipes, publishRecipes } from "../src/screens/stream/recipes";

test("two keys, one after the other in time", () => {
  let now = 0;
  const keys = new KeySequence(() => now);
  expect(keys.press("g")).toEqual(["g"]);
  now = 1000;
  expect(keys.press("s")).toEqual(["g s", "s"]);
  keys.clear();
  expect(keys.press("x")).toEqual(["x"]);
  now = 5000;
  expect(keys.press("s")).toEqual(["s"]);
});

test("names of keys", () => {
  const key = { key: "K", ctrlKey: true, metaKey: false };
  expect(keyName(key)).toBe("ctrl+k");
  expect(keyName({ ...key, ctrlKey: false, metaKey: true })).toBe("ctrl+k");
  expect(keyName({ key: " ", ctrlKey: false, metaKey: false })).toBe("space");
});

test("every word has to occur", () => {
  expect(matches("", "live/a")).toBe(true);
  expect(matches("LIVE door", "live/front-door")).toBe(true);
  expect(matches("live window", "live/front-door")).toBe(false);
});

test("two previews at most, the last ones asked for", () => {
  expect(withPreview([], "a")).toEqual(["a"]);
  expect(withPreview(["a", "b"], "c")).toEqual(["b", "c"]);
  expect(withPreview(["a", "b"], "a")).toEqual(["b"]);
});

test("so many tasks at once, and one that fails makes room", async () => {
  const turns = new Turns(2);
  let running = 0;
  let most = 0;
  const task = async (index: number) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    if (index % 3 === 0) throw new Error("no");
    return index;
  };
  const ended = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => turns.take(() => task(index))));
  expect(ended.filter((one) => one.status === "fulfilled")).toHaveLength(6);
  expect(most).toBe(2);
});

test("numbers and times in the words of the language", () => {
  const english = formats("en");
  expect(english.bitRate(0)).toBe("0 b/s");
  expect(english.bitRate(999)).toBe("999 b/s");
  expect(english.bitRate(999_600)).toBe("1.00 Mb/s");
  expect(english.bitRate(12_345_678)).toBe("12.3 Mb/s");
  expect(english.bytes(1_234)).toBe("1.23 kB");
  expect(english.span(-5)).toBe("0s");
  expect(english.span(61_000)).toBe("1m 1s");
  expect(english.span(90_000_000)).toBe("1d 1h");
  expect(formats("zh-CN").span(61_000)).toContain("分钟");
});

test("what programs are given", () => {
  const urls = { hls: "http://h/live/it's/index.m3u8", rtmp: "rtmp://h:1935/live/x", srt: "srt://h:8890?streamid=publish:live/x" };
  expect(playRecipes(urls).map((one) => one.program)).toEqual(["OBS", "vMix", "FFmpeg SRT", "VLC", "GStreamer"]);
  expect(playRecipes(urls)[3]?.text).toBe(`vlc --network-caching=300 'http://h/live/it'\\''s/index.m3u8'`);
  const publish = publishRecipes(urls);
  expect(publish[0]?.text).toBe("rtmp://h:1935/live  x");
  expect(publish.map((one) => one.program)).toEqual([
    "OBS",
    "OBS SRT",
    "vMix",
    "FFmpeg",
    "FFmpeg SRT",
    "VLC",
    "GStreamer",
    "GStreamer SRT",
  ]);
  expect(playRecipes({})).toEqual([]);
});
