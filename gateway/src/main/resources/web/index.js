"use strict";
const table = document.getElementById("streams");
const body = table.querySelector("tbody");

function cell(row, text, className) {
  const td = row.insertCell();
  td.textContent = text;
  if (className) td.className = className;
  return td;
}

function show(list) {
  body.replaceChildren();
  for (const stream of list.items) {
    const row = body.insertRow();
    const link = document.createElement("a");
    link.href = "/" + stream.key + "/" + location.search;
    link.textContent = stream.key;
    row.insertCell().append(link);
    cell(row, stream.state === "streaming" ? "live" : "waiting for its publisher");
    cell(row, stream.tracks.filter((t) => !t.derivedFrom).map((t) => t.codec + (t.width ? ` ${t.width}×${t.height}` : "")).join(", "));
    cell(row, (stream.bitrateBps / 1e6).toFixed(2), "number");
    cell(row, stream.viewers, "number");
  }
  table.hidden = list.items.length === 0;
  document.getElementById("empty").hidden = list.items.length > 0;
  document.getElementById("publish").replaceChildren(...publishAddresses(list));
}

// " Publish to rtmp://…, srt://… or rtsp://…", of what there is
function publishAddresses(list) {
  const rtmpPort = list.rtmpPort === 1935 ? "" : `:${list.rtmpPort}`;
  const urls = [];
  if (list.rtmpPort) urls.push(`rtmp://${location.hostname}${rtmpPort}/live/NAME`);
  if (list.srtPort) urls.push(`srt://${location.hostname}:${list.srtPort}?streamid=publish:live/NAME`);
  if (list.rtspPort) urls.push(`rtsp://${location.hostname}:${list.rtspPort}/live/NAME`);
  return urls.flatMap((url, index) => {
    const code = document.createElement("code");
    code.textContent = url;
    return [index === 0 ? " Publish to " : " or ", code];
  });
}

async function refresh() {
  try {
    const answer = await fetch(`/assets/streams.json${location.search}`);
    // the browser has asked for a name and was given none: it would ask every two seconds
    if (answer.status === 401) {
      document.getElementById("login").hidden = false;
      return;
    }
    show(await answer.json());
    document.getElementById("offline").hidden = true;
  } catch {
    document.getElementById("offline").hidden = false;
  }
  setTimeout(refresh, 2000);
}
refresh();
