"""The points of updates: a good release stays, a bad one goes by itself, and no loss of power at any moment costs what was acknowledged."""

import json
import os
import random
import re
import subprocess
import threading
import time

import media
from image import EVA, ROUTES, keys
from machine import waits

SLOT = "/usr/lib/tidegate/bin/tidegate-slot"
UPDATE = "/api/v1/system/update"
RECORDED = "live/recorded"
CUT_LOG = "/data/tidegate-host/cut.log"
PIECE = 4 << 20


def release(payload, folder, version, key, make_update, arch, bad=False):
    """The release again under another version; a bad one has a gateway that cannot start. Signed."""
    work = os.path.join(folder, "release-" + version)
    os.makedirs(work)
    subprocess.run(["tar", "xf", payload, "-C", work], check=True)
    root = os.path.join(work, "root.ext4")
    subprocess.run(["zstd", "-dq", "--rm", root + ".zst"], check=True)
    changed = {"release.json": json.dumps({"version": version, "schema": 1}) + "\n", "image.conf": f"VERSION={version}\nARCH={arch}\nFLAVOUR=vm\n"}
    if bad:
        changed["java.options"] = "-XX:NoSuchOption\n"
    for name, text in changed.items():
        file = os.path.join(work, name)
        open(file, "w", encoding="utf-8").write(text)
        script = f"cd /usr/lib/tidegate\nrm {name}\nwrite {file} {name}\nsif {name} mode 0100644\n"
        subprocess.run(["debugfs", "-w", "-f", "-", root], input=script, text=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.unlink(file)
    digest = subprocess.run(["sha256sum", root], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[0]
    manifest = os.path.join(work, "manifest")
    text = open(manifest, encoding="utf-8").read()
    text = re.sub(r"^version .*$", "version " + version, re.sub(r"^root-sha256 .*$", "root-sha256 " + digest, text, flags=re.M), flags=re.M)
    open(manifest, "w", encoding="utf-8").write(text)
    subprocess.run(["zstd", "-q", "-3", "--rm", root], check=True)
    subprocess.run(["tar", "cf", work + ".image", "-C", work, "manifest", "vmlinuz", "initrd", "root.ext4.zst"], check=True)
    with open(work + ".update", "wb") as out:
        subprocess.run([make_update, key, "image", version, arch, "1", work + ".image"], check=True, stdout=out)
    subprocess.run(["rm", "-r", work, work + ".image"], check=True)
    return work + ".update"


def brings(report, number, name, machine, file):
    status, said = upload(machine, file)
    return report.point(number, name, status == "200", f"{os.path.getsize(file) >> 20} MiB" if status == "200" else f"{status}, {said[:300]}")


def upload(machine, file):
    """In pieces; who is told to come later does so for as long as the admin UI does. The last status, and what was said with it."""
    size = os.path.getsize(file)
    curl = machine.beside("curl", "-s", "-m", "300", "-w", "\n%{http_code}", "-u", EVA, f"http://127.0.0.1{UPDATE}/upload")

    def sent(*request, piece=b""):
        since = time.monotonic()
        while True:
            said, status = subprocess.run([*curl, *request], input=piece, stdout=subprocess.PIPE).stdout.decode(errors="replace").rsplit("\n", 1)
            if status not in ("429", "503") or time.monotonic() - since > 15:
                return status, said
            print(f"note    the upload waits: {status}, {said[:300]}", flush=True)
            time.sleep(5)

    status, said = sent("-X", "POST", "-H", f"Upload-Length: {size}")
    with open(file, "rb") as source:
        while status.startswith("2") and (piece := source.read(PIECE)):
            head = ["-X", "PATCH", "-H", f"Upload-Offset: {source.tell() - len(piece)}", "-H", "Content-Type: application/offset+octet-stream", "--data-binary", "@-"]
            status, said = sent(*head, piece=piece)
    return status, said


def told(machine):
    status, answer = machine.call(UPDATE, user=EVA, patience=20)
    return answer if status == 200 else {}


def certificate(machine):
    return machine.run("sha256sum /var/lib/tidegate/tls/cert.pem").split()[0]


def installs(machine, version):
    """Installs what was brought, and waits until how it went is known: seconds, and what is told."""
    begin = time.monotonic()
    status, answer = machine.call(UPDATE + "/install", {"version": version}, user=EVA, patience=600)
    if status != 200:
        return 0, {"state": status, "log": f"{status}, {answer}"}
    seen = waits(lambda: (found := told(machine)).get("state") in ("done", "failed") and found, 3600, 3) or {}
    return time.monotonic() - begin, seen


def good(report, machine, file, version):
    image_before = machine.slot()
    status, _ = machine.call("/api/v1/system/hostname", {"hostname": "gate-7"}, user=EVA, method="PUT")
    machine.run("sed -i 's/^publish: users/publish: users # by hand/' /etc/tidegate/tidegate.yaml; timedatectl set-timezone Europe/Berlin", check=False)
    before = (keys(machine), certificate(machine), machine.run("cat /etc/machine-id"))
    report.point(11, "a host name is set", status == 200, status)
    brings(report, 11, "a release is brought", machine, file)
    took, seen = installs(machine, version)
    now = machine.slot()
    well = seen.get("state") == "done" and seen.get("version") == version and f", {version} (" in now.splitlines()[0]
    report.point(11, "a good release becomes the running slot", well, f"{took:.0f} s, {seen.get('log', seen)!r}")
    blessed = machine.run("ls /efi/loader/entries").split()
    report.point(11, "and is blessed", not [name for name in blessed if "+" in name] and now != image_before, blessed)
    after = (keys(machine), certificate(machine), machine.run("cat /etc/machine-id"))
    report.point(11, "routes, users, certificate and the machine's id are as before", before == after and len(after[0]) >= 4, sorted(after[0]))
    set_by_hand = machine.run("hostname; cat /etc/hostname; grep -c 'by hand' /etc/tidegate/tidegate.yaml; readlink /etc/localtime", check=False).split()
    well = set_by_hand[:3] == ["gate-7", "gate-7", "1"] and set_by_hand[-1].endswith("Berlin")
    report.point(11, "name, zone and the edited configuration came along", well, set_by_hand)


def refused(report, machine):
    """By hand, with a bit of it turned: nothing is written."""
    before = machine.run("ls /efi/loader/entries")
    machine.run("cp /var/lib/tidegate/update/bundle /data/bundle && printf x | dd of=/data/bundle bs=1 seek=1000000 conv=notrunc status=none")
    said = machine.run(f"{SLOT} install /data/bundle; echo status $?", check=False, seconds=1500)
    machine.run("tail -n +4 /var/lib/tidegate/update/bundle >/data/bundle")
    unsigned = machine.run(f"{SLOT} install /data/bundle; echo status $?", check=False, seconds=1500)
    machine.run("rm /data/bundle")
    well = "damaged" in said and "status 1" in said and "status 1" in unsigned and machine.run("ls /efi/loader/entries") == before
    report.point(11, "a damaged file and one without a signature are refused before anything is written", well, [said.splitlines()[0], unsigned.splitlines()[0]])


def bad(report, machine, file, version):
    running = machine.slot().splitlines()[0]
    before = (keys(machine), certificate(machine))
    brings(report, 11, "a release that cannot start is brought", machine, file)
    took, seen = installs(machine, version)
    machine.ready(900)
    now = machine.slot()
    well = seen.get("state") == "failed" and "did not work" in seen.get("log", "") and now.splitlines()[0] == running
    report.point(11, "a bad release rolls back with no hand", well, f"{took:.0f} s from installing to the old one, {seen.get('log', seen)!r}")
    report.point(11, "routes, users and certificate are as before", (keys(machine), certificate(machine)) == before, now.splitlines())
    journal = machine.run("journalctl -p err -t tidegate-slot --no-pager -o cat", check=False)
    report.point(11, "the journal says so", "did not work" in journal, journal.splitlines()[-1:])


class Writer(threading.Thread):
    """Makes routes one after the other, and remembers those that were acknowledged."""

    def __init__(self, machine, cut):
        super().__init__(daemon=True)
        self.machine, self.cut = machine, cut
        self.acknowledged = set()
        self.going = True

    def run(self):
        for number in range(10000):
            key = f"cut{self.cut}/r{number}"
            if not self.going:
                return
            if self.machine.call(f"{ROUTES}/{key}", {"sources": [{"type": "rtmp-publish"}]}, user=EVA, method="PUT", patience=30)[0] == 201:
                self.acknowledged.add(key)


def recorded(machine):
    """Stretches that the API lists, as (from, to)."""
    answer = machine.asked(f"/api/v1/recordings/{RECORDED}", EVA)
    return [(span["from"], span["to"]) for span in answer["spans"]] if answer else []


def plays(machine, spans, folder):
    """Whether each stretch is there to its end and decodes without a complaint."""
    file = os.path.join(folder, "stretch.mp4")
    for begin, end in spans:
        now = [span for span in recorded(machine) if span[0] <= begin and span[1] >= end]
        if not now:
            return f"{begin} to {end} is not listed any more"
        status = downloaded(machine, begin, end, file)
        said = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", file, "-f", "null", "-"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if status != "200" or said.returncode or said.stderr.strip():
            return f"{begin} to {end}: {status}, {said.stderr.strip()[-200:]}"
    return ""


def downloaded(machine, begin, end, file):
    """The status. Who is told to come later does so: a machine that has just started and is busy lets nobody more in, and has lost nothing."""
    since = time.monotonic()
    while True:
        status = subprocess.run(machine.beside("curl", "-s", "-m", "120", "-u", EVA, "-o", file, "-w", "%{http_code}", "-G",
                                               f"http://127.0.0.1/recordings/{RECORDED}/download.mp4", "--data-urlencode", f"from={begin}",
                                               "--data-urlencode", f"to={end}"), stdout=subprocess.PIPE, text=True).stdout  # fmt: skip
        if status not in ("429", "503") or time.monotonic() - since > 180:
            return status
        with open(file, encoding="utf-8", errors="replace") as answer:
            print(f"note    {begin} to {end}: {status}, {answer.read(300)}", flush=True)
        time.sleep(5)


def cuts(report, machine, times, folder, seed):
    """Takes the power away while a release is being written, routes are being made and a stream is recorded, all at once.

    Two times of three the root of the slot is being written, which takes longest; the third time kernel and entry of the boot loader are."""
    status, answer = machine.call(f"{ROUTES}/{RECORDED}", {"sources": [{"type": "rtmp-publish"}], "outputs": {"recording": {"segmentSeconds": 2}}}, user=EVA, method="PUT")
    if not report.point(12, "a route is made that is recorded", status == 201, status if status == 201 else answer):
        return
    random.seed(seed)
    report.note(f"{times} power cuts, seed {seed}")
    done = {"update": 0, "routes": 0, "recording": 0}
    for cut in range(1, times + 1):
        publisher = media.publisher(machine, RECORDED, EVA)
        waits(lambda: len(recorded(machine)) and machine.call(f"/api/v1/recordings/{RECORDED}", user=EVA)[1].get("active"), 300, 1)
        writer = Writer(machine, cut)
        writer.start()
        begun = time.monotonic()
        machine.run(f"( {SLOT} install /var/lib/tidegate/update/bundle >{CUT_LOG} 2>&1; echo ended $? >>{CUT_LOG} ) >/dev/null 2>&1 &", check=False)
        begins, longest = ("read back", 8) if cut % 3 == 0 else ("goes into slot", 60)
        waits(lambda begins=begins: re.search(begins + "|ended", machine.run(f"cat {CUT_LOG}", check=False)), 900, 0.5)
        time.sleep(random.uniform(0, longest))
        said = machine.run(f"cat {CUT_LOG}", check=False, seconds=60)
        spans = recorded(machine)
        delay = time.monotonic() - begun
        machine.cut()
        writer.going = False
        writer.join(40)
        media.end([publisher])
        took = machine.on().ready(900)
        now = machine.slot() if took else ""
        there = keys(machine) if took else set()
        lost = {key for key in writer.acknowledged if key not in there}
        wrong = plays(machine, spans, folder) if took else "does not boot"
        done["update"] += bool(took and "running" in now and machine.run("ls /efi/loader/entries | grep -c conf").strip() in ("1", "2"))
        done["routes"] += bool(took and writer.acknowledged and not lost)
        done["recording"] += bool(spans and not wrong)
        report.note(f"cut {cut} after {delay:.0f} s ({(said.splitlines() or ['not begun'])[-1]}): boots in {took:.0f} s, {now.splitlines()[0] if now else 'no slot'}; "
                    f"{len(writer.acknowledged)} routes acknowledged, {len(lost)} lost; {len(spans)} stretches, {wrong or 'all play'}")  # fmt: skip
        if not took:
            print(machine.said()[-2000:])
            break
        settled(machine)
    report.point(12, f"power is cut while a release is written: it boots, {times} times", done["update"] == times, done["update"])
    report.point(12, f"power is cut while routes are made: none that was acknowledged is lost, {times} times", done["routes"] == times, done["routes"])
    report.point(12, f"power is cut while a stream is recorded: all that was listed plays, {times} times", done["recording"] == times, done["recording"])


def settled(machine):
    """A slot that was complete when the power went is running now: it has to be well before the next one."""
    waits(lambda: "+" not in machine.run(f"ls /efi/loader/entries | grep \"tidegate-$({SLOT} status | sed -n 's/^running \\(.\\).*/\\1/p')\"", check=False), 400, 3)
    waits(lambda: "wanted" not in machine.slot(), 60, 2)
