"""Those who publish and watch."""
import datetime
import http.client
import os
import re
import subprocess
import threading
import time
import urllib.parse


def recording(folder, seconds=30):
    """Pictures of 320x180 at 25 a second, a key frame a second, a tone; made once."""
    path = os.path.join(folder, "source.flv")
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-f", "lavfi", "-i", "sine",
         "-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-sc_threshold", "0", "-b:v", "120k",
         "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "32k", "-y", path], check=True)
    return path


class Publisher:
    """FFmpeg that sends the recording over and over, unchanged."""

    def __init__(self, path, url):
        self.url = url
        self.process = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", path, "-c", "copy", "-f", "flv", url],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def alive(self):
        return self.process.poll() is None

    def close(self):
        if self.alive():
            self.process.kill()
        self.process.wait()


class Viewer:
    """Watches HTTP-FLV, calls again when it ends, and takes down when pictures came."""

    def __init__(self, url):
        self.url = url
        self.calls = 0
        self.pictures = 0
        self.last = None
        self.gaps = []  # (seconds, when it ended), of over 0.3 s
        self.jumps = []  # (milliseconds between the times of two pictures, when), of over 0.1 s or less than 0
        self._stopped = False
        self._mark = (time.monotonic(), 0)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        parts = urllib.parse.urlsplit(self.url)
        while not self._stopped:
            try:
                connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
                connection.request("GET", parts.path)
                answer = connection.getresponse()
                if answer.status == 200:
                    self.calls += 1
                    self._read(answer)
                connection.close()
            except (OSError, http.client.HTTPException, EOFError):
                pass  # it is called again
            if not self._stopped:
                time.sleep(0.2)

    def _read(self, answer):
        self._take(answer, 13)
        clock = None
        while not self._stopped:
            head = self._take(answer, 11)
            size = int.from_bytes(head[1:4], "big")
            stamp = int.from_bytes(head[4:7], "big") | head[7] << 24
            body = self._take(answer, size + 4)
            if head[0] == 9 and size > 5 and not (body[0] & 0x0F == 7 and body[1] == 0):
                if clock is not None and not 0 <= stamp - clock <= 100:
                    self.jumps.append((stamp - clock, time.monotonic()))
                clock = stamp
                self._picture(time.monotonic())

    def _picture(self, now):
        if self.last is not None and now - self.last > 0.3:
            self.gaps.append((now - self.last, now))
        self.last = now
        self.pictures += 1

    @staticmethod
    def _take(answer, count):
        data = answer.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def mark(self):
        """Gaps and calls are counted from now on."""
        self._mark = (time.monotonic(), self.calls)

    def longest(self):
        """Seconds without a picture since the mark; the one that lasts, too."""
        since, _ = self._mark
        now = time.monotonic()
        ended = [min(gap, at - since) for gap, at in self.gaps if at > since]
        return max([*ended, now - max(self.last or since, since)])

    def jumped(self):
        """Milliseconds of each jump of the pictures' own times since the mark, on one connection."""
        return [jump for jump, at in self.jumps if at > self._mark[0]]

    def recalls(self):
        return self.calls - self._mark[1]

    def close(self):
        self._stopped = True


class Judge:
    """`hls-check` at one node; [finish] has its failed rules."""

    def __init__(self, program, url, seconds, log, *options):
        self.log = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [program, url, "-n", str(seconds), *options], stdout=out, stderr=subprocess.STDOUT)

    def finish(self, limit):
        """(status, failed rules, last line)"""
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return 3, ["it did not end"], ""
        with open(self.log, encoding="utf-8", errors="replace") as out:
            lines = out.read().splitlines()
        return status, [line for line in lines if line.startswith("FAIL")], lines[-1] if lines else ""


class Playlist:
    """Follows the media playlist of a stream at one node, and takes down its last number and what it says twice."""

    SEGMENT = re.compile(r"(?m)^(?!#)(\S+-(\d+)\.\w+)\S*$")

    def __init__(self, url):
        self.url = url
        self.media = None
        self.last = 0
        self.back = 0
        self.stalled = 0.0
        self._moved = time.monotonic()
        self._from = 0
        self._segments = {}
        self._stopped = False
        threading.Thread(target=self._follow, daemon=True).start()

    def _get(self, url):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        try:
            connection.request("GET", parts.path + ("?" + parts.query if parts.query else ""))
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return text if answer.status == 200 else None
        finally:
            connection.close()

    def _follow(self):
        while not self._stopped:
            try:
                self._look()
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.2)

    def _look(self):
        if self.media is None:
            text = self._get(self.url)
            lines = [line for line in (text or "").splitlines() if line and not line.startswith("#")]
            self.media = urllib.parse.urljoin(self.url, lines[0]) if lines else None
            return
        text = self._get(self.media)
        if text is None:
            return
        self._keep(text)
        numbers = [int(one[1]) for one in self.SEGMENT.findall(text)]
        if numbers and numbers[-1] != self.last:
            self.back += numbers[-1] < self.last
            now = time.monotonic()
            self.stalled = max(self.stalled, now - self._moved)
            self.last, self._moved = numbers[-1], now

    def _keep(self, text):
        told, at, length = False, None, None
        for line in text.splitlines():
            if line == "#EXT-X-DISCONTINUITY":
                told = True
            elif line.startswith("#EXT-X-PROGRAM-DATE-TIME:"):
                at = datetime.datetime.fromisoformat(line.split(":", 1)[1].replace("Z", "+00:00")).timestamp()
            elif line.startswith("#EXTINF:"):
                length = float(line[8:].split(",")[0])
            elif length is not None and (named := self.SEGMENT.match(line)):
                self._segments[int(named[2])] = (named[1], told, at, length)
                told, length = False, None

    def segments(self):
        """Number to name, discontinuity, time and seconds, of those listed since the mark."""
        return {number: one for number, one in sorted(self._segments.items()) if number >= self._from}

    def breaks(self):
        """Number of each segment that does not begin where the one before ended, to (seconds, whether a discontinuity says so)."""
        found = self.segments()
        gaps = {n: (round(one[2] - found[n - 1][2] - found[n - 1][3], 3), one[1]) for n, one in found.items() if n - 1 in found}
        return {n: gap for n, gap in gaps.items() if abs(gap[0]) > 0.05}

    def mark(self):
        self.stalled, self._moved, self.back, self._from = 0.0, time.monotonic(), 0, self.last

    def close(self):
        self._stopped = True
