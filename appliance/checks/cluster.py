"""Two machines with the package, one cluster: made, a machine lost and back, both upgraded while viewers watch."""

import os
import re
import subprocess
import threading
import time

import media
import peers
from machine import Machine, waits
from points import EVA, ROUTES

NETWORK = "198.18.0."  # RFC 2544
EVERYBODY = {"sources": [{"type": "rtmp-publish"}]}
NOTICED = 5
SMALL = {"type": "test-pattern", "width": 320, "height": 180, "kbps": 200}
PUBLISHED = "live/pub"


class Node(Machine):
    """A machine on the bridge, with the address that its number says, set at each boot by systemd-networkd."""

    def __init__(self, tar, folder, number):
        super().__init__(tar, folder, number)
        self.number = number
        self.address = NETWORK + str(number)
        self.network = "--network-bridge=br0"
        self._write("systemd/network/10-wire.network", f"[Match]\nName=host0\n[Network]\nAddress={self.address}/24\nLinkLocalAddressing=no\n")
        self._write("hostname", f"gw-{number}\n")
        wanted = os.path.join(self.root, "etc/systemd/system/multi-user.target.wants")
        os.makedirs(wanted, exist_ok=True)
        os.symlink("/lib/systemd/system/systemd-networkd.service", os.path.join(wanted, "systemd-networkd.service"))

    def _write(self, name, text):
        with open(os.path.join(self.root, "etc", name), "w", encoding="ascii") as out:
            out.write(text)

    def lose(self):
        """As with the mains plug: nothing of it says good-bye, its cable is dead before its programs are."""
        subprocess.run(["ip", "link", "set", "vb-" + self.name, "down"], check=True)
        self.cut_power()

    def ask(self, path, body=None, method=None):
        """The answer of the API. @raise RuntimeError: it is none of success"""
        status, answer = self.call("/api/v1" + path, body, user=EVA, method=method)
        if not 200 <= status < 300:
            raise RuntimeError(f"{path} at node {self.number}: {status}, {answer}")
        return answer

    def cluster(self):
        status, answer = self.call("/api/v1/cluster", user=EVA)
        return answer if status == 200 else {"nodes": [], "state": str(status)}

    def states(self):
        """State by name, as this node sees it."""
        return {one["name"]: one["state"] for one in self.cluster()["nodes"]}

    def keys(self):
        return sorted(one["key"] for one in self.ask("/routes?limit=500")["items"])

    def has(self):
        """Keys that are live here and not had from the other node."""
        return {one["key"] for one in self.ask("/streams?limit=500")["items"] if one["state"] == "streaming" and one["tracks"] and one["relayedFrom"] is None}

    def version(self):
        return self.run("dpkg-query -W -f '${Version}' tidegate").strip()

    def tag(self, path):
        """The version of what is there, for those who change it."""
        heads = subprocess.run(self.beside("curl", "-sI", "-X", "GET", "-u", EVA, "http://127.0.0.1" + path), stdout=subprocess.PIPE, text=True, check=True).stdout
        return re.search(r"(?im)^etag: (\S+)", heads).group(1)

    def http(self, path):
        return f"http://{self.address}/{path}"


def bridge():
    for words in ("link set lo up", "link add br0 type bridge", f"addr add {NETWORK}254/24 dev br0", "link set br0 up"):
        subprocess.run(["ip", *words.split()], check=True)


def took(condition, seconds):
    """Seconds until it held, None when it did not."""
    begin = time.monotonic()
    return round(time.monotonic() - begin, 2) if waits(condition, seconds, 0.05) else None


class Encoder:
    """Calls again when it is sent away, as encoders do."""

    def __init__(self, recording, node):
        name, password = EVA.split(":")
        self.recording, self.address = recording, f"rtmp://{node.address}/{PUBLISHED}?user={name}&pass={password}"
        self.stopped = threading.Event()
        self.calls = 0
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.stopped.is_set():
            self.calls += 1
            publisher = peers.Publisher(self.recording, self.address)
            while publisher.alive() and not self.stopped.wait(0.2):
                pass
            publisher.close()
            self.stopped.wait(1)

    def close(self):
        self.stopped.set()
        self.thread.join()


class Scene:
    def __init__(self, report, one, two, folder, judges):
        self.report, self.one, self.two = report, one, two
        self.folder, self.judges = folder, judges
        self.pulled = []
        self.kept = []

    def keep(self, peer):
        self.kept.append(peer)
        return peer

    def both(self, what):
        return [what(self.one), what(self.two)]

    def are_members(self):
        return all(states == {"gw-1": "member", "gw-2": "member"} for states in self.both(Node.states))

    def each_once(self):
        """Each pulled stream is live at one of the two, and at one alone."""
        one, two = self.both(Node.has)
        return not one & two and set(self.pulled) <= one | two

    def publish(self, node):
        return self.keep(Encoder(self.source, node))

    def judge(self, part, name, node, key):
        for check, path in (("flv-check", f"{key}.flv"), ("hls-check", f"{key}/index.m3u8")):
            program = os.path.join(self.judges, check)
            if not os.path.exists(program):
                self.report.skip(part, f"{name} by {check}", "it is not here")
                continue
            waits(lambda: node.call("/" + path.replace(".flv", "/index.m3u8"))[0] == 200, 30)
            done = subprocess.run([program, node.http(path), "-n", "8"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            failed = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
            self.report.point(part, f"{name} by {check}", done.returncode == 0, failed or media.last(done.stdout))

    def watched(self, node, keys):
        """Viewers and playlists of these at that node, once they have seen something."""
        viewers = [self.keep(peers.Viewer(node.http(key + ".flv"))) for key in keys]
        playlists = [self.keep(peers.Playlist(node.http(key + "/index.m3u8"))) for key in keys]
        waits(lambda: all(viewer.pictures > 25 for viewer in viewers) and all(playlist.last for playlist in playlists), 60)
        for one in viewers + playlists:
            one.mark()
        return viewers, playlists

    def stayed(self, part, viewers, playlists):
        recalls = sum(one.recalls() for one in viewers)
        moving = waits(lambda: all(time.monotonic() - one.last < 1 for one in viewers), 20)
        self.report.point(part, "viewers at the other one stay connected, and see pictures again", not recalls and moving,
                          f"{len(viewers)} viewers, {recalls} called again, longest without a picture {max(one.longest() for one in viewers):.2f} s")  # fmt: skip
        missing = [number for one in playlists for number in range(min(one.segments(), default=0), one.last) if number not in one.segments()]
        back = sum(one.back for one in playlists)
        silent = [number for one in playlists for number, (_, told) in one.breaks().items() if not told]
        self.report.point(part, "their HLS counts on: no number missing or twice, no break unsaid", not missing and not back and not silent,
                          f"up to number {[one.last for one in playlists]}, missing {missing}, back {back}, unsaid {silent}")  # fmt: skip

    def close(self):
        for peer in self.kept:
            peer.close()


def show(report, new, old, root, folder, judges):
    bridge()
    with Node(root, folder, 1) as one, Node(root, folder, 2) as two:
        scene = Scene(report, one, two, folder, judges)
        scene.source = peers.recording(folder)
        try:
            joins(scene, old)
            plays_everywhere(scene)
            loses_one(scene)
            comes_back(scene)
            upgrades(scene, two, one, new)
            # its encoder goes to the other machine, as it does when its address fails
            scene.publisher.close()
            scene.publisher = scene.publish(two)
            upgrades(scene, one, two, new)
            ends_whole(scene)
        except BaseException:
            for node in (one, two):
                if node.leader:
                    print(f"--- gw-{node.number}\n" + node.run("journalctl -u tidegate --no-pager -o cat | tail -40", check=False))
            raise
        finally:
            scene.close()


def joins(scene, deb):
    report, one, two = scene.report, scene.one, scene.two
    for node in (one, two):
        node.run(f"dpkg -i {node.put(deb)}")
        healthy = node.healthy()
        code = node.run("cat /var/lib/tidegate/setup-code").strip()
        user, password = EVA.split(":")
        status, _ = node.call("/api/v1/setup", {"code": code, "user": user, "password": password})
        report.point("join", f"gw-{node.number} is set up, version {node.version()}", healthy and status == 201, status)
    one.ask("/cluster/found", {})
    founded = took(lambda: one.states() == {"gw-1": "member"}, 60)
    report.point("join", "gw-1 makes a cluster", founded is not None, f"a member after {founded} s")
    token = one.ask("/cluster/tokens", {"name": "gw-2", "hours": 1})["token"]
    name, number, secret, cluster = token.split("-")
    wrong = "-".join([name, number, secret[:-1] + ("a" if secret[-1] != "a" else "b"), cluster])
    status, answer = two.call("/api/v1/cluster/join", {"address": one.address, "token": wrong}, user=EVA)
    report.point("join", "a token with one sign wrong lets nobody in", status == 409, f"{status}, {answer.get('code')}")
    two.ask("/cluster/join", {"address": one.address, "token": token})
    joined = took(scene.are_members, 60)
    report.point("join", "gw-2 joins by a one-time token; both list both", joined is not None, f"after {joined} s: {scene.both(Node.states)}")
    used = [one["state"] for one in one.ask("/cluster/tokens")["items"]]
    report.point("join", "the token is used up", used == ["used"], used)
    copied = took(lambda: all((state["partitions"] or {}).get("safe") for state in scene.both(Node.cluster)), 60)
    report.point("join", "the common data are whole, and copied", copied is not None, f"after {copied} s")
    hardened(scene)


def hardened(scene):
    """The cluster runs inside the unit as shipped, and opens one port more than the gateway alone."""
    for node in (scene.one, scene.two):
        status = dict(re.findall(r"(\w+):\t(\S+)", node.run(f"grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/{node.pid()}/status")))
        listening = {line.split()[3] for line in node.run("ss -Hltn").splitlines()}
        hazelcast = {address for address in listening if address.endswith(":5701")}
        scene.report.point("join", f"gw-{node.number} does so in the unit as shipped, Hazelcast on loopback alone",
                           status == {"CapEff": "0000000000000400", "NoNewPrivs": "1", "Seccomp": "2"}
                           and hazelcast and all("127.77.0." in address for address in hazelcast)
                           and any(address.endswith(":5702") for address in listening), f"{status}, {hazelcast}, 5702")  # fmt: skip
        complaints = node.run("journalctl -u tidegate --no-pager -o cat | grep -iE 'permitted|denied|read-only file' || true").splitlines()
        scene.report.point("join", f"nothing in the log of gw-{node.number} was forbidden to it", not complaints, complaints[:3] or "nothing")


def plays_everywhere(scene):
    report, one, two = scene.report, scene.one, scene.two
    begin = time.monotonic()
    one.ask("/routes/" + PUBLISHED, EVERYBODY, method="PUT")
    there = took(lambda: two.call(f"{ROUTES}/{PUBLISHED}", user=EVA)[0] == 200, 10)
    report.point("join", "a route that is made at gw-1 is at gw-2", there is not None, f"after {time.monotonic() - begin:.2f} s")
    two.ask("/routes/live/of-two", EVERYBODY, method="PUT")
    there = took(lambda: one.keys() == two.keys() == ["live/of-two", PUBLISHED], 10)
    report.point("join", "and the other way round", there is not None, one.keys())
    scene.publisher = scene.publish(one)
    live = took(lambda: PUBLISHED in one.has(), 30)
    report.point("join", "an encoder publishes at gw-1", live is not None, f"live after {live} s")
    scene.judge("join", "the same, played at gw-2,", two, PUBLISHED)
    for number in range(12):
        key = f"live/pattern{number}"
        one.ask("/routes/" + key, {"sources": [SMALL]}, method="PUT")
        scene.pulled.append(key)
        shared = number and waits(lambda: scene.each_once() and all(has & set(scene.pulled) for has in scene.both(Node.has)), 15)
        if shared:
            break
    owned = [sorted(has & set(scene.pulled)) for has in scene.both(Node.has)]
    report.point("join", "what is started runs at one of the two, and each has some", bool(shared), f"gw-1 {owned[0]}, gw-2 {owned[1]}")


def loses_one(scene):
    """The mains plug of gw-2, while gw-1 shows what gw-2 has."""
    report, one, two = scene.report, scene.one, scene.two
    moved = sorted(two.has() & set(scene.pulled))
    viewers, playlists = scene.watched(one, moved[:2] + [PUBLISHED])
    own = viewers[-1]
    begin = time.monotonic()
    two.lose()
    noticed = waits(lambda: one.states().get("gw-2") == "away", 30, 0.05)
    after = time.monotonic() - begin
    report.point("lose", f"gw-1 says within {NOTICED} s that gw-2 is away", noticed and after <= NOTICED, f"after {after:.2f} s")
    state = one.cluster()
    alarms = waits(lambda: [item["kind"] for item in one.ask("/alarms")["items"] if item["kind"] == "cluster-split"], 30)
    report.point("lose", "and tells everybody", state["state"] == "split" and state["banner"] and alarms == ["cluster-split"], f"{state['state']}, {alarms}, “{state['banner']}”")
    there = waits(lambda: set(scene.pulled) <= one.has(), 60, 0.05)
    report.point("lose", "what gw-2 had runs at gw-1", there, f"{moved} after {time.monotonic() - begin:.2f} s" if there else sorted(one.has()))
    time.sleep(6)  # for segments behind the break
    report.point("lose", "who watches what gw-1 has notices nothing", not own.recalls() and own.longest() < 1, f"longest without a picture {own.longest():.2f} s")
    scene.stayed("lose", viewers, playlists)
    scene.judge("lose", f"{moved[0]} at gw-1", one, moved[0])
    one.ask("/routes/live/made-meanwhile", EVERYBODY, method="PUT")
    status, _ = one.call(f"{ROUTES}/live/of-two", user=EVA, method="DELETE", headers=["If-Match: " + one.tag(f"{ROUTES}/live/of-two")])
    report.point("lose", "gw-1 takes edits alone", status == 204 and "live/made-meanwhile" in one.keys() and "live/of-two" not in one.keys(), one.keys())
    scene.close()
    scene.kept = []
    scene.publisher = scene.publish(one)


def comes_back(scene):
    """With the disk that it had, and nobody's help."""
    report, one, two = scene.report, scene.one, scene.two
    begin = time.monotonic()
    two.boot()
    there = waits(scene.are_members, 120, 0.1)
    report.point("back", "gw-2 boots with its old disk and is a member by itself", there, f"{time.monotonic() - begin:.1f} s after its power was back: {scene.both(Node.states)}")
    same = waits(lambda: one.keys() == two.keys(), 30)
    report.point("back", "it has learnt what was made, and what was deleted", same and "live/made-meanwhile" in two.keys() and "live/of-two" not in two.keys(), two.keys())
    ended = waits(lambda: one.cluster()["banner"] is None and not [1 for item in one.ask("/alarms")["items"] if item["kind"] == "cluster-split"], 60)
    report.point("back", "nobody calls it a split any more", ended, one.cluster()["state"])
    shared = waits(lambda: scene.each_once() and PUBLISHED in one.has(), 60)
    report.point("back", "each stream runs at one of the two alone", shared, [sorted(has) for has in scene.both(Node.has)])
    took_share = waits(lambda: scene.each_once() and two.has() & set(scene.pulled), 120, 1)
    report.point("back", "it takes its share again", took_share, sorted(two.has()))
    time.sleep(12)  # an alarm of a source comes after ten
    lost = [(node.number, item["subject"]) for node in (one, two) for item in node.ask("/alarms")["items"] if item["subject"] in [*scene.pulled, PUBLISHED]]
    report.point("back", "no alarm of a stream that the other one has", not lost, lost or "none")
    scene.judge("back", "the encoder's stream, played at gw-2,", two, PUBLISHED)


def upgrades(scene, node, other, deb):
    """Drained, upgraded, a member again, its share again, while the other one serves."""
    report, name = scene.report, f"gw-{node.number}"
    part = "upgr"
    before = other.keys()
    live = waits(lambda: PUBLISHED in other.has() and scene.each_once(), 60)
    report.point(part, f"{name} is next; the encoder publishes at the other one", live, scene.both(Node.version))
    viewers, playlists = scene.watched(other, [PUBLISHED, *sorted(node.has() & set(scene.pulled))[:2]])
    begin = time.monotonic()
    other.ask(f"/cluster/nodes/{node.number}/drain", {})
    drained = waits(lambda: other.ask(f"/cluster/nodes/{node.number}/drain")["done"], 60)
    report.point(part, f"{name} hands over all that it has", drained and set(scene.pulled) <= other.has(), f"after {time.monotonic() - begin:.1f} s: {sorted(other.has())}")
    seen = set()
    package = node.put(deb)
    upgrade = subprocess.Popen([*node.inside(), "/usr/bin/env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "dpkg", "--force-confdef", "--force-confold", "-i", package],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
    begin = time.monotonic()
    while upgrade.poll() is None:
        seen.add(other.states().get(name))
        time.sleep(0.1)
    there = waits(lambda: all(set(states) == {"gw-1", "gw-2"} and set(states.values()) <= {"member", "draining"} for states in scene.both(Node.states)), 120, 0.1)
    wanted = subprocess.run(["dpkg-deb", "-f", deb, "Version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    if not report.point(part, f"{name} is upgraded and a member again", upgrade.returncode == 0 and there and node.version() == wanted,
                        f"{time.monotonic() - begin:.1f} s, gw-1 {scene.one.version()}, gw-2 {scene.two.version()}"):  # fmt: skip
        print(upgrade.stdout.read())
    report.point(part, "the other one knew that it had stopped, and called it no split", "stopped" in seen and "away" not in seen, sorted(filter(None, seen)))
    other.ask(f"/cluster/nodes/{node.number}/resume", {})
    share = waits(lambda: scene.are_members() and scene.each_once() and node.has() & set(scene.pulled), 150, 1)
    report.point(part, f"{name} takes its share again", share, [sorted(has) for has in scene.both(Node.has)])
    scene.stayed(part, viewers, playlists)
    kept = node.keys() == other.keys() == before
    report.point(part, "no route is lost", kept, other.keys())
    scene.judge(part, f"the encoder's stream, played at {name},", node, PUBLISHED)
    for peer in viewers + playlists:
        peer.close()


def ends_whole(scene):
    report = scene.report
    versions = scene.both(Node.version)
    copied = waits(lambda: all((state["partitions"] or {}).get("safe") for state in scene.both(Node.cluster)), 60)
    report.point("upgr", "both are of the new version, and the common data whole and copied", versions[0] == versions[1] and copied, versions)
    complaints = [line for node in (scene.one, scene.two) for line in node.run("journalctl -u tidegate --no-pager -o cat | grep -iE ' ERROR |permitted|denied|read-only file' || true").splitlines()]
    report.point("upgr", "no error in either log", not complaints, complaints[:3] or "none")
