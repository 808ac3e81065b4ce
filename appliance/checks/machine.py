"""A machine to install on: a Debian root that systemd-nspawn boots, with a network of its own that leads nowhere, or to other such machines."""

import json
import os
import re
import shutil
import signal
import subprocess
import time

PATIENCE = 120


def waits(condition, seconds=PATIENCE, step=0.25):
    """What condition says as soon as that is true, or what it said last."""
    end = time.monotonic() + seconds
    while True:
        seen = condition()
        if seen or time.monotonic() > end:
            return seen
        time.sleep(step)


def depends(deb):
    text = subprocess.run(["dpkg-deb", "-f", deb, "Depends"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [re.match(r"\s*([a-z0-9.+-]+)", item).group(1) for item in text.split(",")]


def debian(deb):
    """A Debian 12 with what the package depends on, and without Java."""
    packages = ["systemd", "systemd-sysv", "dbus", "iproute2", "procps", "adduser", "systemd-resolved", *depends(deb)]
    tar = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tidegate", "appliance-root-bookworm-resolved.tar")
    if not os.path.exists(tar):
        os.makedirs(os.path.dirname(tar), exist_ok=True)
        print("makes a Debian root, once", flush=True)
        new = f"{tar}.{os.getpid()}.tar"
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", "--include=" + ",".join(packages), "bookworm", new], check=True)
        os.rename(new, tar)
    return tar


def cgroups(name):
    """A group of its own below this program's in each hierarchy that systemd manages: machines that share one end each other's services."""
    made = []
    for line in open("/proc/self/cgroup", encoding="utf-8").read().split():
        hierarchy, controllers, path = line.split(":", 2)
        if hierarchy != "0" and controllers != "name=systemd":
            continue
        kinds = ("unified", "") if hierarchy == "0" else ("systemd",)
        mounts = [os.path.join("/sys/fs/cgroup", kind) for kind in kinds]
        mount = next((mount for mount in mounts if os.path.exists(os.path.join(mount, "cgroup.procs"))), None)
        if mount:
            made.append(os.path.join(mount, path.lstrip("/"), name))
            os.makedirs(made[-1], exist_ok=True)
    return made


class Apart:
    """A gateway in a network of its own, which a process of its owns."""

    web = "http://127.0.0.1"
    leader = 0

    def beside(self, *command):
        """A command of this machine, in the network of that one."""
        return ["nsenter", f"--net=/proc/{self.leader}/ns/net", *command]

    def call(self, path, body=None, user=None, method=None, raw=False, headers=(), patience=60):
        """Status and answer of the gateway, the body as JSON where there is one."""
        command = ["curl", "-s", "-m", str(patience), "-w", "\n%{http_code}", self.web + path]
        if user:
            command += ["-u", user]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", "@-"]
        for header in headers:
            command += ["-H", header]
        if method:
            command += ["-X", method]
        done = subprocess.run(self.beside(*command), input=json.dumps(body).encode() if body is not None else b"", stdout=subprocess.PIPE)
        answer, _, status = done.stdout.rpartition(b"\n")
        # the machine may have gone before curl began
        code = int(status or 0)
        if raw:
            return code, answer
        try:
            return code, json.loads(answer)
        except ValueError:
            return code, answer.decode(errors="replace")

    def login(self, name, password):
        """Status, and the cookie of a browser that has logged in."""
        command = self.beside("curl", "-s", "-m", "60", "-i", "-H", "Content-Type: application/json", "-d", "@-", self.web + "/api/v1/login")
        body = json.dumps({"user": name, "password": password}).encode()
        head = subprocess.run(command, input=body, stdout=subprocess.PIPE).stdout.decode(errors="replace").split("\r\n\r\n")[0].splitlines()
        cookies = [line.split(":", 1)[1].split(";")[0].strip() for line in head if line.lower().startswith("set-cookie:")]
        return int(head[0].split()[1]) if head else 0, cookies[0] if cookies else ""

    def with_cookie(self, cookie):
        """Status of a call of that browser."""
        command = self.beside("curl", "-s", "-m", "60", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Cookie: " + cookie, self.web + "/api/v1/me")
        return int(subprocess.run(command, stdout=subprocess.PIPE).stdout or 0)

    def healthy(self, seconds=PATIENCE):
        return waits(lambda: self.call("/health/ready")[0] == 200, seconds)


class Machine(Apart):
    """Boots on entering, is killed and removed on leaving. Of several each has its number."""

    def __init__(self, tar, folder, number=0):
        self.name = f"tg{os.getpid()}n{number}"
        self.network = "--private-network"
        self.root = os.path.join(folder, f"root{number or ''}")
        shutil.rmtree(self.root, ignore_errors=True)
        os.makedirs(self.root)
        subprocess.run(["tar", "xf", tar, "-C", self.root], check=True)
        self.log = os.path.join(folder, f"console{number or ''}.log")
        self.process = None
        self.cgroups = []
        self.leader = 0

    def __enter__(self):
        self.boot()
        return self

    def boot(self):
        self.cgroups = cgroups(self.name)
        enter = 'for group; do [ "$group" = -- ] && break; echo $$ >"$group/cgroup.procs"; shift; done; shift; exec "$@"'
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", enter, "sh", *self.cgroups, "--", "systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", self.network, "--console=pipe",
                 f"--machine={self.name}", "-D", self.root],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # fmt: skip
        try:
            self.leader = waits(self._leader)
            state = waits(lambda: self.run("systemctl is-system-running 2>/dev/null", check=False).strip() in ("running", "degraded"))
            if not self.leader or not state:
                raise RuntimeError(f"the container does not boot; see {self.log}")
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()

    def _leader(self):
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        for child in open(children, encoding="ascii").read().split():
            try:
                if open(f"/proc/{child}/comm", encoding="ascii").read().strip() in ("systemd", "init"):
                    return int(child)
            except OSError:
                continue
        return 0

    def cut_power(self):
        """All of its processes end at once; its disk stays."""
        if self.leader:
            try:
                os.kill(self.leader, signal.SIGKILL)
            except OSError:
                pass
        self.leader = 0
        if self.process:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for top in self.cgroups:
            for folder, _, _ in os.walk(top, topdown=False):
                try:
                    os.rmdir(folder)
                except OSError:
                    pass  # something in it still ends

    def close(self):
        self.cut_power()
        shutil.rmtree(self.root, ignore_errors=True)

    def inside(self):
        return ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root"]

    def run(self, script, check=True, shell="/bin/sh"):
        """What a shell inside has written; a failure is an error where check is set."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
        done = subprocess.run([*self.inside(), shell, "-c", script], env=environment, stdin=subprocess.DEVNULL,
                              cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600, errors="replace")  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{script}: {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def put(self, file):
        shutil.copy(file, os.path.join(self.root, "root", os.path.basename(file)))
        return "/root/" + os.path.basename(file)

    def stop(self):
        """Ends the service; how that went, in systemd's word."""
        self.run("systemctl stop tidegate")
        return self.run("systemctl show -p Result --value tidegate").strip()

    def pid(self):
        return int(self.run("systemctl show -p MainPID --value tidegate").strip() or 0)

    def host_pid(self):
        """The gateway's process as this machine numbers it."""
        inner = self.pid()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                status = open(f"/proc/{pid}/status", encoding="utf-8").read()
                if os.readlink(f"/proc/{pid}/ns/pid") != os.readlink(f"/proc/{self.leader}/ns/pid"):
                    continue
            except OSError:
                continue
            if any(line.startswith("NSpid:") and line.split()[-1] == str(inner) for line in status.splitlines()):
                return int(pid)
        raise RuntimeError("no process of the gateway")
