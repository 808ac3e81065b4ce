import { expect, test } from "vitest";
import { type Delay, advise, outputsOf, verdict } from "../src/screens/detail/outputs";

const delay = (output: Delay["output"], behindMs: number): Delay => ({ output, behindMs, of: [] });
const play = {
  "http-flv": "http://h/live/a.flv",
  hls: "http://h/live/a/index.m3u8",
  dash: "http://h/live/a/manifest.mpd",
  rtsp: "rtsp://h/live/a",
  srt: "srt://h?streamid=read:live/a",
  snapshot: "http://h/live/a.jpg",
};
const outputs = outputsOf(play, [
  delay("http-flv", 1),
  delay("rtsp", 1),
  delay("srt", 121),
  delay("ll-hls", 900),
  delay("hls", 7000),
  delay("dash", 4000),
]);
const usual = ["H.264", "AAC"];
const nearest = (player: Parameters<typeof advise>[2], seconds: number, codecs = usual) => advise(outputs, codecs, player, seconds);

test("low-latency HLS has the address of HLS", () => {
  expect(outputs.find((one) => one.protocol === "hls")?.delays.map((one) => one.output)).toEqual(["ll-hls", "hls"]);
  expect(outputs.find((one) => one.protocol === "snapshot")?.delays).toEqual([]);
});

test("where there is time what carries best is advised, where there is none what is near", () => {
  expect(nearest("chrome", 10)).toMatchObject({ output: "hls", fits: true });
  expect(nearest("chrome", 6)).toMatchObject({ output: "dash", fits: true });
  expect(nearest("chrome", 3)).toMatchObject({ output: "ll-hls", url: play.hls, fits: true });
  expect(nearest("chrome", 0.5)).toMatchObject({ output: "http-flv", fits: true });
  expect(nearest("vlc", 0.3)).toMatchObject({ output: "srt", fits: true });
  expect(nearest("vlc", 3)).toMatchObject({ output: "http-flv", fits: true });
});

test("what is nearest is said where nothing is near enough", () => {
  expect(nearest("chrome", 0.1)).toMatchObject({ output: "http-flv", fits: false });
  expect(nearest("chrome", 10, ["MPEG-2 video", "MP2"])).toBeUndefined();
});

test("a player is as good as its worst part", () => {
  expect(verdict("chrome", "hls", usual)).toBe("yes");
  expect(verdict("chrome", "hls", ["H.265", "AAC"])).toBe("depends");
  expect(verdict("safari", "hls", ["H.265", "Opus"])).toBe("depends");
  expect(verdict("safari", "http-flv", usual)).toBe("depends");
  expect(verdict("firefox", "hls", ["H.264", "MP2"])).toBe("no");
  expect(verdict("vlc", "hls", ["H.265", "MP2"])).toBe("yes");
  expect(verdict("chrome", "rtsp", usual)).toBe("no");
  expect(verdict("chrome", "snapshot", ["H.265"])).toBe("yes");
});
