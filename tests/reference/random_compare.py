#!/usr/bin/env python3
"""Random charters and event streams, asked of charterd and of the slow reference.

random_compare.py --charterd PROGRAM [--cases N] [--seed S] [--events N] [--keep FOLDER]
Prints the seed of every case that differs and keeps its files; exit 1 on any. The files of one case
come again with --cases 1 --seed SEED.
"""
import argparse
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from compare import compare  # noqa: E402
from random_charter import Maker, as_yaml  # noqa: E402
from reference import Reading  # noqa: E402

TIMES_PER_CASE = 4


def write_case(folder, seed, events):
    maker = Maker(seed)
    files = {"charter.yml": as_yaml(maker.charter()), "charterd.yml": as_yaml(maker.settings())}
    lines = maker.lines(events)
    cut = maker.r.randrange(len(lines))
    files["a.jsonl"] = "".join(line + "\n" for line in lines[:cut])
    files["b.jsonl"] = "\n".join(lines[cut:])  # without a last newline
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return maker.times(TIMES_PER_CASE)


def run_case(program, seed, events, keep):
    """(differences, compared) of one case; its files stay in `keep` when it differs."""
    with tempfile.TemporaryDirectory() as folder:
        times = write_case(folder, seed, events)
        config = os.path.join(folder, "charterd.yml")
        reading, found, compared = Reading(config), [], 0
        for at in times:
            differences, count = compare(program, reading, config, at)
            found += [f"at {at or 'the latest event'}: {line}" for line in differences]
            compared += count
        if found and keep:
            shutil.copytree(folder, os.path.join(keep, str(seed)), dirs_exist_ok=True)
    return found, compared


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--charterd", required=True, metavar="PROGRAM")
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1, help="of the first case")
    parser.add_argument("--events", type=int, default=400, help="records in each case")
    parser.add_argument("--keep", default="random-failures", metavar="FOLDER")
    options = parser.parse_args()
    failed = compared = 0
    for seed in range(options.seed, options.seed + options.cases):
        differences, count = run_case(options.charterd, seed, options.events, options.keep)
        compared += count
        failed += bool(differences)
        for line in differences[:10]:
            print(f"seed {seed}: {line}")
        if differences:
            print(f"seed {seed}: {len(differences)} differences, see {options.keep}/{seed}")
    print(f"seeds {options.seed} to {options.seed + options.cases - 1}: {options.cases} cases, "
          f"{compared} comparisons, {failed} cases differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
