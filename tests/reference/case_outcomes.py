"""From cases to the outcomes of a target (contract, sections 4.2 to 4.5)."""
from collections import defaultdict
from fractions import Fraction

import quantities as q
from case_conditions import Question, time_tests
from case_history import History
from charter import within
from outcomes import Gathered, Outcome
from working_time import length


class Cases:
    """All cases of one kind as of T."""

    def __init__(self, charter, kind, events, at, arrives_within):
        self.charter, self.kind, self.at, self.arrives_within = charter, kind, at, arrives_within
        by_key = defaultdict(list)
        for event in events:
            if event.time <= at and self._belongs(event):
                by_key[event.fields[kind.key]].append(event)
        self.histories, self.orphan_events = [], 0
        for mine in by_key.values():
            history = History(kind, mine, charter.zone)
            if history.opening is None:
                self.orphan_events += len(mine)
            else:
                self.histories.append(history)

    def _belongs(self, event):
        if self.kind.key not in event.fields:
            return False
        if event.type in self.kind.types:
            return True
        named = any(event.type in other.types for other in self.charter.cases.values())
        return not named and any(name in event.fields for name in self.kind.fields)

    def as_json(self):
        voided = sum(h.voided for h in self.histories)
        closed = sum(h.closed is not None and not h.voided for h in self.histories)
        return {"id": self.kind.id, "open": len(self.histories) - voided - closed,
                "closed": closed, "voided": voided, "orphan_events": self.orphan_events}

    def gather(self, target, labels):
        """Everything that the target counts."""
        asker = _Asker(self, target)
        found = Gathered()
        for history in self.histories:
            covered = not history.voided and self.charter.holds(target.where, history.opening)
            if covered:
                names = {name: labels.fold(name, history.opening.fields.get(name))
                         for name in target.labels}
                asker.add(history, names, found)
        return found


class _Asker:
    def __init__(self, cases, target):
        self.cases, self.target, self.charter = cases, target, cases.charter
        self.condition = target.bad if target.bad is not None else target.good
        self.times = time_tests(self.condition, cases.kind)
        self.measure = cases.kind.measures.get(target.measure)
        self.by_due = any(text == "by due" for _, text in self.times)

    def add(self, history, labels, found):
        if self.target.goal.is_share:
            self._add_share(history, labels, found)
        else:
            self._add_value(history, labels, found)

    def _question(self, history, as_of_now=False):
        return Question(history, self.cases.at, self.cases.arrives_within, as_of_now)

    def _is_excluded(self, history):
        exclude = self.target.exclude
        return exclude is not None and self._question(history, True).ask(exclude)[0] is True

    def _outcome(self, history, time, labels, found, good=None, value=None):
        """True when it was counted."""
        if self.target.active and not within(self.target.active, time):
            return False
        excluded = self._is_excluded(history) or self.charter.is_exempt(self.target, time)
        found.outcomes.append(Outcome(time, labels, excluded, good, Fraction(1), value))
        return not excluded

    def _add_share(self, history, labels, found):
        mine = self.measure
        if mine and not mine.count and mine.id not in history.begins:
            return  # whether the case will have an outcome at all is not known yet, or never will
        if history.due is None and self.by_due:
            found.no_due += 1
            return
        question = self._question(history)
        answer, time = question.ask(self.condition)
        if answer is None:
            if not self._is_excluded(history):
                found.pending.append(labels)
            return
        good = answer == (self.target.bad is None)
        counted = self._outcome(history, time, labels, found, good=good)
        if counted and not good and any(history.is_running(m) and question.has_passed(m, text)
                                        for m, text in self.times):
            found.overdue.append(labels)

    def _add_value(self, history, labels, found):
        mine = self.measure
        if mine.count:
            time = history.closed
            value = Fraction(len(history.counts[mine.id]))
            runs = time is None
        else:
            time, runs = history.ends.get(mine.id), history.is_running(mine)
            value = None if time is None else self._length(history, time)
        if time is not None:
            self._outcome(history, time, labels, found, value=value)
        elif runs and not self._is_excluded(history):
            found.pending.append(labels)

    def _length(self, history, end):
        clock = self.cases.kind.calendar if self.target.business_clock else None
        begin = history.begins[self.measure.id]
        return Fraction(length(begin, end, history.pauses(self.measure), clock), q.SECOND)
