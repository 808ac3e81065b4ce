"""The points that an installed package shows on a machine that has booted."""

import base64
import json
import os
import re
import signal
import statistics
import subprocess
import time

import console
import host
import media
from machine import Machine, waits

EVA = "eva:correct-horse-battery"
IDA = "ida:another-horse-battery"
ROUTES = "/api/v1/routes"
SOURCES = {"sources": [{"type": "rtmp-publish"}, {"type": "srt-listen"}, {"type": "rtsp-publish"}]}


class Report:
    def __init__(self):
        self.failed = 0
        self.passed = 0

    def point(self, number, name, well, seen):
        self.passed += bool(well)
        self.failed += not well
        print(f"{'ok  ' if well else 'FAIL'} {number:>2} {name}: {seen}", flush=True)
        return well

    def skip(self, number, name, why):
        print(f"skip {number:>2} {name}: {why}", flush=True)

    def note(self, seen):
        print("note    " + seen, flush=True)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def on_a_machine(report, deb, older, root, folder, here):
    with Machine(root, folder) as machine:
        new, old = machine.put(deb), machine.put(older)
        report.point(4, "no Java on the machine", machine.run("command -v java || true") == "", "none")
        installs(report, machine, new)
        hides(report, machine)
        watches_itself(report, machine)
        menu = console.shows(report, machine)
        code = set_up(report, machine)
        console.forgets(report, menu)
        console.stands(report, machine, menu)
        menu.close()
        upgrades(report, machine, new, old)
        without_exec(report, machine, os.path.join(here, "../../shared/check"))
        hangs(report, machine)
        console.reaches(report, machine, root, folder)
        host.wire(machine)
        menu = console.Menu(machine)
        console.sets(report, machine, menu)
        console.looks(report, menu)
        eva = console.rescues(report, machine, menu, EVA)
        menu.close()
        machine.call("/api/v1/me/password", {"old": eva.split(":")[1], "password": EVA.split(":")[1]}, user=eva, method="PUT")
        host.turns_away(report, machine)
        host.set_up(report, machine, EVA)
        before = machine.run(f"dpkg-deb -f {old} Version").strip()
        host.update(report, machine, EVA, os.path.join(here, "host/make-update"), older, before, folder)
        kept = goes(report, machine, new)
        comes_again(report, machine, new, kept, code)


def installs(report, machine, deb):
    begin = time.monotonic()
    machine.run(f"dpkg -i {deb}")
    took = time.monotonic() - begin
    report.point(5, "installs without a network", took < 100, f"{took:.0f} s")
    well = machine.healthy()
    if not report.point(4, "answers on port 80", well, machine.call("/health/ready")):
        print(machine.run("journalctl -u tidegate --no-pager | tail -40"))
    status = machine.run(f"grep -E '^(Uid|CapEff|NoNewPrivs|Seccomp):' /proc/{machine.pid()}/status")
    fields = dict(re.findall(r"(\w+):\t(\S+)", status))
    user = machine.run("id -u tidegate").strip()
    well = fields == {"Uid": user, "CapEff": "0000000000000400", "NoNewPrivs": "1", "Seccomp": "2"}
    report.point(4, "an own user, one capability, no new privileges, a filter of system calls", well, fields)
    buffers = machine.run("cat /usr/lib/sysctl.d/60-tidegate.conf").count("mem_max = 33554432")
    report.point(4, "buffers of sockets are asked for", buffers == 2, f"{buffers} settings")


CONF = "/etc/tidegate/tidegate.yaml"
STARTS = 5


def hides(report, machine):
    """The configuration may hold passwords; whoever wants it otherwise says so to dpkg, or sets it."""
    mode = machine.run(f"stat -c '%U:%G %a' {CONF}").strip()
    read = machine.run(f"setpriv --reuid=nobody --regid=nogroup --clear-groups cat {CONF} 2>&1", check=False)
    report.point(5, "the configuration is for the service and root alone", mode == "root:tidegate 640" and "Permission denied" in read, f"{mode}; another user: {read.strip()[-40:]}")
    again = "/var/lib/dpkg/info/tidegate.postinst configure >/dev/null 2>&1"
    machine.run(f"chown root:root {CONF}; dpkg-statoverride --update --add root root 0644 {CONF}; {again}")
    overridden = machine.run(f"stat -c '%U:%G %a' {CONF}").strip()
    machine.run(f"dpkg-statoverride --remove {CONF}; {again}")
    hidden = machine.run(f"stat -c '%U:%G %a' {CONF}").strip()
    report.point(5, "an override of its mode stays, and without one it is hidden again", (overridden, hidden) == ("root:root 644", mode), f"{overridden}, {hidden}")
    report.point(5, "the service reads it", machine.healthy(), machine.call("/health/ready")[0])


def starts(machine):
    """Seconds until the gateway says that it is ready."""
    machine.run("systemctl reset-failed tidegate; systemctl restart tidegate")
    times = dict(re.findall(r"(\w+)=(\d+)", machine.run("systemctl show tidegate -p ExecMainStartTimestampMonotonic -p ActiveEnterTimestampMonotonic")))
    return (int(times["ActiveEnterTimestampMonotonic"]) - int(times["ExecMainStartTimestampMonotonic"])) / 1e6


def watches_itself(report, machine):
    for how, command in (("inside", "systemd-analyze security tidegate"), ("offline", "systemd-analyze security --offline=true /lib/systemd/system/tidegate.service")):
        said = machine.run(command + " --no-pager", check=False)
        score = re.search(r"exposure level for tidegate.service: ([\d.]+)", said)
        report.point(3, f"hardened, {how}", score and float(score.group(1)) <= 2.0, score.group(1) if score else said[-200:])
    took = sorted(starts(machine) for _ in range(STARTS))
    report.note(f"from the start of the process to all listeners bound: {statistics.median(took):.2f} s ({took[0]:.2f} to {took[-1]:.2f}, {STARTS} starts); wanted: 1.2")
    time.sleep(20)
    resident = machine.run(f"awk '/^VmRSS/ {{print int($2 / 1024)}}' /proc/{machine.pid()}/status").strip()
    report.note(f"resident after 20 s without work: {resident} MiB; wanted: 170")
    shown = machine.run("systemctl show tidegate -p Type -p WatchdogUSec -p StatusText -p NotifyAccess")
    report.point(3, "says when it is ready, and is watched", "Type=notify" in shown and "WatchdogUSec=30s" in shown, shown.split("\n")[0])


def set_up(report, machine):
    code = machine.run("cat /var/lib/tidegate/setup-code").strip()
    mode = machine.run("stat -c %a:%U /var/lib/tidegate/setup-code").strip()
    report.point(13, "the set-up code is the service's alone", mode in ("400:tidegate", "600:tidegate"), mode)
    said = machine.run("systemctl start tidegate-console; journalctl -u tidegate-console --no-pager -o cat", check=False)
    report.point(13, "the console says it", code.replace("-", "") in said.replace("-", ""), [line for line in said.splitlines() if "Set-up code:" in line][-1:])
    user, password = EVA.split(":")
    body = {"code": code, "user": user, "password": password}
    first, again = machine.call("/api/v1/setup", body)[0], machine.call("/api/v1/setup", {**body, "user": "mallory"})[0]
    report.point(13, "it works once", (first, again) == (201, 409), f"{first}, then {again}")
    gone = machine.run("ls /var/lib/tidegate/setup-code 2>&1", check=False)
    report.point(13, "its file is gone", "No such file" in gone, gone.strip())
    return code


def certificate(machine):
    return machine.run("sha256sum /var/lib/tidegate/tls/cert.pem").split()[0]


def keys(machine):
    status, page = machine.call(ROUTES, user=EVA)
    return sorted(item["key"] for item in page["items"]) if status == 200 else page


def upgrades(report, machine, new, old):
    """From N-1 to N and back; what is kept is compared after each step."""
    machine.run(f"dpkg -i {old}")
    machine.healthy()
    made = [machine.call(f"{ROUTES}/live/{name}", SOURCES, user=EVA, method="PUT")[0] for name in ("rtmp", "srt", "rtsp", "kept")]
    machine.run("sed -i 's/^publish: users/publish: users # by hand/' /etc/tidegate/tidegate.yaml")
    before = (keys(machine), certificate(machine))
    report.point(6, "four routes are made under the version before", made == [201] * 4 and len(before[0]) == 4, f"{made}, {before[0]}")
    for step, deb in (("N-1 to N", new), ("N to N-1", old), ("N-1 to N again", new)):
        machine.run(f"dpkg --force-confdef --force-confold -i {deb}")
        well = machine.healthy()
        edited = machine.run("grep -c 'by hand' /etc/tidegate/tidegate.yaml", check=False).strip()
        after = (keys(machine), certificate(machine))
        mode = machine.run(f"stat -c '%U:%G %a' {CONF}").strip()
        report.point(6, step + " keeps who may read the configuration", mode == "root:tidegate 640", mode)
        report.point(6, step + " keeps routes, users, certificate and the edited file", well and after == before and edited == "1",
                     f"routes {after[0]}, certificate {'kept' if after[1] == before[1] else 'another'}, edits {edited}")  # fmt: skip


def without_exec(report, machine, judges):
    """State on a disk of its own that programs cannot be run from, small, and full at last."""
    machine.run("systemctl stop tidegate && cp -a /var/lib/tidegate /root/state && mount -t tmpfs -o size=64m,noexec,nosuid,nodev tmpfs /var/lib/tidegate"
                " && cp -a /root/state/. /var/lib/tidegate/ && systemctl start tidegate")  # fmt: skip
    report.point(9, "starts with its state on a disk that nothing can be run from", machine.healthy(), "ready")
    publishers = media.publish(machine, EVA)
    try:
        media.judge(report, machine, judges)
        media.picture(report, machine)
        found = machine.run("find /var/lib/tidegate /var/cache/tidegate /tmp /var/tmp /run/tidegate -xdev \\( -name '*.so*' -o -name 'ffmpeg*' \\) -type f;"
                            f" ls -d /proc/{machine.pid()}/root/tmp/* 2>/dev/null")  # fmt: skip
        unpacked = [line for line in found.splitlines() if "hsperfdata" not in line]
        report.point(4, "nothing was unpacked at run time", not unpacked, unpacked or "no library and no program in state, cache or temporary folders")
        machine.run("dd if=/dev/zero of=/var/lib/tidegate/filler bs=1M 2>/dev/null", check=False)
        free = machine.run("df --output=avail -k /var/lib/tidegate | tail -1").strip()
        flows = media.flows(machine)
        report.point(9, "streams go on while the disk is full", flows, f"{free} KiB free, {flows} bytes in 5 s")
        raised = waits(lambda: [item["kind"] for item in machine.call("/api/v1/alarms", user=EVA)[1]["items"] if "disk" in item["kind"]], 150)
        report.point(9, "an alarm says so", raised, raised)
        watched = media.drains(machine)
        report.point(3, "a stop ends viewers cleanly and is quick", watched["clean"], watched)
    finally:
        media.end(publishers)
    machine.run("rm -f /var/lib/tidegate/filler; systemctl stop tidegate; umount /var/lib/tidegate; systemctl start tidegate")
    report.point(9, "it runs on afterwards", machine.healthy(), machine.call("/health/ready")[0])


def hangs(report, machine):
    before = machine.pid()
    os.kill(machine.host_pid(), signal.SIGSTOP)
    begin = time.monotonic()
    back = waits(lambda: machine.pid() not in (0, before) and machine.call("/health/ready")[0] == 200, 90, 0.5)
    took = time.monotonic() - begin
    report.point(8, "a stopped process is back within 45 s", back and took <= 45, f"{took:.0f} s")


def backup(machine):
    return base64.b64encode(machine.call("/api/v1/backup", {"passphrase": "a long passphrase"}, user=EVA, raw=True)[1]).decode()


def goes(report, machine, deb):
    """Removed, its state stays; purged, nothing does."""
    user, password = IDA.split(":")
    machine.call("/api/v1/users", {"name": user, "password": password, "role": "operator", "scope": ["*"]}, user=EVA)
    kept = {"routes": keys(machine), "backup": backup(machine), "certificate": certificate(machine), "ida": machine.call("/api/v1/me", user=IDA)}
    machine.run("dpkg -r tidegate")
    left = machine.run("ls /var/lib/tidegate /etc/tidegate")
    report.point(7, "remove keeps state and configuration", "tidegate.yaml" in left and "tidegate.db" in left and "cert.pem" in machine.run("ls /var/lib/tidegate/tls"), left.split())
    machine.run(f"dpkg --force-confdef --force-confold -i {deb}")
    machine.healthy()
    report.point(7, "installed again it goes on", keys(machine) == kept["routes"], keys(machine))
    machine.run("dpkg -P tidegate")
    found = machine.run("find / -xdev \\( -path /proc -o -path /sys -o -path /root -o -path /var/log -o -path /var/lib/systemd \\) -prune -o -iname '*tidegate*' -print;"
                        " getent passwd tidegate; getent group tidegate", check=False)  # fmt: skip
    report.point(7, "purge leaves nothing", not found.strip(), found.split() or "no file, no user, no group")
    return kept


def comes_again(report, machine, deb, kept, code):
    """On what is a new machine to it: another code, another key; the backup of the one before brings its routes and users."""
    machine.run(f"dpkg -i {deb}")
    machine.healthy()
    new = machine.run("cat /var/lib/tidegate/setup-code").strip()
    report.point(14, "a new machine has another code and another certificate", new != code and certificate(machine) != kept["certificate"], "both are others")
    user, password = EVA.split(":")
    machine.call("/api/v1/setup", {"code": new, "user": user, "password": password})
    stranger = machine.call("/api/v1/me", user=IDA)[0]
    status, answer = machine.call("/api/v1/backup/restore", {"passphrase": "a long passphrase", "backup": kept["backup"]}, user=EVA)
    report.point(15, "a backup of one brings its routes to another", status == 200 and keys(machine) == kept["routes"], f"{status}, {keys(machine)}")
    if status != 200:
        print(json.dumps(answer))
    known = machine.call("/api/v1/me", user=IDA)
    well = stranger == 401 and known[0] == 200 and known[1] == kept["ida"][1]
    report.point(15, "a user of the one logs in at the other with the old password", well, f"{stranger} before, {known[0]} after")
    still = machine.call("/api/v1/me", user=EVA)[0]
    report.point(15, "who has restored is still let in", still == 200, still)
    host.reset(report, machine, EVA, certificate)
    menu = console.Menu(machine)
    console.resets(report, machine, menu)
    menu.close()
