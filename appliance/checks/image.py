"""The points that an image shows once it has booted: first boot, console, streams, network without a network, its disk."""

import os
import re
import urllib.parse

import media
from machine import waits

EVA = "eva:correct-horse-battery"
ROUTES = "/api/v1/routes"
# more than the point allows: what comes late is told as late, and the other points are still seen
PATIENCE = 1500
SOURCES = {"sources": [{"type": "rtmp-publish"}, {"type": "srt-listen"}, {"type": "rtsp-publish"}]}


def figures(text):
    """Without what a person may put between them."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def first_boot(report, machine, judges):
    took = machine.on().ready(PATIENCE)
    report.point(10, "boots to /health/ready, without the internet, in less than 240 s", 0 < took < 240, f"{took:.0f} s, load of this machine {os.getloadavg()[0]:.0f}")
    if not took:
        print(machine.said()[-3000:])
        raise SystemExit(report.end())
    log = machine.run("journalctl -u tidegate --no-pager -o cat")
    report.point(10, "the archive of classes is the one of these jars", "cds" not in log, [line for line in log.splitlines() if "cds" in line] or "no complaint")
    console(report, machine)
    bare(report, machine)
    disk(report, machine)
    user, password = EVA.split(":")
    code = machine.run("cat /var/lib/tidegate/setup-code")
    status, answer = machine.call("/api/v1/setup", {"code": code, "user": user, "password": password})
    report.point(13, "the code from the console makes the first administrator", status == 201, status if status == 201 else answer)
    made = [machine.call(f"{ROUTES}/live/{name}", SOURCES, user=EVA, method="PUT")[0] for name in (*media.NAMES, "kept")]
    report.point(4, "routes are made", made == [201] * 4, made)
    publishers = media.publish(machine, EVA)
    try:
        media.judge(report, machine, judges)
    finally:
        media.end(publishers)


def console(report, machine):
    code = machine.run("cat /var/lib/tidegate/setup-code")
    address = machine.run("hostname -I").split()[0]
    shown = waits(lambda: figures(code) in figures(machine.said()) and machine.said(), 60, 1) or machine.said()
    report.point(18, "the serial console says the set-up code", figures(code) in figures(shown), f"{len(shown)} signs, the code among them" if figures(code) in figures(shown) else shown[-300:])
    report.point(18, "and the address", address in shown, address)
    digest = machine.run("openssl x509 -in /var/lib/tidegate/tls/cert.pem -noout -fingerprint -sha256").partition("=")[2]
    if "ingerprint" in machine.run("cat /usr/lib/tidegate/bin/welcome /usr/lib/tidegate/bin/console 2>/dev/null", check=False):
        told = waits(lambda: figures(digest) in figures(machine.said()), 60, 1)
        report.point(18, "and the fingerprint of the certificate", told, digest)
    else:
        report.skip(18, "the fingerprint on the console", "the package's console does not say it")


def bare(report, machine):
    """Nobody can sign in to the system; nothing listens that is not the gateway's or the network's."""
    passwords = machine.run("awk -F: '$2 !~ /^[!*]/ {print $1}' /etc/shadow")
    keys = machine.run("find / -xdev \\( -name 'ssh_host*' -o -name authorized_keys -o -name '*.key' -path '/etc/*' \\)")
    report.point(13, "the image has no password and no key", not passwords and not keys, (passwords + keys) or "every account is locked")
    local = waits(lambda: (found := machine.run("ip -o addr show scope link")) and "169.254." in found and found, 60, 3) or machine.run("ip -o addr")
    report.point(5, "where nobody gives it an address it takes one of the link", "169.254." in local and "fe80:" in local, re.findall(r"(?:169\.254|fe80)[^ ]+", local))
    mdns = machine.run("resolvectl mdns", check=False)
    report.point(5, "and its name by mDNS", "yes" in mdns.lower(), mdns.splitlines()[-1:] or mdns)
    waits(lambda: machine.run("systemctl is-system-running", check=False) not in ("starting", "initializing"), 120, 2)
    failed = machine.run("systemctl --failed --no-legend --plain", check=False)
    report.point(10, "no unit has failed", not failed, failed or machine.run("systemctl is-system-running", check=False))


def disk(report, machine):
    size = int(machine.run("df --output=size -BM /data | tail -1").strip().rstrip("M"))
    report.point(10, "the data partition is as large as the disk lets it", size > 3500, f"{size} MiB, 256 in the image")
    mounts = machine.run("findmnt -n -o OPTIONS /var/lib/tidegate; findmnt -n -o OPTIONS /var/lib/tidegate-host")
    well = all(option in line for line in mounts.splitlines() for option in ("nosuid", "nodev", "noexec")) and mounts.count("\n") == 1
    report.point(10, "state lies on it, and nothing can be run there", well, mounts.splitlines())
    limit = machine.run("journalctl --disk-usage; systemd-analyze cat-config systemd/journald.conf | grep ^SystemMaxUse", check=False)
    report.point(10, "the journal is bounded", "SystemMaxUse=500M" in limit, limit.splitlines()[-1:])


def reset(report, machine):
    """Factory reset by the API: as at the first boot, but for the network."""
    digest = "sha256sum /var/lib/tidegate/tls/cert.pem"
    before = machine.run(digest)
    status, answer = machine.call("/api/v1/system/reset", {"confirm": machine.run("cat /etc/hostname")}, user=EVA)
    code = waits(lambda: machine.call("/health/ready", patience=5)[0] == 200 and machine.run("cat /var/lib/tidegate/setup-code 2>/dev/null", check=False), 600, 3)
    well = status == 200 and code and machine.run(digest) != before
    report.point(14, "a factory reset gives a new code and a new key", well, f"{status}, {'both are new' if well else answer}")
    left = machine.run("ls /var/lib/tidegate/recordings 2>/dev/null | wc -l", check=False)
    report.point(14, "and nothing of before is left", left.strip() == "0" and machine.call(ROUTES, user=EVA)[0] == 401, f"{left} recordings, {machine.call(ROUTES, user=EVA)[0]} for the user of before")


def keys(machine):
    """Of all routes, page by page."""
    found, after = set(), ""
    while after is not None:
        page = machine.asked(f"{ROUTES}?limit=1000{after}", EVA)
        found |= {item["key"] for item in page["items"]}
        after = f"&after={urllib.parse.quote(page['next'], safe='')}" if page["next"] else None
    return found
