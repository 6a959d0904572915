#!/usr/bin/env python3
"""Writes the log into the folder that it is given: two keys of 10 kB differ in their last letter only."""
import json
import os
import sys

LONG = "x" * 10239
EVENTS = [
    ("09:57", "replied", "late-opening"), ("10:00", "opened", "late-opening"),
    ("10:00", "opened", LONG + "a"), ("10:00", "opened", LONG + "b"),
    ("10:00", "opened", 7), ("11:00", "closed", "7"),
    ("10:00", "opened", 12345678901234567890), ("11:00", "closed", "12345678901234567890"),
    ("10:00", "opened", 1.5), ("11:00", "closed", "1.5"),
    ("10:00", "opened", True), ("11:00", "closed", "true"),
    ("10:00", "opened", "Order 1 \u017elu\u0165"), ("11:00", "closed", "Order 1 \u017elu\u0165"),
    ("10:00", "opened", "order 1 \u017elu\u0165"),
    ("10:00", "opened", ""), ("10:00", "opened", None), ("10:00", "opened", ...),
    ("10:30", "replied", "ghost"), ("10:40", "replied", "ghost"), ("12:00", "closed", "ghost"),
    ("10:30", "replied", ""), ("10:30", "replied", ...),
    ("11:00", "closed", LONG + "a"),
]


def main():
    with open(os.path.join(sys.argv[1], "events.jsonl"), "w", encoding="utf-8") as file:
        for clock, event, key in EVENTS:
            record = {"ts": f"2026-03-02T{clock}:00Z", "event": event}
            if key is not ...:
                record["id"] = key
            file.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
