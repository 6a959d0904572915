#!/usr/bin/env python3
"""`charterd check --against`: goals beside old logs."""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHARTERD = sys.argv.pop(1)

CHARTER = """\
organization: Shop
timezone: Europe/Prague
measures:
  queue_wait: {events: call, value: wait, unit: seconds}
  sales: {events: sale}
cases:
  order:
    key: order
    opens: placed
    closes: done
    measures: {order_time: {from: opens, to: closes}}
targets:
  by-far: {measure: queue_wait, goal: at least 50%, good: {queue_wait: "<= 60s"}, window: calendar month}
  never: {measure: queue_wait, goal: mean at most 20s, window: calendar month}
  now-and-then: {measure: queue_wait, goal: at most 20%, bad: {queue_wait: "> 40s"}, window: calendar month}
  rolling-count: {measure: sales, goal: count at least 4, window: 7 days}
  orders: {measure: order_time, goal: at least 90%, good: {order_time: "<= 3 days"}, window: calendar month}
  rare: {measure: queue_wait, goal: every one, good: {queue_wait: "<= 90s"}, window: calendar quarter}
  faster: {measure: queue_wait, goal: mean reduced by 50%, baseline: {value: 40s, start: 2026-01-01}, deadline: 2027-01-01, window: calendar month}
"""

SETTINGS = """\
charter: charter.yml
sources:
  - name: phone
    file: {paths: ["/nowhere/calls-*.jsonl*"]}
    format: json
    events: [{type: {field: event}, time: {field: ts}}]
  - name: till
    file: {paths: ["/nowhere/else/till.log"]}
    format: logfmt
    events: [{type: {field: event}, time: {field: ts}}]
"""


def calls():
    """January to March: mean waits 25 s, 30 s, 35 s; 0, 1 and 2 of 5 above 40 s, none above 60 s."""
    for month, waits in ((1, [20, 20, 25, 30, 30]), (2, [25, 25, 25, 25, 50]),
                         (3, [20, 20, 35, 50, 50])):
        for day, wait in enumerate(waits, 1):
            yield {"ts": f"2026-{month:02}-{day:02}T10:00:00Z", "event": "call", "wait": wait}
    yield {"ts": "2026-03-31T10:00:00Z", "event": "ignored"}
    for month, day in ((1, 20), (2, 2)):  # in time; one day late, and so a miss of February
        yield {"ts": f"2026-{month:02}-10T10:00:00Z", "event": "placed", "order": f"o{month}"}
    yield {"ts": "2026-01-12T10:00:00Z", "event": "done", "order": "o1"}
    yield {"ts": "2026-02-14T10:00:00Z", "event": "done", "order": "o2"}


def row(text, target):
    return next(line.split() for line in text.splitlines() if line.strip().startswith(target + " ")
                and "✓" not in line and "✗" not in line and "?" not in line)


class Against(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "charter.yml").write_text(CHARTER)
        (self.folder / "charterd.yml").write_text(SETTINGS)
        self.old = self.folder / "old"
        self.old.mkdir()
        with gzip.open(self.old / "calls-2026.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(call) + "\n" for call in calls())
        # 3, 4 and 5 sales in the seven days up to 17, 24 and 31 March.
        days = [11, 14, 17, 18, 20, 23, 24, 25, 26, 29, 30, 31]
        (self.old / "till.log").write_text(
            "".join(f"ts=2026-03-{day:02}T12:00:00Z event=sale\n" for day in days))

    def check(self, *words):
        return subprocess.run(
            [CHARTERD, "check", "--config.file", str(self.folder / "charterd.yml"), *words],
            cwd=self.folder, capture_output=True, text=True, timeout=60)

    def test_a_folder_has_the_files_of_all_sources(self):
        done = self.check("--against", "old")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = done.stdout
        self.assertIn("\nAgainst old, 2026-01-01 to 2026-03-31:\n", text)
        self.assertEqual(row(text, "by-far")[-8:], "3 of 3 100.0% 100.0% attained by far".split())
        self.assertIn("0 of 3  35.0 s  25.0 s  never once reached", text)
        # 0%, 20%, 40%
        self.assertEqual(row(text, "now-and-then")[-5:], "2 of 3 40.0% 0.0%".split())
        self.assertEqual(row(text, "orders")[-5:], "1 of 2 0.0% 100.0%".split())
        self.assertEqual(row(text, "rare")[-5:], "1 of 1 100.0% 100.0%".split())
        self.assertIn("an improvement: its path decides", text)
        self.assertIn("attained by far: even the worst window", text)
        self.assertIn("never once reached: say in the evidence", text)

    def test_rolling_windows_end_with_the_history(self):
        # 90 days from 1 January: twelve whole weeks. Nine of them had no sale at all, and 0 is a
        # count; then 3, 4 and 5.
        text = self.check("--against", "old").stdout
        self.assertEqual(row(text, "rolling-count")[-5:], "2 of 12 0 5".split())

    def test_one_source_of_a_folder(self):
        text = self.check("--against", "old", "--source", "till").stdout
        self.assertEqual(row(text, "rolling-count")[-5:], "2 of 3 3 5".split())
        self.assertIn("no complete window", text)
        self.assertNotIn("phone ", text)

    def test_a_glob_takes_the_place_of_one_source(self):
        done = self.check("--against", "old/calls-*.gz", "--source", "phone")
        self.assertEqual(done.returncode, 0, done.stderr)
        # March goes on until the last event, of the fifth.
        self.assertIn("0 of 2  30.0 s  25.0 s  never once reached", done.stdout)
        self.assertIn("not enough data", done.stdout)  # of sales

    def test_the_only_source_needs_no_name(self):
        settings = SETTINGS[:SETTINGS.index("  - name: till")]
        (self.folder / "charterd.yml").write_text(settings)
        done = self.check("--against", "old/calls-2026.jsonl.gz")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0 of 2  30.0 s  25.0 s  never once reached", done.stdout)

    def test_marks_are_no_warnings(self):
        with_logs, without = self.check("--against", "old"), self.check()
        self.assertEqual(with_logs.stdout.splitlines()[-1], without.stdout.splitlines()[-1])

    def test_a_file_that_is_missing_is_said_and_the_others_are_read(self):
        (self.old / "till.log").unlink()
        done = self.check("--against", "old")
        self.assertEqual(done.returncode, 0)
        self.assertIn("charterd: source till: old/till.log: nothing matches: no such file", done.stderr)

    def refused(self, status, message, *words):
        done = self.check(*words)
        self.assertEqual(done.returncode, status)
        self.assertIn(message, done.stderr)
        self.assertNotIn("fine", done.stdout)

    def test_what_cannot_be_read_or_meant_is_refused(self):
        self.refused(2, "say which with --source (phone, till), or give a folder",
                     "--against", "old/till.log")
        self.refused(2, 'there is no source "tilt", did you mean till?', "--against", "old",
                     "--source", "tilt")
        self.refused(2, "--source goes with --against", "--source", "till")
        self.refused(1, "--against old/x*: nothing matches", "--against", "old/x*", "--source",
                     "till")
        (self.folder / "empty").mkdir()
        self.refused(1, "empty holds none of the files that the sources read", "--against", "empty")
        (self.folder / "none.log").write_text("ts=2026-03-01T12:00:00Z event=other\n")
        self.refused(1, "none.log holds no event that the charter knows", "--against", "none.log",
                     "--source", "till")


if __name__ == "__main__":
    unittest.main()
