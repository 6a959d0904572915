#!/usr/bin/env python3
"""Half a year of a service desk's logs, asked of charterd and of the slow reference.

desk_compare.py --charterd PROGRAM [--seed S] [--scale X] [--keep FOLDER]
Prints every difference and keeps the files of a run that differs; exit 1 on any.
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import quantities as q  # noqa: E402
from compare import compare  # noqa: E402
from reference import Reading  # noqa: E402
from service_desk import Log  # noqa: E402

# The clocks change within each. T: in the middle of a working day, at its closing, after all of it.
HALVES = {
    "2026-07-01T00:00:00Z":
        ["2026-03-31T10:00:00.5Z", "2026-05-18T15:30:00Z", "2026-07-01T00:00:00Z"],
    "2026-12-15T23:00:00Z":
        ["2026-08-17T15:30:00Z", "2026-10-27T10:00:00.5Z", "2026-12-15T23:00:00Z"]}


def run(options, seed, end):
    """How many differences there are."""
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        log = Log(seed, q.rfc3339(end), options.scale)
        log.write(pathlib.Path(folder))
        config = os.path.join(folder, "charterd.yml")
        reading = Reading(config)
        for at in HALVES[end]:
            differences, compared = compare(options.charterd, reading, config, at)
            found += len(differences)
            for line in differences[:40]:
                print(f"at {at}: {line}")
            print(f"seed {seed}, {log.records()} records, at {at}: {compared} compared, "
                  f"{len(differences)} differ")
        if found:
            shutil.copytree(folder, os.path.join(options.keep, str(seed)), dirs_exist_ok=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--charterd", required=True, metavar="PROGRAM")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1, help="1 is about 60,000 records")
    parser.add_argument("--keep", default="desk-failures", metavar="FOLDER")
    options = parser.parse_args()
    found = [run(options, options.seed + n, end) for n, end in enumerate(HALVES)]
    return 1 if any(found) else 0


if __name__ == "__main__":
    sys.exit(main())
