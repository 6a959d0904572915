#!/usr/bin/env python3
"""Runs `charterd evaluate` on a golden case and compares what it says with expected.json.

run.py --charterd PROGRAM CASE...      one or more folders of tests/golden
run.py --reference CASE...             the same cases, asked of the slow reference instead
run.py --shuffled --charterd ...       the lines of each log in another order: the same figures are
                                       expected, but of a case that says that it goes by the order

A case with a generate.py has its log written by `generate.py FOLDER`, in a copy of the case.
Only the keys that expected.json gives are compared: numbers within 1e-6, what belongs to a
percentile within 1%. See README.md for the form of expected.json.
"""
import argparse
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
SHUFFLE_SEED = 20261122
SHOWN_WITHIN_ONE_PERCENT = {"value", "baseline", "goal_value", "expected"}


def ask_charterd(program, config, at):
    command = [program, "evaluate", "--config.file", config, "--format", "json"]
    if at:
        command += ["--at", at]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def ask_reference(config, at):
    sys.path.insert(0, os.path.join(HERE, "..", "reference"))
    import quantities
    import reference
    return reference.Reading(config).evaluate(None if at is None else quantities.rfc3339(at))


def same(expected, actual, tolerance):
    if isinstance(expected, bool) or not isinstance(expected, (int, float)):
        return expected == actual
    if isinstance(actual, bool) or not isinstance(actual, (int, float)):
        return False
    return math.isclose(expected, actual, rel_tol=tolerance, abs_tol=tolerance)


class Check:
    """One `at` of expected.json against one answer; collects what differs."""

    def __init__(self, case, check, answer):
        self.where = f"{case} at {check.get('at', 'the latest event')}"
        self.check, self.answer = check, answer
        self.differences, self.compared = [], 0

    def run(self):
        known = {"at", "answer_at", "targets", "sources", "measures", "cases", "why"}
        for key in set(self.check) - known:
            self.differ(f"expected.json: unknown key {key}")
        if "answer_at" in self.check:
            self.compare("at", self.check["answer_at"], self.answer["at"])
        for id_, expected in self.check.get("targets", {}).items():
            self.target(id_, expected)
        for kind, name in (("sources", "name"), ("measures", "id"), ("cases", "id")):
            for id_, expected in self.check.get(kind, {}).items():
                self.counts(f"{kind} {id_}", expected, kind, name, id_)
        if not self.compared and not self.differences:
            self.differ("expected.json compares nothing")

    def differ(self, text):
        self.differences.append(f"{self.where}: {text}")

    def compare(self, what, expected, actual, tolerance=1e-6):
        self.compared += 1
        if not same(expected, actual, tolerance):
            self.differ(f"{what}: expected {expected!r}, was {actual!r}")

    def target(self, id_, expected):
        found = [t for t in self.answer["targets"] if t["id"] == id_]
        if len(found) != 1:
            self.differ(f"target {id_}: {len(found)} of them in the answer")
            return
        target = found[0]
        rough = 0.01 if re.match(r"p\d|median", target["goal"]) else 1e-6
        for key, wanted in expected.items():
            if key == "series":
                for series in wanted:
                    self.series(id_, series, target["series"], rough)
            elif key == "labels":
                self.compare(f"{id_} labels", wanted, [
                    s["labels"] for s in target["series"] if s["window"]["name"] == "current"])
            elif key == "label_count":
                self.compare(f"{id_} label sets", wanted, sum(
                    s["window"]["name"] == "current" for s in target["series"]))
            else:
                self.compare(f"{id_} {key}", wanted, target.get(key, "(no such key)"))

    def series(self, id_, expected, actual, rough):
        labels, window = expected.get("labels", {}), expected.get("window", "current")
        found = [s for s in actual if s["labels"] == labels and s["window"]["name"] == window]
        if len(found) != 1:
            self.differ(f"{id_} {labels} {window}: {len(found)} series in the answer")
            return
        for key, wanted in expected.items():
            if key in ("labels", "window"):
                continue
            inside = found[0]["window"] if key in ("from", "to") else found[0]
            tolerance = rough if key in SHOWN_WITHIN_ONE_PERCENT else 1e-6
            self.compare(f"{id_} {labels} {window} {key}", wanted,
                         inside.get(key, "(no such key)"), tolerance)

    def counts(self, what, expected, kind, name, id_):
        found = [x for x in self.answer.get(kind, []) if x[name] == id_]
        if len(found) != 1:
            self.differ(f"{what}: {len(found)} of them in the answer")
            return
        for key, wanted in expected.items():
            actual = found[0].get(key, "(no such key)")
            if key == "rejected":
                actual = {reason: n for reason, n in actual.items() if n}
            self.compare(f"{what} {key}", wanted, actual)


def load_expected(folder):
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        return json.load(file)


def shuffle_logs(folder):
    """Permutes the lines of each JSON log, always in the same way."""
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".jsonl"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            lines = file.readlines()
        random.Random(SHUFFLE_SEED).shuffle(lines)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.writelines(lines)


def compare_all(folder, case, expected, ask):
    differences = []
    for check in expected["checks"]:
        done = Check(case, check, ask(os.path.join(folder, "charterd.yml"), check.get("at")))
        done.run()
        differences += done.differences
    return differences


def run_case(folder, ask, shuffled=False):
    """What differs, one line each."""
    case = os.path.basename(os.path.abspath(folder))
    expected = load_expected(folder)
    generator = os.path.join(folder, "generate.py")
    if not shuffled and not os.path.exists(generator):
        return compare_all(folder, case, expected, ask)
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        if os.path.exists(generator):
            subprocess.run([sys.executable, generator, copy], check=True, timeout=120)
        if shuffled:
            shuffle_logs(copy)
        return compare_all(copy, f"{case}, shuffled" if shuffled else case, expected, ask)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--charterd", metavar="PROGRAM")
    who.add_argument("--reference", action="store_true")
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("cases", nargs="+", metavar="CASE")
    options = parser.parse_args()
    if options.reference:
        ask = ask_reference
    else:
        ask = lambda config, at: ask_charterd(options.charterd, config, at)  # noqa: E731
    differences = []
    for folder in options.cases:
        if os.path.exists(os.path.join(folder, "run.py")):
            print(f"{folder} has a runner of its own")
            continue
        if options.reference and os.path.basename(os.path.abspath(folder)).startswith("case-"):
            print(f"{folder} is on cases, of which the reference knows nothing")
            continue
        if options.shuffled and load_expected(folder).get("in_order"):
            print(f"{folder} goes by the order of the lines")
            continue
        differences += run_case(folder, ask, options.shuffled)
    for line in differences:
        print(line)
    print(f"{len(options.cases)} cases, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
