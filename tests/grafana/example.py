"""The example's charter with an outage, as a Prometheus knows it after a year."""

import json
import math
import shutil
import subprocess
import time
from datetime import datetime, timedelta, timezone

import backfill
import boards
import history
from charterd_process import Daemon, wait_for

SCRAPE_INTERVAL = history.DAY  # of the history, as the data source would be told
WHOLE_CASES = ("orders-right-first-time",)
NO_VALUES = ("organic-food",)  # only weights
# As the README tells to write the rules, so that alerts lead to the dashboard.
DASHBOARD = ("https://grafana.example/d/charterd-target"
             "?var-charter={{ $labels.charter }}&var-target={{ $labels.target }}")
FILES = boards.ROOT / "config" / "example"


class Class:
    """What servers need of a test, for a whole class of tests."""

    def __init__(self, cls):
        self.addCleanup = cls.addClassCleanup


class Example:
    """now: when the rules had been evaluated on the last sample, whose figures `report` tells as
    the daemon itself does."""

    def __init__(self, cls, charterd, folder, outage="5d"):
        self.charterd, self.folder = charterd, folder
        self._write_files(outage)
        exposition = self._serve()
        scraped_at = int(time.time())
        self.store = backfill.Store(Class(cls), folder, scraped_at)
        self._import(exposition, scraped_at)
        rules = self._rules()
        self.store.record(rules)
        self.prometheus = self.store.alerting(rules)
        wait_for(self._judged, "alerts")
        self.now = math.ceil(time.time())

    def _judged(self):
        """One of the goals, one on the daemon, and the last figures of both charters."""
        return (self.query('ALERTS{alertstate="firing",target!=""}') and
                self.query('ALERTS{alertstate="firing",target=""}') and
                len(self.query("count by (charter) (timestamp(charter_target:figure:fleet{"
                               'target="faster-telephone"}) > time() - 60)')) == 2)

    def query(self, expression):
        return self.prometheus.get("/api/v1/query", query=expression)["data"]["result"]

    def info(self):
        return self.query('charter_target_info{charter="example-outfitters"}')

    def _write_files(self, outage):
        for name in ("charter.yml", "holidays.ics"):
            shutil.copy(FILES / name, self.folder)
        text = (FILES / "charterd.yml").read_text().replace("[sample.jsonl]", "[simulated.jsonl]")
        text = text.replace("127.0.0.1:10464", "127.0.0.1:0").replace("/var/lib/charterd", "state")
        (self.folder / "charterd.yml").write_text(text)
        begin = (datetime.now(timezone.utc) - timedelta(days=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with (self.folder / "simulated.jsonl").open("w") as log:
            subprocess.run([self.charterd, "simulate", "--config.file",
                            str(self.folder / "charterd.yml"), "--for", "400d",
                            "--events-per-second", "0.0028", "--seed", "3", "--outage-from", begin,
                            "--outage-for", outage], stdout=log, check=True)

    def _serve(self):
        with Daemon(self.charterd, self) as daemon:
            daemon.wait_ready()
            self.report = json.loads(daemon.get("/api/v1/targets")[1])
            return daemon.get("/metrics")[1]

    def _import(self, exposition, now):
        series, path = history.parse(exposition), self.folder / "history.om"
        history.write(path, series, now, job="charterd", instance="shop-1:10464")
        for instance in ("a:10464", "b:10464"):
            recent = [now - days * history.DAY for days in (3, 2, 1, 0)]
            history.write(path, series, now, recent, charter="fleet", job="fleet",
                          instance=instance)
        self.store.import_samples(path)
        path.unlink()

    def _rules(self):
        """Those of the charter, and once more for the one that two instances serve."""
        text = subprocess.run([self.charterd, "rules", "--dashboard.url", DASHBOARD,
                               "--config.file", str(self.folder / "charterd.yml")],
                              capture_output=True, text=True, check=True).stdout
        return text + text.partition("groups:\n")[2].replace("example-outfitters", "fleet")
