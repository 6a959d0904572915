#!/usr/bin/env python3
"""The journal, by files that systemd-journal-remote writes; and kill -9 at any moment.

Usage: journald_test.py CHARTERD [unittest arguments]
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True

from charterd_process import Daemon, Workspace, wait_for  # noqa: E402

CHARTERD = ""

SETTINGS = """\
charter: charter.yml
storage: {path: state}
web: {listen: "127.0.0.1:0"}
sources:
  - name: calls
    journald: {directory: FOLDER/journal, matches: [_SYSTEMD_UNIT=queue.service]}
    format: json
    events:
      - type: {field: event}
        fields: {wait: wait_s, segment: SEGMENT}
"""

ACCEPTED = 'charterd_source_records_total{result="accepted",source="calls"}'
GOOD = ('charter_target_events_total{charter="test-shop",target="phone",verdict="good",by="",'
        'by_value=""}')


class JournaldTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shop = Workspace(folder.name, SETTINGS.replace("FOLDER", folder.name))
        (self.folder / "journal").mkdir()
        self.written = 0
        self.first = int((time.time() - 3600) * 1e6)

    def write(self, count, file="a", unit="queue.service", wait=5):
        text = ""
        for _ in range(count):
            self.written += 1
            message = json.dumps({"event": "call.answered", "wait_s": wait})
            text += (f"__REALTIME_TIMESTAMP={self.first + self.written}\n"
                     f"__MONOTONIC_TIMESTAMP={self.written}\n_BOOT_ID={'0' * 31}1\n"
                     f"_SYSTEMD_UNIT={unit}\nSEGMENT=new\nMESSAGE={message}\n\n")
        subprocess.run(["/lib/systemd/systemd-journal-remote", "--split-mode=none", "-o",
                        str(self.folder / "journal" / f"{file}.journal"), "-"], input=text,
                       text=True, check=True, capture_output=True, timeout=60)

    def command(self, *arguments):
        done = subprocess.run([CHARTERD, *arguments, "--config.file",
                               str(self.folder / "charterd.yml")], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_it_is_followed_and_what_does_not_match_is_left_out(self):
        self.write(3)
        self.write(2, unit="other.service")
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: daemon.sample(GOOD) == 3, "three good calls")
            self.write(4)
            wait_for(lambda: daemon.sample(GOOD) == 7, "seven good calls")
            self.write(1, file="b")
            wait_for(lambda: daemon.sample(GOOD) == 8, "eight good calls")
            self.assertEqual(daemon.sample('charterd_source_gaps_total{source="calls"}'), 0)

    def test_evaluate_events_and_explain_read_it_from_its_beginning(self):
        self.write(3)
        self.write(2, wait=40)
        found = json.loads(self.command("evaluate", "--format", "json"))
        total = found["targets"][0]["series"][0]
        self.assertEqual((total["good"], total["bad"]), (3, 2))
        self.assertEqual(found["sources"][0]["accepted"], 5)
        events = [json.loads(line) for line in self.command("events").splitlines()]
        self.assertEqual(len(events), 5)
        self.assertEqual(events[0]["fields"]["segment"], "new")
        self.assertIn(f"{self.folder}/journal:5", self.command("explain", "phone"))

    def test_kill_at_any_moment_loses_and_doubles_nothing(self):
        chance = random.Random(7)
        self.write(200)
        daemon = Daemon(CHARTERD, self.shop)
        daemon.wait_ready()
        for round_number in range(8):
            self.write(chance.randrange(1, 60), file="ab"[round_number % 2])
            time.sleep(chance.random() * 0.8)  # the moment of the kill, not a wait for anything
            daemon.process.kill()
            daemon.__exit__()
            daemon = Daemon(CHARTERD, self.shop)
            daemon.wait_ready()
        with daemon:
            wait_for(lambda: daemon.sample(GOOD) == self.written, f"{self.written} good calls")
            self.assertEqual(daemon.sample(ACCEPTED), self.written)
            self.write(1)
            wait_for(lambda: daemon.sample(GOOD) == self.written, "one more")
            self.assertEqual(daemon.sample('charterd_source_gaps_total{source="calls"}'), 0)

    def test_a_vacuumed_journal_is_said_and_counted(self):
        self.write(3)
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: daemon.sample(GOOD) == 3, "three good calls")
        self.write(2)
        self.write(2, file="b")
        (self.folder / "journal" / "a.journal").unlink()
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: daemon.sample(GOOD) == 5, "what is left")
            self.assertEqual(daemon.sample('charterd_source_gaps_total{source="calls"}'), 1)
            self.assertTrue(daemon.log.find("the journal was vacuumed"))

    def log_into_the_journal(self, *flags):
        """The first line that charterd says into a pipe that the environment calls the journal's."""
        reading, writing = os.pipe()
        status = os.fstat(writing)
        environment = {**os.environ, "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
        process = subprocess.Popen(
            [CHARTERD, "run", "--config.file", str(self.folder / "charterd.yml"), *flags],
            stderr=writing, env=environment)
        os.close(writing)
        with os.fdopen(reading) as said:
            line = said.readline()
            process.kill()
            process.wait()
        return line

    def test_the_log_has_priorities_for_the_journal(self):
        self.assertRegex(self.log_into_the_journal(), '^<6>level=info msg="charterd starts" ')
        self.assertRegex(self.log_into_the_journal("--log.format", "logfmt"),
                         '^ts=.* level=info msg="charterd starts" ')
        self.assertRegex(self.log_into_the_journal("--log.format", "json"), '^{"ts":')

    def test_a_source_may_change_its_kind_and_keep_its_name(self):
        settings = self.folder / "charterd.yml"
        of_journal = settings.read_text()
        start = of_journal.index("    journald:")
        end = of_journal.index("    format:")
        settings.write_text(of_journal[:start] + '    file: {paths: ["logs/*.jsonl"]}\n' +
                            of_journal[end:].replace("type: {field: event}",
                                                     "type: {field: event}\n        time: {field: ts}"))
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.shop.append(json.dumps({"ts": now, "event": "call.answered", "wait_s": 5}))
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: daemon.sample(GOOD) == 1, "a good call of the file")
        settings.write_text(of_journal)
        self.write(2)
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: daemon.sample(GOOD) == 3, "those of the journal, too")
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            self.assertEqual(daemon.sample(GOOD), 3)

    def test_a_new_target_is_filled_in_from_the_journal(self):
        self.write(5)
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: daemon.sample(GOOD) == 5, "five good calls")
        charter = self.folder / "charter.yml"
        charter.write_text(charter.read_text() + """\
  all:
    statement: Everybody is answered within five seconds.
    measure: queue_wait
    goal: at least 50%
    good: {queue_wait: "<= 5s"}
    window: 28 days
""")
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            new = GOOD.replace("phone", "all")
            wait_for(lambda: daemon.sample(new) == 5, "the new target")
            self.write(2)
            wait_for(lambda: daemon.sample(new) == 7, "more")
            self.assertEqual(daemon.sample(GOOD), 7)


if __name__ == "__main__":
    CHARTERD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
