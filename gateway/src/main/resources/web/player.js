"use strict";
// Plays one stream, keeps near the live edge, and says in words why when it cannot.
const key = decodeURIComponent(location.pathname.replace(/^\/|\/$/g, ""));
const base = `${location.origin}/${key}`;
const ws = base.replace(/^http/, "ws");
const right = location.search; // a token or a signature of the page's address is shown to the streams
const here = `${right ? `${right}&` : "?"}relay=1`; // no other node of a cluster: this page may load from its own alone
const video = document.getElementById("video");
const message = document.getElementById("message");
const way = document.getElementById("way");
const told = beacon(key, video);
const RETRY_MS = 2000;
const SEEK_BEHIND_S = 6; // further behind than this, playing faster would take a minute
const STALL_MS = 10000; // the first segment of a stream with rare key frames may take so long
let stalled = { at: 0, since: 0 };
let player = null;
let retry = 0;
let tracks = [];

document.title = document.getElementById("name").textContent = key;

function say(text) {
  message.textContent = text;
  message.hidden = !text;
}

const NAMES = { flv: "HTTP-FLV", hls: "HLS" };

// Never sent to browsers: this sound comes as AAC, or not at all.
const CONVERTED = ["alaw", "ulaw", "g722", "twos"];

function undecodable() {
  const source = window.ManagedMediaSource || window.MediaSource;
  const type = (t) => `${t.kind}/mp4; codecs="${t.codecs}"`;
  return tracks.filter((t) => !CONVERTED.includes(t.codecs) && (!source || !source.isTypeSupported(type(t))));
}

function addresses(rtmpPort, rtspPort) {
  const list = [
    ["HTTP-FLV", `${base}.flv${right}`],
    ["WebSocket-FLV", `${ws}.flv${right}`],
    ["HLS", `${base}/index.m3u8${right}`],
    ["DASH", `${base}/manifest.mpd${right}`],
    ["HLS, MPEG-TS", `${base}/ts/index.m3u8${right}`],
    ["HTTP-TS", `${base}.ts${right}`],
    ["HTTP-fMP4", `${base}.mp4${right}`],
  ];
  const port = rtmpPort === 1935 ? "" : `:${rtmpPort}`;
  if (rtmpPort) list.push(["RTMP", `rtmp://${location.hostname}${port}/${key}${right}`]);
  if (rtspPort) list.push(["RTSP", `rtsp://${location.hostname}:${rtspPort}/${key}${right}`]);
  document.getElementById("addresses").replaceChildren(
    ...list.map(([title, url]) => {
      const item = document.createElement("li");
      const code = document.createElement("code");
      code.textContent = url;
      const button = document.createElement("button");
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy the ${title} address`);
      button.onclick = () => copy(url, button);
      const label = document.createElement("span");
      label.textContent = title;
      item.append(label, code, button);
      return item;
    }),
  );
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea"); // no clipboard without TLS
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

async function look() {
  // by an alias, too; a source that waits for players starts with the question
  const answer = await fetch(`/assets/streams.json?key=${encodeURIComponent(key)}${right.replace("?", "&")}`);
  const list = await answer.json();
  const stream = list.items[0];
  addresses(list.rtmpPort, list.rtspPort);
  tracks = stream ? stream.tracks : [];
  const sound = stream && stream.soundProblem ? `. No sound here: ${stream.soundProblem}` : "";
  document.getElementById("tracks").textContent =
    tracks
      .filter((t) => !t.derivedFrom)
      .map((t) => t.codec + (t.width ? ` ${t.width}×${t.height}` : ""))
      .join(", ") + sound;
  return stream;
}

function stop() {
  clearTimeout(retry);
  if (player) player.destroy();
  player = null;
  video.playbackRate = 1;
  video.removeAttribute("src");
}

function again(why) {
  stop();
  say(why);
  retry = setTimeout(start, RETRY_MS);
}

function playFlv() {
  if (!mpegts.isSupported()) return again("This browser has no Media Source Extensions; choose HLS by the browser.");
  mpegts.LoggingControl.enableAll = false;
  const sounds = tracks.filter((t) => t.kind === "audio");
  // left to the head of the file where only the server knows whether the sound could be converted
  const hasAudio = sounds.some((t) => CONVERTED.includes(t.codecs)) ? undefined : sounds.length > 0;
  player = mpegts.createPlayer(
    { type: "flv", isLive: true, url: `${base}.flv${here}`, hasVideo: tracks.some((t) => t.kind === "video"), hasAudio },
    { enableStashBuffer: false, liveBufferLatencyChasing: false, autoCleanupSourceBuffer: true },
  );
  player.on(mpegts.Events.ERROR, (type, detail) => {
    if (type === mpegts.ErrorTypes.MEDIA_ERROR) told.decodeFailed();
    again(`${NAMES.flv} stopped (${detail}); trying again.`);
  });
  player.on(mpegts.Events.LOADING_COMPLETE, () => again("The stream ended; waiting for it to come back."));
  player.attachMediaElement(video);
  player.load();
}

function playHls() {
  if (!Hls.isSupported()) return playNative();
  player = new Hls({ lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.1, backBufferLength: 10 });
  player.on(Hls.Events.ERROR, (event, data) => {
    if (data.fatal && data.type === Hls.ErrorTypes.MEDIA_ERROR) told.decodeFailed();
    if (data.fatal) again(`${NAMES.hls} stopped (${data.details}); trying again.`);
  });
  player.loadSource(`${base}/index.m3u8${here}`);
  player.attachMedia(video);
}

function playNative() {
  video.src = `${base}/index.m3u8${here}`;
}

async function start() {
  stop();
  let stream;
  try {
    stream = await look();
  } catch {
    return again("The server does not answer; trying again.");
  }
  if (!stream || tracks.length === 0) return again("This stream is not live; waiting for it.");
  const bad = undecodable();
  if (bad.length > 0 && way.value !== "native") {
    say(`This browser cannot play ${bad.map((t) => t.codec).join(" and ")}. Open an address below in a player that can, such as VLC.`);
    retry = setTimeout(start, 10 * RETRY_MS);
    return;
  }
  say("");
  told.starts(way.value);
  if (way.value === "flv") playFlv();
  else if (way.value === "hls") playHls();
  else playNative();
  video.play().catch(() => {});
}

// As near to the live edge as playback stays smooth. hls.js plays faster by itself, but would not seek.
function chase() {
  const end = video.buffered.length ? video.buffered.end(video.buffered.length - 1) : 0;
  const behind = end - video.currentTime;
  const isHls = player instanceof Hls;
  const delay = isHls && player.latency ? player.latency : behind;
  document.getElementById("delay").textContent = end && !video.paused ? `Delay ${delay.toFixed(1)} s` : "";
  if (way.value === "native") watchNative();
  if (!end || video.paused) return;
  if (isHls) {
    const late = player.latency - player.targetLatency;
    if (late > SEEK_BEHIND_S && player.liveSyncPosition) video.currentTime = player.liveSyncPosition;
  }
  if (way.value !== "flv") return;
  if (behind > SEEK_BEHIND_S) {
    video.currentTime = end - 0.5;
  } else {
    video.playbackRate = behind > 1 ? 1.1 : behind > 0.6 ? 1.03 : 1;
  }
}

// The browser's own HLS says nothing when a stream ends or stalls.
function watchNative() {
  const now = performance.now();
  if (!video.src || video.paused || video.currentTime !== stalled.at) {
    stalled = { at: video.currentTime, since: now };
  } else if (now - stalled.since > STALL_MS) {
    stalled.since = now;
    again("The stream stopped; trying again.");
  }
}

way.onchange = start;
video.onended = () => again("The stream ended; waiting for it to come back.");
video.onerror = () => {
  if (video.error && video.error.code === MediaError.MEDIA_ERR_DECODE) told.decodeFailed();
  if (way.value === "native" && video.src) again("The browser could not play this by itself; trying again.");
};
setInterval(chase, 250);
addresses(0);
start();
