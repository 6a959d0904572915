#!/usr/bin/env python3
"""From a log line to a message: charterd, Prometheus, Alertmanager, a webhook.
Usage: alerts_test.py CHARTERD [unittest arguments]"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import watchers
from charterd_process import SETTINGS, Daemon, Workspace, call, wait_for

CHARTERD = ""
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "config" / "example"
EXPECTING = SETTINGS.replace("    events:", "    expect: {every: 15m}\n    events:")
GOALS = {"CharterGoalMissed", "CharterGoalBurning"}


class AlertsTest(unittest.TestCase):
    def setUp(self):
        for program, package in (("prometheus", "prometheus"),
                                 ("prometheus-alertmanager", "prometheus-alertmanager")):
            self.assertIsNotNone(shutil.which(program), f"apt-get install {package}")
        folder = tempfile.TemporaryDirectory(prefix="charterd-e2e-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.workspace = Workspace(folder.name, EXPECTING)
        with (self.folder / "charter.yml").open("a") as charter:
            charter.write("    severity: page\n    owner: contact-centre\n")

    def written(self, *flags):
        done = subprocess.run(
            [CHARTERD, "rules", "--config.file", str(self.folder / "charterd.yml"), *flags],
            capture_output=True, text=True, check=True)
        return done.stdout

    def write_rules(self):
        """Those that the program writes, but for how long they hold."""
        rules = re.sub(r"(?m)^( +for): \w+$", r"\1: 0s", self.written())
        rules = re.sub(r"(?m)^( +keep_firing_for): \w+$", r"\1: 1s", rules)
        (self.folder / "shop.rules.yml").write_text(rules)

    def start_alertmanager(self, receiver):
        """With the configuration that the program writes, but for who is told and how soon."""
        text = self.written("--alertmanager").replace("http://127.0.0.1:9099", receiver.url)
        text = re.sub(r"group_wait: \w+", "group_wait: 200ms", text)
        text = re.sub(r"group_interval: \w+", "group_interval: 500ms", text)
        (self.folder / "alertmanager.yml").write_text(text)
        server = watchers.alertmanager(self, self.folder)
        wait_for(lambda: server.get("/api/v2/status"), "Alertmanager to be ready")
        return server

    def test_a_missed_goal_is_told_and_taken_back(self):
        self.workspace.append(*[call(10)] * 8)
        receiver = watchers.Receiver(self)
        self.write_rules()
        manager = self.start_alertmanager(receiver)
        daemon = self.enterContext(Daemon(CHARTERD, self.workspace))
        daemon.wait_ready()
        prometheus = watchers.prometheus(self, self.folder, daemon.address, manager.address)

        def figure():
            answer = prometheus.get("/api/v1/query", query='charter_target:figure:fleet{by=""}')
            return answer and [r["value"][1] for r in answer["data"]["result"]]

        wait_for(lambda: figure() == ["1"], "the recorded figure:\n" + prometheus.log.text())
        self.assertFalse(GOALS & receiver.alerts("firing").keys())

        self.workspace.append(*[call(30)] * 32)
        wait_for(lambda: GOALS <= receiver.alerts("firing").keys(), "both alerts")
        wait_for(lambda: any(GOALS <= names for names in receiver.groups()), "both in a message")
        missed = receiver.alerts("firing")["CharterGoalMissed"]
        self.assertEqual(missed["receiver"], "pages")
        self.assertEqual({**missed["labels"], "instance": ""}, {
            "alertname": "CharterGoalMissed", "charter": "test-shop", "target": "phone",
            "window": "current", "severity": "page", "owner": "contact-centre", "instance": ""})
        self.assertEqual(missed["annotations"]["summary"], "phone: the goal is missed")
        self.assertEqual(missed["annotations"]["description"],
                         '"Callers speak to a person within 20 seconds." Promised: at least 80%. '
                         "In the current 28 days 20% were good: 32 of 40 were missed. "
                         "Missed in the last hour: 32 of 40, in the last day: 32 of 40. "
                         "Worst is segment new: 80% bad. "
                         'First: "charterd explain phone" where charterd runs lists every miss.')
        self.assertTrue(missed["annotations"]["dashboard_url"].startswith("http://"))
        burning = receiver.alerts("firing")["CharterGoalBurning"]["annotations"]["description"]
        self.assertIn("80% were bad, 20% are allowed: 32 of 40 were missed; in the last ", burning)

        self.workspace.append(*[call(10)] * 400)
        wait_for(lambda: GOALS <= receiver.alerts("resolved").keys(), "both to be resolved")
        self.assertFalse([a for a in receiver.alerts("firing") if a not in GOALS])

    def test_the_recorded_figures_are_the_daemons_own(self):
        """Of the example's charter: shares, by weight too, means, counts, nps and a gap."""
        shutil.copytree(EXAMPLE, self.folder, dirs_exist_ok=True)
        settings = (EXAMPLE / "charterd.yml").read_text()
        settings = re.sub("paths: .*}", "paths: [simulated.jsonl]}", settings)
        settings = re.sub("listen: .*}", 'listen: "127.0.0.1:0"}', settings)
        (self.folder / "charterd.yml").write_text(settings.replace("/var/lib/charterd", "state"))
        with (self.folder / "simulated.jsonl").open("w") as log:
            subprocess.run([CHARTERD, "simulate", "--config.file",
                            str(self.folder / "charterd.yml"), "--for", "100d",
                            "--events-per-second", "0.01"], stdout=log, check=True)
        self.write_rules()
        daemon = self.enterContext(Daemon(CHARTERD, self.workspace))
        daemon.wait_ready()
        prometheus = watchers.prometheus(self, self.folder, daemon.address, "127.0.0.1:1")

        def query(expression):
            answer = prometheus.get("/api/v1/query", query=expression)
            return answer["data"]["result"] if answer else []

        compared = ('charter_target:figure:fleet{target!~"%s"}'
                    ' / on (target, window, by, by_value) charter_target_value'
                    % "email-answered|social-answered|first-answer-to-an-order")
        # Each group of rules is evaluated at a time of its own.
        wanted = {"equal-treatment", "organic-food", "recommended", "customers-asked",
                  "faster-telephone", "orders-right-first-time"}
        wait_for(lambda: wanted <= {r["metric"]["target"] for r in query(compared)},
                 "figures of all of them")
        ratios = {tuple(sorted(r["metric"].items())): float(r["value"][1]) for r in query(compared)}
        for labels, ratio in ratios.items():
            with self.subTest(labels):
                self.assertAlmostEqual(ratio, 1, 9)

    def states(self, manager):
        return {(a["labels"]["alertname"], a["labels"].get("target")): a["status"]["state"]
                for a in manager.get("/api/v2/alerts")}

    def test_who_cannot_measure_does_not_blame(self):
        manager = self.start_alertmanager(watchers.Receiver(self))

        def raise_alert(name, **labels):
            labels = {"alertname": name, "charter": "test-shop", "severity": "ticket", **labels}
            self.assertEqual(manager.post("/api/v2/alerts", [{"labels": labels}]), 200)

        def raised(states):
            wait_for(lambda: self.states(manager) == states, f"{states}: {self.states(manager)}")

        for name in sorted(GOALS):
            raise_alert(name, target="phone")
        raise_alert("CharterGoalMissed", target="of-another-source")
        states = {("CharterGoalMissed", "phone"): "active", ("CharterGoalBurning", "phone"): "active",
                  ("CharterGoalMissed", "of-another-source"): "active"}
        raised(states)
        raise_alert("CharterSourceSilent", source="calls")
        for name in GOALS:
            states[name, "phone"] = "suppressed"
        raised({**states, ("CharterSourceSilent", None): "active"})
        raise_alert("CharterdDown")
        states["CharterGoalMissed", "of-another-source"] = "suppressed"
        raised({**states, ("CharterSourceSilent", None): "active", ("CharterdDown", None): "active"})


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
