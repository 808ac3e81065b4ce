"""How far sound is from its picture in each container, against the source."""
import statistics
import threading
import time
import urllib.request

import plan
from media import SECONDS, frames

SAMPLE_SECONDS = 6
FEWEST = 25


def containers(ports):
    """Name to (key to what ffmpeg is told)."""
    http = "http://127.0.0.1:%d/%%s" % ports.http
    rtsp = "rtsp://127.0.0.1:%d/%%s" % ports.rtsp
    return {
        "flv": lambda key: ["-i", http % key + ".flv"],
        "http-ts": lambda key: ["-i", http % key + ".ts"],
        "http-fmp4": lambda key: ["-i", http % key + ".mp4"],
        "hls-fmp4": lambda key: ["-i", http % key + "/index.m3u8"],
        "hls-ts": lambda key: ["-i", http % key + "/ts/index.m3u8"],
        "dash": lambda key: ["-i", http % key + "/manifest.mpd"],
        "rtmp": lambda key: ["-i", "rtmp://127.0.0.1:%d/%s" % (ports.rtmp, key)],
        "srt": lambda key: ["-i", "srt://127.0.0.1:%d?streamid=read:%s%s" % (ports.srt, key, plan.SRT_KEYS.get(key, ""))],
        "rtsp-tcp": lambda key: ["-rtsp_transport", "tcp", "-i", rtsp % key],
        "rtsp-udp": lambda key: ["-rtsp_transport", "udp", "-i", rtsp % key],
    }


def offset(seen, source):
    """Seconds by which sound comes later than in the source, against pictures; None when too few frames were found.

    The source is played over and over; where it begins anew within what was seen, the longer part counts.
    """
    found = {"video": [], "audio": []}
    for kind, digest, seconds in seen:
        at = source.get((kind, digest))
        if at is not None:
            found[kind].append((at, seconds - at))
    middles = {}
    for kind, pairs in found.items():
        run = _longest_run(pairs)
        if len(run) < FEWEST:
            return None
        middles[kind] = statistics.median(run)
    late = middles["audio"] - middles["video"]
    return late if abs(late) < SECONDS / 2 else None  # of one the part before it began anew, of the other that after


def _longest_run(pairs):
    """Distances of the frames between two beginnings of the source."""
    runs, last = [[]], None
    for at, distance in pairs:
        if last is not None and at < last:
            runs.append([])
        runs[-1].append(distance)
        last = at
    return max(runs, key=len)


class SkewProbe:
    """Takes one container after the other, of a stream that has been there for a while and stays while it is looked at."""

    def __init__(self, ports, source, world, note):
        self._source, self._world, self._note = source, world, note
        self._containers = containers(ports)
        self._manifest = "http://127.0.0.1:%d/%%s/manifest.mpd" % ports.http
        self._stopped = threading.Event()
        self.active = threading.Event()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        turn = 0
        names = list(self._containers)
        while not self._stopped.is_set():
            if not self.active.is_set():
                self._stopped.wait(1)
                continue
            name = names[turn % len(names)]
            turn += 1
            key = self._world.pick(plan.UNCHANGED)
            if key is None:
                self._stopped.wait(2)
                continue
            try:
                self._measure(name, key)
            except Exception as fault:  # ours: it fails the run, which goes on
                self._world.note("fault", "skew of " + name, "raised", 0, 0, repr(fault)[:200])
            self._stopped.wait(3)

    def _measure(self, name, key):
        since = self._world.steady_since(key)
        seen = list(frames(self._containers[name](key), SAMPLE_SECONDS, 30))
        late = offset(seen, self._source)
        if self._world.steady_since(key) != since:
            outcome = "interrupted"  # its publisher was ended meanwhile
        elif name == "dash" and self._periods(key) > 1:
            outcome = "interrupted"  # before; ffmpeg plays one Period of several, and some of it twice
        elif late is None:
            outcome = "nothing" if not seen else "too few"
        else:
            outcome = "%.2f" % (late * 1000)
        self._note(time.time(), name, key, outcome, len(seen))

    def _periods(self, key):
        with urllib.request.urlopen(self._manifest % key, timeout=10) as manifest:
            return manifest.read().count(b"<Period")

    def close(self):
        self._stopped.set()
