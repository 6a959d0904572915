#!/usr/bin/env python3
"""Asks charterd and the slow reference the same and prints every difference; exit 1 on any.

compare.py --charterd PROGRAM [--at T]... FOLDER        FOLDER has a charterd.yml
Numbers must agree within 1e-9 (relative), what belongs to a percentile within 1%; statuses,
windows, label sets and counts exactly.
"""
import argparse
import json
import math
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import quantities as q  # noqa: E402
from reference import Reading  # noqa: E402

NUMBERS = ("good", "bad", "count", "excluded", "pending", "overdue", "value", "low", "high",
           "budget_remaining", "baseline", "goal_value", "expected")
ROUGH = {"value", "baseline", "goal_value", "expected"}


def run_charterd(program, config, at):
    command = [program, "evaluate", "--config.file", config, "--format", "json"]
    command += ["--at", at] if at else []
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


class Comparison:
    def __init__(self):
        self.differences, self.compared = [], 0

    def equal(self, where, expected, actual):
        self.compared += 1
        if expected != actual:
            self.differences.append(f"{where}: reference {expected!r}, charterd {actual!r}")

    def number(self, where, expected, actual, tolerance):
        """Absent and null are one: what does not exist."""
        self.compared += 1
        same = expected is None and actual is None
        if expected is not None and actual is not None:
            same = math.isclose(expected, actual, rel_tol=tolerance, abs_tol=1e-9)
        if not same:
            self.differences.append(f"{where}: reference {expected!r}, charterd {actual!r}")

    def answers(self, expected, actual):
        self.equal("at", expected["at"], actual["at"])
        self.equal("charter", expected["charter"], actual["charter"])
        self.equal("targets", [t["id"] for t in expected["targets"]],
                   [t["id"] for t in actual["targets"]])
        for mine, theirs in zip(expected["targets"], actual["targets"]):
            self.target(mine, theirs)
        self.equal("sources", [s["name"] for s in expected["sources"]],
                   [s["name"] for s in actual["sources"]])
        for mine, theirs in zip(expected["sources"], actual["sources"]):
            self.source(mine, theirs)
        self.measures(expected, actual)
        self.cases(expected.get("cases", []), actual.get("cases", []))

    def target(self, mine, theirs):
        id_ = mine["id"]
        self.equal(f"{id_} status", mine["status"], theirs["status"])
        self.equal(f"{id_} goal", mine["goal"], theirs["goal"])
        keyed = [{self.key(s): s for s in target["series"]} for target in (mine, theirs)]
        for target, series in zip((mine, theirs), keyed):
            self.equal(f"{id_} series given twice", len(target["series"]), len(series))
        self.equal(f"{id_} first labels", {}, theirs["series"][0]["labels"])
        self.equal(f"{id_} label sets", sorted(keyed[0]), sorted(keyed[1]))
        self.equal(f"{id_} no_due", mine.get("no_due", 0), theirs.get("no_due", 0))
        rough = 0.01 if re.match(r"p\d|median", mine["goal"]) else 1e-9
        for key in sorted(set(keyed[0]) & set(keyed[1])):
            where = f"{id_} {key}"
            one, other = keyed[0][key], keyed[1][key]
            self.equal(f"{where} window", one["window"], other["window"])
            self.equal(f"{where} status", one["status"], other["status"])
            for name in NUMBERS:
                if name == "count" and "count" not in one:
                    continue  # of weighted shares: beside good and bad, as an extra
                self.number(f"{where} {name}", one.get(name), other.get(name),
                            rough if name in ROUGH else 1e-9)

    @staticmethod
    def key(series):
        return json.dumps(series["labels"], sort_keys=True) + " " + series["window"]["name"]

    def source(self, mine, theirs):
        for key in ("records", "accepted", "filtered", "duplicate"):
            self.equal(f"source {mine['name']} {key}", mine[key], theirs[key])
        self.equal(f"source {mine['name']} rejected", mine["rejected"],
                   {reason: n for reason, n in theirs["rejected"].items() if n})

    def cases(self, expected, actual):
        self.equal("cases", [c["id"] for c in expected], [c["id"] for c in actual])
        for mine, theirs in zip(expected, actual):
            for key, count in list(mine.items())[1:]:
                self.equal(f"case {mine['id']} {key}", count, theirs.get(key))

    def measures(self, expected, actual):
        theirs = {m["id"]: m for m in actual.get("measures", [])}
        for mine in expected.get("measures", []):
            if mine["id"] in theirs:
                self.equal(f"measure {mine['id']}", mine, theirs[mine["id"]])


def compare(program, reading, config, at):
    """(differences, how many things were compared) for one T, None for the latest event."""
    comparison = Comparison()
    expected = reading.evaluate(None if at is None else q.rfc3339(at))
    comparison.answers(expected, run_charterd(program, config, at))
    return comparison.differences, comparison.compared


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--charterd", required=True, metavar="PROGRAM")
    parser.add_argument("--at", action="append", metavar="T")
    parser.add_argument("folder")
    options = parser.parse_args()
    config = os.path.join(options.folder, "charterd.yml")
    reading, found = Reading(config), 0
    for at in options.at or [None]:
        differences, compared = compare(options.charterd, reading, config, at)
        found += len(differences)
        for line in differences:
            print(f"at {at or 'the latest event'}: {line}")
        print(f"at {at or 'the latest event'}: {compared} compared, {len(differences)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
