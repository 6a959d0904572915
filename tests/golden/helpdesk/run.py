#!/usr/bin/env python3
"""The help desk's log in the folder CHARTERD_TEST_DATA, judged by charterd and by compute.py.

run.py --charterd PROGRAM
It is read as it is, and with its rows shuffled: the figures must be the same.
The log is not ours to ship. Without CHARTERD_TEST_DATA the test says that it did not run (status 77).
"""
import importlib.util
import json
import os
import random
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

import compute  # noqa: E402

SKIPPED = 77
SHUFFLE_SEED = 4580


def golden_run():
    """The runner of the folder above, which has this file's name."""
    spec = importlib.util.spec_from_file_location("golden", os.path.join(HERE, "..", "run.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shuffled_copy(log, folder):
    """No field of this log goes over two lines."""
    with open(log, encoding="utf-8") as file:
        head, *rows = file.readlines()
    random.Random(SHUFFLE_SEED).shuffle(rows)
    path = os.path.join(folder, "shuffled.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines([head, *rows])
    return path


def differences_of(golden, log, program):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("charter.yml", "expected.json"):
            shutil.copy(os.path.join(HERE, name), folder)
        with open(os.path.join(HERE, "charterd.yml.in"), encoding="utf-8") as file:
            settings = file.read().replace("@LOG@", log)
        with open(os.path.join(folder, "charterd.yml"), "w", encoding="utf-8") as file:
            file.write(settings)
        return golden.run_case(folder, lambda config, at: golden.ask_charterd(program, config, at))


def main():
    if len(sys.argv) != 3 or sys.argv[1] != "--charterd":
        print(__doc__)
        return 2
    data = os.environ.get("CHARTERD_TEST_DATA", "")
    if not data:
        print("NOT RUN: CHARTERD_TEST_DATA names no folder with the real help desk log")
        return SKIPPED
    log = os.path.join(os.path.abspath(data), compute.LOG)
    if not os.path.isfile(log):
        print(f"CHARTERD_TEST_DATA must name a folder with {compute.LOG}; it is {data!r}")
        return 1
    golden = golden_run()
    stored = golden.load_expected(HERE)
    if stored != json.loads(json.dumps(compute.expected(log))):
        print("expected.json is not what compute.py makes of the log")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        shuffled = shuffled_copy(log, folder)
        if compute.expected(shuffled)["checks"] != compute.expected(log)["checks"]:
            print("compute.py depends on the order of the rows")
            return 1
        differences = [f"{order}: {line}" for order, path in (("as it is", log), ("shuffled", shuffled))
                       for line in differences_of(golden, path, sys.argv[2])]
    for line in differences:
        print(line)
    print(f"{2 * len(stored['checks'])} checks, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
