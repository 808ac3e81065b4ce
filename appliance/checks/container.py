"""The image, run by podman without a network, and the tarball on a machine without Java."""

import json
import os
import re
import subprocess
import tarfile
import time

import media
from machine import Apart, Machine, waits
from points import EVA, ROUTES

MEMORY_MB = 768
STOPS = 20
SOURCES = {"sources": [{"type": "rtmp-publish"}, {"type": "srt-listen"}, {"type": "rtsp-publish"}]}
JAVA = ["/usr/lib/tidegate/runtime/bin/java", "@/usr/lib/tidegate/java.options"]


def said(command, **more):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **more)


class Container(Apart):
    """Podman with its files in a folder of the test; each one is of the same image and has the same volume."""

    web = "http://127.0.0.1:8080"

    def __init__(self, folder, image):
        self.folder, self.image, self.number = folder, image, 0
        self.podman = ["podman", "--root", os.path.join(folder, "store"), "--runroot", os.path.join(folder, "run"), "--storage-driver", "vfs",
                       "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "file"]  # fmt: skip

    def ask(self, *words):
        done = said([*self.podman, *words], timeout=600)
        return done.returncode, "\n".join(line for line in done.stdout.splitlines() if "level=warning" not in line).strip()

    def start(self):
        """Nothing can be written but the volume: no root, no /tmp, no capability."""
        self.number += 1
        self.name = f"tg{os.getpid()}c{self.number}"
        status, told = self.ask("run", "--detach", "--name", self.name, "--network", "none", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all",
                                "--security-opt", "no-new-privileges", "--ulimit", "nofile=16384:16384", "--ulimit", "nproc=4096:4096", "--memory", f"{MEMORY_MB}m", "--volume", "tidegate-state:/var/lib/tidegate", self.image)  # fmt: skip
        if status:
            raise RuntimeError(told)
        self.leader = int(self.ask("inspect", "--format", "{{.State.Pid}}", self.name)[1])

    def inside(self, path):
        return f"/proc/{self.leader}/root{path}"

    def stop(self):
        begin = time.monotonic()
        self.ask("stop", "--time", "30", self.name)
        status = self.ask("inspect", "--format", "{{.State.ExitCode}}", self.name)[1]
        return "success" if status in ("0", "143") and time.monotonic() - begin < STOPS else f"status {status} after {time.monotonic() - begin:.0f} s"

    def close(self):
        if self.number:
            self.ask("rm", "--force", "--time", "0", self.name)
        self.ask("volume", "rm", "--force", "tidegate-state")
        self.ask("rmi", "--all", "--force")


def of_layout(image):
    """What the image says of itself, and names of all files in it."""
    with tarfile.open(image) as layout:

        def blob(digest):
            return layout.extractfile("blobs/" + digest.replace(":", "/"))

        index = json.load(layout.extractfile("index.json"))
        manifest = json.load(blob(index["manifests"][0]["digest"]))
        members = []
        for one in manifest["layers"]:
            with tarfile.open(fileobj=blob(one["digest"]), mode="r:gz") as layer:
                members += [(member.name, member.mode, member.uid, member.mtime) for member in layer]
        return json.load(blob(manifest["config"]["digest"])), members


def looks(report, image):
    """The points that the file itself shows."""
    config, members = of_layout(image)
    inside = config["config"]
    report.point("file", "runs as nobody in particular, stops by SIGTERM, has its volume and its ports",
                 inside["User"] == "10001:10001" and inside["StopSignal"] == "SIGTERM" and list(inside["Volumes"]) == ["/var/lib/tidegate"] and "8890/udp" in inside["ExposedPorts"],
                 f"{inside['User']}, {' '.join(inside['ExposedPorts'])}")  # fmt: skip
    programs = sorted(name for name, _, _, _ in members if re.fullmatch(r"usr/s?bin/.+", name))
    shells = [name for name in programs if re.search(r"/(\w*sh|busybox|env|perl\S*|python\S*|apt\S*|dpkg\S*)$", name)]
    report.point("file", "no shell and no package manager", programs and not shells, shells or " ".join(name.rpartition("/")[2] for name in programs))
    special = [name for name, mode, uid, _ in members if mode & 0o6000 or mode & 0o002 and mode != 0o777 and not mode & 0o1000 or uid not in (0, 10001)]
    report.point("file", "nothing that raises rights, nothing that everybody may write", not special, special or f"{len(members)} files")
    size = os.path.getsize(image) / 1e6
    report.note(f"{size:.0f} MB, {sum(name.startswith('var/lib/dpkg/status.d/') for name, _, _, _ in members)} packages of Debian")


def loaded(report, folder, image):
    """The container, or None where podman cannot run one here."""
    container = Container(folder, None)
    status, told = container.ask("load", "--input", image)
    name = re.search(r"Loaded image(?:\(s\))?: (\S+)", told)
    if not report.point("run", "podman loads it", status == 0 and name, told.splitlines()[-1:]):
        return None
    container.image = name.group(1)
    return container


def runs(report, container, judges):
    begin = time.monotonic()
    try:
        container.start()
    except RuntimeError as refused:
        report.skip("run", "a container", f"podman cannot run one here: {str(refused)[-300:]}")
        return
    ready = container.healthy()
    if not report.point("run", "ready, with a root that is read-only and no /tmp", ready, f"after {time.monotonic() - begin:.1f} s"):
        print(container.ask("logs", container.name)[1][-3000:])
        return
    confined(report, container)
    code = open(container.inside("/var/lib/tidegate/setup-code"), encoding="ascii").read().strip()
    report.point("run", "the set-up code stands in the log", code.replace("-", "") in container.ask("logs", container.name)[1].replace("-", ""), "it does")
    user, password = EVA.split(":")
    status, _ = container.call("/api/v1/setup", {"code": code, "user": user, "password": password})
    made = [container.call(f"{ROUTES}/live/{name}", SOURCES, user=EVA, method="PUT")[0] for name in (*media.NAMES, "kept")]
    report.point("run", "an administrator and four routes", (status, made) == (201, [201] * 4), f"{status}, {made}")
    publishers = media.publish(container, EVA)
    try:
        media.judge(report, container, judges, "run")
        media.picture(report, container, "run")
        bounded(report, container)
        watched = media.drains(container)
        report.point("run", "a stop ends viewers cleanly and is quick", watched["clean"], watched)
    finally:
        media.end(publishers)
    keeps(report, container)


def confined(report, container):
    fields = dict(re.findall(r"(\w+):\t(\S+)", open(f"/proc/{container.leader}/status", encoding="utf-8").read()))
    seen = {name: fields[name] for name in ("Uid", "CapEff", "CapBnd", "NoNewPrivs")}
    report.point("run", "an own user, no capability, no new privileges", seen == {"Uid": "10001", "CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1"}, seen)
    mounts = [line.split() for line in open(f"/proc/{container.leader}/mountinfo", encoding="utf-8")]
    root = next(mount[5] for mount in mounts if mount[4] == "/")
    writable = sorted(mount[4] for mount in mounts if "rw" in mount[5].split(",") and not mount[4].startswith(("/proc", "/sys", "/dev", "/etc/", "/run/")))
    report.point("run", "the volume alone can be written", root.startswith("ro") and writable == ["/var/lib/tidegate"], f"/ is {root.split(',')[0]}, {writable}")
    status, told = container.ask("exec", container.name, *JAVA, "io.tidegate.gateway.Main", "doctor", "--config", "/etc/tidegate/tidegate.yaml")
    reached = re.search(r"(?m)^ok +running\b.*", told)
    report.point("run", "doctor, asked inside, reaches the gateway", reached, reached.group(0) if reached else told[-500:])
    # a volume on the disk of the image's root passes for read-only: Java goes by the device
    failed = [re.sub(r"\s+", " ", line) for line in told.splitlines() if line.startswith("failed")]
    report.note(f"doctor's status {status}: {failed or 'nothing fails'}")


def bounded(report, container):
    """The heap goes by the container's memory, and all of it stays below."""
    told = container.ask("exec", container.name, *JAVA, "-XX:+PrintFlagsFinal", "-version")[1]
    heap = re.search(r" MaxHeapSize\s+= (\d+)", told)
    most = MEMORY_MB * 2**20 * 0.4
    report.point("run", f"of {MEMORY_MB} MiB the heap takes four tenths at most", heap and int(heap.group(1)) <= most * 1.02, f"{int(heap.group(1)) // 2**20} MiB" if heap else told[-300:])
    resident = int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{container.leader}/status", encoding="utf-8").read()).group(1)) // 1024
    killed = container.ask("inspect", "--format", "{{.State.OOMKilled}}", container.name)[1]
    report.point("run", "three streams stay below it", resident < MEMORY_MB and killed == "false", f"{resident} MiB resident, killed for memory: {killed}")


def keeps(report, container):
    container.ask("rm", container.name)
    container.start()
    there = container.healthy() and container.call(ROUTES, user=EVA)
    routes = sorted(item["key"] for item in there[1]["items"]) if there and there[0] == 200 else there
    report.point("run", "another container with the same volume has its users and routes", routes == sorted(f"live/{name}" for name in (*media.NAMES, "kept")), routes)


class Unpacked(Machine):
    """A tarball on a machine without Java, in a folder with a space, by a user without rights."""

    web = "http://127.0.0.1:8080"
    place = "/srv/some where"

    def start(self, options):
        """@param options of Java, beside its own"""
        starter = self.run(f"echo '{self.place}'/tidegate-*/bin/tidegate").strip()
        self.home = os.path.dirname(os.path.dirname(starter))
        self.output = os.path.join(self.root, "tmp/output")
        with open(self.output, "wb") as out:
            self.gateway = subprocess.Popen(
                [*self.inside(), "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "-i", "PATH=/usr/bin:/bin", "JAVA_OPTS=" + options,
                 "TIDEGATE_DATA_DIR=/srv/state", starter, "--config", self.home + "/conf/tidegate.yaml"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out)  # fmt: skip

    def gateways(self):
        found = self.run("pidof java", check=False).split()
        return found[0] if found else None

    def stop(self):
        pid = self.gateways()
        self.run(f"kill {pid}")
        status = self.gateway.wait(60)
        return "success" if status in (0, 143) else str(status)


def unpacked(report, tar, root, folder, judges):
    with Unpacked(root, folder) as machine:
        machine.run(f"mkdir -p '{machine.place}' /srv/state && chown 65534:65534 /srv/state")
        subprocess.run(["tar", "-xf", tar, "-C", machine.root + machine.place], check=True)
        report.point("tar", "no Java on the machine", machine.run("command -v java || true") == "", "none")
        begin = time.monotonic()
        # as a test of the archive of classes: with it, or not at all
        machine.start("-Xshare:on -Xmx300m")
        ready = machine.healthy()
        if not report.point("tar", "starts in a folder with a space, by a user without rights, with its classes made ready", ready, f"after {time.monotonic() - begin:.1f} s"):
            print(open(machine.output, encoding="utf-8", errors="replace").read()[-3000:])
            return
        status = machine.run(f"grep -E '^(Uid|CapEff):' /proc/{machine.gateways()}/status")
        report.point("tar", "the user is who started it", "Uid:\t65534" in status and "CapEff:\t0000000000000000" in status, " ".join(status.split()[:2]))
        code = machine.run("cat /srv/state/setup-code").strip()
        user, password = EVA.split(":")
        status, _ = machine.call("/api/v1/setup", {"code": code, "user": user, "password": password})
        report.point("tar", "an administrator", status == 201, status)
        publishers = media.publish(machine, EVA)
        try:
            media.judge(report, machine, judges, "tar")
            media.picture(report, machine, "tar")
            written = machine.run(f"find '{machine.home}' -newer /srv/state/setup-code -o -user 65534 | head -3").strip()
            report.point("tar", "nothing was written where it was unpacked", not written, written or "nothing")
            watched = media.drains(machine)
            report.point("tar", "a stop ends viewers cleanly and is quick", watched["clean"] and watched["seconds"] < STOPS, watched)
        finally:
            media.end(publishers)
