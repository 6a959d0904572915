#!/usr/bin/env python3
"""The expected figures, out of the raw csv by a few lines that share nothing with charterd.

compute.py DATA_FOLDER > expected.json
"""
import csv
import datetime as dt
import json
import os
import sys

LOG = "italian_helpdesk.csv"
AT = ["2010-12-31T23:59:59Z", "2012-05-15T12:00:00Z", "2013-12-31T23:59:59Z", None,
      "2014-06-01T00:00:00Z"]
LIMIT = 30 * 86400


def tickets(rows):
    """Each ticket's (second, activity) in time; ties stay as they stand in the file."""
    found = {}
    for row in rows:
        second = int(dt.datetime.fromisoformat(row["time:timestamp"]).timestamp())
        found.setdefault(row["case:concept:name"], []).append((second, row["concept:name"]))
    for events in found.values():
        events.sort(key=lambda event: event[0])
    return list(found.values())


def life(events, t, pauses):
    """Of the events until t: the closing or None, the seconds taken, the deadline or None."""
    begin, closed, waits, taken, deadline = events[0][0], None, False, 0, None
    last = begin
    for second, activity in events:
        if second > t:
            break
        if not waits and taken <= LIMIT < taken + second - last:
            deadline = last + LIMIT - taken
        taken += 0 if waits else second - last
        last, waits = second, pauses and activity == "Wait"
        if activity == "Closed":
            closed = second
            break
    if closed is None and not waits and deadline is None:
        deadline = last + LIMIT - taken
    return closed, taken, deadline


def outcome(events, t, pauses):
    """(good, bad, pending or overdue, and when)."""
    closed, taken, deadline = life(events, t, pauses)
    if closed is not None:
        return ("good", closed) if taken <= LIMIT else ("bad", deadline)
    return ("overdue", deadline) if deadline is not None and deadline < t else ("pending", None)


def share(outcomes, inside=lambda when: True):
    good = sum(what == "good" and inside(when) for what, when in outcomes)
    bad = sum(what in ("bad", "overdue") and inside(when) for what, when in outcomes)
    return {"good": good, "bad": bad, "excluded": 0,
            "pending": sum(what == "pending" for what, _ in outcomes),
            "overdue": sum(what == "overdue" for what, _ in outcomes),
            "value": good / (good + bad) if good + bad else None}


def resolutions(events, t):
    """Lost at the second resolution, kept at the closing before it."""
    done = 0
    for second, activity in events:
        if second > t:
            break
        done += activity == "Resolve ticket"
        if done == 2:
            return "bad", second
        if activity == "Closed":
            return "good", second
    return "pending", None


def years(outcomes, t):
    tables = []
    year = dt.datetime.fromtimestamp(t, dt.timezone.utc).year
    for window, y in (("current", year), ("previous", year - 1)):
        table = share(outcomes, lambda when: when is not None and dt.datetime.fromtimestamp(
            when, dt.timezone.utc).year == y)
        if window == "previous":
            table |= {"pending": None, "overdue": None}
        tables.append({"window": window, **table})
    return tables


def mean_time(events, t):
    lives = [life(e, t, True) for e in events]
    values = [taken for closed, taken, _ in lives if closed is not None]
    return {"count": len(values), "value": sum(values) / len(values), "overdue": 0,
            "pending": len(lives) - len(values)}


def check(all_tickets, rows, at):
    latest = max(events[-1][0] for events in all_tickets)
    t = latest if at is None else int(dt.datetime.fromisoformat(at).timestamp())
    seen = [events for events in all_tickets if events[0][0] <= t]
    paused = [outcome(events, t, True) for events in seen]
    plain = [outcome(events, t, False) for events in seen]
    closed = sum(life(events, t, True)[0] is not None for events in seen)
    counts = {"open": len(seen) - closed, "closed": closed, "voided": 0, "orphan_events": 0}
    entry = {} if at is None else {"at": at}
    shown = dt.datetime.fromtimestamp(t, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**entry, "answer_at": shown, "targets": {
        "in-30-days": {"series": [share(paused)]},
        "in-30-plain-days": {"series": [share(plain)]},
        "of-the-year": {"series": years(paused, t)},
        "resolution-time": {"series": [mean_time(seen, t)]},
        "resolved-once": {"series": [share([resolutions(events, t) for events in seen])]}},
        "cases": {"ticket": counts, "plain_ticket": counts},
        "sources": {"helpdesk": {"records": len(rows), "accepted": len(rows), "filtered": 0,
                                 "duplicate": 0, "rejected": {}}}}


def expected(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = tickets(rows)
    return {"rule": "a real log: tickets of a help desk, resolved within 30 days without the waits",
            "checks": [check(found, rows, at) for at in AT]}


def show(table):
    """JSON with one target of one check a line."""
    text = json.dumps(table)
    for mark in ('"checks": [', '{"at"', '{"answer_at"', '"targets": {', '"cases": {', '"sources": {'):
        text = text.replace(mark, "\n" + mark)
    return text.replace("]}, \"", "]},\n\"") + "\n"


if __name__ == "__main__":
    sys.stdout.write(show(expected(os.path.join(sys.argv[1], LOG))))
