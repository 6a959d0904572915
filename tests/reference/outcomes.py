"""From events to the outcomes of a target and its parts (contract, sections 4.2 and 4.11)."""
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Optional

from charter import within

UNLISTED_VALUES = 20


@dataclass
class Outcome:
    """One observation that a target takes (section 4.2)."""
    time: int
    labels: dict  # label -> value, folded as section 4.11 says
    excluded: bool
    good: Optional[bool]  # shares
    weight: Fraction = Fraction(1)
    value: Optional[Fraction] = None


@dataclass
class Gathered:
    """All that a target counts. Of cases the labels are kept, whatever the window."""
    outcomes: list = field(default_factory=list)
    pending: list = field(default_factory=list)
    overdue: list = field(default_factory=list)
    no_due: int = 0

    def label_sets(self):
        return [o.labels for o in self.outcomes] + self.pending + self.overdue


class Labels:
    """Folds label values: listed ones as they are, the first 20 of an unlisted label, `other`.

    The 20 are the label's, whichever targets use it: those of the outcomes read first.
    """

    def __init__(self, charter, events, at):
        self.scope = charter.scope
        self.seen = {}  # unlisted label -> values in order of reading
        for event in events:
            for target in charter.targets:
                unlisted = any(label not in self.scope for label in target.by)
                if target.case is None and unlisted and event.time <= at and (
                        covers(charter, target, event)):
                    for label in target.by:
                        self._add(label, event.fields.get(label))

    def add_cases(self, target, histories):
        for history in histories:
            for label in target.by:
                if label not in self.scope:
                    self._add(label, history.opening.fields.get(label))

    def _add(self, label, text):
        seen = self.seen.setdefault(label, [])
        if text is not None and text not in seen and len(seen) < UNLISTED_VALUES:
            seen.append(text)

    def fold(self, label, text):
        if text is None:
            return "unknown"
        known = self.scope[label] if label in self.scope else self.seen[label]
        return text if text in known else "other"


def covers(charter, target, event):
    """Whether the event gives an outcome of the target, excluded or not."""
    measure = charter.measures[target.measure]
    if not charter.yields(measure, event) or measure.why_nothing(event):
        return False
    # A season: outcomes outside it are in no figure at all.
    if target.active and not within(target.active, event.time):
        return False
    return charter.holds(target.where, event)


def outcomes_of(charter, target, events, labels, at):
    """The outcomes of the events up to T: section 4.1, "later events are left out"."""
    found = []
    measure = charter.measures[target.measure]
    for event in events:
        if event.time > at or not covers(charter, target, event):
            continue
        excluded = charter.is_exempt(target, event.time) or (
            target.exclude is not None and charter.holds(target.exclude, event))
        folded = {name: labels.fold(name, event.fields.get(name)) for name in target.labels}
        value = measure.value_of(event)[0] if measure.value_field else None
        weight = measure.weight_of(event)[0] if measure.weight_field else Fraction(1)
        found.append(Outcome(event.time, folded, excluded, _is_good(charter, target, event),
                             weight, value))
    return found


def _is_good(charter, target, event):
    if not target.goal.is_share:
        return None
    if target.bad is not None:
        return not charter.holds(target.bad, event)
    return charter.holds(target.good, event)


def measure_counts(charter, events, at):
    """{measure: (no_value, bad_value)} over the events up to T."""
    counts = {}
    for measure in charter.measures.values():
        reasons = [measure.why_nothing(event) for event in events
                   if event.time <= at and charter.yields(measure, event)]
        counts[measure.id] = (reasons.count("no_value"), reasons.count("bad_value"))
    return counts


def parts_of(charter, target, gathered, labels):
    """[(labels as shown, Gathered)]: the empty set first, then margins for each `by` label."""
    parts = [({}, gathered)]
    for label in target.by:
        have = {names[label] for names in gathered.label_sets()}
        # "Listed scope values always have a series", others when seen.
        values = list(charter.scope.get(label, []))
        values += [v for v in labels.seen.get(label, []) if v in have and v not in values]
        values += [v for v in ("other", "unknown") if v in have and v not in values]
        for value in values:
            parts.append(({label: value}, _part(gathered, label, value)))
    return parts


def _part(gathered, label, value):
    return Gathered([o for o in gathered.outcomes if o.labels[label] == value],
                    [names for names in gathered.pending if names[label] == value],
                    [names for names in gathered.overdue if names[label] == value])
