// A gateway of any size that is none: the lists, the live stream and the pictures that the pages ask for, always the same ones.
// `node fake-gateway.mjs STREAMS [PORT] [PAGES]` runs it for a look; PAGES is a folder, or the address of a gateway that has them.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const BEGAN = "2026-01-05T08:00:00Z";
const picture = readFileSync(new URL("keyframe.mp4", import.meta.url));
const built = fileURLToPath(new URL("../target/dist/", import.meta.url));
const types = { css: "text/css", html: "text/html", js: "text/javascript", svg: "image/svg+xml", json: "application/json" };

const me = { kind: "user", name: "eva", role: "administrator", scope: ["**"], until: null, otp: false, login: "1", csrf: "token" };
const keyOf = (index) => `live/cam${String(index).padStart(3, "0")}`;
const page = (items) => ({ items, next: null });

function route(index) {
  return {
    key: keyOf(index),
    enabled: true,
    pattern: false,
    version: index + 1,
    changedAt: BEGAN,
    changedBy: "eva",
    labels: [`hall ${index % 8}`],
    sources: [{ type: "rtsp-pull", url: `rtsp://10.0.${index >> 8}.${index & 255}/main` }],
    outputs: { "rtmp-push": [{ url: `rtmp://far.example/in/${index}` }] },
    problem: null,
  };
}

function stream(index) {
  const remote = `10.0.${index >> 8}.${index & 255}:554`;
  return {
    key: keyOf(index),
    route: keyOf(index),
    state: "streaming",
    node: "fake",
    relayedFrom: null,
    since: BEGAN,
    source: { session: `s${index}`, protocol: "rtsp", remote },
    tracks: [
      { id: 1, kind: "video", codec: "H.264", codecs: "avc1.64001f", width: 1280, height: 720, scan: "progressive" },
      { id: 2, kind: "audio", codec: "AAC", codecs: "mp4a.40.2", sampleRateHz: 48000, channels: 2 },
    ],
    soundProblem: null,
    bitrateBps: 2_000_000,
    framesPerSecond: 25,
    viewers: index % 5,
    sources: [
      {
        index: 0,
        type: "rtsp-pull",
        state: "streaming",
        active: true,
        since: BEGAN,
        publisher: { session: `s${index}`, protocol: "rtsp", remote },
        reason: null,
        code: null,
      },
    ],
  };
}

function push(index) {
  return { key: keyOf(index), target: `rtmp://far.example/in/${index}`, state: "streaming", lastFailure: "" };
}

function alarm(index, tick) {
  return {
    id: index + 1,
    kind: "srt-loss",
    severity: "warning",
    subject: keyOf(index),
    message: "2 % of the packets are lost",
    advice: "Look at the line to the camera",
    since: new Date(Date.parse(BEGAN) + tick * 1000).toISOString(),
    count: 1,
    acknowledged: null,
    snoozedUntil: null,
  };
}

/** Numbers of one second, the same for the same second. */
function stats(streams, tick) {
  const one = (index) => ({
    bitrateBps: 2_000_000 + ((index * 7919 + tick * 104_729) % 400_000),
    framesPerSecond: 25,
    viewers: (index + tick) % 5,
  });
  const numbers = Object.fromEntries(Array.from({ length: streams }, (_, index) => [keyOf(index), one(index)]));
  return { at: new Date(Date.parse(BEGAN) + tick * 1000).toISOString(), viewers: streams * 2, sessions: streams, streams: numbers };
}

/** Whoever reads has taken what was written, or is gone. */
function drained(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

/**
 * Starts it at a free port of this machine.
 *
 * @param streams so many sources, streams and pushes
 * @param pages a folder, or the address of a gateway
 * @param port 0 takes a free one
 */
export async function fakeGateway({ streams, pages = built, port = 0 }) {
  const open = new Set();
  const seen = { live: 0, requests: 0, most: 0 };
  let seq = 1;
  let tick = 0;

  const lists = {
    "/setup": () => ({ needed: false }),
    "/me": () => me,
    "/streams": () => page(Array.from({ length: streams }, (_, index) => stream(index))),
    "/routes": () => page(Array.from({ length: streams }, (_, index) => route(index))),
    "/rtmp/pushes": () => page(Array.from({ length: streams }, (_, index) => push(index))),
  };

  /** @returns when everybody has taken it */
  async function send(text) {
    const full = [...open].filter((response) => !response.write(text));
    await Promise.all(full.map(drained));
  }

  /** One second: the numbers of all, and of one stream an alarm that comes and goes. */
  function second() {
    tick++;
    const index = ((tick - 1) >> 1) % streams;
    const fields = tick % 2 ? alarm(index, tick) : null;
    const patch = { seq: ++seq, entity: "alarm", id: String(index + 1), fields };
    return send(
      `event: stats\ndata: ${JSON.stringify(stats(streams, tick))}\n\n` +
        `event: patch\nid: ${seq}\ndata: ${JSON.stringify(patch)}\n\n`,
    );
  }

  function live(request, response) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const after = Number(request.headers["last-event-id"]);
    if (!(after > 0 && after <= seq)) response.write(`event: snapshot\nid: ${seq}\ndata: {"seq":${seq}}\n\n`);
    else response.write(": go on\n\n");
    open.add(response);
    seen.live++;
    seen.most = Math.max(seen.most, open.size);
    response.on("close", () => open.delete(response));
  }

  async function file(path, response) {
    const name = path.slice("/admin/".length);
    if (/^https?:/.test(pages)) {
      const from = await fetch(pages + path);
      const headers = Object.fromEntries(
        ["content-type", "content-security-policy", "cache-control"].flatMap((key) =>
          from.headers.has(key) ? [[key, from.headers.get(key)]] : [],
        ),
      );
      response.writeHead(from.status, headers);
      response.end(Buffer.from(await from.arrayBuffer()));
      return;
    }
    const asset = /^[\w./-]+\.\w+$/.test(name) && !name.includes("..") ? name : "index.html";
    response.writeHead(200, { "Content-Type": types[asset.split(".").at(-1)] ?? "application/octet-stream" });
    response.end(readFileSync(pages + asset));
  }

  function answer(request, response) {
    seen.requests++;
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname.startsWith("/admin")) return file(pathname, response);
    const asked = pathname.replace("/api/v1", "");
    if (asked === "/live") return live(request, response);
    if (asked.endsWith("/keyframe.mp4")) {
      response.writeHead(200, { "Content-Type": "video/mp4", ETag: `"${tick}"`, "X-Capture-Time": new Date().toISOString() });
      return response.end(picture);
    }
    response.writeHead(200, { "Content-Type": "application/json" });
    return response.end(JSON.stringify((lists[asked] ?? (() => page([])))()));
  }

  const server = createServer((request, response) => {
    Promise.resolve(answer(request, response)).catch((failure) => {
      response.destroy(failure);
    });
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  let timer;
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    seen,
    /** Seconds that went by. */
    ticks: () => tick,
    /** Live streams that are open now. */
    live: () => open.size,
    second,
    /** Seconds go by by themselves. */
    run(everyMs = 1000) {
      clearInterval(timer);
      timer = setInterval(second, everyMs);
    },
    stop() {
      clearInterval(timer);
    },
    /** Cuts all live streams, as a gateway that restarts does. */
    cut() {
      for (const response of open) response.destroy();
    },
    /** @param fields of an entity, null where it is gone */
    patch(entity, id, fields) {
      return send(`event: patch\nid: ${++seq}\ndata: ${JSON.stringify({ seq, entity, id, fields })}\n\n`);
    },
    close() {
      clearInterval(timer);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [streams = "200", port = "8081", pages] = process.argv.slice(2);
  const fake = await fakeGateway({ streams: Number(streams), port: Number(port), ...(pages ? { pages } : {}) });
  fake.run();
  console.log(`${fake.base}/admin/`);
}
