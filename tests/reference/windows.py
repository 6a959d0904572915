"""Which steps and periods a figure covers (contract, section 4.7)."""
import datetime as dt
from dataclasses import dataclass

import quantities as q


@dataclass
class Window:
    name: str  # current | previous
    begin: int
    end: int
    is_calendar: bool = False

    def of(self, outcomes):
        return [o for o in outcomes if self.begin <= o.time < self.end]


def floor(time, step):
    return time - time % step


def rolling(name, length, at):
    """The steps that begin in (floor(T) - W, floor(T)]: the step under way is among them."""
    step = q.MINUTE if length <= 6 * q.HOUR else q.HOUR
    begins_after = floor(at, step) - length
    return Window(name, begins_after + step, floor(at, step) + step)


def _period_start(day, kind):
    if kind == "day":
        return day
    if kind == "week":
        return day - dt.timedelta(days=day.weekday())
    if kind == "month":
        return day.replace(day=1)
    if kind == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


def _next_start(start, kind):
    long_enough = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[kind]
    return _period_start(start + dt.timedelta(days=long_enough), kind)


def calendar(kind, at, zone):
    """(current, previous): half open, from local midnight to local midnight."""
    start = _period_start(q.date_of(at, zone), kind)
    before = _period_start(start - dt.timedelta(days=1), kind)
    begin = q.midnight(start, zone)
    return (Window("current", begin, q.midnight(_next_start(start, kind), zone), True),
            Window("previous", q.midnight(before, zone), begin, True))


def windows_of(text, at, zone):
    """The target's windows at T, and the nominal length of one in microseconds."""
    if text.startswith("calendar "):
        kind = text.split()[1]
        days = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[kind]
        return list(calendar(kind, at, zone)), days * q.DAY
    length = int(q.duration(text) * q.SECOND)
    return [rolling("current", length, at)], length
