#!/usr/bin/env python3
"""What `charterd rules` writes, judged by promtool and amtool.
Usage: rules_test.py CHARTERD [unittest arguments]"""

import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CHARTERD = ""
ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "config" / "example" / "charterd.yml"
RULES = ROOT / "config" / "prometheus" / "example-outfitters.rules.yml"
PROMETHEUS = ROOT / "config" / "prometheus" / "prometheus.yml"
ALERTMANAGER = ROOT / "config" / "alertmanager" / "alertmanager.yml"

SETTINGS = """\
charter: charter.yml
sources:
  - name: calls
    file: {paths: ["*.jsonl"]}
    format: json
    expect: {every: 15m}
    events: [{type: {field: event}, time: {field: ts}}]
"""

HEAD = """\
id: spread
organization: Spread
timezone: UTC
scope: {kind: [a, b, c]}
measures:
  wait: {events: answered, value: wait, unit: seconds}
  score: {events: rated, value: score, unit: points, range: [0, 10]}
  goods: {events: sold, weight: kilograms}
cases:
  job: {key: job, opens: opened, closes: closed, measures: {duration: {from: opens, to: closes}}}
targets:
"""

# Goals from 50% to 99.9% and windows from a day to a year.
SHARES = [("50%", "1 days"), ("62.5%", "calendar month"), ("75%", "4 days"), ("80%", "28 days"),
          ("86.3%", "13 days"), ("90%", "calendar quarter"), ("93.06%", "28 days"),
          ("95%", "365 days"), ("97.77%", "7 days"), ("99%", "30 days"), ("99.5%", "2 days"),
          ("99.9%", "calendar year")]

OTHERS = """\
  few: {statement: S., measure: wait, goal: at most 5%, bad: {wait: "> 60s"}, window: 28 days, minimum_events: 230}
  none-lost: {statement: S., measure: wait, goal: every one, good: {wait: "<= 1h"}, window: 7 days}
  slow-limit: {statement: S., measure: wait, goal: at least 90%, good: {wait: "<= 8h"}, window: 28 days}
  mean: {statement: S., measure: wait, goal: mean at most 20.5s, window: 28 days}
  mean-score: {statement: S., measure: score, goal: mean at least 7.3, window: calendar week, minimum_events: 33}
  median: {statement: S., measure: wait, goal: median at most 30s, window: 3 hours}
  p90-at-least: {statement: S., measure: score, goal: p90 at least 9, window: 28 days}
  sum: {statement: S., measure: wait, goal: sum at most 1h, window: calendar day}
  sum-least: {statement: S., measure: score, goal: sum at least 100, window: calendar month}
  count: {statement: S., measure: score, goal: count at least 200, window: calendar month}
  count-most: {statement: S., measure: score, goal: count at most 20, window: 7 days}
  nps: {statement: S., measure: score, goal: nps at least 20, window: calendar quarter}
  gap: {statement: S., measure: wait, goal: gap at most 5 points, across: kind, good: {wait: "<= 20s"}, minimum_events: 30}
  organic: {statement: S., measure: goods, goal: at least 90%, good: {quality: organic}, minimum_events: 50}
  season: {statement: S., measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, active: {from: 2026-07-01, to: 2026-11-01}}
  season-all: {statement: S., measure: wait, goal: every one, good: {wait: "<= 20s"}, active: {from: 2026-07-01, to: 2026-11-01}}
  season-mean: {statement: S., measure: wait, goal: mean at most 20s, active: {from: 2026-07-01, to: 2026-11-01}}
  all-goods: {statement: S., measure: goods, goal: every one, good: {quality: organic}, minimum_events: 9}
  faster: {statement: S., measure: wait, goal: mean reduced by 50%, baseline: {value: 14s, start: 2026-04-01}, deadline: 2027-01-01}
  better: {statement: S., measure: wait, goal: share raised by 5 points, good: {wait: "<= 20s"}, baseline: {value: 70%, start: 2026-04-01}, deadline: 2027-01-01}
  lower-p90: {statement: S., measure: wait, goal: p90 reduced by 10%, baseline: {value: 60s, start: 2026-04-01}, deadline: 2027-01-01}
  jobs: {statement: S., measure: duration, goal: at least 85%, good: {duration: "<= 2 days"}, window: 28 days}
  job-time: {statement: S., measure: duration, goal: p90 at most 3 days, window: 28 days}
  anything: {statement: S., measure: wait, goal: at least 0%, good: {wait: "<= 20s"}}
  'say': {statement: 'A "quoted" {{ text }} of 100%, it''s \\ odd.', measure: wait, goal: at least 81%, good: {wait: "<= 20s"}, owner: "o'\\"wner"}
"""


def spread():
    lines = [f"  share-{i}: {{statement: S., measure: wait, goal: at least {goal}, "
             f"good: {{wait: \"<= 20s\"}}, window: {window}}}\n"
             for i, (goal, window) in enumerate(SHARES)]
    return lines + OTHERS.splitlines(keepends=True)


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False)


def written(settings, *flags):
    done = run(CHARTERD, "rules", "--config.file", settings, *flags)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


def proved(settings, folder):
    """Whether promtool agrees to the generated tests of the generated rules, and what it said."""
    tests = written(settings, "--tests")
    name = re.search(r'rule_files: \["(.*)"\]', tests).group(1)
    (folder / name).write_text(written(settings))
    (folder / "tests.yml").write_text(tests)
    checks = [run("promtool", "check", "rules", "--lint-fatal", folder / name),
              run("promtool", "test", "rules", folder / "tests.yml")]
    return all(c.returncode == 0 for c in checks), "".join(c.stdout + c.stderr for c in checks)


class RulesTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        for tool, package in (("promtool", "prometheus"), ("amtool", "prometheus-alertmanager")):
            self.assertIsNotNone(shutil.which(tool), f"apt-get install {package}")
        folder = tempfile.TemporaryDirectory(prefix="charterd-rules-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def settings(self, name, targets):
        folder = self.folder / name
        folder.mkdir()
        (folder / "charterd.yml").write_text(SETTINGS)
        (folder / "charter.yml").write_text(HEAD + "".join(targets))
        return folder / "charterd.yml"

    def assert_fine(self, *command):
        done = run(*command)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_shipped_files_are_what_the_program_writes(self):
        remedy = "write it anew: charterd rules --config.file config/example/charterd.yml"
        self.assertEqual(RULES.read_text(), written(EXAMPLE), remedy)
        self.assertEqual(ALERTMANAGER.read_text(), written(EXAMPLE, "--alertmanager"),
                         remedy + " --alertmanager")

    def test_promtool_and_amtool_accept_the_shipped_files(self):
        self.assert_fine("promtool", "check", "rules", "--lint-fatal", RULES)
        self.assert_fine("promtool", "check", "config", "--lint-fatal", PROMETHEUS)
        self.assert_fine("amtool", "check-config", ALERTMANAGER)

    def test_the_output_names_the_charter_and_is_the_same_each_time(self):
        for flags in ((), ("--tests",), ("--alertmanager",)):
            text = written(EXAMPLE, *flags)
            self.assertEqual(text, written(EXAMPLE, *flags))
            self.assertRegex(text, r"(?m)^# Charter example-outfitters, version 3, "
                                   r"hash [0-9a-f]{16}\.$")

    def test_two_outputs_at_once_are_refused(self):
        done = run(CHARTERD, "rules", "--config.file", EXAMPLE, "--tests", "--alertmanager")
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_every_alert_fires_and_keeps_quiet(self):
        """By the generated tests, of the example and of a spread of goals and windows."""
        targets, pieces = spread(), 8
        jobs = {"example": EXAMPLE}
        for i in range(pieces):
            jobs[f"piece {i}"] = self.settings(f"piece-{i}", targets[i::pieces])
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            found = {}
            for name, settings in jobs.items():
                folder = self.folder / f"tests of {name}"
                folder.mkdir()
                found[name] = pool.submit(proved, settings, folder)
        for name, future in found.items():
            with self.subTest(name):
                fine, said = future.result()
                self.assertTrue(fine, said[-3000:])

    def test_a_missed_goal_does_not_flap(self):
        """Half an hour on the wrong side is nothing; an hour on the right one ends nothing."""
        settings = self.settings("flap", [
            '  t: {statement: S., measure: wait, goal: at least 80%, good: {wait: "<= 20s"}}\n'])
        (self.folder / "flap.rules.yml").write_text(written(settings))
        labels = 'charter="spread",target="t",window="current",instance="a",job="charterd"'
        # Of 100: missed for 30 minutes, kept for 30, missed for 75, kept for 60, missed for 10,
        # kept for good.
        bad = "21+0x5 20+0x5 21+0x14 20+0x11 21+0x1 20+0x160"
        good = "79+0x5 80+0x5 79+0x14 80+0x11 79+0x1 80+0x160"
        series = {f'charter_target_window_events{{{labels},verdict="good"}}': good,
                  f'charter_target_window_events{{{labels},verdict="bad"}}': bad,
                  'charter_info{charter="spread",instance="a",job="charterd"}': "1+0x239",
                  'charterd_source_caught_up{source="calls",instance="a",job="charterd"}': "1+0x239"}
        begins, ends = 60 + 60, 60 + 75 + 60 + 5 + 720  # of the alert, in minutes
        checks = {0: 0, 30: 0, 60: 0, begins - 5: 0, begins: 1, 140: 1, 190: 1, 205: 1, 260: 1,
                  ends - 5: 1, ends + 5: 0, ends + 60: 0}
        lines = ["rule_files: [flap.rules.yml]", "evaluation_interval: 5m", "tests:",
                 "  - interval: 5m", "    input_series:"]
        lines += [f"      - {{series: '{name}', values: '{values}'}}"
                  for name, values in series.items()]
        lines += ["    promql_expr_test:"]
        for minute, firing in checks.items():
            samples = "[{labels: '{}', value: 1}]" if firing else "[]"
            lines.append("      - {expr: 'count(ALERTS{alertname=\"CharterGoalMissed\","
                         f"alertstate=\"firing\"}})', eval_time: {minute}m, exp_samples: {samples}}}")
        (self.folder / "flap.yml").write_text("\n".join(lines) + "\n")
        self.assert_fine("promtool", "test", "rules", self.folder / "flap.yml")

    def test_each_alert_has_tests_both_ways(self):
        settings = self.settings("all", spread())
        key = r'alert: (\w+)\n(?:.*\n)*?        labels:\n((?:          .*\n)+)'
        alerts = set()
        for name, labels in re.findall(key, written(settings)):
            values = dict(re.findall(r'(\w+): "(.*)"', labels))
            alerts.add((name, values.get("target"), values.get("short"), values.get("source")))
        tested = {True: set(), False: set()}
        for name, matchers, way in re.findall(r"- name: '?\"?(Char\w+) (.*?) (fires|is quiet)",
                                              written(settings, "--tests")):
            values = dict(re.findall(r'(\w+)=\\?"(.*?)\\?"', matchers))
            tested[way == "fires"].add(
                (name, values.get("target"), values.get("short"), values.get("source")))
        self.assertGreater(len(alerts), 90)
        self.assertEqual(alerts, tested[True])
        self.assertEqual(alerts, tested[False])

    def test_what_cannot_be_missed_has_no_alert(self):
        rules = written(self.settings("all", spread()))
        self.assertIn('target="anything"', rules)
        self.assertNotRegex(rules, r'target: "anything"\n          (severity|window)')


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
