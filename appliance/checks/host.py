"""The points of the helper that sets up the machine: network with confirmation, updates, factory reset."""

import os
import subprocess
import sys
import time

from machine import waits

LINK = "host0"  # as systemd-nspawn calls that of a container
ADDRESS = "192.0.2.10/24"
NETWORK = "/api/v1/system/network"


def has_address(machine):
    return ADDRESS in machine.run(f"ip -o addr show {LINK}", check=False)


def wire(machine):
    """An interface whose address can be set, with nobody at its other end."""
    machine.run(f"[ -e /sys/class/net/{LINK} ] || ip link add {LINK} type veth peer name peer0; ip link set {LINK} up; ip link set peer0 up; systemctl start systemd-networkd")


def set_up(report, machine, user):
    """The network as the helper sees it, a change that nobody keeps, and one that somebody does."""
    said = machine.run("systemd-analyze security tidegate-host@x.service --offline=true /lib/systemd/system/tidegate-host@.service --no-pager 2>/dev/null | tail -1", check=False)
    report.point(3, "the helper is hardened, too", "exposure level" in said and float(said.split("exposure level for ")[1].split(":")[1].split()[0]) <= 3, said.strip()[-60:])
    wire(machine)
    status, network = machine.call(NETWORK, user=user)
    names = [link["name"] for link in network["links"]] if status == 200 else network
    report.point(18, "the network is shown by way of the helper", status == 200 and LINK in names, f"{status}, {names}")
    change = {"links": [{"name": LINK, "method": "static", "addresses": [ADDRESS]}], "confirmSeconds": 30}
    status, answer = machine.call(NETWORK, change, user=user, method="PUT")
    came = waits(lambda: has_address(machine), 20)
    begin = time.monotonic()
    went = waits(lambda: not has_address(machine), 90, 1)
    report.point(18, "an address that nobody confirms goes again", status == 200 and came and went, f"{status}, came {came}, went after {time.monotonic() - begin:.0f} s" if status == 200 else answer)
    # the address goes a moment before the change has ended
    status = waits(lambda: (now := machine.call(NETWORK, change, user=user, method="PUT")[0]) != 409 and now, 30, 1)
    kept, _ = machine.call(NETWORK + "/confirm", {}, user=user, method="POST")
    machine.run("systemctl list-timers --all --no-pager | grep network-revert || true")
    stays = waits(lambda: has_address(machine), 20) and not waits(lambda: not has_address(machine), 40, 1)
    report.point(18, "one that is confirmed stays", (status, kept) == (200, 200) and stays, f"{status}, {kept}, after 40 s {'there' if stays else 'gone'}")
    status, told = machine.call("/api/v1/system/time", user=user)
    report.point(18, "the clock is shown", status == 200 and "zone" in told, told)


# A program of this machine, in the processes of the other one: its folder first, then its user, then one line to the helper.
ASKS = """import os, socket, sys
os.chdir(sys.argv[1]); os.setgroups([]); os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[2]))
s = socket.socket(socket.AF_UNIX); s.settimeout(60); s.connect("socket"); s.sendall(b'{"verb": "time.get"}\\n'); print(s.makefile().readline())"""


def asks(machine, user, group):
    command = ["nsenter", f"--pid=/proc/{machine.leader}/ns/pid", sys.executable, "-c", ASKS, f"/proc/{machine.leader}/root/run/tidegate-host", str(user), str(group)]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.strip()


def turns_away(report, machine):
    """A process with the gateway's user and group that is not the gateway, as a child that was taken over; and root."""
    user, group = (machine.run(f"id -{flag} tidegate").strip() for flag in "ug")
    child = asks(machine, user, group)
    report.point(18, "another process of the gateway's user is refused by the helper", '"conflict"' in child and "only root and the gateway itself" in child, child[:160])
    root = asks(machine, 0, 0)
    report.point(18, "root is answered by the helper", '"result"' in root, root[:80])
    said = machine.run("journalctl -t tidegate-host --no-pager | grep -c 'refused: only root'", check=False).strip()
    report.point(18, "the journal says who was refused", said == "1", f"{said} line")


def told(machine, user):
    """How the last update went, as soon as somebody answers."""
    answer = machine.call("/api/v1/system/update", user=user)[1]
    return answer if isinstance(answer, dict) else {"answer": answer}


def update(report, machine, user, make_update, older, version, folder):
    """The version before, as a signed file; one that somebody has touched is refused."""
    key = os.path.join(folder, "release.pem")
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], check=True, stdout=subprocess.PIPE).stdout
    with open(os.path.join(machine.root, "usr/lib/tidegate/release.pub"), "wb") as out:
        out.write(public)
    waiting = os.path.join(machine.root, "var/lib/tidegate/update")
    os.makedirs(waiting, exist_ok=True)
    bundle = os.path.join(waiting, "bundle")
    with open(bundle, "wb") as out:
        subprocess.run([make_update, key, "deb", version, "amd64", "1", older], check=True, stdout=out)
    machine.run("chown -R tidegate:tidegate /var/lib/tidegate/update")
    with open(bundle, "r+b") as out:
        out.seek(-1, os.SEEK_END)
        last = out.read(1)
        out.seek(-1, os.SEEK_END)
        out.write(bytes([last[0] ^ 1]))
    damaged, said = machine.call("/api/v1/system/update/install", {"version": version}, user=user)
    with open(bundle, "r+b") as out:
        out.seek(-1, os.SEEK_END)
        out.write(last)
    report.point(12, "an update that was damaged is refused", damaged == 422, f"{damaged}, {said.get('detail', said) if isinstance(said, dict) else said}")
    status, answer = machine.call("/api/v1/system/update/install", {"version": version}, user=user)
    installed = waits(lambda: machine.run("dpkg-query -W -f '${Version}' tidegate", check=False).strip() == version and machine.healthy(5), 180, 1)
    result = waits(lambda: told(machine, user).get("state") == "done", 60)
    machine.run("rm -f /usr/lib/tidegate/release.pub")
    report.point(6, "a signed update installs itself, and the gateway comes back", status == 200 and installed and result, f"{status}, {version if installed else answer}, {'done' if result else told(machine, user)}")


def reset(report, machine, user, certificate):
    """Factory reset by the API: another code, another certificate."""
    name = machine.run("hostname").strip()
    before = certificate(machine)
    wrong, _ = machine.call("/api/v1/system/reset", {"confirm": "another"}, user=user)
    status, answer = machine.call("/api/v1/system/reset", {"confirm": name}, user=user)
    code = waits(lambda: machine.run("cat /var/lib/tidegate/setup-code 2>/dev/null", check=False).strip() and machine.healthy(5), 90, 1)
    well = wrong == 422 and status == 200 and code and certificate(machine) != before
    report.point(14, "a factory reset gives a new code and a new key", well, f"{wrong} for another name, {status}, {'both are new' if well else answer}")
