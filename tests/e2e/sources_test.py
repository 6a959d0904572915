#!/usr/bin/env python3
"""The pages of config/sources as they stand: their files, their records, their figures.

Usage: sources_test.py [--real] CHARTERD [unittest arguments]
Every block of a page whose first line names a file is that file; paths of sources lead to the files
of the same name; a command in a console block is run, and must print what stands below it.
CHARTERD_WRITE_EXPECTED=1 writes what they print anew; it is to be read before it is kept.
"""

import csv
import json
import os
import pathlib
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True

from charterd_process import Daemon, wait_for  # noqa: E402

CHARTERD = ""
PAGES = pathlib.Path(__file__).resolve().parents[2] / "config" / "sources"
BLOCK = re.compile(r"^```(?:yaml|text) (\S+)\n(.*?)^```$", re.S | re.M)
CONSOLE = re.compile(r"^```console\n\$ charterd (.*)\n((?:.*\n)*?)```$", re.M)
JOURNAL_REMOTE = "/lib/systemd/systemd-journal-remote"


def lately(text):
    """The two days of a page's records as the last ones: a daemon keeps closed cases for a month."""
    today = datetime.now(timezone.utc)
    for day, days_ago in (("2026-03-02", 2), ("2026-03-03", 1)):
        text = text.replace(day, (today - timedelta(days=days_ago)).strftime("%Y-%m-%d"))
    return text


class Page:
    """A page, and a folder with its files."""

    def __init__(self, path, folder):
        self.path = path
        self.folder = pathlib.Path(folder)
        self.text = path.read_text()
        for name, content in BLOCK.findall(self.text):
            if name.endswith(".yml"):
                content = self.at_home(content)
            (self.folder / name).write_text(content)

    def at_home(self, settings):
        """Globs of files lead to this folder, and a free port is as good as the page's."""
        settings = re.sub(r'paths: \["/[^"]*/([^"/]+)"\]', f'paths: ["{self.folder}/\\1"]', settings)
        return re.sub(r"(udp|tcp)://([^\"]*):\d+", r"\1://127.0.0.1:0", settings)

    def run(self, command):
        words = shlex.split(command)
        if "--config.file" not in words:
            words += ["--config.file", "charterd.yml"]
        done = subprocess.run([CHARTERD, *words], cwd=self.folder, capture_output=True, text=True,
                              timeout=60, env={**os.environ, "COLUMNS": "100"})
        return done.returncode, done.stdout, done.stderr


class PageTest(unittest.TestCase):
    def page(self, name):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Page(PAGES / name, folder.name)


class SourcesTest(PageTest):
    def check_commands(self, page):
        commands = CONSOLE.findall(page.text)
        self.assertTrue(commands, f"{page.path} shows no figures")
        for command, shown in commands:
            status, printed, said = page.run(command)
            self.assertEqual((status, said), (0, ""))
            printed = re.sub(r"[ \t]+$", "", printed, flags=re.M).strip("\n") + "\n"
            if os.environ.get("CHARTERD_WRITE_EXPECTED"):
                text = page.path.read_text()
                block = f"```console\n$ charterd {command}\n"
                page.path.write_text(text.replace(block + shown, block + printed))
            else:
                self.assertEqual(printed, shown, page.path)

    def test_each_page_is_here(self):
        listed = re.findall(r"\]\((\w+\.md)\)", (PAGES / "README.md").read_text())
        self.assertEqual(sorted(listed), sorted(p.name for p in PAGES.glob("*.md")
                                                if p.name != "README.md"))

    def test_what_the_page_of_each_file_source_shows(self):
        for name in ("asterisk", "zammad", "zendesk", "servicenow", "open311", "survey"):
            with self.subTest(page=name):
                self.check_commands(self.page(name + ".md"))

    def test_journald(self):
        page = self.page("journald.md")
        (page.folder / "journal").mkdir()
        subprocess.run([JOURNAL_REMOTE, "--split-mode=none", "-o",
                        str(page.folder / "journal" / "a.journal"),
                        str(page.folder / "journal.export")], check=True, capture_output=True,
                       timeout=60)
        settings = page.folder / "charterd.yml"
        settings.write_text(settings.read_text().replace(
            "journald: {", f"journald: {{directory: {page.folder}/journal, "))
        self.check_commands(page)

    def test_syslog(self):
        page = self.page("syslog.md")
        with Daemon(CHARTERD, page, "--web.listen-address", "127.0.0.1:0") as daemon:
            daemon.wait_ready()
            found = wait_for(lambda: daemon.log.find(r"address=udp://127.0.0.1:(\d+)"), "the port")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                for line in lately((page.folder / "messages").read_text()).splitlines():
                    sender.sendto(line.encode(), ("127.0.0.1", int(found.group(1))))
            counts = dict(re.findall(r"^(\d+) (accepted|filtered|rejected)$", page.text, re.M))
            self.assertTrue(counts)
            for count, result in counts.items():
                series = f'charterd_source_records_total{{result="{result}",source="shop"}}'
                wait_for(lambda: daemon.sample(series) == int(count), f"{count} {result}")
            events = daemon.sample('charter_target_events_total{charter="example-outfitters",target='
                                   '"ready-in-time",verdict="good",by="",by_value=""}')
            self.assertEqual(events, 1)

    def post_webhooks(self, page, source):
        """Each webhook as a request of its own; what became of them all."""
        settings = page.folder / "charterd.yml"
        http = re.search(r"^    http: \{token_file: (\S+)\}$", page.text, re.M)
        settings.write_text(re.sub(r"^    file: .*$", http.group(0), settings.read_text(), flags=re.M))
        token = "0123456789abcdef"
        (page.folder / http.group(1)).write_text(token)
        sums = {}
        with Daemon(CHARTERD, page, "--web.listen-address", "127.0.0.1:0") as daemon:
            daemon.wait_ready()
            for line in lately((page.folder / "webhooks.jsonl").read_text()).splitlines():
                request = urllib.request.Request(
                    f"http://{daemon.address}/api/v1/events?source={source}", data=line.encode(),
                    headers={"Authorization": f"Bearer {token}",
                             "Content-Type": "application/json"})
                try:
                    with urllib.request.urlopen(request, timeout=20) as answer:
                        counts = json.loads(answer.read())
                except urllib.error.HTTPError as error:
                    with error:
                        self.fail(f"{error.code}: {error.read().decode()}")
                for name, count in counts.items():
                    if isinstance(count, int):
                        sums[name] = sums.get(name, 0) + count
        return sums

    def test_webhooks_that_are_posted(self):
        self.assertEqual(self.post_webhooks(self.page("zammad.md"), "zammad"),
                         {"records": 9, "accepted": 9, "filtered": 0, "duplicate": 0})
        self.assertEqual(self.post_webhooks(self.page("zendesk.md"), "zendesk"),
                         {"records": 10, "accepted": 8, "filtered": 1, "duplicate": 1})


class RealIncidents(PageTest):
    """A log that is not ours to ship; it has the page's columns, but its own way of writing times."""

    def test_by_the_mapping_of_the_page(self):
        log = pathlib.Path(os.environ["CHARTERD_TEST_DATA"]) / "uci_servicenow_incident_event_log.csv"
        page = self.page("servicenow.md")
        settings = page.folder / "charterd.yml"
        text = settings.read_text().replace("%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M")
        text = re.sub(r'paths: \[.*\]', f'paths: ["{log}"]', text)
        text = text.replace("format: csv\n", 'format: csv\n    absent_as: "?"\n').replace(
            "when: {state:", "when: {incident_state:")
        settings.write_text(text)
        charter = page.folder / "charter.yml"
        charter.write_text(charter.read_text().replace("window: 28 days", "window: 1800 days"))
        status, printed, said = page.run("evaluate --at 2018-01-01 --format json")
        self.assertEqual((status, said), (0, ""))
        total = json.loads(printed)["targets"][0]["series"][0]
        opened, resolved = set(), set()
        with log.open(newline="") as file:
            for row in csv.DictReader(file):
                opened.add(row["number"])
                if row["resolved_at"] != "?":
                    resolved.add(row["number"])
        # Each incident is one outcome: what is open is long past its deadline.
        self.assertEqual(total["good"] + total["bad"], len(opened))
        self.assertEqual(total["overdue"], len(opened - resolved))


if __name__ == "__main__":
    real = sys.argv[1] == "--real"
    if real:
        sys.argv.pop(1)
        if not os.environ.get("CHARTERD_TEST_DATA"):
            print("NOT RUN: CHARTERD_TEST_DATA names no folder with the real incident log")
            sys.exit(77)
    CHARTERD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main(defaultTest="RealIncidents" if real else "SourcesTest")
