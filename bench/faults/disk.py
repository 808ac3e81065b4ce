"""A node starts with an older copy of its own disk, as a backup of the machine brings it; then with one whose certificate was revoked meanwhile."""
import os
import shutil
import time

from checks import after_merge, alike, each_once, nothing_held, stored
from gateways import Refused, until
from peers import Publisher
from splits import EVERYBODY, Scene

OLD = 2


def old_disk(report, options):
    with Scene(report, options) as scene:
        cluster = scene.cluster
        before_copy(cluster)
        node = cluster[OLD]
        scene.mark()
        report.rule("node %d stops as it should" % OLD, node.stop() in (0, 143))
        copy = node.folder + "-old"
        shutil.copytree(node.folder, copy, symlinks=True)
        node.start()
        cluster.whole()
        report.say("the disk of node %d is copied; all go on; %s" % (OLD, report.load()))
        secret = meanwhile(cluster)
        until(lambda: alike(cluster.all()), 30, "the edits everywhere")
        wanted = stored(cluster[1])
        restore(node, copy)
        ready = node.start()
        scene.keep(Publisher(scene.source, node.rtmp("live/pub%d" % OLD)))
        report.say("node %d runs with its old disk, ready after %.2f s" % (OLD, ready))
        after_merge(report, cluster, scene.keys())
        for gateway in cluster.all():
            report.rule("node %d has what holds, nothing that was deleted and nothing of before" % gateway.number, stored(gateway) == wanted)
        report.rule("a token that was deleted since is no good there", refused(node, secret))
        nothing_held(report, cluster)
        viewers = [viewer for (at, key), viewer in scene.viewers.items() if at != OLD and key != "live/pub%d" % OLD]
        report.rule("viewers at the other nodes stay connected", not any(one.recalls() for one in viewers))
        report.rule("playlists never count backwards", not any(one.back for at, one in scene.playlists.items() if at != OLD))
        revoked(report, scene, node, copy)


def before_copy(cluster):
    """What the old disk has."""
    for key in ("live/gone", "live/changed", "live/lock"):
        cluster[1].route(key)
    cluster[1].ask("POST", "/users", {"name": "leaver", "password": "a long pass phrase", **EVERYBODY})
    until(lambda: alike(cluster.all()), 30, "what the old disk has")


def meanwhile(cluster):
    """What it has not: edits and deletions at two nodes; the secret of a token that was made and deleted."""
    made = cluster[1].ask("POST", "/tokens", {"name": "short", "role": "viewer", "scope": ["*"]})[0]
    until(lambda: any(one["name"] == "short" for one in cluster[OLD].items("/tokens")), 30, "the token")
    cluster[OLD].route("live/changed", labels=["newer"])
    cluster[OLD].route("live/its-own")
    cluster[1].ask("DELETE", "/routes/live/gone", headers={"If-Match": "*"})
    cluster[1].ask("DELETE", "/users/leaver", headers={"If-Match": "*"})
    cluster[1].ask("DELETE", "/tokens/" + made["id"], headers={"If-Match": "*"})
    return made["secret"]


def restore(node, copy):
    """kill -9, and the disk of before."""
    node.kill()
    shutil.rmtree(node.folder)
    shutil.copytree(copy, node.folder, symlinks=True)


def refused(node, secret):
    kept, node.auth = node.auth, "Bearer " + secret
    try:
        node.get("/streams")
        return False
    except Refused as refusal:
        return refusal.status == 401
    finally:
        node.auth = kept


def revoked(report, scene, node, copy):
    """The others have removed it; its old disk does not know."""
    cluster = scene.cluster
    others = [one for one in cluster.all() if one.number != OLD]
    restore(node, copy)
    until(lambda: OLD not in others[0].members(), 60, "that it is gone")
    others[0].ask("DELETE", "/cluster/nodes/%d" % OLD)
    others_keys = [key for key in scene.keys() if key != "live/pub%d" % OLD]
    until(lambda: each_once(others, others_keys), 60, "all streams at the two")
    scene.mark()
    node.start()
    report.say("node %d was removed, and runs with a disk that does not know it" % OLD)
    end = time.monotonic() + 20
    joined = False
    while time.monotonic() < end and not joined:
        joined = any(OLD in one.members() for one in others)
        time.sleep(0.2)
    report.rule("it does not take part again", not joined)
    report.rule("the two are well, and have all streams", each_once(others, others_keys) and not any(one.get("/cluster")["banner"] for one in others))
    said = node.get("/cluster")
    report.say("       what it says itself: %s, %s" % (said["state"], said.get("problem") or said.get("banner")))
