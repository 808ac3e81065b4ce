"""Gateways of the distribution, one a machine, and what their API says."""
import base64
import http.client
import json
import os
import signal
import subprocess
import time

from hosts import Hosts

PASSWORD = "correct horse battery"
SETUP = "setup-code-of-the-run"
HTTP, RTMP, METRICS = 8080, 1935, 9090
TICKS = os.sysconf("SC_CLK_TCK")


class Refused(Exception):
    """An answer that is not the one wanted."""

    def __init__(self, status, text):
        super().__init__("%d: %s" % (status, text[:300]))
        self.status = status


class Gateway:
    """One process after the other with the same disk."""

    def __init__(self, hosts, number, folder, dist, variables):
        self.hosts, self.number, self.dist, self.variables = hosts, number, dist, variables
        self.address = hosts.address(number)
        self.folder = os.path.join(folder, "gw-%d" % number)
        self.log = self.folder + ".log"
        self.process = None
        self.auth = "Basic " + base64.b64encode(("root:" + PASSWORD).encode()).decode()
        os.makedirs(self.folder, exist_ok=True)

    def start(self, dist=None):
        """Returns when it listens; seconds that it took."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("TIDEGATE_")}
        env.update(
            TIDEGATE_BIND=self.address, TIDEGATE_HTTP_PORT=str(HTTP), TIDEGATE_HTTP_TLS_PORT="off",
            TIDEGATE_RTMP_PORT=str(RTMP), TIDEGATE_SRT_PORT="8890", TIDEGATE_RTSP_PORT="8554",
            TIDEGATE_METRICS_BIND=self.address, TIDEGATE_METRICS_PORT=str(METRICS), TIDEGATE_METRICS_TOKEN=PASSWORD,
            TIDEGATE_SETUP_CODE=SETUP, TIDEGATE_PUBLISH="open", TIDEGATE_CLUSTER_NAME="gw-%d" % self.number,
            TIDEGATE_DATA_DIR=self.folder)
        env.update(self.variables)
        begun = time.monotonic()
        with open(self.log, "ab") as log:
            at = log.tell()
            program = [os.path.join(dist or self.dist, "bin", "tidegate")]
            self.process = subprocess.Popen(
                self.hosts.command(self.number, program), stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=env)
        while True:
            with open(self.log, "rb") as log:
                log.seek(at)
                if b"tidegate ready " in log.read():
                    return time.monotonic() - begun
            if self.process.poll() is not None or time.monotonic() > begun + 180:
                raise RuntimeError("gateway %d did not get ready, see %s" % (self.number, self.log))
            time.sleep(0.05)

    def set_up(self):
        self.ask("POST", "/setup", {"code": SETUP, "user": "root", "password": PASSWORD})

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """As an operator does: SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def ask(self, method, path, body=None, timeout=30, headers=None):
        """What the API answers: (JSON or None, headers). @raise Refused: status 300 and higher"""
        connection = http.client.HTTPConnection(self.address, HTTP, timeout=timeout)
        try:
            all_headers = {"Authorization": self.auth, "Content-Type": "application/json", **(headers or {})}
            connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body), all_headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status >= 300:
                raise Refused(answer.status, text)
            return (json.loads(text) if text else None), answer.headers
        finally:
            connection.close()

    def get(self, path):
        return self.ask("GET", path)[0]

    def edit(self, method, path, body=None):
        """A change of what is there now, or what is not there yet."""
        try:
            headers = {"If-Match": self.ask("GET", path)[1]["ETag"]}
        except Refused as absent:
            if absent.status != 404:
                raise
            headers = {}
        return self.ask(method, path, body, headers=headers)[0]

    def route(self, key, **fields):
        """Makes it, or another of it."""
        return self.edit("PUT", "/routes/" + key, {"key": key, **fields})

    def items(self, path):
        """All of a list of one page (up to 1000)."""
        return self.get(path)["items"]

    def streams(self):
        return self.items("/streams?limit=500")

    def owned(self):
        """Keys that are live here and not had from another node."""
        return {one["key"] for one in self.streams()
                if one["state"] == "streaming" and one["tracks"] and one["relayedFrom"] is None}

    def nodes(self):
        return {one["number"]: one for one in self.get("/cluster")["nodes"]}

    def members(self):
        """Numbers of those that this one sees taking part."""
        return {number for number, one in self.nodes().items() if one["state"] in ("member", "draining")}

    def metrics(self):
        connection = http.client.HTTPConnection(self.address, METRICS, timeout=30)
        try:
            connection.request("GET", "/metrics", headers={"Authorization": "Bearer " + PASSWORD})
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.process.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def flv(self, key):
        return "http://%s:%d/%s.flv" % (self.address, HTTP, key)

    def hls(self, key):
        return "http://%s:%d/%s/index.m3u8" % (self.address, HTTP, key)

    def rtmp(self, key):
        return "rtmp://%s:%d/%s" % (self.address, RTMP, key)


class Cluster:
    """`count` gateways that are one, and `alone` more that are in none."""

    def __init__(self, folder, dist, count=3, alone=0, variables=None):
        self.hosts = Hosts(count + alone)
        self.gateways = []
        self.count = count
        try:
            self.gateways = [Gateway(self.hosts, number, folder, dist, dict(variables or {})) for number in range(1, count + alone + 1)]
            for gateway in self.gateways:
                gateway.start()
                gateway.set_up()
            asked = time.monotonic()
            self[1].ask("POST", "/cluster/found", {})
            until(lambda: self[1].members() == {1}, 60, "the first member", 0.02)
            self.founded = time.monotonic() - asked
            for number in range(2, count + 1):
                self.join(number)
            self.whole()
            secret = self[1].ask("POST", "/tokens", {"name": "run", "role": "administrator", "scope": ["*"]})[0]["secret"]
            for gateway in self.all():
                gateway.auth = "Bearer " + secret  # a password costs a node more each time than all that is asked here
            until(lambda: all(one.members() for one in self.all()), 60, "the token everywhere")
        except BaseException:
            self.close()
            raise

    def __getitem__(self, number):
        return self.gateways[number - 1]

    def all(self):
        return self.gateways[:self.count]

    def join(self, number):
        token = self[1].ask("POST", "/cluster/tokens", {"name": "run %d" % number, "hours": 1})[0]["token"]
        self[number].ask("POST", "/cluster/join", {"address": self[1].address, "token": token})

    def whole(self, limit=120):
        """Until each sees all; seconds that it took."""
        everybody = set(range(1, self.count + 1))
        return until(lambda: all(one.members() == everybody and not away(one) for one in self.all()), limit, "one cluster")

    def isolate(self, number):
        """Nothing passes between this node and the others; all else does."""
        self.hosts.cut(*self._lines(number))

    def reunite(self, number):
        self.hosts.heal(*self._lines(number))

    def _lines(self, number):
        return [(number, other) for other in range(1, self.count + 1) if other != number]

    def close(self):
        for gateway in self.gateways:
            if gateway.alive():
                gateway.process.terminate()
        for gateway in self.gateways:
            if gateway.process is not None:
                try:
                    gateway.process.wait(60)
                except subprocess.TimeoutExpired:
                    gateway.kill()
        self.hosts.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def away(gateway):
    return {number for number, one in gateway.nodes().items() if one["state"] == "away"}


def until(condition, limit, what, every=0.1):
    """Seconds until it holds. @raise TimeoutError: it did not in `limit` seconds"""
    begun = time.monotonic()
    while True:
        try:
            if condition():
                return time.monotonic() - begun
        except (OSError, http.client.HTTPException, Refused):
            pass  # that one is on its way
        if time.monotonic() > begun + limit:
            raise TimeoutError("not in %g s: %s" % (limit, what))
        time.sleep(every)
