"""A machine to install on: a Debian root that systemd-nspawn boots, with a network of its own that leads nowhere."""

import json
import os
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


class Machine:
    """Boots on entering, is killed and removed on leaving."""

    def __init__(self, tar, folder):
        self.folder = folder
        self.root = os.path.join(folder, "root")
        shutil.rmtree(self.root, ignore_errors=True)
        os.makedirs(self.root)
        subprocess.run(["tar", "xf", tar, "-C", self.root], check=True)
        self.log = os.path.join(folder, "console.log")
        self.process = None
        self.leader = 0

    def __enter__(self):
        name = f"tidegate-{os.getpid()}"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network", "--console=pipe",
                 f"--machine={name}", "-D", self.root],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # fmt: skip
        try:
            self.leader = waits(self._leader)
            state = waits(lambda: self.run("systemctl is-system-running 2>/dev/null", check=False).strip() in ("running", "degraded"))
            if not self.leader or not state:
                raise RuntimeError(f"the container does not boot; see {self.log}")
        except BaseException:
            self.close()
            raise
        return self

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

    def close(self):
        if self.leader:
            try:
                os.kill(self.leader, signal.SIGKILL)
            except OSError:
                pass
        if self.process:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def inside(self):
        return ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root"]

    def run(self, script, check=True):
        """What a shell inside has written; a failure is an error where check is set."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
        done = subprocess.run([*self.inside(), "/bin/sh", "-c", script], env=environment, stdin=subprocess.DEVNULL,
                              cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600, errors="replace")  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{script}: {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def put(self, file):
        shutil.copy(file, os.path.join(self.root, "root", os.path.basename(file)))
        return "/root/" + os.path.basename(file)

    def beside(self, *command):
        """A command of this machine, in the network of the other one."""
        return ["nsenter", f"--net=/proc/{self.leader}/ns/net", *command]

    def call(self, path, body=None, user=None, method=None, port=80, raw=False):
        """Status and answer of the gateway, the body as JSON where there is one."""
        command = ["curl", "-s", "-m", "60", "-w", "\n%{http_code}", f"http://127.0.0.1:{port}{path}"]
        if user:
            command += ["-u", user]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", "@-"]
        if method:
            command += ["-X", method]
        done = subprocess.run(self.beside(*command), input=json.dumps(body).encode() if body is not None else b"", stdout=subprocess.PIPE)
        answer, _, status = done.stdout.rpartition(b"\n")
        if raw:
            return int(status), answer
        try:
            return int(status), json.loads(answer)
        except ValueError:
            return int(status), answer.decode(errors="replace")

    def healthy(self, seconds=PATIENCE):
        return waits(lambda: self.call("/health/ready")[0] == 200, seconds)

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
