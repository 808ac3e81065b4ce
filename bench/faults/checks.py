"""What must hold whenever a cluster is one."""
import time

from gateways import Refused, away, until


def owners(gateways):
    """Key to the numbers of the nodes where it is live."""
    found = {}
    for gateway in gateways:
        for key in gateway.owned():
            found.setdefault(key, []).append(gateway.number)
    return found


def each_once(gateways, keys):
    """Each of these has one owner, and nothing has two."""
    found = owners(gateways)
    return all(len(found.get(key, [])) == 1 for key in keys) and all(len(at) == 1 for at in found.values())


def serves_all(side, keys):
    """Each of these is live at one of these nodes."""
    found = owners(side)
    return all(key in found for key in keys)


def stored(gateway):
    """What operators want, as this node has it; without when and by whom, which each node tells in its own words."""
    routes = {one["key"]: _plain(one) for one in gateway.items("/routes?limit=500")}
    users = {one["name"]: (one["role"], str(one["scope"]), one["enabled"]) for one in gateway.items("/users")}
    tokens = sorted(one["name"] for one in gateway.items("/tokens"))
    return routes, users, tokens


def _plain(route):
    return {name: value for name, value in route.items() if name not in ("version", "changedAt", "changedBy", "problem")}


def alike(gateways):
    first = stored(gateways[0])
    return all(stored(one) == first for one in gateways[1:])


def split_seen(gateway, lost):
    """It says that the cluster is split, and from whom."""
    cluster = gateway.get("/cluster")
    return cluster["state"] == "split" and cluster["banner"] and away(gateway) == lost


def after_merge(report, cluster, keys, limit=60):
    """The rules of one cluster again; seconds until nodes, owners and stores were right."""
    all_nodes = cluster.all()
    begun = time.monotonic()
    taken = []
    for name, condition in (
            ("all nodes see all", lambda: all(one.members() == {1, 2, 3} and not away(one) for one in all_nodes)),
            ("each stream has one owner", lambda: each_once(all_nodes, keys)),
            ("routes, users, tokens are the same everywhere", lambda: alike(all_nodes)),
            ("no node says that something is wrong", lambda: not any(
                one.get("/cluster")["banner"] for one in all_nodes))):
        took = report.attempt(name, until, condition, limit, name)
        if took is None:
            report.say("       owners: %s" % {key: at for key, at in owners(all_nodes).items() if len(at) != 1 or key in keys})
        else:
            report.rule(name, True, "%.2f s" % (time.monotonic() - begun))
        taken.append(time.monotonic() - begun)
    return taken


def nothing_held(report, cluster, key="live/lock"):
    """No lock is left: each node edits one route in turn, and the others have it. An edit that meets a lock is refused after 10 s."""
    slowest = 0.0
    for gateway in cluster.all():
        label = "by%d-%d" % (gateway.number, int(time.time() * 1000))
        begun = time.monotonic()
        try:
            gateway.route(key, labels=[label])
        except (Refused, OSError) as refused:
            report.rule("no lock is left at node %d" % gateway.number, False, str(refused))
            continue
        until(lambda: all(one.get("/routes/" + key)["labels"] == [label] for one in cluster.all()), 30, "the edit everywhere", 0.01)
        slowest = max(slowest, time.monotonic() - begun)
    report.within("no lock is left: an edit at each node is everywhere", slowest, 9)


def nothing_left(report, cluster, key):
    """No lease is left: a stream whose publisher is gone is nowhere, and anybody may bring it."""
    took = report.attempt("no lease of %s is left" % key, until,
                          lambda: not any(one["key"] == key for node in cluster.all() for one in node.streams()), 40, key + " gone")
    if took is not None:
        report.rule("no lease of %s is left" % key, True, "%.2f s" % took)
