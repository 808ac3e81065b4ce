"""Viewers of segments: HLS, Low-Latency HLS, DASH, recordings; and those who ask for single pictures."""
import http.client
import re
import time
import urllib.parse
from xml.etree import ElementTree

from peers import Viewer

DASH = "{urn:mpeg:dash:schema:mpd:2011}"


class Fetching(Viewer):
    """Asks for one thing after the other on one connection."""

    def __init__(self, world, kind, keys, port, **options):
        super().__init__(world, kind, keys, **options)
        self.port = port

    def watch(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            self.follow()
        except http.client.HTTPException as broken:
            raise OSError(repr(broken)) from broken
        finally:
            self.connection.close()

    def fetch(self, url):
        self.connection.request("GET", url)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise OSError("%d for %s" % (answer.status, url))
        return body

    def pause_for(self, seconds):
        self.world.rest(seconds)
        self.waited()


class Hls(Fetching):
    """Each new segment of the first variant, as playlists name them."""

    def __init__(self, world, kind, keys, port, path, **options):
        super().__init__(world, kind, keys, port, **options)
        self.path = path

    def follow(self):
        url = "/" + self.key + self.path
        lines = entries(self.fetch(url))
        media = urllib.parse.urljoin(url, lines[0]) if ".m3u8" in lines[0] else url
        known = None
        while self.going(self.until):
            found = entries(self.fetch(media))
            for segment in found[-1:] if known is None else [one for one in found if one not in known]:
                self.took(len(self.fetch(urllib.parse.urljoin(media, segment))))
            known = set(found)
            self.pause_for(1)


class LowLatency(Fetching):
    """Each part as it comes, by playlists that the server holds back until there is news."""

    def follow(self):
        url = "/" + self.key + "/index.m3u8"
        media = urllib.parse.urljoin(url, entries(self.fetch(url))[0])
        text, known = self.fetch(media).decode(), set()
        while self.going(self.until):
            parts = re.findall(r'#EXT-X-PART:[^\n]*URI="([^"]+)"', text)
            for part in [one for one in parts if one not in known][-10:]:
                self.took(len(self.fetch(urllib.parse.urljoin(media, part))))
            known = set(parts)
            at = re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text)
            whole = text.count("#EXTINF")
            after = len(re.findall("#EXT-X-PART:", text.rsplit("#EXTINF", 1)[-1]))
            self.waited()
            query = "_HLS_msn=%d&_HLS_part=%d" % (int(at[1]) + whole, after)
            text = self.fetch(media + ("&" if "?" in media else "?") + query).decode()


class Dash(Fetching):
    """Each new segment of picture and sound, in whatever period it is."""

    def follow(self):
        url = "/" + self.key + "/manifest.mpd"
        known = set()
        while self.going(self.until):
            listed = mpd_segments(self.fetch(url))
            for segment in [one for one in listed if one not in known][-8 if known else -2:]:
                self.took(len(self.fetch(urllib.parse.urljoin(url, segment))))
            known = set(listed)
            self.pause_for(1)


def mpd_segments(mpd):
    """Names of all segments, in the order of the MPD."""
    names = []
    for template in ElementTree.fromstring(mpd).iter(DASH + "SegmentTemplate"):
        count = sum(int(one.get("r", "0")) + 1 for one in template.iter(DASH + "S"))
        first = int(template.get("startNumber", "1"))
        names += [template.get("media").replace("$Number$", str(first + at)) for at in range(count)]
    return names


class Recorded(Fetching):
    """What was recorded in the last minute: playlist and two segments, and the same as one file."""

    def follow(self):
        while self.going(self.until):
            now = int(time.time() * 1000)
            span = "from=%d&to=%d" % (now - 60_000, now)
            url = "/recordings/%s/index.m3u8?%s" % (self.key, span)
            for segment in entries(self.fetch(url))[-2:]:
                self.took(len(self.fetch(urllib.parse.urljoin(url, segment))))
            kind = "ts" if self.key == "in/srt" else "mp4"
            self.took(len(self.fetch("/recordings/%s/download.%s?%s" % (self.key, kind, span))))
            self.pause_for(5)


class Pictures(Fetching):
    """The latest picture, made smaller, and the latest key frame."""

    def follow(self):
        while self.going(self.until):
            self.took(len(self.fetch("/%s.jpg?width=%d" % (self.key, self.random.choice([64, 96, 128])))))
            self.took(len(self.fetch("/%s.key.mp4" % self.key)))
            self.pause_for(self.random.uniform(2, 6))


class Watching(Fetching):
    """What operators' pages ask for."""

    def follow(self):
        while self.going(self.until):
            for path in ("streams", "sessions", "viewers", "routes", "alarms", "events", "workers", "diagnostics/runtime"):
                self.took(len(self.fetch("/api/v1/" + path)))
            self.pause_for(2)


def entries(playlist):
    """Lines that name something."""
    found = [line for line in playlist.decode().splitlines() if line and not line.startswith("#")]
    if not found:
        raise OSError("an empty playlist")
    return found
