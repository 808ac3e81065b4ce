"use strict";
// Tells the server now and then how this page fares: a handful of numbers, no cookies, nothing of who watches.
function beacon(key, video) {
  const EVERY_MS = 30000;
  const SOON_MS = 1000;
  const none = () => ({ stalls: 0, stalledMs: 0, decodeFailures: 0 });
  let news = none();
  let way = "";
  let begun = 0;
  let seen = false;
  let stalledSince = 0;
  let failedAt = -SOON_MS;

  function settle() {
    if (!stalledSince) return;
    const now = performance.now();
    news.stalledMs += now - stalledSince;
    stalledSince = now;
  }

  function send() {
    settle();
    const hasNews = Object.values(news).some((value) => value > 0);
    if (!way || !hasNews || !navigator.sendBeacon) return;
    const report = { stream: key, way };
    const most = { stalls: 1000, stalledMs: 3600000, decodeFailures: 1000, firstFrameMs: 600000 };
    for (const [name, value] of Object.entries(news)) report[name] = Math.min(Math.round(value), most[name]);
    news = none();
    navigator.sendBeacon("/beacon", JSON.stringify(report));
  }

  function resumed() {
    settle();
    stalledSince = 0;
  }

  video.addEventListener("loadeddata", () => {
    if (seen || !begun) return;
    seen = true;
    news.firstFrameMs = Math.max(1, performance.now() - begun);
    setTimeout(send, SOON_MS);
  });
  video.addEventListener("waiting", () => {
    if (!seen || stalledSince || video.paused || video.seeking) return;
    stalledSince = performance.now();
    news.stalls++;
  });
  for (const event of ["playing", "pause", "ended", "emptied"]) video.addEventListener(event, resumed);
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());
  setInterval(send, EVERY_MS);

  return {
    // It begins to play, again maybe.
    starts(as) {
      if (way && way !== as) send();
      way = as;
      begun = performance.now();
      seen = false;
      resumed();
    },
    // A library and the browser may both say it.
    decodeFailed() {
      const now = performance.now();
      if (now - failedAt > SOON_MS) news.decodeFailures++;
      failedAt = now;
    },
  };
}
