"""Conditions on a case: yes since, no since, or still open (contract, section 4.2)."""
from functools import lru_cache

import quantities as q
from case_history import is_past, limit_from
from conditions import COMPARISON, Plain, as_list, field_holds
from working_time import first_instant, length

OPEN = (None, None)


def negated(verdict):
    answer, time = verdict
    return (None if answer is None else not answer), time


def all_of(verdicts):
    noes = [time for answer, time in verdicts if answer is False]
    if noes:
        return False, min(noes)
    if any(answer is None for answer, _ in verdicts):
        return OPEN
    return True, max(time for _, time in verdicts)


def any_of(verdicts):
    return negated(all_of([negated(v) for v in verdicts]))


@lru_cache(maxsize=None)
def comparison_of(text):
    """(operator, (unit, amount)) of a test of a measure."""
    match = COMPARISON.match(text)
    operator = "=" if match[1] == "==" else match[1]
    return operator, q.limit(match[2])


def time_tests(condition, kind):
    """[(measure, text)]: every comparison of a time, those inside `not` included."""
    found = []
    for entries in as_list(condition) if condition else []:
        for key, wanted in entries.items():
            if key == "not":
                found += time_tests(wanted, kind)
            elif key in kind.measures and kind.measures[key].count is None:
                if wanted not in ("present", "absent"):
                    found.append((kind.measures[key], wanted))
    return found


class Question:
    """Asks conditions of one case's history as of T."""

    def __init__(self, history, now, arrives_within, as_of_now=False):
        self.h, self.kind = history, history.kind
        self.reached = now - arrives_within  # deadlines before it have passed
        self.as_of_now = as_of_now           # `exclude`: fields are taken as they are
        self.now = now

    def ask(self, condition):
        return any_of([self._map(entries) for entries in as_list(condition)])

    def _map(self, entries):
        verdicts = []
        for key, wanted in entries.items():
            if key == "not":
                verdicts.append(negated(self.ask(wanted)))
            elif key != "because":
                verdicts.append(self._test(key, wanted))
        return all_of(verdicts)

    def _test(self, key, wanted):
        if key == "event":
            return self._event(as_list(wanted))
        measure = self.kind.measures.get(key)
        if measure is None:
            return self._field(key, wanted)
        if wanted == "absent":
            return negated(self._is_there(measure))
        if wanted == "present":
            return self._is_there(measure)
        return self._count(measure, wanted) if measure.count else self.time(measure, wanted)

    def _at_closing(self, answer):
        return OPEN if self.h.closed is None else (answer, self.h.closed)

    def _event(self, names):
        times = [self.h.happened[name] for name in names if name in self.h.happened]
        return (True, min(times)) if times else self._at_closing(False)

    def _is_there(self, measure):
        if measure.count:
            return self._at_closing(True)
        if measure.id in self.h.ends:
            return True, self.h.ends[measure.id]
        return OPEN if measure.from_closes else self._at_closing(False)

    def _field(self, name, wanted):
        if self.as_of_now:
            return field_holds(name, wanted, Plain(self.h.fields)), self.now
        if wanted in ("present", "absent"):
            given = self.h.first_given.get(name)
            there = self._at_closing(False) if given is None else (True, given)
            return there if wanted == "present" else negated(there)
        return self._at_closing(field_holds(name, wanted, Plain(self.h.fields)))

    # ---- counts ---------------------------------------------------------------------------------

    def _count(self, measure, text):
        operator, (_, amount) = comparison_of(text)
        times = self.h.counts[measure.id]
        if operator in (">=", ">"):
            needed = amount if operator == ">=" else amount + 1
            return self._reaches(times, needed)
        if operator in ("<", "<="):
            return negated(self._reaches(times, amount if operator == "<" else amount + 1))
        exceeded, _ = over = self._reaches(times, amount + 1)
        equal = negated(over) if exceeded else self._at_closing(len(times) == amount)
        return equal if operator == "=" else negated(equal)

    def _reaches(self, times, needed):
        if len(times) >= needed:
            return True, times[int(needed) - 1] if needed >= 1 else self.h.opened
        return self._at_closing(False)

    # ---- times ----------------------------------------------------------------------------------

    def limit(self, measure, text):
        """The deadline of a comparison: (instant, whether it is excluded) or None for now."""
        if text == "by due":
            return self.h.due
        operator, (unit, amount) = comparison_of(text)
        begin, pauses = self.h.begins[measure.id], self.h.pauses(measure)
        if operator in ("<", ">="):
            if unit in ("working days", "calendar days"):
                amount -= 1
            else:
                clock = self.kind.calendar if unit == "business" else None
                first = first_instant(begin, int(amount * q.SECOND), pauses, clock)
                return None if first is None else (first, True)
        return limit_from(begin, (unit, amount), pauses, self.kind.calendar, self.h.zone)

    def has_passed(self, measure, text):
        limit = self.limit(measure, text)
        return limit is not None and self.reached > limit[0]

    def time(self, measure, text):
        if measure.id not in self.h.begins:
            if text == "by due":
                return self._kept(measure, text, False)  # after it nothing can be in time
            return self._at_closing(False)  # absent: every comparison fails
        operator = "<=" if text == "by due" else comparison_of(text)[0]
        kept = self._kept(measure, text, operator in ("=", "!="))
        return negated(kept) if operator in (">", ">=", "!=") else kept

    def _kept(self, measure, text, exactly):
        limit, end = self.limit(measure, text), self.h.ends.get(measure.id)
        if end is not None:
            if limit is not None and is_past(limit, end):
                return False, limit[0]
            return not exactly or self._reads(measure, text, end), end
        if self.h.closed is not None and not measure.from_closes:
            late = limit is not None and is_past(limit, self.h.closed)
            return False, limit[0] if late else self.h.closed
        if limit is not None and self.reached > limit[0]:
            return False, limit[0]
        return OPEN

    def _reads(self, measure, text, end):
        """Of an end in time: whether it reads exactly the limit."""
        _, (unit, amount) = comparison_of(text)
        begin, pauses = self.h.begins[measure.id], self.h.pauses(measure)
        clock = self.kind.calendar if unit == "business" else None
        return length(begin, end, pauses, clock) == amount * q.SECOND
