#!/usr/bin/env python3
"""A city's request log of 18 months, the same for the same seed, with the publisher's own verdicts.

generate.py FOLDER writes requests.csv. Clocks are local and naive, as in a publisher's spreadsheet:
VERDICT is told by them alone, so that it owes nothing to zones, instants or charterd.
"""
import csv
import datetime as dt
import os
import random
import sys

SEED = 311
REQUESTS = 4000
NOW = dt.datetime(2026, 10, 1, 12)
KINDS = {"Pothole": 7, "Street Light": 14, "Graffiti": 5, "Rodent": 21, "Other": 30}
# The hours that a clock change skips: no clock ever showed them.
SKIPPED = {(2025, 3, 9, 2), (2026, 3, 8, 2)}
LAYOUT = "%m/%d/%Y %I:%M:%S %p"


def shown(clock):
    """A clock that exists."""
    if (clock.year, clock.month, clock.day, clock.hour) in SKIPPED:
        clock += dt.timedelta(hours=1)
    return clock


def closing(rng, opened, due, days):
    """Most come in good time, some are late, some come at the due second or one beside it."""
    chance = rng.random()
    if due is not None and chance < 0.06:
        return due + dt.timedelta(seconds=rng.choice((-1, 0, 1)))
    if chance < 0.12:
        return None
    return opened + dt.timedelta(seconds=rng.randrange(60, int(days * 1.3 * 86400)))


def verdict(due, closed):
    """As the publisher would say: nothing without a due date, nor while it is still to come."""
    if due is None:
        return ""
    if closed is None:
        return "OVERDUE" if due < NOW else "OPEN"
    return "ON TIME" if closed <= due else "OVERDUE"


def requests():
    rng = random.Random(SEED)
    for number in range(REQUESTS):
        kind = rng.choice(list(KINDS))
        opened = dt.datetime(2025, 2, 20) + dt.timedelta(seconds=rng.randrange(585 * 86400))
        opened = shown(opened)
        days = KINDS[kind]
        due = None if rng.random() < 0.05 else shown(opened + dt.timedelta(days=days))
        closed = closing(rng, opened, due, days)
        closed = None if closed is None or closed > NOW else shown(closed)
        yield {"SR_NUMBER": f"SR26-{number:08d}", "SR_TYPE": kind, "CREATED_DATE": opened,
               "TARGET_DATE": due, "CLOSED_DATE": closed, "VERDICT": verdict(due, closed)}


def write(folder, rows):
    with open(os.path.join(folder, "requests.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({key: value.strftime(LAYOUT) if isinstance(value, dt.datetime) else value
                             for key, value in row.items()})


if __name__ == "__main__":
    write(sys.argv[1], list(requests()))
