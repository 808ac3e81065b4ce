"""Rights that are taken at one node, and how soon those end who watch by them at the others."""
import base64
import http.client
import threading
import time

from gateways import PASSWORD, Cluster, until
from peers import Publisher, recording

KEY = "live/rights"
AT, ELSEWHERE = 1, (2, 3)  # the stream is brought to the second, the third has it from there
LIMIT = 1


class Watcher:
    """One request for HTTP-FLV, which is not made again when it ends."""

    def __init__(self, gateway, query="", headers=None):
        self.bytes = 0
        self.ended = None
        self._connection = http.client.HTTPConnection(gateway.address, 8080, timeout=60)
        self._connection.request("GET", "/%s.flv%s" % (KEY, query and "?" + query), headers=headers or {})
        self.status = None
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        try:
            answer = self._connection.getresponse()
            self.status = answer.status
            while answer.status == 200:
                taken = answer.read1(65536)
                if not taken:
                    break
                self.bytes += len(taken)
        except (OSError, http.client.HTTPException):
            pass
        self.ended = time.monotonic()

    def close(self):
        self._connection.close()


def token(cluster, name):
    made = cluster[AT].ask("POST", "/tokens", {"name": name, "role": "viewer", "scope": ["live/*"]})[0]
    return {"headers": {"Authorization": "Bearer " + made["secret"]}}, lambda: cluster[AT].ask("DELETE", "/tokens/" + made["id"])


def user(cluster, name):
    cluster[AT].ask("POST", "/users", {"name": name, "password": PASSWORD, "role": "viewer", "scope": ["live/*"]})
    shown = base64.b64encode(("%s:%s" % (name, PASSWORD)).encode()).decode()
    return {"headers": {"Authorization": "Basic " + shown}}, lambda: cluster[AT].ask(
        "PUT", "/users/" + name, {"role": "viewer", "scope": ["live/*"], "enabled": False})


def signing_key(cluster, name):
    cluster[AT].ask("POST", "/urls/keys", {"name": name})
    signed = cluster[AT].ask("POST", "/urls/sign", {"path": KEY, "action": "play", "seconds": 3600})[0]
    return {"query": signed["query"]}, lambda: cluster[AT].ask("DELETE", "/urls/keys/" + name)


def session(cluster, name):
    """They are ended by node 1, one after the other, the list of each node asked for included."""
    shown, forget = token(cluster, name)

    def end():
        for number in ELSEWHERE:
            for one in cluster[number].items("/sessions?kind=viewer"):
                cluster[AT].ask("DELETE", "/sessions/%s?node=%d" % (one["id"], number))

    return shown, (end, forget)


KINDS = {"a token is deleted": token, "a user is disabled": user, "a signing key is deleted": signing_key, "a session is ended": session}


def watch(gateway, shown):
    """Until it has pictures; it asks again while the node does not know the right yet."""
    watcher = Watcher(gateway, **shown)
    end = time.monotonic() + 60
    while watcher.bytes < 20_000:
        if watcher.ended is not None:
            watcher.close()
            if time.monotonic() > end:
                raise TimeoutError("node %d answers %s" % (gateway.number, watcher.status))
            time.sleep(0.5)
            watcher = Watcher(gateway, **shown)
        time.sleep(0.02)
    return watcher


def rights(report, options):
    """Each kind of right, taken at node 1 `--rounds` times, with a viewer at each of the two others."""
    variables = {**options.variables, "TIDEGATE_PLAY": "users"}
    with Cluster(options.folder, options.dist, 3, 0, variables) as cluster:
        publisher = Publisher(recording(options.folder), cluster[2].rtmp(KEY))
        try:
            until(lambda: KEY in cluster[2].owned(), 60, "the stream")
            for kind, make in KINDS.items():
                taken = []
                for turn in range(options.rounds):
                    taken += once(cluster, make, "right%d" % turn)
                report.figures(kind + ", viewers at other nodes end after", taken)
                report.within(kind + ": nobody watches any more", max(taken), LIMIT)
            report.say(report.load())
            report.rule("the publisher stays", publisher.alive())
        finally:
            publisher.close()


def once(cluster, make, name):
    shown, take = make(cluster, name)
    take, forget = take if isinstance(take, tuple) else (take, lambda: None)
    watchers = [watch(cluster[number], shown) for number in ELSEWHERE]
    asked = time.monotonic()
    take()
    until(lambda: all(one.ended for one in watchers), 60, "the end of all viewers", 0.01)
    for one in watchers:
        one.close()
    forget()
    return [one.ended - asked for one in watchers]
