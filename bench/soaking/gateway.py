"""The gateway under test: a process of the distribution with a data folder of its own, and what can be read off it."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024
START_WITHIN_S = 300  # on a machine with far too much to do, all unpacked for the first time
EVENT_LOOP = "vert.x-eventloo"  # the kernel keeps 15 characters of a name

# The heap is of fixed size and touched at the start, so that resident memory grows by native memory alone.
JAVA_OPTS = "-Xms%(heap)s -Xmx%(heap)s -XX:+AlwaysPreTouch -XX:NativeMemoryTracking=summary"


def free_port(kind=socket.SOCK_STREAM):
    """One that nobody has now."""
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Ports:
    """Ports of all listeners, known before the start: routes have to name them."""

    def __init__(self):
        for name in ("http", "https", "rtmp", "rtmps", "rtsp", "rtsps", "metrics"):
            setattr(self, name, free_port())
        for name in ("srt", "srt_own", "srt_call", "udp", "rtp", "copy_udp"):
            setattr(self, name, free_port(socket.SOCK_DGRAM))


def certificate(folder):
    """A pair of PEM files, signed by itself."""
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
         "-subj", "/CN=localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


class Gateway:
    def __init__(self, folder, ports, routes, heap):
        self.folder, self.ports, self.heap = folder, ports, heap
        self.dist = os.path.join(folder, "dist")
        self.log = os.path.join(folder, "gateway.log")
        self.process = None
        self._waited = {}
        self._config = os.path.join(folder, "tidegate.yaml")
        with open(self._config, "w", encoding="utf-8") as out:
            json.dump({"routes": routes}, out, indent=1)  # JSON is YAML

    def start(self):
        """Returns when it listens."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("TIDEGATE_")}
        cert, key = certificate(self.folder)
        for listener in ("HTTP", "RTMP", "RTSP"):
            env["TIDEGATE_%s_PORT" % listener] = str(getattr(self.ports, listener.lower()))
            env["TIDEGATE_%s_TLS_PORT" % listener] = str(getattr(self.ports, listener.lower() + "s"))
            env["TIDEGATE_%s_TLS_CERT" % listener] = cert
            env["TIDEGATE_%s_TLS_KEY" % listener] = key
        env.update(
            TIDEGATE_BIND="127.0.0.1", TIDEGATE_SRT_PORT=str(self.ports.srt), TIDEGATE_METRICS_PORT=str(self.ports.metrics),
            TIDEGATE_PUBLISH="open", TIDEGATE_DATA_DIR=os.path.join(self.folder, "data"), TIDEGATE_STREAMS_TAKE_OVER="true",
            TIDEGATE_STREAMS_GRACE_MS="3000", TIDEGATE_CLIPS_FILE_FOLDERS=self.folder, TIDEGATE_RECORDING_KEEP_FREE="256MB",
            TIDEGATE_BROWNOUT_ENABLED="false", JAVA_OPTS=JAVA_OPTS % {"heap": self.heap})
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [os.path.join(self.dist, "bin", "tidegate"), "--config", self._config], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, env=env)
        until = time.monotonic() + START_WITHIN_S
        while True:
            with open(self.log, "rb") as log:
                if b"tidegate ready " in log.read():
                    return
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the gateway did not get ready, see " + self.log)
            time.sleep(0.1)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """As an operator does; its exit status."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def metrics(self):
        """Each line of the metrics: name with labels to value."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports.metrics, timeout=30)
        try:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and line[0] != "#")}

    def jcmd(self, *command):
        java = os.readlink("/proc/%d/exe" % self.process.pid)
        jcmd = os.path.join(os.path.dirname(java), "jcmd")
        done = subprocess.run([jcmd, str(self.process.pid), *command], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise OSError("jcmd %s: %s" % (" ".join(command), done.stderr or done.stdout))
        return done.stdout

    def native(self):
        """MiB that the JVM has committed by what for, without its heap (native memory tracking)."""
        text = self.jcmd("VM.native_memory", "summary", "scale=KB")
        found = re.findall(r"-\s+([A-Z][A-Za-z &+]*?) \(reserved=\d+KB, committed=(\d+)KB", text)
        return {name: int(size) / 1024 for name, size in found if name != "Java Heap"}

    def proc(self):
        """What the kernel says of the process and of its children."""
        pid = self.process.pid
        status = _status(pid)
        with open("/proc/%d/stat" % pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        children = _children(pid)
        return {
            "rss_mib": int(status["VmRSS"].split()[0]) / 1024,
            "threads": int(status["Threads"]),
            "descriptors": len(os.listdir("/proc/%d/fd" % pid)),
            "cpu_s": (int(fields[11]) + int(fields[12])) / TICKS,
            "cpu_wait_s": self._cpu_wait(),
            "children": len(children),
            "children_rss_mib": sum(_rss_mib(child) for child in children),
        }

    def _cpu_wait(self):
        """Seconds that one of its event loops, the one that fared worst, was ready and got no core, since this was last asked."""
        before, self._waited = self._waited, {}
        tasks = "/proc/%d/task" % self.process.pid
        for task in os.listdir(tasks):
            try:
                with open("%s/%s/comm" % (tasks, task)) as name, open("%s/%s/schedstat" % (tasks, task)) as stat:
                    if name.read().startswith(EVENT_LOOP):
                        self._waited[task] = int(stat.read().split()[1]) / 1e9
            except FileNotFoundError:
                pass  # that thread is gone
        return max((now - before[task] for task, now in self._waited.items() if task in before), default=0.0)

    def disk_mib(self):
        """Of its data folder."""
        total = 0
        for folder, _, files in os.walk(os.path.join(self.folder, "data")):
            for file in files:
                try:
                    total += os.lstat(os.path.join(folder, file)).st_size
                except FileNotFoundError:
                    pass  # recordings go while we look
        return total / MIB

    def remove_data(self):
        for name in ("data", "dist"):
            shutil.rmtree(os.path.join(self.folder, name), ignore_errors=True)


def _status(pid):
    with open("/proc/%d/status" % pid) as status:
        return dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)


def _children(pid):
    """Of it, and theirs."""
    found = []
    for task in os.listdir("/proc/%d/task" % pid):
        try:
            with open("/proc/%d/task/%s/children" % (pid, task)) as children:
                found += [int(one) for one in children.read().split()]
        except FileNotFoundError:
            pass  # that thread is gone
    deeper = []
    for one in found:
        try:
            deeper += _children(one)
        except FileNotFoundError:
            pass  # that process is gone
    return found + deeper


def _rss_mib(pid):
    try:
        return int(_status(pid).get("VmRSS", "0 kB").split()[0]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0
