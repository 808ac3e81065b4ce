"""HLS at each node under a judge, and FLV viewers, while the owner of a stream is killed, drained, or cut off and back."""
import os
import time

from checks import after_merge, each_once, owners, serves_all
from gateways import until
from peers import Judge, Publisher
from splits import Scene

BEFORE = 10
LIVE_AGAIN = 5

# What playlists count by has to hold through everything. Other rules speak of pace, and of parts and hints, of which the segment that is
# open when an owner goes takes some along.
COUNTING = ("reload.", "pl.", "http.playlist", "seg.every listed segment", "the judge")


class Judges:
    """`hls-check` of one stream at some nodes, for so many seconds."""

    def __init__(self, report, options, scene, key, nodes, seconds):
        self.report, self.seconds = report, seconds
        program = os.path.join(options.check, "hls-check")
        self.judges = {}
        if not os.access(program, os.X_OK):
            report.say("no hls-check in %s: playlists are only followed" % options.check)
            return
        for number in nodes:
            log = os.path.join(options.folder, "judge-%d-%d.log" % (number, time.monotonic_ns()))
            self.judges[number] = Judge(program, scene.cluster[number].hls(key), seconds, log)

    def finish(self):
        """Failed rules by node, without what was seen."""
        found = {}
        for number, judge in self.judges.items():
            status, failed, last = judge.finish(self.seconds + 120)
            if status > 1:
                failed = ["FAIL  the judge could not judge: " + last]
            found[number] = {" ".join(line.split("(")[0].split()[1:]): line for line in failed}
            self.report.say("hls-check at node %d: %s" % (number, last))
        return found


def judged(report, title, found, usual):
    """Nothing is counted wrongly that is counted rightly when nothing happens; what else is not kept is told."""
    for number, failed in found.items():
        new = {rule: line for rule, line in failed.items() if rule not in usual}
        wrong = sorted(rule for rule in new if rule.startswith(COUNTING))
        report.rule("%s: HLS at node %d counts on" % (title, number), not wrong, "; ".join(new[rule][:200] for rule in wrong))
        for rule in sorted(new.keys() - set(wrong)):
            report.say("       node %d: not kept: %s" % (number, new[rule][6:150]))


def owner_of(scene, key):
    return owners(one for one in scene.cluster.all() if one.alive())[key][0]


def live_again(report, scene, nodes, since, limit=60):
    took = report.attempt("all streams are live again", until, lambda: serves_all(nodes, scene.pulled), limit, "pulls", 0.02)
    if took is not None:
        report.within("all streams are live again", time.monotonic() - since, LIVE_AGAIN)


def viewers_of(scene, key, nodes):
    return [viewer for (number, watched), viewer in scene.viewers.items() if watched == key and number in nodes]


def owner(report, options):
    """kill -9, drain, and a split of the node that has a stream."""
    with Scene(report, options) as scene:
        report.say(report.load())
        usual = baseline(report, options, scene)
        killed(report, options, scene, usual)
        drained(report, options, scene, usual)
        split(report, options, scene, usual)


def baseline(report, options, scene):
    """What the judge says when nothing happens."""
    found = Judges(report, options, scene, scene.pulled[0], (1, 2, 3), 20).finish()
    usual = set().union(*found.values()) if found else set()
    for rule in sorted(usual):
        report.say("       not kept when nothing happens, either: " + next(one[rule] for one in found.values() if rule in one)[:200])
    return usual


def killed(report, options, scene, usual):
    key = scene.pulled[0]
    lost = owner_of(scene, key)
    rest = [number for number in (1, 2, 3) if number != lost]
    survivors = [scene.cluster[number] for number in rest]
    report.say("kill -9 of node %d, which has %s; %s" % (lost, key, report.load()))
    judges = Judges(report, options, scene, key, rest, 40)
    time.sleep(BEFORE)
    scene.mark()
    scene.cluster[lost].kill()
    since = time.monotonic()
    live_again(report, scene, survivors, since)
    kept = viewers_of(scene, key, rest)
    until(lambda: all(time.monotonic() - one.last < 1 for one in kept), 60, "pictures")
    judged(report, "kill -9", judges.finish(), usual)
    report.rule("FLV viewers at other nodes stay connected", not any(one.recalls() for one in kept),
                "gaps of %s s" % ", ".join("%.2f" % one.longest() for one in kept))
    playlists(report, scene, rest, "kill -9")
    report.say("node %d starts again with its disk: ready after %.2f s" % (lost, scene.cluster[lost].start()))
    scene.keep(Publisher(scene.source, scene.cluster[lost].rtmp("live/pub%d" % lost)))
    after_merge(report, scene.cluster, scene.keys())


def drained(report, options, scene, usual):
    key = scene.pulled[0]
    going = owner_of(scene, key)
    report.say("drain of node %d, which has %s; %s" % (going, key, report.load()))
    until(lambda: all(time.monotonic() - one.last < 1 for one in scene.viewers.values()), 60, "pictures")
    judges = Judges(report, options, scene, key, (1, 2, 3), 40)
    time.sleep(BEFORE)
    scene.mark()
    since = time.monotonic()
    asked = scene.cluster[going % 3 + 1]
    asked.ask("POST", "/cluster/nodes/%d/drain" % going, {})
    took = report.attempt("the drain ends", until, lambda: not scene.cluster[going].owned() & set(scene.pulled), 60, "drain")
    if took is not None:
        report.rule("the drain ends", True, "%.2f s" % (time.monotonic() - since))
    found = judges.finish()
    judged(report, "drain", found, usual)
    watching = viewers_of(scene, key, (1, 2, 3))
    untouched = max(viewer.longest() for (number, watched), viewer in scene.viewers.items() if watched == "live/pub%d" % number)
    report.rule("a drain leaves no gap for FLV viewers",
                not any(one.recalls() or one.jumped() for one in watching) and max(one.longest() for one in watching) < max(1, 2 * untouched),
                "longest %.2f s, of streams that do not move %.2f s; jumps of pictures' times %s ms" % (
                    max(one.longest() for one in watching), untouched, [one.jumped() for one in watching]))
    playlists(report, scene, (1, 2, 3), "drain", lossless=True)
    asked.ask("POST", "/cluster/nodes/%d/resume" % going, {})
    report.attempt("its share again", until, lambda: each_once(scene.cluster.all(), scene.pulled)
                   and bool(scene.cluster[going].owned() & set(scene.pulled)), 60, "resume")


def split(report, options, scene, usual):
    key = scene.pulled[0]
    lone = owner_of(scene, key)
    report.say("node %d, which has %s, is cut off for 15 s; %s" % (lone, key, report.load()))
    judges = Judges(report, options, scene, key, (1, 2, 3), 50)
    time.sleep(BEFORE)
    scene.mark()
    scene.cluster.isolate(lone)
    time.sleep(15)
    scene.cluster.reunite(lone)
    after_merge(report, scene.cluster, scene.pulled)
    judged(report, "split and merge", judges.finish(), usual)
    watching = viewers_of(scene, key, (1, 2, 3))
    report.rule("FLV viewers stay connected", not any(one.recalls() for one in watching), "gaps of %s s, jumps of %s ms" % (
        ", ".join("%.2f" % one.longest() for one in watching), [one.jumped() for one in watching]))
    playlists(report, scene, (1, 2, 3), "split and merge", apart=True)


def playlists(report, scene, nodes, title, lossless=False, apart=False):
    """What was listed at these nodes: the same everywhere, in order, and what is missing behind a discontinuity."""
    found = {number: scene.playlists[number] for number in nodes}
    report.rule("%s: playlists never count backwards" % title, not any(one.back for one in found.values()),
                "longest time without a new segment %.1f s" % max(one.stalled for one in found.values()))
    lists = [one.segments() for one in found.values()]
    differ = [n for n in set.intersection(*(set(one) for one in lists)) if len({one[n] for one in lists}) > 1]
    if apart:
        report.say("       segments that both sides made while they were apart: %d" % len(differ))
    else:
        report.rule("%s: all nodes list the same segments" % title, not differ, sorted(differ) or "%d of them" % len(lists[0]))
    after = max(differ, default=-1) + 1 if apart else -1  # what both sides made under one number says nothing of what is behind it
    found_breaks = {n: one for n, one in found[nodes[0]].breaks().items() if n > after}
    breaks = {n: gap for n, (gap, _) in found_breaks.items()}
    untold = [n for n, (_, told) in found_breaks.items() if not told]
    report.rule("%s: what is missing is behind a discontinuity" % title, not untold, untold or "seconds of media missing: %s" % breaks)
    if lossless:
        report.rule("%s: nothing is missing for HLS viewers" % title, all(abs(gap) < 0.3 for gap in breaks.values()),
                    "seconds of media missing: %s" % breaks)
