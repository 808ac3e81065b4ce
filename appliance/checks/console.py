"""The points of the menu on the console, driven by keys on a terminal of the machine; and a machine that is reached without DHCP."""

import os
import re
import subprocess
import time

from machine import Machine, waits
from terminal import Terminal

LINK = "host0"
SET = "192.0.2.77"
OF_LINK = re.compile(r"169\.254\.\d+\.\d+/16")


class Menu:
    """The unit of the menu on a terminal."""

    def __init__(self, machine):
        self.machine = machine
        self.terminal = Terminal(machine)
        self.unit = f"tidegate-console@{self.terminal.name.replace('/', '-')}.service"
        machine.run(f"systemctl start --no-block {self.unit}")
        self.shows = self.terminal.shows

    def close(self):
        self.machine.run(f"systemctl stop {self.unit}", check=False)
        self.terminal.close()

    def goes_back(self):
        """To the page, whatever it asks."""
        for _ in range(5):
            self.terminal.keys("\x1b")
            if self.shows("factory reset", seconds=3):
                return True
        return False

    def does(self, key, *steps):
        return self.terminal.answers(("factory reset", key), *steps)


def served(machine):
    """The fingerprint of what HTTPS shows, by openssl."""
    asked = subprocess.run(machine.beside("openssl", "s_client", "-connect", "127.0.0.1:443"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    told = subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256"], input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=False).stdout.decode()
    return told.strip().rpartition("=")[2]


def names(machine):
    """What the certificate that HTTPS shows is for."""
    asked = subprocess.run(machine.beside("openssl", "s_client", "-connect", "127.0.0.1:443"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    told = subprocess.run(["openssl", "x509", "-noout", "-ext", "subjectAltName"], input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    return set(re.findall(r"(?:DNS|IP Address):([^,\s]+)", told))


def shows(report, machine):
    """Before anybody is administrator: address, fingerprint and code. Returns the menu."""
    menu = Menu(machine)
    code = machine.run("cat /var/lib/tidegate/setup-code").strip()
    grouped = "-".join((code[:4], code[4:8], code[8:]))
    print_ = served(machine)
    there = menu.shows("Gateway      ready", grouped, print_[:48], print_[48:], seconds=60)
    report.point(18, "the console shows set-up code and fingerprint", there and len(print_) == 95, f"{grouped}, {print_[:23]}…" if there else menu.terminal.page())
    said = machine.run(f"systemd-analyze security {menu.unit} --no-pager | tail -1", check=False)
    score = re.search(r"exposure level for \S+: ([\d.]+)", said)
    report.point(3, "the menu is hardened", score and float(score.group(1)) <= 3, score.group(1) if score else said)
    pid = machine.run(f"systemctl show -p MainPID --value {menu.unit}").strip()
    memory = machine.run(f"awk '/^VmRSS/ {{print $2}}' /proc/{pid}/status").strip()
    report.note(f"the menu waits in {memory} KiB")
    begin = worked(machine, pid)
    time.sleep(30)
    report.note(f"and takes {(worked(machine, pid) - begin) / 30 * 1000:.0f} ms of a core in each second while nothing happens")
    return menu


def worked(machine, pid):
    """Seconds of a core, its children's too: proc(5)."""
    return sum(map(int, machine.run(f"cat /proc/{pid}/stat").rpartition(")")[2].split()[11:15])) / 100


def forgets(report, menu):
    gone = waits(lambda: "Set-up code" not in menu.terminal.page() and menu.shows("factory reset", seconds=0), 30)
    report.point(13, "the code goes from the console once it is used", gone, "gone" if gone else menu.terminal.page())


def stands(report, machine, menu):
    """Keys that would stop a program, a stream of nonsense, and a gateway that is not there."""
    pid = machine.run(f"systemctl show -p MainPID --value {menu.unit}").strip()
    menu.terminal.keys("\x03\x04\x1a\x1c\x00\x13\x11\x1b[A\x1bOP")
    menu.terminal.keys("".join(chr(byte) for byte in range(128, 256)) + "zZ;$(reboot)`id`\n" * 50)
    back = menu.goes_back()
    same = machine.run(f"systemctl show -p MainPID --value {menu.unit}").strip() == pid
    report.point(18, "no key and no nonsense stops the menu", back and same, f"process {pid} is there" if same else "it was started anew")
    machine.run("systemctl kill -s STOP tidegate")
    machine.run(f"systemctl restart {menu.unit}")
    hung = menu.shows("factory reset", seconds=15)
    machine.run("systemctl kill -s CONT tidegate; systemctl stop tidegate")
    down = menu.shows("Gateway      is stopped", seconds=15)
    machine.run("systemctl start tidegate")
    machine.healthy()
    up = menu.shows("Gateway      ready", "Certificate", seconds=15)
    report.point(18, "the menu works while the gateway hangs and while it is down", hung and down and up, (hung, down, up))


def reaches(report, machine, root, folder):
    """Two machines on one wire, nobody gives addresses: one finds the other by its name."""
    machine.run("hostnamectl set-hostname gate-7")
    renewed = waits(lambda: {"gate-7", "gate-7.local"} <= names(machine), 30)
    report.point(18, "the certificate follows the machine's name", renewed, sorted(names(machine)))
    machine.run("systemctl start systemd-networkd && tidegate appliance enable tty9")
    there = machine.run("systemctl is-enabled tidegate-console@tty9 getty@tty9 systemd-networkd systemd-resolved", check=False).split()
    report.point(18, "an appliance has the menu in the place of the log-in", there == ["enabled", "masked", "enabled", "enabled"], there)
    with Machine(root, folder, 1) as other:
        rule = os.path.join(other.root, "etc/systemd/network/70-wire.network")
        with open(rule, "w", encoding="utf-8") as out:
            out.write(f"[Match]\nName={LINK}\n[Network]\nLinkLocalAddressing=yes\nMulticastDNS=yes\n")
        subprocess.run(["ip", "link", "add", LINK, "netns", str(machine.leader), "type", "veth", "peer", "name", LINK, "netns", str(other.leader)], check=True)
        other.run("systemctl restart systemd-networkd systemd-resolved")
        mine = waits(lambda: OF_LINK.search(machine.run(f"ip -o address show {LINK}")), 60)
        six = "fe80::" in machine.run(f"ip -o address show {LINK}")
        report.point(18, "without DHCP it has addresses of the link", mine and six, (mine and mine.group(), six))
        address = mine.group().split("/")[0] if mine else "none"
        four = waits(lambda: address in asks(other, "-4"), 60, 1)
        six = waits(lambda: "fe80::" in asks(other, "-6"), 30, 1)
        report.point(18, "another machine finds it by mDNS", four and six, " ".join((asks(other, "-4") + asks(other, "-6")).split())[:200])
        reached = other.run(f"exec 3<>/dev/tcp/{address}/80 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3", check=False, shell="/bin/bash")
        report.point(18, "and reaches its gateway there", "200" in reached, reached.strip() or "nothing")
    machine.run("tidegate appliance disable")
    after = machine.run("systemctl is-enabled tidegate-console@tty9 getty@tty9; ls /etc/systemd/network /etc/systemd/resolved.conf.d", check=False)
    report.point(18, "what is no appliance any more has its log-in back", "masked" not in after and "tidegate" not in after, after.split())


def asks(other, family):
    return other.run(f"timeout 20 resolvectl query {family} --protocol=mdns gate-7.local 2>&1", check=False)


def has_address(machine, address=SET):
    return f"{address}/24" in machine.run(f"ip -o address show {LINK}", check=False)


def sets(report, machine, menu):
    """An address by keys: kept, not kept, put back, and what is no address."""
    steps = [("Which?", "s"), ("Address, such as", SET + "\r"), ("Mask, such as", "255.255.255.0\r"), ("Gateway", "\r"), ("Name servers", "\r"), ("(y/n)?", "y")]
    missing = comes(machine, menu, steps)
    begin = time.monotonic()
    went = waits(lambda: not has_address(machine), 100, 1)
    told = menu.shows("Nothing waits any more", seconds=20)
    report.point(18, "an address set on the console goes when nobody confirms it", not missing and went and told, missing or f"after {time.monotonic() - begin:.0f} s")
    menu.goes_back()
    missing = comes(machine, menu, steps)
    menu.terminal.keys("n")
    went = menu.shows("as it was before", seconds=40) and waits(lambda: not has_address(machine), 10)
    report.point(18, "or at once when it is put back", not missing and went, missing or "gone")
    menu.goes_back()
    wrong(report, machine, menu)
    missing = comes(machine, menu, steps)
    menu.terminal.keys("y")
    kept = menu.shows("Kept.", seconds=40)
    menu.goes_back()
    page = menu.shows(f"https://{SET}/admin/", f"{SET}/24", seconds=20)
    stays = not waits(lambda: not has_address(machine), 75, 1)
    report.point(18, "one that is confirmed stays, and the page shows it", not missing and kept and page and stays, missing or (kept, page, stays))


def comes(machine, menu, steps):
    return menu.does("a", *steps) or (not (waits(lambda: has_address(machine), 40) and menu.shows("Now: ", f"{SET}/24", seconds=20)) and "the address does not come")


def wrong(report, machine, menu):
    """Each is refused with words, and nothing is set."""
    before = machine.run("ls /etc/systemd/network")
    heard = []
    for question, typed, words in (
        ("Address, such as", "300.1.2.3/24\r\r\r", "expected a host's address"),
        ("Address, such as", "eth0; reboot\r", "Not taken: expected an address"),
        ("Address, such as", "1" * 80 + "\r", "Not taken: longer than 50 signs"),
        ("Address, such as", "192.0.2.9\r255.0.255.0\r", "Not taken: expected the bits"),
        ("Address, such as", "192.0.2.9/24\r198.51.100.1\r\r", "is in none of the networks"),
        ("Address, such as", "192.0.2.9/24\r\r$(id)\r", "Not taken: expected addresses"),
        ("Address, such as", "192.0.2.9/24\r\r1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4\r", "dns"),
        ("Address, such as", "192.0.2.0/24\r\r\r", "expected a host's address"),
    ):  # fmt: skip
        missing = menu.does("a", ("Which?", "s"), (question, typed))
        if menu.shows("Set this (y/n)?", seconds=2):
            menu.terminal.keys("y")
        heard.append(missing is None and bool(menu.shows(words, seconds=30)))
        menu.goes_back()
    same = machine.run("ls /etc/systemd/network") == before
    report.point(18, "what is no address is refused with words, and sets nothing", all(heard) and same, heard)


def looks(report, menu):
    menu.does("d")
    there = menu.shows("looked at:", seconds=120) or menu.shows("-- more", seconds=0)
    report.point(18, "the doctor is shown", there, menu.terminal.page().strip().splitlines()[-3:-1])
    menu.goes_back()


def rescues(report, machine, menu, user):
    """A lost password; returns who gets in now."""
    name, before = user.split(":")
    missing = menu.does("p", ("Name of the user:", "-rf\r"))
    refused = menu.shows("Not taken: expected a name", seconds=10)
    menu.goes_back()
    status, login = machine.login(name, before)
    missing = missing or menu.does("p", ("Name of the user:", name + "\r"), ("new password (y/n)?", "y"))
    there = waits(lambda: re.search(rf"New password of {name}: (\S+)", menu.terminal.page()), 120)
    new = f"{name}:{there.group(1)}" if there else user
    menu.terminal.keys(" ")
    menu.shows("Gateway      ready", seconds=60)
    hidden = there and there.group(1) not in menu.terminal.page()
    machine.healthy()
    calls = [machine.call("/api/v1/routes", user=user)[0], machine.call("/api/v1/routes", user=new)[0], machine.with_cookie(login)]
    well = not missing and refused and status == 200 and hidden and calls == [401, 200, 401]
    report.point(18, "a lost password is made anew, old one and log-in have ended", well, missing or f"old {calls[0]}, new {calls[1]}, log-in {calls[2]}")
    return new


def resets(report, machine, menu):
    """Factory reset by keys: another code, another key."""
    name = machine.run("cat /etc/hostname").strip()
    before = served(machine)
    missing = menu.does("f", ("(y/n)?", "y"), ("Type the machine's name", "another\r"))
    refused = menu.shows("is not the name of this machine", seconds=10)
    menu.goes_back()
    missing = missing or menu.does("f", ("(y/n)?", "y"), ("Type the machine's name", name + "\r"))
    there = waits(lambda: re.search(r"Set-up code  ([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})", menu.terminal.page()), 120)
    machine.healthy()
    code = machine.run("cat /var/lib/tidegate/setup-code").strip()
    shown = there and there.group(1).replace("-", "") == code
    well = not missing and refused and shown and waits(lambda: served(machine) not in ("", before), 30)
    report.point(14, "a factory reset on the console gives a new code and a new key", well, missing or (refused, there and there.group(1)))
