"""Working time, pauses and what deadlines they make (contract, section 4.5)."""
import datetime as dt
import os
import re

import quantities as q
from conditions import as_list
from holidays import holidays_of

NEVER = 1 << 62
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
BARREN_DAYS = 3660  # a calendar without any working time for so long has none


class Calendar:
    def __init__(self, node, zone, folder):
        self.zone = zone
        self.week = _week(node["hours"])
        self.holidays = {dt.date.fromisoformat(day) for day in as_list(node.get("holidays", []))}
        if "ics" in node:
            self.holidays |= holidays_of(os.path.join(folder, node["ics"]))
        self.known = {}  # date -> its spans

    def spans(self, day):
        """Working time of a local date: [(begin, end)] in order, half open."""
        if day not in self.known:
            hours = [] if day in self.holidays else self.week.get(day.weekday(), [])
            self.known[day] = [span for h in hours for span in self._span(day, *h)]
        return self.known[day]

    def _span(self, day, begin, end):
        midnight = dt.datetime(day.year, day.month, day.day)
        ends = [q.local_instant(midnight + dt.timedelta(minutes=m), self.zone)
                for m in (begin, end)]
        if ends[1] - ends[0] == (end - begin) * q.MINUTE and self._is_plain(ends):
            return [tuple(ends)]
        # The clocks change on this day: what the clock on the wall shows, minute by minute.
        found, first = [], q.midnight(day, self.zone)
        for at in range(first, q.midnight(day + dt.timedelta(days=1), self.zone), q.MINUTE):
            local = q.aware(at).astimezone(self.zone)
            if begin <= local.hour * 60 + local.minute < end:
                if found and found[-1][1] == at:
                    found[-1] = (found[-1][0], at + q.MINUTE)
                else:
                    found.append((at, at + q.MINUTE))
        return found

    def _is_plain(self, ends):
        offsets = {q.aware(at + shift).astimezone(self.zone).utcoffset()
                   for at in ends for shift in (-q.DAY, q.DAY)}
        return len(offsets) == 1

    def closing(self, day):
        """When the working day is over; None where the day has no working time."""
        spans = self.spans(day)
        return spans[-1][1] if spans else None

    def spans_from(self, begin):
        """All working time from `begin` on."""
        day, barren = q.date_of(begin, self.zone), 0
        while barren < BARREN_DAYS:
            barren += 1
            for a, b in self.spans(day):
                if b > begin:
                    barren = 0
                    yield max(a, begin), b
            day += dt.timedelta(days=1)


def _week(hours):
    week = {}
    for names, text in hours.items():
        spans = []
        for part in text.split(","):
            match = re.fullmatch(r"\s*(\d+):(\d\d)\s*-\s*(\d+):(\d\d)\s*", part)
            a, b, c, d = map(int, match.groups())
            spans.append((a * 60 + b, c * 60 + d))
        for part in names.split(","):
            ends = [DAYS.index(name.strip()) for name in part.split("-")]
            day = ends[0]
            week[day] = spans
            while day != ends[-1]:
                day = (day + 1) % 7
                week[day] = spans
    return week


def united(pauses):
    """The union of [(begin, end)], in order, no two of which touch."""
    found = []
    for begin, end in sorted(pauses):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif begin < end:
            found.append((begin, end))
    return found


def running(begin, pauses, calendar):
    """When the clock runs from `begin` on: [(from, to)]; nothing beyond an open pause."""
    for a, b in calendar.spans_from(begin) if calendar else [(begin, NEVER)]:
        for p, r in pauses:
            if p >= b or a >= b:
                break
            if r <= a:
                continue
            if p > a:
                yield a, p
            a = r
        if a < b:
            yield a, b
        if a >= NEVER:
            return


def length(begin, end, pauses, calendar):
    """What the clock reads at `end`, in microseconds."""
    total = 0
    for a, b in running(begin, pauses, calendar):
        if a >= end:
            break
        total += min(b, end) - a
    return total


def last_instant(begin, amount, pauses, calendar):
    """The last instant that still reads `amount`; None: an open pause comes before it is over."""
    total = 0
    for a, b in running(begin, pauses, calendar):
        if total + b - a > amount:
            return a + amount - total
        total += b - a
    return None


def first_instant(begin, amount, pauses, calendar):
    """The first instant that reads `amount`; None: an open pause comes before it."""
    total = 0
    if amount <= 0:
        return begin
    for a, b in running(begin, pauses, calendar):
        if total + b - a >= amount:
            return a + amount - total
        total += b - a
    return None


def end_of_working_day(begin, days, pauses, calendar):
    """Midnight after the N-th working day after the one on which `begin` counts as come."""
    day, found = q.date_of(begin, calendar.zone), -1
    for _ in range(BARREN_DAYS):
        closing = calendar.closing(day)
        if closing is not None and found < 0:
            found += closing > begin  # "a day whose closing is past is over"
        elif closing is not None:
            paused = [(p, r) for p, r in pauses if p <= closing < r]
            if any(r == NEVER for _, r in paused):
                return None
            found += not paused
        if found == days:
            return q.midnight(day + dt.timedelta(days=1), calendar.zone)
        day += dt.timedelta(days=1)
    return None


def end_of_calendar_day(begin, days, zone):
    return q.midnight(q.date_of(begin, zone) + dt.timedelta(days=days + 1), zone)
