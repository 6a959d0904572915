#!/usr/bin/env python3
"""The commands that read or change the state of a daemon that runs, or ran.

Usage: state_test.py CHARTERD [unittest arguments]
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True

from charterd_process import SETTINGS, Daemon, Workspace, wait_for  # noqa: E402

CHARTERD = ""

CHARTER = """\
id: test-shop
organization: Test Shop
timezone: UTC
cases:
  order:
    key: order
    opens: placed
    closes: done
    measures: {order_time: {from: opens, to: closes}}
targets:
  orders:
    statement: Orders are ready within a day.
    measure: order
    goal: at least 80%
    good: {order_time: "<= 24h"}
    window: 28 days
"""

KEPT = 300  # orders whose keys must not get in the way of the one that is forgotten


def at(hours_ago):
    return (datetime.now(timezone.utc) - timedelta(hours=hours_ago)).isoformat()


def event(what, order, hours_ago):
    return json.dumps({"ts": at(hours_ago), "event": what, "order": order})


class StateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shop = Workspace(folder.name, SETTINGS.replace("        fields: {wait: wait_s}\n", ""))
        (self.shop.folder / "charter.yml").write_text(CHARTER)
        self.state = self.shop.folder / "state"
        self.day = at(70)[:10]  # when the first orders were done
        lines = []
        for number in range(KEPT):
            lines += [event("placed", f"KEPT-{number:04}", 80),
                      event("done", f"KEPT-{number:04}", 70)]
        self.shop.append(*lines, event("placed", "SECRET-LATE", 75),
                         event("placed", "SECRET-OPEN", 1))

    def command(self, *arguments, status=0):
        config = str(self.shop.folder / "charterd.yml")
        done = subprocess.run([CHARTERD, *arguments, "--config.file", config], capture_output=True,
                              text=True, timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def ready(self, daemon):
        daemon.wait_ready()
        wait_for(lambda: self.gauge(daemon, "overdue") == 1, "figures")

    def gauge(self, daemon, name):
        return daemon.sample(f'charter_target_{name}{{charter="test-shop",target="orders"}}')

    def holds(self, text):
        files = [path for path in self.state.rglob("*") if path.is_file()]
        return any(text.encode() in path.read_bytes() for path in files)

    def test_a_running_daemon_forgets_a_case(self):
        with Daemon(CHARTERD, self.shop) as daemon:
            self.ready(daemon)
            overdue = json.loads(self.command("cases", "--overdue", "--format", "json"))
            self.assertEqual([one["key"] for one in overdue["cases"]], ["SECRET-LATE"])
            self.assertTrue(self.holds("SECRET-LATE"))
            self.assertIn("1 case was forgotten", self.command("forget", "SECRET-LATE"))
            self.assertFalse(self.holds("SECRET-LATE"))
            self.assertTrue(self.holds("SECRET-OPEN"))
            wait_for(lambda: self.gauge(daemon, "overdue") == 0, "the case to leave the figures")
            self.assertIn("1 case was forgotten",
                          self.command("forget", "SECRET-OPEN", "--case", "order"))
            wait_for(lambda: self.gauge(daemon, "pending") == 0, "the case to leave the figures")
            self.shop.append(event("done", "SECRET-LATE", 0), event("placed", "SECRET-OPEN", 0))
            wait_for(lambda: daemon.sample('charterd_source_rejected_total{reason="too_late",'
                                           'source="calls"}') == 2, "the late events")
            self.assertFalse(self.holds("SECRET-"))
            self.assertEqual(list((self.state / "requests").iterdir()), [])
            self.assertNotIn("SECRET", daemon.log.text())

    def test_a_request_is_taken_up_by_the_daemon_that_starts_next(self):
        with Daemon(CHARTERD, self.shop) as daemon:
            self.ready(daemon)
            os.kill(daemon.process.pid, 19)  # SIGSTOP: it cannot answer
            asking = subprocess.Popen([CHARTERD, "forget", "SECRET-LATE", "--config.file",
                                       str(self.shop.folder / "charterd.yml")],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            requests = self.state / "requests"
            wait_for(lambda: requests.exists() and list(requests.glob("*.forget")), "the request")
            asking.kill()
            asking.communicate()
            daemon.process.kill()
        with Daemon(CHARTERD, self.shop) as daemon:
            wait_for(lambda: not list(requests.glob("*.forget")), "the request to be carried out")
            self.assertFalse(self.holds("SECRET-LATE"))
            self.assertTrue(self.holds("SECRET-OPEN"))

    def test_a_daemon_that_ends_leaves_the_request_to_the_command(self):
        with Daemon(CHARTERD, self.shop) as daemon:
            self.ready(daemon)
            os.kill(daemon.process.pid, 19)
            answers = []
            asking = threading.Thread(
                target=lambda: answers.append(self.command("forget", "SECRET-LATE")))
            asking.start()
            requests = self.state / "requests"
            wait_for(lambda: requests.exists() and list(requests.glob("*.forget")), "the request")
            daemon.process.kill()
            asking.join()
        self.assertIn("1 case was forgotten", answers[0])
        self.assertFalse(self.holds("SECRET-LATE"))

    def test_commands_while_the_daemon_runs_and_afterwards(self):
        with Daemon(CHARTERD, self.shop) as daemon:
            self.ready(daemon)
            copy = self.shop.folder / "copy.db"
            self.assertIn("a copy of the state in", self.command("backup", str(copy)))
            self.assertIn("is there already", self.command("backup", str(copy), status=1))
            running = self.command("report", "--period", self.day, "--format", "json")
            daemon.process.terminate()
            daemon.process.wait()
        kept = self.command("report", "--period", self.day, "--format", "json")
        self.assertEqual(json.loads(running)["targets"], json.loads(kept)["targets"])
        figure = json.loads(kept)["targets"][0]["series"][0]
        self.assertEqual(figure["window"]["name"], "period")
        self.assertIn("is not over", self.command("report", "--period", at(0)[:10], status=1))
        self.assertIn("before what the state knows",
                      self.command("report", "--period", "2020", status=1))
        for key in ("SECRET-LATE", "SECRET-OPEN"):
            self.assertIn("1 case was forgotten", self.command("forget", key))
        self.assertFalse(self.holds("SECRET-"))
        self.assertIn("0 cases were forgotten", self.command("forget", "SECRET-LATE"))
        with Daemon(CHARTERD, self.shop) as daemon:
            daemon.wait_ready()
            wait_for(lambda: self.gauge(daemon, "overdue") == 0, "figures")
            self.assertEqual(self.gauge(daemon, "pending"), 0)


if __name__ == "__main__":
    CHARTERD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
