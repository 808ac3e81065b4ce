"""What a run has to say: figures, and rules that hold or do not."""
import os
import sys
import time


class Report:
    def __init__(self):
        self.failed = []
        self.passed = 0
        self.begun = time.monotonic()

    def say(self, text):
        print("%7.1f  %s" % (time.monotonic() - self.begun, text), flush=True)

    def rule(self, name, holds, seen=""):
        """One line a rule."""
        if holds:
            self.passed += 1
        else:
            self.failed.append(name)
        self.say("%s  %s%s" % ("ok  " if holds else "FAIL", name, "  (%s)" % seen if seen != "" else ""))
        return holds

    def within(self, name, seconds, limit):
        return self.rule(name, seconds <= limit, "%.2f s, limit %g s" % (seconds, limit))

    def attempt(self, name, condition, *arguments):
        """A wait as a rule: seconds that it took, None when it was in vain."""
        try:
            return condition(*arguments)
        except TimeoutError as late:
            self.rule(name, False, str(late))
            return None

    def figures(self, name, values):
        """Smallest, middle, largest."""
        if values:
            ordered = sorted(values)
            self.say("%s: %.2f, %.2f, %.2f s (least, middle, most of %d)"
                     % (name, ordered[0], ordered[len(ordered) // 2], ordered[-1], len(ordered)))

    def load(self):
        return "load %.1f on %d cores" % (os.getloadavg()[0], os.cpu_count())

    def end(self):
        """Exit status."""
        self.say("%d passed, %d failed; %s" % (self.passed, len(self.failed), self.load()))
        for name in self.failed:
            self.say("     failed: " + name)
        sys.stdout.flush()
        return 1 if self.failed else 0
