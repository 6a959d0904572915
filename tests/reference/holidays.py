"""Whole-day holidays of an iCalendar file: single days, spans, and what comes every year."""
import datetime as dt
import re

YEARS = range(1990, 2041)


def holidays_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = re.sub(r"\r?\n[ \t]", "", file.read())
    found = set()
    for body in re.findall(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", text, re.DOTALL):
        found |= _days_of_event(body)
    return found


def _dates(body, name):
    found = []
    for value in re.findall(rf"^{name};VALUE=DATE:(\S+)", body, re.MULTILINE):
        found += [dt.date(int(d[:4]), int(d[4:6]), int(d[6:])) for d in value.split(",")]
    return found


def _days_of_event(body):
    start = _dates(body, "DTSTART")[0]
    starts = [start, *_dates(body, "RDATE")]
    if rule := re.search(r"^RRULE:(\S+)", body, re.MULTILINE):
        if rule[1] != "FREQ=YEARLY":
            raise NotImplementedError(rule[1])
        starts += [start.replace(year=year) for year in YEARS if year > start.year]
    count = 1
    if lasts := re.search(r"^DURATION:P(\d+)D", body, re.MULTILINE):
        count = int(lasts[1])
    elif ends := _dates(body, "DTEND"):
        count = (ends[0] - start).days
    starts = set(starts) - set(_dates(body, "EXDATE"))
    return {day + dt.timedelta(days=n) for day in starts for n in range(count)}
