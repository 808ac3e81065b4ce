"""Silent partitions one after the other, and what must hold during and after each."""
import time

from checks import after_merge, nothing_held, nothing_left, owners, serves_all, split_seen
from gateways import Cluster, until
from peers import Playlist, Publisher, Viewer, recording

PULLS = 6
CAMERA = 4
NOTICED = 5
EVERYBODY = {"role": "viewer", "scope": ["*"]}


class Scene:
    """Three nodes with a publisher each, pulls of a camera beside them, and viewers of all at all."""

    def __init__(self, report, options, pulls=PULLS):
        self.report = report
        self.cluster = Cluster(options.folder, options.dist, 3, 1, options.variables)
        self.peers = []
        self.published = ["live/pub%d" % number for number in (1, 2, 3)]
        self.pulled = ["live/cam%d" % number for number in range(pulls)]
        try:
            self.source = recording(options.folder)
            self.camera = self.keep(Publisher(self.source, self.cluster[CAMERA].rtmp("live/source")))
            for gateway, key in zip(self.cluster.all(), self.published):
                self.keep(Publisher(self.source, gateway.rtmp(key)))
            for key in self.pulled:
                source = {"type": "rtmp-pull", "url": self.cluster[CAMERA].rtmp("live/source")}
                self.cluster[1].route(key, sources=[source])
            until(lambda: serves_all(self.cluster.all(), self.keys()), 120, "all streams")
            watched = self.published + self.pulled[:2]
            self.viewers = {(one.number, key): self.keep(Viewer(one.flv(key))) for one in self.cluster.all() for key in watched}
            self.playlists = {one.number: self.keep(Playlist(one.hls(self.pulled[0]))) for one in self.cluster.all()}
            until(lambda: all(one.pictures > 50 for one in self.viewers.values()), 120, "pictures at all viewers")
            until(lambda: all(one.last for one in self.playlists.values()), 120, "playlists")
        except BaseException:
            self.close()
            raise

    def keys(self):
        return self.published + self.pulled

    def keep(self, peer):
        self.peers.append(peer)
        return peer

    def mark(self):
        for one in [*self.viewers.values(), *self.playlists.values()]:
            one.mark()

    def gaps(self, title):
        """What viewers saw since the mark, by what they watched."""
        groups = {}
        for (number, key), viewer in self.viewers.items():
            kind = "pulled" if key in self.pulled else "their own node's" if key == "live/pub%d" % number else "another node's"
            groups.setdefault(kind, []).append(viewer)
        for kind, viewers in sorted(groups.items()):
            longest = sorted(one.longest() for one in viewers)
            self.report.say("%s, viewers of %s: longest gap %.2f s (middle %.2f), %d called again" % (
                title, kind, longest[-1], longest[len(longest) // 2], sum(one.recalls() > 0 for one in viewers)))
        worst = max(((one.longest(), at) for at, one in self.viewers.items() if at[1] in self.pulled))
        self.report.say("       the longest of pulled ones: %s at node %d" % (worst[1][1], worst[1][0]))
        return {kind: max(one.longest() for one in viewers) for kind, viewers in groups.items()}

    def close(self):
        for peer in self.peers:
            peer.close()
        self.cluster.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def noticed(report, scene, lost_by, cut_at):
    """Each node says from whom it is cut off; seconds of each."""
    taken = {}
    limit = 30
    while len(taken) < len(lost_by) and time.monotonic() < cut_at + limit:
        for number, lost in lost_by.items():
            if number not in taken and split_seen(scene.cluster[number], lost):
                taken[number] = time.monotonic() - cut_at
        time.sleep(0.05)
    for number in lost_by:
        report.within("node %d notices the cut" % number, taken.get(number, limit), NOTICED)
    return list(taken.values())


def splits(report, options):
    """`--rounds` silent partitions of one node from the two others, each node in turn."""
    figures = {"cut noticed": [], "all pulls on both sides": [], "nodes one again": [], "one owner each": [], "stores alike": []}
    with Scene(report, options) as scene:
        report.say("wires are cut by %s; %s" % (scene.cluster.hosts.way(), report.load()))
        for turn in range(options.rounds):
            one_round(report, scene, turn, figures)
        nothing_held(report, scene.cluster)
        for name, values in figures.items():
            report.figures(name, values)


def one_round(report, scene, turn, figures):
    lone = turn % 3 + 1
    pair = [number for number in (1, 2, 3) if number != lone]
    cluster = scene.cluster
    report.say("round %d: node %d is cut off; %s" % (turn + 1, lone, report.load()))
    contest, doomed = "live/contest%d" % turn, "live/doomed%d" % turn
    cluster[pair[0]].route(doomed)
    cluster[pair[0]].route("live/both%d" % turn)
    first = scene.keep(Publisher(scene.source, cluster[lone].rtmp(contest)))
    until(lambda: all(any(one["key"] == doomed for one in node.items("/routes?limit=500")) for node in cluster.all()), 30, "routes")
    until(lambda: contest in cluster[lone].owned(), 60, "the first publisher")
    scene.mark()

    cluster.isolate(lone)
    cut_at = time.monotonic()
    figures["cut noticed"] += noticed(report, scene, {lone: set(pair), pair[0]: {lone}, pair[1]: {lone}}, cut_at)
    sides = [[cluster[lone]], [cluster[number] for number in pair]]
    took = report.attempt("both sides serve all pulls", until, lambda: all(serves_all(side, scene.pulled) for side in sides), 60, "pulls")
    if took is not None:
        figures["all pulls on both sides"].append(time.monotonic() - cut_at)
        report.rule("both sides serve all pulls", True, "%.2f s after the cut" % (time.monotonic() - cut_at))
    second = edits(report, scene, turn, lone, pair)
    gaps = scene.gaps("split")
    report.within("viewers of publishers at their own node notice nothing", gaps["their own node's"], 2.0)

    healed = time.monotonic()
    cluster.reunite(lone)
    took = after_merge(report, cluster, scene.keys() + [contest])
    for name, value in zip(("nodes one again", "one owner each", "stores alike"), took):
        figures[name].append(value)
    merged(report, scene, turn, first, second, (lone, pair[0]))
    until(lambda: all(time.monotonic() - (one.last or 0) < 1 for one in scene.viewers.values()), 60, "pictures at all viewers")
    scene.gaps("split and merge (%.0f s)" % (time.monotonic() - cut_at))
    back = {number: one.back for number, one in scene.playlists.items()}
    report.rule("playlists never count backwards", not any(back.values()), back)
    report.say("longest time without a new segment: %.1f s; healed for %.1f s" % (
        max(one.stalled for one in scene.playlists.values()), time.monotonic() - healed))
    second.close()
    nothing_left(report, cluster, contest)


def edits(report, scene, turn, lone, pair):
    """Both sides are edited, and a second publisher brings at one side what the other side has already."""
    here, there = scene.cluster[lone], scene.cluster[pair[0]]
    there.edit("DELETE", "/routes/live/doomed%d" % turn)
    for gateway, word in ((here, "lone"), (there, "pair")):
        gateway.route("live/%s%d" % (word, turn), labels=[word])
        gateway.ask("POST", "/users", {"name": "%s%d" % (word, turn), "password": "correct horse battery", **EVERYBODY})
        gateway.route("live/both%d" % turn, labels=[word])
    contest = "live/contest%d" % turn
    second = scene.keep(Publisher(scene.source, there.rtmp(contest)))
    until(lambda: contest in there.owned(), 60, "the second publisher")
    report.rule("a publisher whose stream is on the other side is taken", contest in here.owned() and contest in there.owned())
    return second


def merged(report, scene, turn, first, second, sides):
    """Which of two stands, and what was deleted."""
    cluster = scene.cluster
    contest = "live/contest%d" % turn
    lone, other = sides
    at = owners(cluster.all()).get(contest)
    report.rule("of two publishers the higher epoch stays", at == [other] and second.alive(), "node %s" % at)
    took = report.attempt("and the other one is sent away", until, lambda: not first.alive(), 60, "the first publisher gone")
    if took is not None:
        report.rule("and the other one is sent away", True)
    for gateway in cluster.all():
        keys = {one["key"]: one for one in gateway.items("/routes?limit=500")}
        names = {one["name"] for one in gateway.items("/users")}
        report.rule("node %d: what either side made is there, what was deleted is not" % gateway.number,
                    "live/doomed%d" % turn not in keys and keys["live/both%d" % turn]["labels"] == ["pair"]
                    and {"live/lone%d" % turn, "live/pair%d" % turn} <= keys.keys()
                    and {"lone%d" % turn, "pair%d" % turn} <= names)
    lost = [event for event in cluster[lone].items("/events?limit=200") if event["key"] == "live/both%d" % turn and event["to"] == "lost"]
    report.rule("the loser of an edit is told, at its node", len(lost) == 1, len(lost))


def partial(report, options):
    """Two nodes lose each other, both see the third."""
    with Scene(report, options) as scene:
        cluster = scene.cluster
        for turn in range(max(1, options.rounds // 3)):
            one, other = [(1, 2), (2, 3), (1, 3)][turn % 3]
            report.say("partial cut of %d and %d; %s" % (one, other, report.load()))
            scene.mark()
            cluster.hosts.cut((one, other))
            cut_at = time.monotonic()
            taken = {}
            while len(taken) < 2 and time.monotonic() < cut_at + 40:
                for number in (one, other):
                    if number not in taken and cluster[number].get("/cluster")["state"] == "split":
                        taken[number] = time.monotonic() - cut_at
                time.sleep(0.05)
            report.within("one of both notices", min(taken.values(), default=40), NOTICED)
            report.say("both notice after %s s" % ", ".join("%.2f" % value for value in taken.values()))
            took = report.attempt("all pulls are live", until, lambda: serves_all(cluster.all(), scene.keys()), 60, "pulls")
            report.rule("all streams are live during it", took is not None)
            time.sleep(10)
            report.say("members as each sees them: %s" % {node.number: sorted(node.members()) for node in cluster.all()})
            report.rule("all streams are live after ten seconds of it", serves_all(cluster.all(), scene.keys()))
            gaps = scene.gaps("partial cut")
            report.within("viewers of publishers at their own node notice nothing", gaps["their own node's"], 2.0)
            cluster.hosts.heal((one, other))
            after_merge(report, cluster, scene.keys())
            until(lambda: all(time.monotonic() - (v.last or 0) < 1 for v in scene.viewers.values()), 60, "pictures at all viewers")
            scene.gaps("partial cut and merge")
        nothing_held(report, cluster)
