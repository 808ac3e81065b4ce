"""What is said of a run: rules as lines, figures as a table, and the exit status."""
import os

from judge import LIMITS, judge
from verdict import slope

WORDS = {True: "ok  ", False: "FAIL", None: "    "}


def report(figures, rules=None):
    """The lines, the last of which sums up; exit status: 0, 1 when a rule failed, 2 when the run was too short for some."""
    rules = judge(figures) if rules is None else rules
    lines = ["%s  %s  (%s)" % (WORDS[rule.holds], rule.name, rule.seen) for rule in rules]
    failed = sum(rule.holds is False for rule in rules)
    open_ones = sum(rule.holds is None for rule in rules)
    lines.append("%d passed, %d failed, %d cannot be told from a run so short or noisy"
                 % (len(rules) - failed - open_ones, failed, open_ones))
    return lines, 1 if failed else 2 if open_ones else 0


def table(figures):
    """Markdown: what each series was, and its slope."""
    rows = ["| series | after the first rest | at the end | least | most | slope an hour | noise | limit |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, limit in LIMITS.items():
        found = slope(figures.series(name, "soak")) if name != "skew_ms" else None
        if found:
            rows.append("| %s | %.1f | %.1f | %.1f | %.1f | %+.2f | %.2f | %g |" % (
                name, found.first, found.last, found.least, found.most, found.per_hour, found.noise, limit.per_hour))
    return rows


def sessions(figures):
    """Markdown: who came how often."""
    rows = ["| who | sessions | ended as |", "| --- | --- | --- |"]
    counts = {}
    for row in figures.sessions:
        outcomes = counts.setdefault((row["what"], row["who"]), {})
        outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + 1
    for (what, who), outcomes in sorted(counts.items()):
        rows.append("| %s %s | %d | %s |" % (what, who, sum(outcomes.values()), ", ".join("%d %s" % (n, name) for name, n in sorted(outcomes.items()))))
    return rows


def write(figures, folder):
    """The report as files; its lines and the exit status."""
    lines, status = report(figures)
    with open(os.path.join(folder, "report.txt"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    with open(os.path.join(folder, "figures.md"), "w", encoding="utf-8") as out:
        out.write("\n".join([*table(figures), "", *sessions(figures)]) + "\n")
    return lines, status
