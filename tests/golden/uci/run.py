#!/usr/bin/env python3
"""The incident log in the folder CHARTERD_TEST_DATA, judged by charterd and by compute.py.

run.py --charterd PROGRAM | --reference
The log is not ours to ship. Without CHARTERD_TEST_DATA the test says that it did not run (status 77).
"""
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import compute  # noqa: E402

SKIPPED = 77


def golden_run():
    """The runner of the folder above, which has this file's name."""
    import importlib.util
    spec = importlib.util.spec_from_file_location("golden", os.path.join(HERE, "..", "run.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    data = os.environ.get("CHARTERD_TEST_DATA", "")
    if not data:
        print("NOT RUN: CHARTERD_TEST_DATA names no folder with the real incident log")
        return SKIPPED
    if not os.path.isfile(os.path.join(data, "uci_servicenow_incident_event_log.csv")):
        print("CHARTERD_TEST_DATA must name a folder with uci_servicenow_incident_event_log.csv; "
              f"it is {data!r}")
        return 1
    with open(os.path.join(HERE, "expected.json"), encoding="utf-8") as file:
        stored = json.load(file)
    if stored != json.loads(json.dumps(compute.expected(data))):
        print("expected.json is not what compute.py makes of the log")
        return 1
    golden = golden_run()
    if sys.argv[1:] == ["--reference"]:
        ask = golden.ask_reference
    elif len(sys.argv) == 3 and sys.argv[1] == "--charterd":
        ask = lambda config, at: golden.ask_charterd(sys.argv[2], config, at)  # noqa: E731
    else:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        for name in ("charter.yml", "expected.json"):
            shutil.copy(os.path.join(HERE, name), folder)
        with open(os.path.join(HERE, "charterd.yml.in"), encoding="utf-8") as file:
            settings = file.read().replace("@DATA@", os.path.abspath(data))
        with open(os.path.join(folder, "charterd.yml"), "w", encoding="utf-8") as file:
            file.write(settings)
        differences = golden.run_case(folder, ask)
    for line in differences:
        print(line)
    print(f"{len(stored['checks'])} checks, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
