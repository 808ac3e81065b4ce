"""The rules that a run is held against, from what it took down."""
import csv
import json
import math
import os
import re
from dataclasses import dataclass

from verdict import Limit, settled, slope

# Limits of growth in an hour. A leak that any of these lets through takes days to matter; docs/soak.md has the reasons.
LIMITS = {
    "rss_less_code_mib": Limit(8, "MiB", "the heap is of fixed size: all of it is native"),
    "heap_live_mib": Limit(6, "MiB", "after a collection; segments of streams that are live by chance are 10 MiB more or less"),
    "native_less_code_mib": Limit(6, "MiB", "what the JVM counts of its own without heap and compiled code: classes, threads, buffers"),
    "direct_mib": Limit(2, "MiB", "buffers outside the heap: none is made anew once all protocols were used"),
    "network_mib": Limit(4, "MiB", "Netty's pool grows by chunks of 4 MiB"),
    "threads": Limit(3, "", "pools are filled in the warm-up"),
    "descriptors": Limit(5, "", "a descriptor in twelve minutes"),
    "children": Limit(1, "", "FFmpeg's, one for each conversion and picture"),
    "skew_ms": Limit(20, "ms", "half of what is seen, in an hour"),
}
# Compiled code is a cache that fills for hours, and later on a busy machine; what the JVM reserves for it bounds it.
MOST_CODE_MIB = 240
# A thread of the gateway that was ready and got no core for so long while a viewer waited: the machine is to blame.
MACHINE_STALL_S = 10
# Of the time that event loops may be ready and get no core; beyond that nothing is said of how long peers waited.
MOST_WAIT = 0.1
# So long before its end the cause of a publisher's end is looked for.
SILENT_S = 30
# Left over when everybody has gone, against the first such rest: sockets of calls that are tried again, compilers of the JVM.
LEFT_OVER = {"descriptors": 2, "threads": 3, "children": 0}
# Where sound is felt to be off: EBU R37 has 40 ms for sound that comes early.
MOST_SKEW_MS = 40
MISSED_SAMPLES = 0.01
CLEAN_EXITS = (0, 143)
# The head of what is logged; what follows belongs to it.
LOGGED = re.compile(r"\d{4}-\d\d-\d\dT\S+ [A-Z]+ ")


@dataclass(frozen=True)
class Rule:
    """`holds` is None where the run was too short to tell."""

    name: str
    holds: bool | None
    seen: str


class Figures:
    """What a run has left in its folder."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "facts.json"), encoding="utf-8") as facts:
            self.facts = json.load(facts)
        self.samples = self._table("samples.csv")
        self.sessions = self._table("sessions.csv")
        self.skew = self._table("skew.csv")
        self.native = self._table("native.csv")

    def _table(self, name):
        try:
            with open(os.path.join(self.folder, name), newline="", encoding="utf-8") as table:
                return list(csv.DictReader(table))
        except FileNotFoundError:
            return []

    def series(self, name, phase=None):
        """(seconds, value) of the samples that have it."""
        if name in self.DERIVED:
            return self._less_code(self.DERIVED[name], phase)
        return [(float(row["seconds"]), float(row[name])) for row in self.samples
                if row.get(name, "") != "" and (phase is None or row["phase"] == phase)]

    DERIVED = {"rss_less_code_mib": "rss_mib", "native_less_code_mib": "native_mib"}

    def _less_code(self, name, phase):
        """Where native memory was read, without compiled code; each such reading is in the sample that follows it."""
        rows = [row for row in self.samples if row["native_mib"] != ""]
        return [(float(row["seconds"]), float(row[name]) - code) for row, (_, code) in zip(rows, self.code())
                if phase is None or row["phase"] == phase]

    def code(self):
        return [(float(row["seconds"]), float(row["mib"])) for row in self.native if row["what"] == "Code"]

    def stalled(self, begin, end):
        """Seconds that the gateway got no core between the two."""
        return sum(float(row.get("cpu_wait_s") or 0) for row in self.samples if begin <= float(row["seconds"]) <= end + 10)

    def containers(self):
        return sorted({row["container"] for row in self.skew})

    def offsets(self, container):
        """(seconds, ms) of each that could be measured."""
        return [(float(row["seconds"]), float(row["late_ms"])) for row in self.skew
                if row["container"] == container and _is_number(row["late_ms"])]

    def of(self, what):
        return [row for row in self.sessions if row["what"] == what]

    def errors(self):
        """Lines of the log that no peer, however bad, may cause.

        The stack of a loop that was blocked is none: on a machine with far too much to do that is the machine's.
        """
        found, blocked = [], False
        with open(os.path.join(self.folder, "gateway.log"), encoding="utf-8", errors="replace") as log:
            for line in log:
                stack = re.match(r"\s+at \S+\(", line)
                if not stack:
                    blocked = " BlockedThreadChecker " in line or (blocked and not LOGGED.match(line))
                if (stack and not blocked) or re.match(r"\S+ ERROR ", line):
                    found.append(line.rstrip()[:200])
        return found


def judge(figures):
    """All rules, in the order of the report."""
    facts = figures.facts
    rules = [growth_rule(name, figures.series(name, "soak"), limit) for name, limit in LIMITS.items() if name != "skew_ms"]
    rules += [growth_rule("skew of " + one, figures.offsets(one), LIMITS["skew_ms"]) for one in figures.containers()]
    most = max((size for _, size in figures.code()), default=math.inf)
    rules.append(Rule("compiled code stays within what is reserved", most < MOST_CODE_MIB, "%.1f MiB of %d" % (most, MOST_CODE_MIB)))
    rules += baseline_rules(facts.get("baseline"), facts.get("left"))
    rules += [skew_rule(figures, one) for one in figures.containers()]
    for kind, (starved, stalled, all_of_it) in starved_share(figures.of("viewer"), figures.stalled).items():
        seen = "%d of %d sessions waited, %d more where the gateway got no core" % (starved, all_of_it, stalled)
        rules.append(Rule("%s brings something in every half minute" % kind, starved == 0, seen))
    rules += served_rules(figures)
    lost, stalled = lost_publishers(figures.of("publisher"), figures.stalled)
    rules.append(Rule("no publisher is let go", not lost, "%s; %d more where the gateway got no core" % (_some(lost, "who"), len(stalled))))
    errors = figures.errors()
    rules.append(Rule("no error in the log", not errors, "%d lines%s" % (len(errors), ": " + errors[0] if errors else "")))
    faults = figures.of("fault")
    rules.append(Rule("no fault of this program", not faults, _some(faults, "said")))
    rules.append(machine_rule(figures.series("cpu_wait_s", "soak")))
    missed = len(figures.of("sample"))
    rules.append(Rule("figures could be read", missed <= MISSED_SAMPLES * len(figures.samples), "%d of %d not" % (missed, len(figures.samples) + missed)))
    rules.append(Rule("the gateway runs to the end, and stops", not facts.get("died", True) and facts.get("exit") in CLEAN_EXITS, "status %s" % facts.get("exit")))
    return rules


def growth_rule(name, points, limit):
    found = slope(points)
    name = "%s does not grow" % name
    if found is None:
        return Rule(name, None, "%d readings after the warm-up" % len(settled(points)))
    seen = "%+.2f %s an hour, noise %.2f, limit %g; %d readings, first %.1f, last %.1f" % (
        found.per_hour, limit.unit, found.noise, limit.per_hour, found.points, found.first, found.last)
    if found.grows(limit):
        return Rule(name, False, seen)
    return Rule(name, True if found.decides(limit) else None, seen)


def baseline_rules(before, after):
    """Whether everybody who has gone has left nothing."""
    rules = []
    for name, room in LEFT_OVER.items():
        known = before is not None and after is not None
        holds = known and after[name] <= before[name] + room
        seen = "%d, %d before, %d more are allowed" % (after[name], before[name], room) if known else "no rest was reached"
        rules.append(Rule("%s are as before when all have gone" % name, holds, seen))
    return rules


def machine_rule(points):
    """Whether the run tells of the gateway at all, and not of the machine."""
    name = "the machine leaves the gateway its cores"
    if len(points) < 2:
        return Rule(name, None, "not measured")
    share = sum(wait for _, wait in points[1:]) / (points[-1][0] - points[0][0])
    return Rule(name, True if share <= MOST_WAIT else None, "event loops waited for %.1f %% of the time, %g %% at most" % (100 * share, 100 * MOST_WAIT))


def skew_rule(figures, container):
    points = figures.offsets(container)
    off = [(at, late) for at, late in points if abs(late) > MOST_SKEW_MS]
    seen = "%d measured" % len(points)
    if points:
        seen += ", %.1f to %.1f ms" % (min(late for _, late in points), max(late for _, late in points))
    if off:
        seen += ", %d over %d ms, the first %.0f ms at %.0f s" % (len(off), MOST_SKEW_MS, off[0][1], off[0][0])
    return Rule("sound is with its picture in " + container, (not off) if points else None, seen)


def starved_share(rows, stalled):
    """Kind of viewers to (sessions that waited for too long, such that the machine is to blame for, sessions).

    @param stalled seconds without a core between two moments
    """
    shares = {}
    for row in rows:
        counts = shares.setdefault(row["who"], [0, 0, 0])
        counts[2] += 1
        if row["outcome"] == "starved":
            counts[_machine(row, float(row["lasted_s"]), stalled)] += 1
    return dict(sorted(shares.items()))


def lost_publishers(rows, stalled):
    """(those that the gateway let go, those that the machine is to blame for): a peer that is not read for five seconds is silent."""
    lost = [row for row in rows if row["outcome"] == "lost"]
    blamed = [row for row in lost if _machine(row, SILENT_S, stalled)]
    return [row for row in lost if row not in blamed], blamed


def _machine(row, seconds, stalled):
    """Whether the gateway got no core for too long within the last seconds of a session."""
    end = float(row["seconds"])
    return stalled(end - seconds, end) > MACHINE_STALL_S


def served_rules(figures):
    """A check that nobody came to is none."""
    viewers = figures.of("viewer")
    kinds = sorted({row["who"] for row in viewers})
    unserved = [kind for kind in kinds if not any(row["who"] == kind and row["outcome"] == "served" for row in viewers)]
    probes = [row for row in figures.skew if row["late_ms"] != "interrupted"]
    nothing = [row for row in probes if row["late_ms"] == "nothing"]
    return [
        Rule("every kind of viewer is served", bool(kinds) and not unserved, ", ".join(unserved) or "%d kinds, %d sessions" % (len(kinds), len(viewers))),
        Rule("whoever measures gets frames", bool(probes) and not nothing,
             "%d of %d got none%s" % (len(nothing), len(probes), "".join(": %s of %s at %s s" % (row["container"], row["stream"], row["seconds"]) for row in nothing[:1]))),
    ]


def _some(rows, column):
    return "%d%s" % (len(rows), ": " + ", ".join(row[column] for row in rows[:3]) if rows else "")


def _is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False
