#!/usr/bin/env python3
"""The expected table, out of the raw csv in a few lines that share nothing with charterd.

compute.py DATA_FOLDER > expected.json
"""
import csv
import datetime as dt
import json
import os
import sys

AT = ["2016-03-31T23:59:59Z", "2016-04-15T12:00:00Z", "2016-09-01T00:00:00Z", None]
PRIORITIES = ["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"]


def closings(rows):
    """The first Closed row of each incident."""
    first = {}
    for row in rows:
        if row["incident_state"] == "Closed" and row["number"] not in first:
            row["time"] = dt.datetime.strptime(row["sys_updated_at"], "%d-%m-%Y %H:%M")
            first[row["number"]] = row
    return list(first.values())


def figures(rows, running):
    done = "on_track" if running else "met"
    n = len(rows)
    tables = {}
    for target, goal, good in (
            ("few-reassignments", 0.9, lambda r: int(r["reassignment_count"]) < 3),
            ("made-sla", 0.8, lambda r: r["made_sla"] == "TRUE")):
        kept = sum(map(good, rows))
        tables[target] = {"good": kept, "bad": n - kept, "value": kept / n if n else None}
        if not n:
            status = "no_data"
        elif kept / n < goal:
            status = "missed"
        else:
            left = 1 - (n - kept) / ((1 - goal) * n)
            status = "at_risk" if running and left < 0.1 else done
        # Whether a goal that holds burns is another test's business.
        tables[target]["status"] = status
    reopened = sum(int(r["reopen_count"]) for r in rows)
    holds = n and reopened / n <= 0.1
    tables["few-reopenings"] = {"count": n, "value": reopened / n if n else None,
                                "status": (done if holds else "missed") if n else "no_data"}
    return tables


def month_of(rows, year, month):
    return [r for r in rows if (r["time"].year, r["time"].month) == (year, month)]


def check(rows, all_rows, at):
    """One entry of `checks`: the month that runs at T, to date, and the one before."""
    latest = max(r["time"] for r in rows)
    t = latest if at is None else dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ")
    seen = [r for r in rows if r["time"] <= t]
    months = {"current": (t.year, t.month),
              "previous": (t.year, t.month - 1) if t.month > 1 else (t.year - 1, 12)}
    targets = {}
    for window, (year, month) in months.items():
        inside = month_of(seen, year, month)
        groups = [({}, inside)]
        groups += [({"contact_type": "Phone"}, [r for r in inside if r["contact_type"] == "Phone"])]
        groups += [({"priority": p}, [r for r in inside if r["priority"] == p]) for p in PRIORITIES]
        for labels, group in groups:
            for target, table in figures(group, window == "current").items():
                targets.setdefault(target, {"series": []})["series"].append(
                    {"labels": labels, "window": window, **table})
    closed = sum(r["incident_state"] == "Closed" for r in all_rows)
    counts = {"records": len(all_rows), "accepted": len(rows), "filtered": len(all_rows) - closed,
              "duplicate": closed - len(rows), "rejected": {}}
    entry = {} if at is None else {"at": at}
    return {**entry, "answer_at": t.strftime("%Y-%m-%dT%H:%M:%SZ"), "targets": targets,
            "sources": {"incidents": counts}}


def expected(folder):
    path = os.path.join(folder, "uci_servicenow_incident_event_log.csv")
    with open(path, newline="", encoding="utf-8") as file:
        all_rows = list(csv.DictReader(file))
    rows = closings(all_rows)
    return {"rule": "a real log: each incident counts once, in the month in which it closed",
            "checks": [check(rows, all_rows, at) for at in AT]}


if __name__ == "__main__":
    json.dump(expected(sys.argv[1]), sys.stdout, indent=1)
    print()
