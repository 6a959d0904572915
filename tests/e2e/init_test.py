#!/usr/bin/env python3
"""`charterd init`: what it writes is well made, and the commands that it prints work as they stand."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from charterd_process import LineReader, wait_for  # noqa: E402

CHARTERD = sys.argv.pop(1)
STARTER = pathlib.Path(__file__).parents[2] / "config" / "starter"


def run(*words, cwd=None):
    return subprocess.run([CHARTERD, *words], cwd=cwd, capture_output=True, text=True, timeout=120)


def shell(line, cwd):
    return subprocess.run(["sh", "-c", line], cwd=cwd, capture_output=True, text=True, timeout=120)


def step(text, command):
    """The printed line that calls `command`."""
    return re.search(rf"^  (\S.* {command} .*)$", text, re.MULTILINE)[1]


class Init(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)

    def init(self, name="shop"):
        done = run("init", name, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_every_step_that_it_names_works_as_typed(self):
        told = self.init("it's a shop/here")
        check = shell(step(told, "check") + " --strict", self.folder)
        self.assertEqual((check.returncode, check.stderr), (0, ""), check.stdout)
        self.assertTrue(check.stdout.endswith("\nfine\n"))
        made = shell(step(told, "simulate"), self.folder)
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        table = shell(step(told, "evaluate"), self.folder)
        self.assertEqual(table.returncode, 0, table.stderr)
        self.assertIn("Three new customers in ten", table.stdout)

    def figures(self, *simulate):
        self.init()
        config = str(self.folder / "shop" / "charterd.yml")
        made = run("simulate", "--config.file", config, *simulate)
        self.assertEqual(made.returncode, 0, made.stderr)
        (self.folder / "shop" / "events.jsonl").write_text(made.stdout)
        done = run("evaluate", "--config.file", config, "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def every_target_has_data(self, answer):
        self.assertEqual(len(answer["targets"]), 16)
        for target in answer["targets"]:
            with self.subTest(target["id"]):
                self.assertNotEqual(target["series"][0]["status"], "no_data")
        source = answer["sources"][0]
        self.assertEqual(source["records"], source["accepted"])

    def test_every_target_has_data_from_the_events_of_the_named_step(self):
        self.every_target_has_data(self.figures(
            "--from", "2026-08-01T00:00:00Z", "--for", "120d", "--events-per-second", "0.005"))

    def test_every_target_has_data_from_simulate_without_flags(self):
        # `--from` alone, so that the day on which this runs changes nothing.
        self.every_target_has_data(self.figures("--from", "2026-08-01T00:00:00Z"))

    def test_the_daemon_runs_on_it(self):
        told = self.init()
        self.assertEqual(shell(step(told, "simulate"), self.folder).returncode, 0)
        daemon = subprocess.Popen(
            ["sh", "-c", "exec " + step(told, "run") + " --web.listen-address 127.0.0.1:0"],
            cwd=self.folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        log = LineReader(daemon.stderr)
        try:
            line = wait_for(lambda: log.find(r'msg="listening" address=(\S+)'), "charterd to listen")

            def ready():
                try:
                    with urllib.request.urlopen(f"http://{line[1]}/-/ready", timeout=5) as answer:
                        return answer.status == 200
                except OSError:
                    return False

            wait_for(ready, "charterd to be ready")
            with urllib.request.urlopen(f"http://{line[1]}/metrics", timeout=10) as answer:
                self.assertIn('charter_target_value{charter="example-shop",target="second-order"',
                              answer.read().decode())
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(20)
            log.join()
            daemon.stderr.close()

    def test_files_that_are_there_stay_as_they_are_and_nothing_else_is_written(self):
        (self.folder / "charterd.yml").write_text("mine")
        done = run("init", ".", cwd=self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "charterd: ./charterd.yml is there already, so nothing was "
                                      "written: name another folder, or move it away first\n")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["charterd.yml"])
        self.assertEqual((self.folder / "charterd.yml").read_text(), "mine")

    def test_a_link_that_leads_nowhere_is_a_file_that_is_there(self):
        (self.folder / "charter.yml").symlink_to("elsewhere.yml")
        self.assertEqual(run("init", str(self.folder)).returncode, 1)
        self.assertFalse((self.folder / "elsewhere.yml").exists())

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        done = run("init", "file/shop", cwd=self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "charterd: file/shop: Not a directory\n")

    def test_what_is_written_is_what_the_sources_hold(self):
        self.init()
        for name in ("charter.yml", "charterd.yml"):
            first, rest = (self.folder / "shop" / name).read_text().split("\n", 1)
            self.assertEqual(rest, (STARTER / name).read_text())
            schema = first.removeprefix("# yaml-language-server: $schema=")
            self.assertEqual((self.folder / "shop" / schema).read_text(),
                             (STARTER.parent / schema).read_text())

    def test_where_it_is_installed_an_upgrade_keeps_the_schemas_in_step(self):
        prefix = self.folder / "usr"
        (prefix / "bin").mkdir(parents=True)
        (prefix / "share/doc/charterd").mkdir(parents=True)
        shutil.copy(CHARTERD, prefix / "bin/charterd")
        shutil.copytree(STARTER.parent / "schema", prefix / "share/charterd/schema")
        (prefix / "share/doc/charterd/GUIDE.md").write_text("")
        done = subprocess.run([prefix / "bin/charterd", "init", "shop"], cwd=self.folder, text=True,
                              capture_output=True, timeout=60, check=True)
        self.assertIn(f"and {prefix}/share/doc/charterd/GUIDE.md, say how", done.stdout)
        self.assertNotIn("for editors", done.stdout)
        self.assertEqual(sorted(p.name for p in (self.folder / "shop").iterdir()),
                         ["charter.yml", "charterd.yml"])
        for name in ("charter", "charterd"):
            first = (self.folder / f"shop/{name}.yml").read_text().split("\n", 1)[0]
            self.assertEqual(first, "# yaml-language-server: $schema="
                                    f"{prefix}/share/charterd/schema/{name}.schema.json")


if __name__ == "__main__":
    unittest.main()
