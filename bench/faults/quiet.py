"""What a cluster costs while nothing happens, how soon a node is a member, and whether any is lost wrongly at full load."""
import multiprocessing
import time

from checks import after_merge
from gateways import Cluster, until
from splits import Scene

SHARE_OF_CORE = 1.0
MEMBER_SECONDS = 3
MOST_BURNERS = 64


def idle(report, options):
    """CPU of each node of an idle cluster beside that of one alone; from start to member."""
    with Cluster(options.folder, options.dist, 3, 1, options.variables) as cluster:
        alone = cluster[4]
        report.say("a first member %.2f s after it was asked to make a cluster; %s" % (cluster.founded, report.load()))
        report.within("first member up", cluster.founded, MEMBER_SECONDS)
        time.sleep(60)  # compilers
        seconds = options.minutes * 60
        before = [one.cpu_seconds() for one in cluster.gateways]
        begun = time.monotonic()
        time.sleep(seconds)
        spent = time.monotonic() - begun
        shares = [100 * (one.cpu_seconds() - was) / spent for one, was in zip(cluster.gateways, before)]
        report.say("idle for %.0f s: nodes of the cluster %s %% of a core, alone %.2f %%; %s" % (
            spent, ", ".join("%.2f" % share for share in shares[:3]), shares[3], report.load()))
        report.rule("an idle cluster costs under 1 % of a core a node", max(shares[:3]) - shares[3] < SHARE_OF_CORE,
                    "at most %.2f %% more than alone" % (max(shares[:3]) - shares[3]))
        taken = []
        for number in (2, 3, 1):
            cluster[number].stop()
            ready = cluster[number].start()
            taken.append(until(lambda: len(cluster[number].members()) == 3, 60, "a member", 0.02))
            report.say("node %d started again: ready after %.2f s, a member %.2f s later" % (number, ready, taken[-1]))
        report.within("a node that starts is a member soon after it listens", max(taken), MEMBER_SECONDS)
        report.rule("a node alone is still alone", alone.get("/cluster")["state"] == "alone")


def burn():
    while True:
        pass


def processors():
    """(idle, all) in ticks since the machine started."""
    with open("/proc/stat") as stat:
        fields = [int(one) for one in stat.readline().split()[1:9]]
    return fields[3] + fields[4], sum(fields)


def idle_share(seconds):
    idle_before, all_before = processors()
    time.sleep(seconds)
    idle_now, all_now = processors()
    return (idle_now - idle_before) / max(1, all_now - all_before)


def full(report, options):
    """`--minutes` with no processor ever idle, streams and viewers running: no member is lost."""
    burners = []
    with Scene(report, options) as scene:
        try:
            share = idle_share(10)
            while share > 0.01 and len(burners) < MOST_BURNERS:
                burners.append(multiprocessing.Process(target=burn, daemon=True))
                burners[-1].start()
                share = idle_share(5)
            report.say("full: processors idle for %.1f %% of the time with %d programs that only compute beside all else; %s"
                       % (100 * share, len(burners), report.load()))
            watch(report, options, scene)
        finally:
            for burner in burners:
                burner.terminate()
        after_merge(report, scene.cluster, scene.keys())


def watch(report, options, scene):
    cluster = scene.cluster
    ended = [lost_peers(one) for one in cluster.all()]
    from_id = [max((event["id"] for event in one.items("/events?limit=1")), default=0) for one in cluster.all()]
    scene.mark()
    idle_before, all_before = processors()
    end = time.monotonic() + options.minutes * 60
    fewest, looks, unanswered, slowest = 3, 0, 0, 0.0
    while time.monotonic() < end:
        for one in cluster.all():
            asked = time.monotonic()
            try:
                fewest = min(fewest, len(one.members()))
            except OSError:
                unanswered += 1
            slowest = max(slowest, time.monotonic() - asked)
            looks += 1
        time.sleep(1)
    idle_now, all_now = processors()
    report.say("%.0f minutes, processors idle for %.1f %% of them; %d looks, %d without answer, the slowest after %.2f s; %s" % (
        options.minutes, 100 * (idle_now - idle_before) / (all_now - all_before), looks, unanswered, slowest, report.load()))
    lost = [sum(event["id"] > since and event["kind"] == "node" and event["to"] == "away"
                for event in one.items("/events?limit=1000&kind=node")) for one, since in zip(cluster.all(), from_id)]
    report.rule("no member is lost", lost == [0, 0, 0] and fewest == 3, "events of members lost at each node %s, fewest seen %d" % (lost, fewest))
    now = [lost_peers(one) for one in cluster.all()]
    report.rule("no presence between nodes breaks", now == ended, "%s, before %s" % (now, ended))
    scene.gaps("%.0f minutes of full load" % options.minutes)


def lost_peers(gateway):
    """Connections between nodes that ended though nobody wanted it."""
    return sum(value for name, value in gateway.metrics().items() if name.startswith("tidegate_cluster_ended_total") and "node-away" in name)
