#!/usr/bin/env python3
"""A city's request log, made by generate.py: charterd must say what the publisher says of each.

run.py --charterd PROGRAM
The log is read as it is and with its rows shuffled. The figures are counted from the verdicts of the
publisher; LITERALLY is what they come to.
"""
import datetime as dt
import importlib.util
import os
import random
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

import generate  # noqa: E402

AT = "2026-10-01T17:00:00Z"  # noon in Chicago
LISTED = ["Pothole", "Street Light", "Graffiti", "Rodent"]
# Of all: kept, missed, pending, overdue, without a due date.
LITERALLY = (2698, 1044, 45, 238, 213)


def golden_run():
    """The runner of the folder above, which has this file's name."""
    spec = importlib.util.spec_from_file_location("golden", os.path.join(HERE, "..", "run.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(rows, period=None):
    """Of the rows decided in `period`; what is pending or overdue is so now."""
    def inside(row):
        when = row["CLOSED_DATE"] if row["VERDICT"] == "ON TIME" else row["TARGET_DATE"]
        return period is None or period[0] <= when < period[1]

    good = sum(r["VERDICT"] == "ON TIME" and inside(r) for r in rows)
    bad = sum(r["VERDICT"] == "OVERDUE" and inside(r) for r in rows)
    return {"good": good, "bad": bad, "excluded": 0,
            "pending": sum(r["VERDICT"] == "OPEN" for r in rows),
            "overdue": sum(r["VERDICT"] == "OVERDUE" and not r["CLOSED_DATE"] for r in rows)}


def without_due(rows):
    return sum(r["TARGET_DATE"] is None for r in rows)


def by_kind(rows):
    kinds = [({}, rows)]
    kinds += [({"kind": k}, [r for r in rows if r["SR_TYPE"] == k]) for k in LISTED]
    kinds.append(({"kind": "other"}, [r for r in rows if r["SR_TYPE"] not in LISTED]))
    return [{"labels": labels, **figures(group)} for labels, group in kinds]


def by_month(rows):
    september, october, november = (dt.datetime(2026, month, 1) for month in (9, 10, 11))
    previous = figures(rows, (september, october)) | {"pending": None, "overdue": None}
    return [figures(rows, (october, november)), {"window": "previous", **previous}]


def expected(rows):
    closed = sum(r["CLOSED_DATE"] is not None for r in rows)
    no_due = without_due(rows)
    return {"at": AT, "targets": {
        "on-time": {"no_due": no_due, "series": by_kind(rows)},
        "overdue": {"no_due": no_due, "series": [figures(rows)]},
        "of-the-month": {"no_due": no_due, "series": by_month(rows)}},
        "cases": {"request": {"open": len(rows) - closed, "closed": closed, "voided": 0,
                              "orphan_events": 0}},
        "sources": {"requests": {"records": len(rows), "accepted": len(rows), "rejected": {}}}}


def differences_of(golden, rows, check, program):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("charter.yml", "charterd.yml"):
            shutil.copy(os.path.join(HERE, name), folder)
        generate.write(folder, rows)
        answer = golden.ask_charterd(program, os.path.join(folder, "charterd.yml"), AT)
    done = golden.Check("city", check, answer)
    done.run()
    return done.differences


def main():
    if len(sys.argv) != 3 or sys.argv[1] != "--charterd":
        print(__doc__)
        return 2
    rows = list(generate.requests())
    check = expected(rows)
    total = check["targets"]["on-time"]["series"][0]
    told = (total["good"], total["bad"], total["pending"], total["overdue"], without_due(rows))
    if told != LITERALLY:
        print(f"the generator makes another log: {told}, not {LITERALLY}")
        return 1
    shuffled = list(rows)
    random.Random(generate.SEED).shuffle(shuffled)
    golden = golden_run()
    differences = [f"{order}: {line}" for order, log in (("as it is", rows), ("shuffled", shuffled))
                   for line in differences_of(golden, log, check, sys.argv[2])]
    for line in differences:
        print(line)
    print(f"{len(rows)} requests, twice, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
