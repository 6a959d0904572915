"""A real Prometheus over a history, with what `charterd rules` would have recorded in it."""

import pathlib
import re
import subprocess
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import history  # noqa: E402
import watchers  # noqa: E402
from charterd_process import wait_for  # noqa: E402

STEP = "6h"
LOOKBACK = "25h"  # the history's samples are up to a day apart


def promtool(*arguments):
    done = subprocess.run(["promtool", "tsdb", "create-blocks-from", "--max-block-duration=9600h",
                           *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])


class Store:
    """test: a unittest class or case, for its clean-ups."""

    def __init__(self, test, folder, now):
        self.test, self.folder, self.now = test, folder, now
        self.data = folder / "data"

    def import_samples(self, path):
        with path.open("a") as file:
            file.write("# EOF\n")
        promtool("openmetrics", path, self.data)

    def start(self, *, rules=False):
        """A Prometheus that scrapes nothing; with `rules` it judges the alerts of now."""
        (self.folder / "prometheus.yml").write_text(
            "global: {evaluation_interval: 500ms}\n" +
            ("rule_files: [now.rules.yml]\n" if rules else ""))
        server = watchers.Server(
            self.test, "prometheus", f"--config.file={self.folder}/prometheus.yml",
            f"--storage.tsdb.path={self.data}", "--storage.tsdb.retention.time=10y",
            f"--query.lookback-delta={LOOKBACK}", "--web.listen-address=127.0.0.1:0")
        wait_for(lambda: server.get("/api/v1/query", query="1"), "Prometheus")
        return server

    def record(self, rules):
        """Fills in what the recording rules say, each after those that it builds on."""
        groups = yaml.safe_load(rules)["groups"]
        left = [rule for group in groups for rule in group["rules"] if "record" in rule]
        while left:
            names = {rule["record"] for rule in left}
            ready = [rule for rule in left if not any(
                re.search(re.escape(name) + r"\b", rule["expr"]) for name in names)]
            left = [rule for rule in left if rule not in ready]
            path = self.folder / "ready.rules.yml"
            path.write_text(yaml.safe_dump({"groups": [{"name": "ready", "rules": ready}]}))
            server = self.start()
            promtool("rules", f"--url=http://{server.address}", f"--eval-interval={STEP}",
                     f"--start={self.now - history.YEAR}", f"--end={self.now}",
                     f"--output-dir={self.data}", path)
            server.process.terminate()
            server.process.wait()

    def alerting(self, rules):
        """With the alerts of now, which do not wait, and as if made of another charter."""
        text = re.sub(r"(?m)^( +for): \w+$", r"\1: 0s", rules)
        text = re.sub(r'charter_hash!="\w+"', 'charter_hash!="0"', text)
        (self.folder / "now.rules.yml").write_text(text)
        return self.start(rules=True)
