#!/usr/bin/env python3
"""Writes the dashboards from the modules in boards/.
Usage: generate.py [FOLDER]     the folder is dashboards/ beside this file unless given"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "boards"))
sys.dont_write_bytecode = True

import itself  # noqa: E402
import overview  # noqa: E402
import target  # noqa: E402


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "dashboards"
    for module in (overview, target, itself):
        board = module.make()
        text = json.dumps(board, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{board['uid']}.json").write_text(text)


if __name__ == "__main__":
    main()
