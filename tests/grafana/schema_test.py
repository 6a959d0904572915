#!/usr/bin/env python3
"""The dashboards against Grafana's own schema, by TypeScript's compiler.
Usage: schema_test.py BUILD_FOLDER [unittest arguments]
Installs what schema/package-lock.json says in BUILD_FOLDER; without a registry it fails."""

import copy
import fcntl
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import json

import boards

BUILD = pathlib.Path()
SCHEMA = pathlib.Path(__file__).resolve().parent / "schema"


def run(*command):
    done = subprocess.run(command, cwd=BUILD, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def install():
    """Once for each lock file."""
    for tool, package in (("node", "nodejs"), ("npm", "npm")):
        if not shutil.which(tool):
            raise AssertionError(f"{tool} is missing: apt-get install {package}")
    BUILD.mkdir(parents=True, exist_ok=True)
    lock, done = (SCHEMA / "package-lock.json").read_text(), BUILD / "installed.json"
    with (BUILD / "lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == lock:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SCHEMA / name, BUILD)
        code, said = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        if code:
            raise AssertionError("npm ci failed (is the npm registry reachable?):\n" + said)
        done.write_text(lock)


def faults(named):
    """What the compiler says of dashboards: name -> dashboard."""
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="check-") as folder:
        folder = pathlib.Path(folder)
        for name in ("board.ts", "tsconfig.json"):
            shutil.copy(SCHEMA / name, folder)
        for name, board in named.items():
            text = json.dumps(board, indent=1, ensure_ascii=False)
            (folder / f"{name}.ts").write_text(
                f'import type {{ Board }} from "./board";\nconst board: Board = {text};\n'
                "export default board;\n")
        code, said = run("node", "node_modules/typescript/bin/tsc", "-p", str(folder))
    return said if code else ""


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install()

    def test_dashboards_are_valid(self):
        self.assertEqual(len(boards.load()), 3)
        self.assertEqual(faults(boards.load()), "")

    def test_faults_are_found(self):
        def option(board):
            board["panels"][0]["options"]["textMode"] = "shouted"

        def unknown_key(board):
            board["panels"][0]["fieldConfig"]["defaults"]["units"] = "s"

        def kind(board):
            board["panels"][0]["type"] = "piechart"

        def place(board):
            del board["panels"][0]["gridPos"]["h"]

        def mapping(board):
            board["panels"][0]["fieldConfig"]["defaults"]["mappings"] = [{"type": "words"}]

        def top(board):
            board["panel"] = []

        broken = {}
        for change in (option, unknown_key, kind, place, mapping, top):
            broken[change.__name__] = copy.deepcopy(boards.load()["charterd-overview"])
            change(broken[change.__name__])
        said = faults(broken)
        for name in broken:
            self.assertRegex(said, rf"(?m)\b{name}\.ts\(\d+,\d+\): error")


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
