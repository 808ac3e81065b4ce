// Ends the build: checks the budget, compresses, and writes `files.txt` (name, type, hash), by which the gateway serves.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = "target/dist";
const types = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
};

/** Most gzipped bytes of what a page needs at first, of one chunk of a screen, and of a player. */
const budget = { firstScript: 180_000, firstStyle: 20_000, screen: 80_000, player: 125_000, detail: 60_000, total: 2_500_000 };

function files(folder) {
  return readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? files(name) : [name];
  });
}

const names = files("").filter((name) => !name.endsWith(".gz") && name !== "files.txt").sort();
const packed = new Map();
const lines = [];
let total = 0;
for (const name of names) {
  const content = readFileSync(join(dist, name));
  const type = types[name.split(".").at(-1)];
  if (!type) {
    throw new Error(`no type is known for ${name}`);
  }
  total += content.length;
  const small = gzipSync(content, { level: 9 });
  packed.set(name, small.length);
  if (small.length < content.length) {
    writeFileSync(join(dist, `${name}.gz`), small);
  }
  lines.push(`${name}\t${type}\t${createHash("sha256").update(content).digest("hex").slice(0, 24)}`);
}
writeFileSync(join(dist, "files.txt"), `${lines.join("\n")}\n`);

const page = readFileSync(join(dist, "index.html"), "utf8");
const overview = names.find((name) => /assets\/Overview-.*\.js$/.test(name));
const first = new Set([...page.matchAll(/(?:src|href)="\/admin\/(assets\/[^"]+)"/g)].map((match) => match[1]));
const overviewWords = names.filter((name) => /assets\/words-(overview|stream)-en-/.test(name));
for (const name of [overview, ...overviewWords, ...first]) {
  if (name?.endsWith(".js")) {
    addImports(name, first);
  }
}

/** What a script imports at once is loaded with it. */
function addImports(name, into) {
  into.add(name);
  const text = readFileSync(join(dist, name), "utf8");
  for (const match of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
    const imported = `assets/${match[1]}`;
    if (!into.has(imported) && existsSync(join(dist, imported))) {
      addImports(imported, into);
    }
  }
}

const sum = (end) => [...first].filter((name) => name.endsWith(end)).reduce((all, name) => all + packed.get(name), 0);
const rows = [
  ["first load, scripts", sum(".js"), budget.firstScript],
  ["first load, styles", sum(".css"), budget.firstStyle],
  ["everything, not packed", total, budget.total],
];
for (const name of names.filter((one) => one.endsWith(".js") && !first.has(one))) {
  rows.push([name, packed.get(name), /hls|mpegts/.test(name) ? budget.player : budget.screen]);
}
rows.push(["a stream's page without players", detail(), budget.detail]);

/** What a stream's page brings with its charts, beyond the first load and the players; dialogs and tabs come when they are opened. */
function detail() {
  const own = new Set();
  names.filter((name) => /assets\/(StreamDetail|Lanes|words-detail-en)-.*\.js$/.test(name)).forEach((name) => addImports(name, own));
  return [...own].reduce((all, name) => all + (first.has(name) ? 0 : packed.get(name)), 0);
}

const broken = rows.filter(([, size, most]) => size > most);
for (const [what, size, most] of process.env.VERBOSE ? rows : broken) {
  console.log(`${what}: ${size} of ${most} bytes${size > most ? ": TOO MUCH" : ""}`);
}
process.exit(broken.length > 0 ? 1 : 0);
