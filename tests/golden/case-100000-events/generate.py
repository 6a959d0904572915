#!/usr/bin/env python3
"""Writes one case of 100,000 events into the folder that it is given, and a small one beside it."""
import datetime
import json
import os
import sys

PAIRS = 49999
OPENED = datetime.datetime(2026, 3, 2, 8)


def record(seconds, event, key="long"):
    stamp = (OPENED + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"ts": stamp, "event": event, "id": key}) + "\n"


def main():
    with open(os.path.join(sys.argv[1], "events.jsonl"), "w", encoding="utf-8") as file:
        file.write(record(0, "opened") + record(0, "opened", "short"))
        # A pause from second 2 to 3, from 4 to 5, and so on until 99,998 to 99,999.
        for n in range(1, PAIRS + 1):
            file.write(record(2 * n, "waits") + record(2 * n + 1, "resumes"))
        file.write(record(60, "closed", "short") + record(100000, "closed"))


if __name__ == "__main__":
    main()
