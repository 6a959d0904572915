#!/usr/bin/env python3
"""The daemon from the outside. Usage: daemon_test.py CHARTERD [unittest arguments]"""

import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from charterd_process import PATIENCE, Daemon, LineReader, Workspace, call, wait_for

CHARTERD = ""
EXAMPLE = pathlib.Path(__file__).parents[2] / "config/example"

VALUE = 'charter_target_value{charter="test-shop",target="phone",window="current",by="",by_value=""}'
ACCEPTED = 'charterd_source_records_total{result="accepted",source="calls"}'
REJECTED = 'charterd_source_rejected_total{reason="unparsable",source="calls"}'


class DaemonTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="charterd-e2e-")
        self.addCleanup(folder.cleanup)
        self.workspace = Workspace(folder.name)

    def start(self, *flags):
        return self.enterContext(Daemon(CHARTERD, self.workspace, *flags))

    def wait_sample(self, daemon, series, value):
        wait_for(lambda: daemon.sample(series) == value, f"{series} to be {value}")

    def open_connections(self, daemon, count):
        host, port = daemon.address.rsplit(":", 1)
        for number in range(count):
            connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
            self.addCleanup(connection.close)
            if number % 2:
                connection.sendall(b"GET /metrics HTT")

    def test_what_was_there_and_what_comes_is_counted(self):
        self.workspace.append(*[call(10)] * 8, *[call(30)] * 2)
        daemon = self.start()
        daemon.wait_ready()
        self.assertEqual(daemon.sample(VALUE), 0.8)
        self.workspace.append(*[call(30)] * 6)
        self.wait_sample(daemon, ACCEPTED, 16)
        self.assertEqual(daemon.sample(VALUE), 0.5)
        self.assertEqual(daemon.sample(VALUE.replace('by=""', 'by="segment"')
                                       .replace('by_value=""', 'by_value="new"')), 0.5)

    def test_a_rotated_log_is_followed(self):
        self.workspace.append(*[call(10)] * 3)
        daemon = self.start()
        daemon.wait_ready()
        self.workspace.log.rename(self.workspace.log.with_suffix(".jsonl.1"))
        self.workspace.append(*[call(10)] * 4)
        self.wait_sample(daemon, ACCEPTED, 7)

    def test_a_bad_record_is_reported_without_its_content(self):
        daemon = self.start()
        daemon.wait_ready()
        self.workspace.append(call(10), "SECRET-CALLER is no JSON", call(10))
        self.wait_sample(daemon, REJECTED, 1)
        self.assertEqual(daemon.sample(ACCEPTED), 2)
        report = wait_for(lambda: daemon.log.find('msg="record rejected".*'), "the report")
        self.assertRegex(report.group(), r"source=calls file=\S+/calls.jsonl line=2 offset=\d+ "
                                         r"reason=unparsable")
        self.assertNotIn("SECRET-CALLER", daemon.log.text())
        self.assertNotIn("SECRET-CALLER", daemon.get("/metrics")[1])

    def test_promtool_accepts_the_metrics(self):
        self.workspace.append(*[call(10)] * 8, *[call(30)] * 2)
        daemon = self.start()
        daemon.wait_ready()
        self.assertIsNotNone(shutil.which("promtool"), "apt-get install prometheus")
        check = subprocess.run(["promtool", "check", "metrics"], input=daemon.get("/metrics")[1],
                               capture_output=True, text=True, check=False)
        self.assertEqual((check.returncode, check.stdout + check.stderr), (0, ""))

    def test_check_foretells_the_series_of_the_first_scrape(self):
        daemon = self.start()
        daemon.wait_ready()
        wait_for(lambda: "charter_target_status" in daemon.get("/metrics")[1], "the first figures")
        series = re.findall(r"^charter_", daemon.get("/metrics")[1], re.MULTILINE)
        check = subprocess.run(
            [CHARTERD, "check", "--config.file", str(self.workspace.folder / "charterd.yml")],
            capture_output=True, text=True, check=False)
        self.assertIn(f"The metrics will have {len(series):,} series", check.stdout)

    def test_check_foretells_the_series_of_the_shipped_example(self):
        folder = self.workspace.folder
        for name in ("charter.yml", "holidays.ics"):
            shutil.copy(EXAMPLE / name, folder)
        settings = (EXAMPLE / "charterd.yml").read_text(encoding="utf-8")
        (folder / "charterd.yml").write_text(settings.replace("sample.jsonl", "empty.jsonl"),
                                             encoding="utf-8")
        (folder / "empty.jsonl").touch()
        self.test_check_foretells_the_series_of_the_first_scrape()

    def test_every_path_answers(self):
        self.workspace.append(call(10))
        daemon = self.start("--log.format", "json", "--web.listen-address", "127.0.0.1:0")
        started = wait_for(lambda: daemon.log.find(r'\{.*"msg":"listening".*\}'), "the address")
        address = json.loads(started.group())["address"]

        def get(path):
            try:
                answer = urllib.request.urlopen(f"http://{address}{path}", timeout=PATIENCE)
            except urllib.error.HTTPError as error:
                answer = error  # it listens before it has figures
            with answer:
                return answer.read().decode()

        wait_for(lambda: "healthy" in get("/-/healthy"), "health")
        wait_for(lambda: '"good":1' in get("/api/v1/targets"), "the figures")
        self.assertEqual(json.loads(get("/api/v1/targets"))["charter"], "test-shop")
        self.assertIn("Test Shop", get("/"))
        self.assertIn("charter_info", get("/metrics"))

    def test_idle_connections_do_not_delay_a_scrape(self):
        daemon = self.start()
        daemon.wait_ready()
        self.open_connections(daemon, 200)
        start = time.monotonic()
        self.assertGreaterEqual(daemon.sample("charterd_http_connections"), 200)
        # Far less than any time-out of the server, far more than a scrape takes.
        self.assertLess(time.monotonic() - start, 5)

    def test_a_stop_is_clean_and_soon(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number), Daemon(CHARTERD, self.workspace) as daemon:
                daemon.wait_ready()
                self.open_connections(daemon, 20)
                daemon.process.send_signal(number)
                self.assertEqual(daemon.process.wait(timeout=PATIENCE), 0)
                wait_for(lambda: daemon.log.find('msg="stopped"'), "the last message")

    def test_a_port_that_is_taken_is_said(self):
        first = self.start()
        second = self.start("--web.listen-address", first.address,
                            "--storage.path", str(self.workspace.folder / "other"))
        self.assertEqual(second.process.wait(timeout=PATIENCE), 1)
        wait_for(lambda: second.log.find("choose another port with --web.listen-address"), "advice")

    def test_a_real_prometheus_scrapes_the_figures(self):
        self.assertIsNotNone(shutil.which("prometheus"), "apt-get install prometheus")
        self.workspace.append(*[call(10)] * 3, call(30))
        daemon = self.start()
        daemon.wait_ready()
        folder = self.workspace.folder
        (folder / "prometheus.yml").write_text(
            "scrape_configs:\n  - job_name: charterd\n    scrape_interval: 500ms\n"
            f"    scrape_timeout: 500ms\n    static_configs: [{{targets: ['{daemon.address}']}}]\n")
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml",
             f"--storage.tsdb.path={folder}/tsdb", "--web.listen-address=127.0.0.1:0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(prometheus.stderr.close)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.kill)
        log = LineReader(prometheus.stderr)
        found = wait_for(lambda: log.find(r'msg="Listening on" address=(\S+)'), "Prometheus")

        def query(expression):
            url = f"http://{found.group(1)}/api/v1/query?" + urllib.parse.urlencode(
                {"query": expression})
            try:
                answer = urllib.request.urlopen(url, timeout=PATIENCE)
            except urllib.error.URLError:
                return None  # it listens before it is ready
            with answer:
                return [float(r["value"][1]) for r in json.load(answer)["data"]["result"]]

        value = 'charter_target_value{target="phone",window="current",by=""}'
        wait_for(lambda: query(value) == [0.75], "the share in Prometheus:\n" + log.text())
        self.assertEqual(query('up{job="charterd"}'), [1.0])
        self.workspace.append(*[call(30)] * 2)
        wait_for(lambda: query(value) == [0.5], "the new share in Prometheus")


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
