"""Peers that do not keep to the protocols: they come between the others, and are to leave nothing behind."""
import socket
import subprocess

import plan
from peers import Peer, end, open_http, reset


class BadPeers(Peer):
    """One misdeed after the other."""

    pause = (0.5, 4)

    def __init__(self, world, ports, media, number):
        super().__init__(world, "bad peer %d" % number)
        self.ports, self.media = ports, media
        self.deeds = [
            self.half_handshake, self.rtmp_garbage, self.rtsp_garbage, self.http_garbage, self.half_request, self.tls_garbage,
            self.srt_garbage, self.wrong_passphrase, self.unknown_stream, self.stopped_reader, self.half_rtsp, self.half_web_socket]

    def session(self):
        deed = self.random.choice(self.deeds)
        try:
            deed()
            self.world.note("bad", deed.__name__, "done", 0, 0, "")
        except OSError as refused:
            self.world.note("bad", deed.__name__, "refused", 0, 0, repr(refused)[:120])

    def half_handshake(self):
        """C0 and half of C1."""
        self._send(self.ports.rtmp, b"\3" + self.random.randbytes(700))

    def rtmp_garbage(self):
        """A whole handshake, and noise as chunks."""
        self._send(self.ports.rtmp, b"\3" + self.random.randbytes(1536 * 2 + 4000))

    def rtsp_garbage(self):
        self._send(self.ports.rtsp, self.random.randbytes(3000) + b"\r\n\r\n")

    def http_garbage(self):
        self._send(self.ports.http, self.random.randbytes(3000) + b"\r\n\r\n")

    def half_request(self):
        self._send(self.ports.http, b"GET /in/rtmp.flv HTTP/1.1\r\nHost: loc")

    def tls_garbage(self):
        for port in (self.ports.https, self.ports.rtmps, self.ports.rtsps):
            self._send(port, b"\x16\3\1\2\0" + self.random.randbytes(500))

    def half_rtsp(self):
        """A session that is set up and never played."""
        url = "rtsp://127.0.0.1:%d/in/rtmp" % self.ports.rtsp
        setup = "SETUP %s/trackID=0 RTSP/1.0\r\nCSeq: 2\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n" % url
        self._send(self.ports.rtsp, ("DESCRIBE %s RTSP/1.0\r\nCSeq: 1\r\n\r\n%s" % (url, setup)).encode())

    def half_web_socket(self):
        headers = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        key = self.world.pick(plan.UNCHANGED)
        if key:
            with open_http(self.ports.http, key + ".flv", headers) as (wire, _):
                wire.sendall(self.random.randbytes(2000))
                self._stay(wire)

    def stopped_reader(self):
        """Asks for a stream and reads nothing, with as little room as the kernel gives."""
        key = self.world.pick(plan.UNCHANGED)
        if key:
            with socket.socket() as wire:
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                wire.connect(("127.0.0.1", self.ports.http))
                wire.sendall(("GET /%s.flv HTTP/1.1\r\nHost: localhost\r\n\r\n" % key).encode())
                self.world.rest(self.random.uniform(5, 40))
                reset(wire)

    def srt_garbage(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            for port in (self.ports.srt, self.ports.srt_own):
                for _ in range(20):
                    wire.sendto(self.random.randbytes(self.random.randrange(1, 1400)), ("127.0.0.1", port))

    def wrong_passphrase(self):
        self._program("srt://127.0.0.1:%d?passphrase=somethingelse&pbkeylen=16" % self.ports.srt_own)

    def unknown_stream(self):
        self._program("srt://127.0.0.1:%d?streamid=read:no/body" % self.ports.srt, False)

    def _program(self, url, publishes=True):
        what = ["-re", "-i", self.media.mp4, "-c", "copy", "-f", "mpegts", url] if publishes else ["-i", url, "-f", "null", "-"]
        process = subprocess.Popen(
            [*plan.FFMPEG, *what], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(self.random.uniform(3, 10))
        except subprocess.TimeoutExpired:
            end(process, True)

    def _send(self, port, data):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
            wire.sendall(data)
            self._stay(wire)

    def _stay(self, wire):
        self.world.rest(self.random.uniform(0.1, 8))
        if self.random.random() < 0.5:
            reset(wire)
