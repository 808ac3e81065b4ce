"""The verdict on made-up series: ./bench/soak --self-test"""
import os
import random
import tempfile
import unittest

from judge import LIMITS, Figures, baseline_rules, lost_publishers, machine_rule, starved_share
from verdict import Limit, settled, slope

HOURS = 2
EVERY = 10
FDS, HEAP, RSS = LIMITS["descriptors"], LIMITS["heap_live_mib"], LIMITS["rss_less_code_mib"]


def series(value, hours=HOURS, every=EVERY):
    return [(at, value(at)) for at in range(0, int(hours * 3600), every)]


class SlopeTest(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(7)

    def noise(self, spread):
        return self.random.gauss(0, spread)

    def test_a_descriptor_a_minute_fails(self):
        found = slope(series(lambda at: 230 + at // 60 + round(self.noise(8))))
        self.assertTrue(found.grows(FDS), found)
        self.assertAlmostEqual(found.per_hour, 60, delta=5)

    def test_twice_the_limit_fails(self):
        found = slope(series(lambda at: 230 + at // 360 + round(self.noise(6))))
        self.assertTrue(found.grows(FDS), found)

    def test_peers_that_come_and_go_pass(self):
        found = slope(series(lambda at: 230 + self.random.randrange(-20, 20)))
        self.assertFalse(found.grows(FDS), found)
        self.assertTrue(found.decides(FDS), found)

    def test_a_saw_tooth_passes(self):
        for period in (70, 400, 1900):
            found = slope(series(lambda at, period=period: 60 + at % period / period * 90))
            self.assertFalse(found.grows(HEAP), found)

    def test_a_saw_tooth_that_climbs_fails(self):
        found = slope(series(lambda at: 60 + at % 120 / 120 * 20 + 12 * at / 3600))
        self.assertTrue(found.grows(HEAP), found)

    def test_a_warm_up_passes(self):
        found = slope(series(lambda at: 600 - 90 * 0.5 ** (at / 240) + self.noise(0.3)))
        self.assertFalse(found.grows(RSS), found)

    def test_native_memory_that_climbs_through_the_run_fails(self):
        found = slope(series(lambda at: 600 + 20 * at / 3600 + self.noise(1)))
        self.assertTrue(found.grows(RSS), found)

    def test_one_step_passes_and_steps_again_and_again_fail(self):
        self.assertFalse(slope(series(lambda at: 600 + (4 if at > 4000 else 0) + self.noise(0.2))).grows(RSS))
        self.assertTrue(slope(series(lambda at: 600 + at // 900 * 5 + self.noise(0.2))).grows(RSS))

    def test_outliers_do_not_count(self):
        found = slope(series(lambda at: 230 + (400 if 5000 < at < 5100 else 0)))
        self.assertFalse(found.grows(FDS), found)

    def test_sound_that_drifts_away_fails(self):
        limit = LIMITS["skew_ms"]
        found = slope(series(lambda at: at / 3600 * 30 + self.noise(1), every=100))
        self.assertTrue(found.grows(limit), found)

    def test_a_sleeping_series_has_no_slope(self):
        found = slope(series(lambda at: 7))
        self.assertEqual((found.per_hour, found.noise), (0, 0))

    def test_too_short_a_run_says_nothing(self):
        self.assertIsNone(slope(series(lambda at: at, hours=0.02)))
        self.assertFalse(slope(series(lambda at: 230 + self.random.randrange(-20, 20), hours=0.1)).decides(FDS))

    def test_the_first_fifth_is_left_out(self):
        self.assertEqual(settled(series(lambda at: at))[0][0], 1440)
        self.assertEqual(settled([]), [])

    def test_a_limit_is_met_on_the_boundary(self):
        found = slope(series(lambda at: 5 * at / 3600))
        self.assertFalse(found.grows(Limit(found.per_hour, "", "")))
        self.assertTrue(found.grows(Limit(found.per_hour - 0.001, "", "")))


class BaselineTest(unittest.TestCase):
    BEFORE = {"descriptors": 164, "threads": 75, "children": 1}

    def verdicts(self, **after):
        return [rule.holds for rule in baseline_rules(self.BEFORE, {**self.BEFORE, **after})]

    def test_all_gone_passes(self):
        self.assertEqual(self.verdicts(), [True, True, True])

    def test_what_is_left_over_fails(self):
        self.assertEqual(self.verdicts(descriptors=167), [False, True, True])
        self.assertEqual(self.verdicts(threads=79), [True, False, True])
        self.assertEqual(self.verdicts(children=2), [True, True, False])

    def test_the_boundary(self):
        self.assertEqual(self.verdicts(descriptors=166, threads=78), [True, True, True])


class SessionsTest(unittest.TestCase):
    ROWS = [{"who": "hls", "outcome": "served"}] * 198 + [
        {"who": "hls", "outcome": "starved", "seconds": "100", "lasted_s": "50"}, {"who": "hls", "outcome": "starved", "seconds": "900", "lasted_s": "50"}]

    def test_viewers_that_waited_count_unless_the_gateway_got_no_core(self):
        self.assertEqual(starved_share(self.ROWS, lambda begin, end: 0), {"hls": [2, 0, 200]})
        self.assertEqual(starved_share(self.ROWS, lambda begin, end: 30 if begin <= 60 <= end else 1), {"hls": [1, 1, 200]})


    def test_publishers_that_are_let_go_count_unless_the_gateway_got_no_core(self):
        rows = [{"who": "a", "outcome": "killed"}, {"who": "b", "outcome": "lost", "seconds": "100"}, {"who": "c", "outcome": "lost", "seconds": "900"}]
        lost, stalled = lost_publishers(rows, lambda begin, end: 11 if begin <= 90 <= end else 10)
        self.assertEqual(([row["who"] for row in lost], [row["who"] for row in stalled]), (["c"], ["b"]))


class MachineTest(unittest.TestCase):
    def test_a_run_on_a_machine_without_room_tells_nothing(self):
        self.assertTrue(machine_rule([(at, 1.0) for at in range(0, 600, 10)]).holds)
        self.assertIsNone(machine_rule([(at, 1.1) for at in range(0, 600, 10)]).holds)
        self.assertIsNone(machine_rule([]).holds)


class LogTest(unittest.TestCase):
    def errors(self, text):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "facts.json"), "w", encoding="utf-8") as facts:
                facts.write("{}")
            with open(os.path.join(folder, "gateway.log"), "w", encoding="utf-8") as log:
                log.write(text)
            return len(Figures(folder).errors())

    def test_errors_and_stacks_count(self):
        self.assertEqual(self.errors("2026-11-23T07:51:18.236Z ERROR Main it broke\n\tat a.B.c(B.java:1)\n"), 2)
        self.assertEqual(self.errors("2026-11-23T07:51:18.236Z INFO  RtmpSession closed: PROTOCOL_ERROR\n"), 0)

    def test_a_loop_that_was_blocked_by_the_machine_does_not(self):
        blocked = "2026-11-23T09:02:22.385Z WARN  BlockedThreadChecker Thread x has been blocked for 5009 ms\nio.vertx.core.VertxException: Thread blocked\n\tat a.B.c(B.java:1)\n"
        self.assertEqual(self.errors(blocked), 0)
        self.assertEqual(self.errors(blocked + "2026-11-23T09:02:23.385Z WARN  Main it broke\n\tat a.B.c(B.java:1)\n"), 1)


if __name__ == "__main__":
    unittest.main()
