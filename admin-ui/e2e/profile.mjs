// How long a page's main thread works, by the browser's own trace: CPU time beside time that passes.

/** Milliseconds that `work()` takes on the machine of the figures. */
const REFERENCE_MS = 40;

/** How much slower this machine is; the best of several tries, as others may hold one up. */
export async function calibrated(page, cdp) {
  await page.goto("about:blank");
  let best = Infinity;
  for (let tries = 0; tries < 8; tries++) {
    const before = await threadTime(cdp);
    await page.evaluate(() => {
      const all = new Map();
      for (let index = 0; index < 150_000; index++) all.set(`key ${index % 5000}`, { index, text: String(index) });
      return all.size;
    });
    best = Math.min(best, (await threadTime(cdp)) - before);
  }
  return Math.max(1, best / REFERENCE_MS);
}

/** CPU time that tasks of the page's process took until now, in milliseconds. */
async function threadTime(cdp) {
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find((one) => one.name === "TaskDuration").value * 1000;
}

/** Tasks of main threads while `during` goes on: when they began, how long they lasted and worked, in milliseconds. */
async function tasks(cdp, during) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  cdp.on("Tracing.dataCollected", collect);
  await cdp.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "__metadata"] } });
  const result = await during();
  const complete = new Promise((resolve) => cdp.once("Tracing.tracingComplete", resolve));
  await cdp.send("Tracing.end");
  await complete;
  cdp.off("Tracing.dataCollected", collect);
  const main = new Set(
    events.filter((one) => one.name === "thread_name" && one.args.name === "CrRendererMain").map((one) => `${one.pid} ${one.tid}`),
  );
  const found = events
    .filter((one) => one.ph === "X" && /RunTask$/.test(one.name) && main.has(`${one.pid} ${one.tid}`))
    .map((one) => ({ lasted: one.dur / 1000, worked: (one.tdur ?? one.dur) / 1000 }));
  return { found, result };
}

/** The longest tasks of some time, by what passed and by what they worked. */
export async function longest(cdp, milliseconds) {
  const { found } = await tasks(cdp, () => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  const most = (of) => found.reduce((top, one) => Math.max(top, of(one)), 0);
  return { lasted: most((one) => one.lasted), worked: most((one) => one.worked), tasks: found.length };
}

/** What passes, and what the page works, until something is seen. */
export async function workUntil(page, cdp, url, selector) {
  await page.goto("about:blank");
  const { found, result } = await tasks(cdp, async () => {
    await page.goto(url, { waitUntil: "commit" });
    await page.locator(selector).first().waitFor();
    return page.evaluate(() => performance.now());
  });
  return { wall: result, work: found.reduce((sum, one) => sum + one.worked, 0) };
}

/** Bytes in use when everything that nobody holds is gone. */
export async function heap(cdp) {
  for (let turns = 0; turns < 3; turns++) await cdp.send("HeapProfiler.collectGarbage");
  return (await cdp.send("Runtime.getHeapUsage")).usedSize;
}
