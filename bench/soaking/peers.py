"""Those who publish and watch, and come and go: each in a thread of its own, by a random source of its own."""
import random
import signal
import socket
import ssl
import subprocess
import threading
import time

import plan

# A stream that is steady has to bring something to each of its viewers within so many seconds.
STARVED = 30


class World:
    """What is fed at the moment, and what everybody notes down."""

    def __init__(self, seed, note):
        self.seed, self.note = seed, note
        self.publishers = {}
        self.active = threading.Event()
        self.stopped = threading.Event()
        self._random = random.Random("%d world" % seed)
        self._begun = time.monotonic()

    def random(self, name):
        return random.Random("%d %s" % (self.seed, name))

    def steady_since(self, key):
        """Since when viewers of it may expect data; None while it is not fed, or not for long enough."""
        if key in plan.DERIVED:
            parent = self.steady_since(plan.DERIVED[key])
            return self._passed(None if parent is None else parent + plan.SETTLE_CALLED)
        if key in plan.ALWAYS:
            return self._passed(self._begun + plan.SETTLE)
        publisher = self.publishers.get(key)
        begun = publisher and publisher.begun
        return self._passed(begun and begun + (plan.SETTLE_CALLED if key in plan.CALLED else plan.SETTLE))

    @staticmethod
    def _passed(since):
        return since if since is not None and since <= time.monotonic() else None

    def pick(self, keys):
        """One that is steady."""
        steady = [key for key in keys if self.steady_since(key) is not None]
        return self._random.choice(steady) if steady else None

    def rest(self, seconds):
        """Whether to go on."""
        return not self.stopped.wait(seconds)


class Peer:
    """Comes and goes while the world is active."""

    def __init__(self, world, name):
        self.world, self.name = world, name
        self.random = world.random(name)
        self.thread = threading.Thread(target=self._live, daemon=True)

    def start(self):
        self.thread.start()

    def _live(self):
        self.world.rest(self.random.uniform(0, 5))
        while not self.world.stopped.is_set():
            if self.world.active.is_set():
                try:
                    self.session()
                except Exception as fault:  # ours: it fails the run, and the other peers go on
                    self.world.note("fault", self.name, "raised", 0, 0, repr(fault)[:200])
                self.world.rest(self.random.uniform(*self.pause))
            else:
                self.world.rest(0.5)

    pause = (1, 10)

    def going(self, until):
        return self.world.active.is_set() and not self.world.stopped.is_set() and time.monotonic() < until


class Publisher(Peer):
    pause = (1, 8)

    def __init__(self, world, key, command):
        super().__init__(world, "publish " + key)
        self.key, self.command = key, command
        self.begun = None
        world.publishers[key] = self

    def session(self):
        lasts = min(400, 40 + self.random.expovariate(1 / 140))
        rough = self.random.random() < 0.4
        process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        begun = self.begun = time.monotonic()
        while self.going(begun + lasts) and process.poll() is None:
            time.sleep(0.25)
        self.begun = None
        if process.poll() is None:
            end(process, rough)
            how = "killed" if rough else "ended"
            process.stderr.close()
        else:
            how = "lost"
        said = "" if process.stderr.closed else process.stderr.read().decode("utf-8", "replace").strip()[-200:]
        self.world.note("publisher", self.key, how, time.monotonic() - begun, 0, said)


class Viewer(Peer):
    """One session after the other; what it got is told by [took]."""

    def __init__(self, world, kind, keys, lasts=(15, 90)):
        super().__init__(world, "view " + kind)
        self.kind, self.keys, self.lasts = kind, keys, lasts

    def session(self):
        self.key = self.world.pick(self.keys)
        if self.key is None:
            self.world.rest(1)
            return
        begun = self.last = time.monotonic()
        self.got, self.longest, self.starved = 0, 0.0, False
        self.until = begun + self.random.uniform(*self.lasts)
        self.rough = self.random.random() < 0.4
        calls, problem = 0, ""
        while self.going(self.until):
            calls += 1
            try:
                self.watch()
            except (OSError, EOFError, ValueError) as failed:
                problem = repr(failed)[:120]
            if self.going(self.until):
                self.world.rest(1)
                self.waited()
        self.world.note(
            "viewer", self.kind, "starved" if self.starved else "served" if self.got else "empty", time.monotonic() - begun,
            self.got, "%s calls=%d longest=%.1f %s" % (self.key, calls, self.longest, problem))

    def took(self, count):
        self.last = time.monotonic()
        self.got += count

    def waited(self):
        """To be called each second or so while nothing comes."""
        since = self.world.steady_since(self.key)
        if since is None:
            return
        wait = time.monotonic() - max(since, self.last)
        self.longest = max(self.longest, wait)
        if wait > STARVED:
            self.starved = True


class Endless(Viewer):
    """An answer of HTTP without an end, or a WebSocket: bytes are counted as they come."""

    def __init__(self, world, kind, keys, port, suffix, headers="", tls=False, **options):
        super().__init__(world, kind, keys, **options)
        self.port, self.suffix, self.headers, self.tls = port, suffix, headers, tls

    def path(self):
        return self.key + self.suffix

    def watch(self):
        with open_http(self.port, self.path(), self.headers, self.tls) as (wire, rest):
            self.took(len(rest))
            wire.settimeout(1)
            while self.going(self.until):
                try:
                    data = wire.recv(65536)
                except TimeoutError:
                    self.waited()
                    continue
                if not data:
                    return
                self.took(len(data))
            if self.rough:
                reset(wire)


class Events(Endless):
    """What happens at the gateway, whatever stream it is of."""

    def path(self):
        return "api/v1/live"


class ByProgram(Viewer):
    """ffmpeg, which tells of every frame that it got."""

    def __init__(self, world, kind, keys, source, **options):
        super().__init__(world, kind, keys, **options)
        self.source = source

    def watch(self):
        command = [*plan.FFMPEG, *self.source(self.key), "-map", "0", "-c", "copy", "-f", "framecrc", "-flush_packets", "1", "-"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        reader.start()
        while self.going(self.until) and process.poll() is None:
            time.sleep(0.5)
            self.waited()
        if process.poll() is None:
            end(process, self.rough)
        reader.join(10)

    def _read(self, out):
        with out:
            for line in out:
                if not line.startswith(b"#"):
                    self.took(1)


class open_http:
    """A request whose answer is read by hand: (socket, first bytes of the body)."""

    def __init__(self, port, path, headers="", tls=False):
        self.port, self.path, self.headers, self.tls = port, path, headers, tls

    def __enter__(self):
        self.wire = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        try:
            if self.tls:
                self.wire = unchecked().wrap_socket(self.wire)
            self.wire.sendall(("GET /%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (self.path, self.headers)).encode())
            data = b""
            while b"\r\n\r\n" not in data:
                more = self.wire.recv(4096)
                if not more:
                    raise EOFError("no answer")
                data += more
            head, rest = data.split(b"\r\n\r\n", 1)
            if head.split(b" ", 2)[1] not in (b"200", b"101"):
                raise OSError(head.split(b"\r\n", 1)[0].decode())
            return self.wire, rest
        except BaseException:
            self.wire.close()
            raise

    def __exit__(self, *_):
        self.wire.close()


def unchecked():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def reset(wire):
    """Closed without a good-bye."""
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def end(process, rough):
    process.send_signal(signal.SIGKILL if rough else signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
