"""What happened in one case: its events in order become a few facts (contract, section 4.3)."""
import quantities as q
from conditions import no_measures
from working_time import NEVER, end_of_calendar_day, end_of_working_day, last_instant, united

SKEW = 5 * q.MINUTE


def in_order(events):
    # "ordered by time, ties by source order, path and offset": the order of reading.
    return sorted(events, key=lambda e: (e.time, e.order))


class History:
    """One case with all its events up to T. `opening` is None when it was never opened."""

    def __init__(self, kind, events, zone):
        self.kind, self.zone = kind, zone
        events = in_order(events)
        self.opening = next((e for e in events if _is(kind.opens, e)), None)
        if self.opening is None:
            return
        self.opened = self.opening.time
        self.voided, self.closed = False, None
        self.fields, self.first_given, self.happened = {}, {}, {}
        self.counts = {m.id: [] for m in kind.measures.values() if m.count}
        self.begins, self.ends, self.last_to = {}, {}, {}
        self.pauses_done, self.pauses_begun = [], {}
        self.due = self._otherwise()
        for measure in kind.times:
            if measure.begin == "opens":
                self.begins[measure.id] = self.opened
        for event in events:
            if event.time >= self.opened - SKEW and not self.voided:
                self._take(event, max(event.time, self.opened))

    # ---- state machine --------------------------------------------------------------------------

    def _take(self, event, time):
        kind = self.kind
        if self.closed is not None:
            if not _is(kind.reopens, event):
                self._after_closing(event, time)
                return
            self._reopen()
        if _is(kind.voids, event):
            self.voided = True
            return
        self.happened.setdefault(event.type, time)
        for name, text in event.fields.items():
            self.fields[name] = text
            self.first_given.setdefault(name, time)
        self._promise(event, time)
        self._pause(event, time)
        for measure in kind.times:
            self._measure(measure, event, time)
        for name, times in self.counts.items():
            if _is(kind.measures[name].count, event):
                times.append(time)
        if kind.closes:
            if _is(kind.closes, event):
                self._close(time)
        elif all(m.id in self.ends for m in kind.times):
            self.closed = time

    def _measure(self, measure, event, time):
        if measure.begin not in ("opens", "closes") and measure.id not in self.begins:
            if _is(measure.begin, event):
                self.begins[measure.id] = time
        if measure.end != "closes" and _is(measure.end, event):
            self.last_to[measure.id] = time
        # "the first `to` at or after it": one of the same instant counts in whatever order.
        if not measure.from_closes:
            self._end(measure, self.last_to.get(measure.id))

    def _end(self, measure, time):
        begin = self.begins.get(measure.id)
        if measure.id not in self.ends and None not in (begin, time) and time >= begin:
            self.ends[measure.id] = time

    def _close(self, time):
        self.closed = time
        for measure in self.kind.times:
            if measure.end == "closes":
                self._end(measure, time)
            if measure.from_closes:
                self.begins[measure.id] = time
                self._end(measure, self.last_to.get(measure.id))

    def _reopen(self):
        self.closed = None
        for measure in self.kind.times:
            if measure.end == "closes" or measure.from_closes:
                self.ends.pop(measure.id, None)
            if measure.from_closes:
                self.begins.pop(measure.id)

    def _after_closing(self, event, time):
        for measure in self.kind.times:
            if measure.from_closes and _is(measure.end, event):
                self._end(measure, time)  # not in last_to: a reopening takes it back

    def _pause(self, event, time):
        for index, (begin, end) in enumerate(self.kind.pauses):
            if index in self.pauses_begun and _is(end, event):
                self.pauses_done.append((self.pauses_begun.pop(index), time))
            if index not in self.pauses_begun and _is(begin, event):
                self.pauses_begun[index] = time

    # ---- what was promised ----------------------------------------------------------------------

    def _otherwise(self):
        """(instant, whether it is excluded) or None."""
        if self.kind.otherwise is None:
            return None
        return limit_from(self.opened, self.kind.otherwise, [], self.kind.calendar, self.zone)

    def _promise(self, event, time):
        text = event.fields.get(self.kind.due_field) if self.kind.due_field else None
        if text is None:
            return
        try:
            promised = q.charter_instant(text, self.zone)
        except ValueError:
            return  # no time at all
        was_past = promised < time
        if not was_past and (self.due is None or not is_past(self.due, time)):
            self.due = (promised, False)

    # ---- answers --------------------------------------------------------------------------------

    def pauses(self, measure):
        open_until = self.closed if measure.from_closes and self.closed is not None else NEVER
        return united(self.pauses_done + [(b, open_until) for b in self.pauses_begun.values()])

    def is_running(self, measure):
        """Begun, not ended, and not cut short by the closing."""
        return (measure.id in self.begins and measure.id not in self.ends and
                (self.closed is None or measure.from_closes))


def _is(selector, event):
    return selector is not None and selector.picks(event, no_measures)


def is_past(limit, time):
    """Whether what happens at `time` is too late for (instant, whether it is excluded)."""
    instant, excluded = limit
    return time >= instant if excluded else time > instant


def limit_from(begin, limit, pauses, calendar, zone):
    """`<= limit` from `begin` on: (instant, whether it is excluded), None for none for now."""
    unit, amount = limit
    if unit == "working days":
        end = end_of_working_day(begin, int(amount), pauses, calendar)
        return None if end is None else (end, True)
    if unit == "calendar days":
        return end_of_calendar_day(begin, int(amount), zone), True
    clock = calendar if unit == "business" else None
    last = last_instant(begin, int(amount * q.SECOND), pauses, clock)
    return None if last is None else (last, False)
