#!/usr/bin/env python3
"""The manual pages are well-formed and know every command, flag and key that charterd knows.

  manual_test.py CHARTERD CHECKOUT
"""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

CHARTERD = sys.argv[1]
ROOT = pathlib.Path(sys.argv[2]).resolve()
PAGES = {name: ROOT / path for name, path in {
    "charterd": "daemon/charterd.1",
    "charterd.yml": "config/charterd.yml.5",
    "charter.yml": "config/charter.yml.5"}.items()}



def rendered(page):
    done = subprocess.run(["mandoc", "-T", "utf8", PAGES[page]], capture_output=True, text=True,
                          check=True)
    return re.sub(r".\x08", "", done.stdout)


def help_of(*command):
    return subprocess.run([CHARTERD, *command, "--help"], capture_output=True, text=True,
                          check=True).stdout


def keys_of(pattern):
    """Every key in the tables of the loaders; without those that a later version will have."""
    keys = set()
    for path in (ROOT / "config").glob(pattern):
        for statement in re.findall(r'\{"\w+",\s*YamlShape::[^}]*\}', path.read_text()):
            if "YamlPresence::later" not in statement:
                keys.add(re.match(r'\{"(\w+)"', statement)[1])
    return keys


class ManualTest(unittest.TestCase):
    def test_mandoc_finds_no_fault(self):
        for path in PAGES.values():
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path],
                                  capture_output=True, text=True)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.returncode, 0)

    def test_every_command_and_flag_is_described(self):
        page = rendered("charterd")
        commands = re.findall(r"^  ([a-z]+) +\S", help_of(), re.MULTILINE)
        self.assertIn("evaluate", commands)
        for command in commands:
            self.assertRegex(page, rf"\n     {command}\b", f"the command {command}")
            for flag in re.findall(r"^  --(\S+)", help_of(command), re.MULTILINE):
                self.assertIn(f"--{flag}", page, f"a flag of {command}")

    def test_every_key_is_described(self):
        for page, patterns in {
                "charterd.yml": ["settings_loader*.cc", "source_loader*.cc", "mapping_loader.cc",
                                 "format_loader.cc", "time_source_loader.cc"],
                "charter.yml": ["charter_loader*.cc", "target_loader*.cc"]}.items():
            text = rendered(page)
            keys = set().union(*map(keys_of, patterns))
            self.assertGreater(len(keys), 15)
            for key in sorted(keys):
                self.assertRegex(text, rf"\b{key}\b", f"a key of {page}")


if __name__ == "__main__":
    if not shutil.which("mandoc"):
        print("SKIPPED: needs Debian's mandoc", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
