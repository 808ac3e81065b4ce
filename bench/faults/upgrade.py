"""A rolling upgrade: each node is drained, stopped, started as another release with the same disk; viewers are at the others."""
import os
import shutil
import time
import zipfile

from checks import after_merge, alike, each_once, nothing_held, owners, stored
from gateways import until
from peers import Publisher
from splits import Scene

MANIFEST = "META-INF/MANIFEST.MF"
NEXT = "0.1.0-next"


def other_version(options):
    """A copy of the distribution that says it is another release."""
    folder = os.path.join(options.folder, "next")
    shutil.copytree(options.dist, folder, symlinks=True)
    lib = os.path.join(folder, "lib")
    name = next(one for one in os.listdir(lib) if "tidegate-gateway-" in one)
    old, new = os.path.join(options.dist, "lib", name), os.path.join(lib, name)
    os.unlink(new)
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(MANIFEST, "Manifest-Version: 1.0\r\nImplementation-Version: %s\r\n\r\n" % NEXT)
        for entry in source.infolist():
            if entry.filename != MANIFEST:
                target.writestr(entry, source.read(entry))
    return folder


def upgrade(report, options):
    release = options.next or other_version(options)
    with Scene(report, options) as scene:
        cluster = scene.cluster
        before = stored(cluster[1])
        report.say("all are %s; %s" % (versions(cluster[1]), report.load()))
        for number in (1, 2, 3):
            one_node(report, scene, number, release)
        report.say("all are %s" % versions(cluster[1]))
        report.rule("all nodes are of the other release", len(set(versions(cluster[1]).values())) == 1
                    and versions(cluster[1]) == versions(cluster[3]))
        after = stored(cluster[3])
        kept = all(after[0].get(key) == route for key, route in before[0].items()) and after[1] == before[1] and after[2] == before[2]
        report.rule("nothing that was stored is lost", kept and alike(cluster.all()))


def versions(gateway):
    return {number: one["facts"]["version"] for number, one in gateway.nodes().items() if one["facts"]}


def one_node(report, scene, number, release):
    cluster = scene.cluster
    gateway = cluster[number]
    others = [one for one in cluster.all() if one.number != number]
    kept = [viewer for (at, key), viewer in scene.viewers.items() if at != number and key != "live/pub%d" % number]
    until(lambda: all(time.monotonic() - one.last < 1 for one in scene.viewers.values()), 120, "pictures at all viewers")
    report.say("node %d is upgraded; %s" % (number, report.load()))
    scene.mark()
    had = bool(gateway.owned() & set(scene.pulled))
    others[0].ask("POST", "/cluster/nodes/%d/drain" % number, {})
    until(lambda: not gateway.owned() & set(scene.pulled), 120, "drained")
    stopping = time.monotonic()
    status = gateway.stop()
    report.rule("node %d stops as it should" % number, status in (0, 143), "status %d after %.2f s" % (status, time.monotonic() - stopping))
    report.rule("the others know that it has stopped, and call it no split", all(
        one.nodes()[number]["state"] == "stopped" and one.get("/cluster")["state"] == "member" for one in others))
    report.say("pulls and where they are: %s" % {key: at for key, at in owners(others).items() if key in scene.pulled})
    took = report.attempt("all pulls are live at the others", until, lambda: each_once(others, scene.pulled), 30, "pulls")
    if took is not None:
        report.rule("all pulls are live at the others", True, "%.2f s" % took)
    ready = gateway.start(release)
    took = until(lambda: number in others[0].members() and len(gateway.members()) == 3, 120, "a member again")
    report.say("ready after %.2f s, a member %.2f s later" % (ready, took))
    others[0].ask("POST", "/cluster/nodes/%d/resume" % number, {})
    scene.keep(Publisher(scene.source, gateway.rtmp("live/pub%d" % number)))
    after_merge(report, cluster, scene.keys())
    if had:
        report.attempt("its share again", until, lambda: bool(gateway.owned() & set(scene.pulled)), 60, "share")
    report.attempt("common data are whole, and copied", until, lambda: gateway.get("/cluster")["partitions"]["safe"], 60, "partitions")
    report.say("releases, as an old and a new node see them: %s, %s" % (versions(others[-1]), versions(gateway)))
    nothing_held(report, cluster)
    until(lambda: all(time.monotonic() - one.last < 1 for one in scene.viewers.values()), 120, "pictures at all viewers")
    report.rule("viewers at the other nodes stay connected", not any(one.recalls() for one in kept),
                "%d of %d called again" % (sum(one.recalls() > 0 for one in kept), len(kept)))
    report.within("and wait for no picture longer than two seconds", max(one.longest() for one in kept), 2)
    report.rule("playlists never count backwards", not any(one.back for at, one in scene.playlists.items() if at != number))
