#!/usr/bin/env python3
"""SIGHUP and /-/reload: a new charter and configuration, whole or not at all, while the daemon runs.

Usage: reload_test.py CHARTERD [unittest arguments]
"""

import signal
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

sys.dont_write_bytecode = True

from charterd_process import CHARTER, SETTINGS, Daemon, Workspace, call, wait_for  # noqa: E402

CHARTERD = ""
SUCCESSFUL = "charterd_config_last_reload_successful"
VALUE = 'charter_target_value{charter="test-shop",target="%s",window="current",by="",by_value=""}'


class ReloadTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shop = Workspace(folder.name)
        self.shop.append(call(5), call(30))
        self.daemon = self.enterContext(Daemon(CHARTERD, self.shop))
        self.daemon.wait_ready()
        self.wait_value("phone", 0.5)

    def write(self, name, text):
        (self.shop.folder / name).write_text(text)

    def wait_value(self, target, value):
        wait_for(lambda: self.daemon.sample(VALUE % target) == value, f"{target} to be {value}")

    def hang_up(self):
        """SIGHUP; waits until it has been taken."""
        count = self.answers()
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.answers() > count, "the reload to be over")

    def answers(self):
        return sum("were read again" in line or "nothing was changed" in line
                   for line in list(self.daemon.log.lines))

    def test_a_good_charter(self):
        self.write("charter.yml", CHARTER + """\
  slow:
    statement: Hardly anyone waits for more than ten seconds.
    measure: queue_wait
    goal: at most 60%
    bad: {queue_wait: "> 10s"}
    window: 28 days
""")
        self.hang_up()
        self.assertEqual(self.daemon.sample(SUCCESSFUL), 1)
        self.wait_value("slow", 0.5)
        self.wait_value("phone", 0.5)
        self.shop.append(call(5), call(5))
        self.wait_value("phone", 0.75)
        self.wait_value("slow", 0.25)

    def test_a_bad_charter(self):
        before = self.daemon.sample("charterd_config_last_reload_success_timestamp_seconds")
        self.write("charter.yml", CHARTER.replace("at least 80%", "at leest 80%"))
        self.hang_up()
        self.assertEqual(self.daemon.sample(SUCCESSFUL), 0)
        self.assertEqual(
            self.daemon.sample("charterd_config_last_reload_success_timestamp_seconds"), before)
        self.assertIn("charter.yml:10:11:", self.daemon.log.text())
        self.shop.append(call(5), call(5))
        self.wait_value("phone", 0.75)
        self.assertEqual(self.daemon.get("/-/ready")[0], 200)
        self.write("charter.yml", CHARTER)
        self.hang_up()
        self.assertEqual(self.daemon.sample(SUCCESSFUL), 1)

    def test_a_source_that_is_gone(self):
        """Its series are gone, and come back with what was counted before."""
        records = 'charterd_source_records_total{result="accepted",source="%s"}'
        self.write("charterd.yml", SETTINGS.replace("name: calls", "name: telephone"))
        self.hang_up()
        wait_for(lambda: self.daemon.sample(records % "telephone") == 2, "the source's new name")
        self.assertIsNone(self.daemon.sample(records % "calls"))
        self.wait_value("phone", 0.5)

    def test_goal_alone(self):
        """It changes at once: nothing is read again."""
        self.write("charter.yml", CHARTER.replace("at least 80%", "at least 50%"))
        self.hang_up()
        self.assertEqual(
            self.daemon.sample('charter_target_goal{charter="test-shop",target="phone"}'), 0.5)
        self.assertEqual(self.daemon.sample(VALUE % "phone"), 0.5)

    def test_by_http(self):
        self.assertEqual(self.post(self.daemon)[0], 403)
        self.daemon.process.terminate()
        self.daemon.process.wait(timeout=30)
        daemon = self.enterContext(Daemon(CHARTERD, self.shop, "--web.enable-lifecycle"))
        daemon.wait_ready()
        self.write("charter.yml", CHARTER.replace("80%", "50%"))
        self.assertEqual(self.post(daemon), (200, "The files were read again.\n"))
        goal = 'charter_target_goal{charter="test-shop",target="phone"}'
        self.assertEqual(daemon.sample(goal), 0.5)
        self.write("charter.yml", CHARTER.replace("at least 80%", "at leest 80%"))
        status, text = self.post(daemon)
        self.assertEqual(status, 500)
        self.assertRegex(text, r'^Nothing was changed: .*charter.yml:10:11: "at leest 80%" is no')
        self.assertEqual(daemon.sample(goal), 0.5)
        self.assertEqual(daemon.get("/-/reload")[0], 405)

    def post(self, daemon):
        request = urllib.request.Request(f"http://{daemon.address}/-/reload", method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def test_stop_after_reloads(self):
        for _ in range(5):
            self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.process.wait(timeout=30), 0)


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
