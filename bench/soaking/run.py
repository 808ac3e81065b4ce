"""The run: everything comes and goes, and figures are taken down."""
import csv
import http.client
import json
import os
import subprocess
import threading
import time

import plan
from badpeers import BadPeers
from gateway import MIB, Gateway, Ports
from media import Media
from peers import ByProgram, Endless, Events, Publisher, World
from segments import Dash, Hls, LowLatency, Pictures, Recorded, Watching
from skew import SkewProbe, containers

SAMPLE_EVERY, COLLECT_EVERY = 10, 120
QUIET_LEAST, QUIET_MOST, QUIET_STILL, QUIET_ATTEMPTS = 60, 150, 20, 5
WEB_SOCKET = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
COLUMNS = [
    "seconds", "phase", "rss_mib", "heap_used_mib", "direct_mib", "network_mib", "threads", "descriptors", "children",
    "children_rss_mib", "cpu_s", "cpu_wait_s", "disk_mib", "load", "publishers", "streams", "viewers", "heap_live_mib", "native_mib"]


class Tables:
    """What is taken down, a line at a time, each at once on the disk."""

    def __init__(self, folder):
        self._lock = threading.Lock()
        self._files = {}
        self._folder = folder
        self._begun = time.time()

    def write(self, name, header, row):
        with self._lock:
            if name not in self._files:
                file = open(os.path.join(self._folder, name), "w", newline="", encoding="utf-8")  # closed with the process
                self._files[name] = (file, csv.writer(file))
                self._files[name][1].writerow(header)
            file, writer = self._files[name]
            writer.writerow(row)
            file.flush()

    def session(self, what, who, outcome, lasted, got, said):
        self.write("sessions.csv", ["seconds", "what", "who", "outcome", "lasted_s", "got", "said"],
                   [self.now(), what, who, outcome, "%.1f" % lasted, got, said])

    def skew(self, at, container, key, outcome, frames):
        self.write("skew.csv", ["seconds", "container", "stream", "late_ms", "frames"],
                   ["%.1f" % (at - self._begun), container, key, outcome, frames])

    def now(self):
        return "%.1f" % (time.time() - self._begun)


class Run:
    def __init__(self, hours, seed, heap, folder):
        self.hours, self.folder = hours, folder
        self.tables = Tables(folder)
        self.ports = Ports()
        self.media = Media(folder)
        self.gateway = Gateway(folder, self.ports, plan.routes(self.ports, self.media.mp4), heap)
        self.world = World(seed, self.tables.session)
        self.phase = "start"
        self.ending = threading.Event()
        self.facts = {"seed": seed, "hours": hours, "heap": heap, "cores": os.cpu_count(), "begun": utc(), "phases": {}}
        self._collected = 0.0

    def go(self):
        try:
            self.gateway.start()
            self._peers()
            length = self.hours * 3600
            self._drive("warm-up", max(60, min(300, length / 8)))
            self.facts["baseline"] = self._quiet("first quiet")
            self._drive("soak", max(60, length - float(self.tables.now()) - QUIET_MOST))
            self.facts["left"] = self._quiet("last quiet")
        finally:
            self.world.stopped.set()
            self.facts["died"] = not self.gateway.alive()
            self.facts["exit"] = self.gateway.stop()
            self.facts["ended"] = utc()
            self._facts()

    def clean(self):
        """Leaves figures and logs."""
        self.gateway.remove_data()
        self.media.remove()

    def _facts(self):
        with open(os.path.join(self.folder, "facts.json"), "w", encoding="utf-8") as out:
            json.dump(self.facts, out, indent=1)

    def _peers(self):
        world, ports = self.world, self.ports
        peers = [Publisher(world, key, command) for key, command in plan.publishers(ports, self.media).items()]
        web, every = ports.http, plan.EVERYTHING
        peers += [
            Endless(world, "http-flv", every, web, ".flv"), Endless(world, "https-flv", every, ports.https, ".flv", tls=True),
            Endless(world, "ws-flv", every, web, ".flv", WEB_SOCKET), Endless(world, "http-ts", every, web, ".ts"),
            Endless(world, "http-fmp4", every, web, ".mp4"), Endless(world, "mjpeg", ["in/mjpeg"], web, ".mjpg"),
            Endless(world, "frame-tap", ["in/rtmp"], web, "/frames?tap=eye", WEB_SOCKET),
            Events(world, "live-events", every, web, ""),
            Hls(world, "hls-fmp4", every, web, "/index.m3u8"), Hls(world, "hls-ts", every, web, "/ts/index.m3u8"),
            LowLatency(world, "ll-hls", every, web), Dash(world, "dash", every, web), Recorded(world, "recordings", ["in/rtmp", "in/srt"], web),
            Pictures(world, "pictures", every, web), Watching(world, "api", every, web)]
        programs = containers(ports)
        for kind in ("rtmp", "srt", "rtsp-tcp", "rtsp-udp"):
            peers.append(ByProgram(world, kind, every, programs[kind]))
        peers.append(ByProgram(world, "rtmps", every, lambda key: ["-i", "rtmps://127.0.0.1:%d/%s" % (ports.rtmps, key)]))
        peers.append(ByProgram(world, "rtsps", every,
                               lambda key: ["-rtsp_transport", "tcp", "-i", "rtsps://127.0.0.1:%d/%s" % (ports.rtsps, key)]))
        peers += [BadPeers(world, ports, self.media, number) for number in range(2)]
        self.probe = SkewProbe(ports, self.media.times, world, self.tables.skew)
        for peer in peers:
            peer.start()

    def _drive(self, phase, seconds):
        self._begin(phase)
        self.world.active.set()
        self.probe.active.set()
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.ending.is_set():
            begun = time.monotonic()
            self._try_sample()
            time.sleep(max(0, begun + SAMPLE_EVERY - time.monotonic()))
        self.world.active.clear()
        self.probe.active.clear()

    def _quiet(self, phase):
        """Nobody publishes or watches; least descriptors and threads of the last seconds, once descriptors stand still."""
        self._begin(phase)
        begun, readings = time.monotonic(), []
        while True:
            self._alive()
            proc = self.gateway.proc()
            now = time.monotonic()
            readings.append((now, proc["descriptors"], proc["threads"], proc["children"]))
            last = [one for one in readings if one[0] > now - QUIET_STILL]
            still = max(one[1] for one in last) - min(one[1] for one in last) <= 4
            if now > begun + QUIET_MOST or (still and now > begun + QUIET_LEAST):
                break
            time.sleep(1)
        self._collected = 0.0
        row = None
        for _ in range(QUIET_ATTEMPTS):
            row = row or self._try_sample()
        if row is None:
            raise RuntimeError("the gateway does not tell its figures")
        return {"descriptors": min(one[1] for one in last), "threads": min(one[2] for one in last),
                "children": min(one[3] for one in last), "rss_mib": row["rss_mib"], "heap_live_mib": row["heap_live_mib"],
                "native_mib": row["native_mib"], "direct_mib": row["direct_mib"], "network_mib": row["network_mib"], "waited_s": round(now - begun)}

    def _begin(self, phase):
        self.phase = phase
        self.facts["phases"][phase] = float(self.tables.now())
        self._facts()
        print("%8s s  %s" % (self.tables.now(), phase), flush=True)

    def _alive(self):
        if not self.gateway.alive():
            raise RuntimeError("the gateway ended by itself, see " + self.gateway.log)

    def _try_sample(self):
        """What was written; None where the gateway did not answer in time, which is noted."""
        begun = time.monotonic()
        try:
            return self._sample()
        except (OSError, http.client.HTTPException, subprocess.TimeoutExpired) as missed:
            self.world.note("sample", self.phase, "missed", time.monotonic() - begun, 0, repr(missed)[:200])
            return None

    def _sample(self):
        begun = time.monotonic()
        self._alive()
        row = dict.fromkeys(COLUMNS, "")
        if begun - self._collected >= COLLECT_EVERY:
            self._collected = begun
            self._collect(row)
        row.update(self.gateway.proc())
        metrics = self.gateway.metrics()

        def sums(prefix):
            return sum(value for name, value in metrics.items() if name.startswith(prefix))

        row.update(
            seconds=self.tables.now(), phase=self.phase, load="%.2f" % os.getloadavg()[0], disk_mib="%.1f" % self.gateway.disk_mib(),
            heap_used_mib=metrics['jvm_memory_used_bytes{area="heap"}'] / MIB,
            direct_mib=metrics['jvm_buffer_pool_used_bytes{pool="direct"}'] / MIB,
            network_mib=sums("tidegate_network_buffer_bytes") / MIB,
            streams=sums("tidegate_stream_up"), viewers=sums("tidegate_stream_viewers"),
            publishers=sum(one.begun is not None for one in self.world.publishers.values()))
        self.tables.write("samples.csv", COLUMNS, ["%.3f" % row[name] if isinstance(row[name], float) else row[name] for name in COLUMNS])
        return row

    def _collect(self, row):
        """What is still in use after a collection of everything."""
        self.gateway.jcmd("GC.run")
        metrics = self.gateway.metrics()
        row["heap_live_mib"] = metrics['jvm_memory_used_bytes{area="heap"}'] / MIB
        native = self.gateway.native()
        row["native_mib"] = sum(native.values())
        now = self.tables.now()
        for what, mib in sorted(native.items()):  # not always the same ones
            self.tables.write("native.csv", ["seconds", "what", "mib"], [now, what, "%.2f" % mib])


def utc():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
