"""What the figures mean (contract, section 4), counted from scratch for every figure.

Everything is a Fraction until it is printed; only the Wilson interval needs a square root and is
worked out with 50 decimal digits.
"""
import datetime as dt
import decimal
import math
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Optional

import quantities as q
from charter import within

decimal.getcontext().prec = 50
Z = Decimal("1.959963984540054")
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
class Window:
    name: str  # current | previous
    begin: int
    end: int
    is_calendar: bool = False

    def of(self, outcomes):
        return [o for o in outcomes if self.begin <= o.time < self.end]


# ---- windows (section 4.7) ----------------------------------------------------------------------

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


# ---- observations (sections 4.2 and 4.11) -------------------------------------------------------

class Labels:
    """Folds label values: listed ones as they are, the first 20 of an unlisted label, `other`.

    The 20 are the label's, whichever targets use it: those of the outcomes read first.
    """

    def __init__(self, charter, events, at):
        self.scope = charter.scope
        self.seen = {}  # unlisted label -> values in order of reading
        for event in events:
            for target in charter.targets:
                if any(label not in self.scope for label in target.by) and event.time <= at and (
                        covers(charter, target, event)):
                    for label in target.by:
                        self._add(label, event.fields.get(label))

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
        names = target.by + ([target.across] if target.across else [])
        folded = {name: labels.fold(name, event.fields.get(name)) for name in names}
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


def parts_of(charter, target, outcomes, labels):
    """[(labels as shown, outcomes)]: the empty set first, then margins for each `by` label."""
    parts = [({}, outcomes)]
    for label in target.by:
        have = {o.labels[label] for o in outcomes}
        # "Listed scope values always have a series", others when seen.
        values = list(charter.scope.get(label, []))
        values += [v for v in labels.seen.get(label, []) if v in have and v not in values]
        values += [v for v in ("other", "unknown") if v in have and v not in values]
        for value in values:
            parts.append(({label: value}, [o for o in outcomes if o.labels[label] == value]))
    return parts


# ---- figures (section 4.8) ----------------------------------------------------------------------

@dataclass
class Share:
    """Good and bad of a set of outcomes that are not excluded."""
    outcomes: list

    def __post_init__(self):
        self.good = sum((o.weight for o in self.outcomes if o.good), Fraction(0))
        self.bad = sum((o.weight for o in self.outcomes if not o.good), Fraction(0))
        self.total = self.good + self.bad
        self.misses = sum(1 for o in self.outcomes if not o.good)

    def of_good(self):
        return self.good / self.total if self.total else None

    def of_bad(self):
        return self.bad / self.total if self.total else None

    def effective_count(self):
        """Weighted: n = (sum of w)^2 / sum of w^2."""
        squares = sum((o.weight ** 2 for o in self.outcomes), Fraction(0))
        return self.total ** 2 / squares if squares else Fraction(0)


def dec(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def wilson(share, count):
    """The 95% interval of a ratio over `count` outcomes."""
    p, n = dec(share), dec(count)
    centre = p + Z * Z / (2 * n)
    half = Z * (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
    below = 1 + Z * Z / n
    return max(Decimal(0), (centre - half) / below), min(Decimal(1), (centre + half) / below)


def statistic(goal, outcomes):
    """The exact figure of a set of outcomes, None where there is none."""
    if goal.is_share:
        return Share(outcomes).of_good()
    values = sorted(o.value for o in outcomes if o.value is not None)
    if goal.statistic == "count":
        return Fraction(len(outcomes))
    if goal.statistic == "sum":
        return sum(values, Fraction(0))
    if not values:
        return None
    if goal.statistic == "mean":
        return sum(values) / len(values)
    if goal.statistic == "percentile":
        # "the smallest value that at least NN% do not exceed"
        return values[max(1, math.ceil(goal.percentile * len(values))) - 1]
    promoters = sum(1 for v in values if v >= 9)
    detractors = sum(1 for v in values if v <= 6)
    return Fraction(100 * (promoters - detractors), len(values))


def allowed_share(goal):
    if goal.kind == "at_least":
        return 1 - goal.amount
    return goal.amount if goal.kind == "at_most" else Fraction(0)


# ---- burning (section 6) ------------------------------------------------------------------------

BURN_PAIRS = ((q.HOUR, 5 * q.MINUTE, Fraction("14.4"), Fraction("0.75")),
              (6 * q.HOUR, 30 * q.MINUTE, Fraction(6), Fraction("0.5")),
              (q.DAY, 2 * q.HOUR, Fraction(3), Fraction("0.3")),
              (3 * q.DAY, 6 * q.HOUR, Fraction(1), Fraction("0.2")))


def is_burning(target, outcomes, at, length):
    """Whether any pair of windows burns at T. `outcomes`: all of the part's, not excluded."""
    allowed = allowed_share(target.goal)
    if allowed == 0:
        return False
    for long, short, factor, k in BURN_PAIRS:
        if 4 * long > length or long < target.own_limit() * q.SECOND:
            continue
        needed = max(Fraction(1), min(factor, k / allowed))
        in_long, in_short = (Share(rolling("burn", w, at).of(outcomes)) for w in (long, short))
        if not in_long.total or not in_short.total or in_long.misses < 5:
            continue
        burns = all(s.of_bad() / allowed >= needed for s in (in_long, in_short))
        if burns and wilson(in_long.of_bad(), in_long.effective_count())[0] > dec(allowed):
            return True
    return False


# ---- series -------------------------------------------------------------------------------------

@dataclass
class Series:
    labels: dict
    window: Window
    good: Optional[Fraction] = None
    bad: Optional[Fraction] = None
    count: Optional[int] = None
    excluded: int = 0
    value: Optional[Fraction] = None
    low: Optional[Decimal] = None
    high: Optional[Decimal] = None
    budget_remaining: Optional[Fraction] = None
    status: str = "no_data"
    extra: dict = field(default_factory=dict)  # improvements: baseline, goal_value, expected

    def as_json(self):
        def shown(x):
            return None if x is None else float(x)
        out = {"labels": self.labels,
               "window": {"name": self.window.name, "from": q.show(self.window.begin),
                          "to": q.show(self.window.end)}}
        for key in ("good", "bad", "count"):
            if getattr(self, key) is not None:
                out[key] = shown(getattr(self, key))
        out["excluded"] = self.excluded
        for key in ("value", "low", "high", "budget_remaining"):
            out[key] = shown(getattr(self, key))
        out.update({key: shown(value) for key, value in self.extra.items()})
        out["status"] = self.status
        return out


class Judge:
    """One target's series as of T."""

    def __init__(self, charter, target, at):
        self.charter, self.target, self.goal = charter, target, target.goal
        self.now = self.at = at
        # Section 4.9: "At the deadline the verdict is final ... from the window that ends there."
        if self.goal.is_improvement:
            self.at = min(at, target.deadline - 1)

    def series(self, events, labels):
        outcomes = outcomes_of(self.charter, self.target, events, labels, self.now)
        windows, length = windows_of(self.target.window, self.at, self.charter.zone)
        found = []
        for names, mine in parts_of(self.charter, self.target, outcomes, labels):
            for window in windows:
                found.append(self._one(names, mine, window, length))
        return found

    def _one(self, names, outcomes, window, length):
        inside = [o for o in window.of(outcomes) if self.now == self.at or o.time <= self.at]
        counted = [o for o in inside if not o.excluded]
        series = Series(names, window, excluded=len(inside) - len(counted))
        all_counted = [o for o in outcomes if not o.excluded]
        if self.goal.kind == "gap":
            self._gap(series, counted)
        elif self.goal.is_share:
            self._share(series, counted)
        else:
            series.count = len(counted)
            series.value = statistic(self.goal, counted)
        if self.goal.is_improvement:
            self._improvement(series, all_counted, len(counted))
        elif self.goal.kind != "gap":
            series.status = self._status(series, counted, all_counted, length)
        if self._out_of_season(window):
            series.status = "no_data"
        return series

    def _share(self, series, counted):
        share = Share(counted)
        series.good, series.bad = share.good, share.bad
        series.value = share.of_bad() if self.goal.kind == "at_most" else share.of_good()
        if series.value is not None:
            series.low, series.high = wilson(series.value, share.effective_count())
        if self.goal.is_improvement:
            return
        allowed = allowed_share(self.goal)
        if allowed * share.total != 0:
            series.budget_remaining = 1 - share.bad / (allowed * share.total)

    def _gap(self, series, counted):
        """Section 4.8: over the listed scope values that have `minimum_events` each."""
        share = Share(counted)
        series.good, series.bad = share.good, share.bad
        shares = []
        for value in self.charter.scope[self.target.across]:
            group = [o for o in counted if o.labels[self.target.across] == value]
            if group and len(group) >= self.target.minimum:
                shares.append(Share(group).of_good())
        if len(shares) < 2:
            return  # no_data
        series.value = 100 * (max(shares) - min(shares))
        if series.value > self.goal.amount:
            series.status = "missed"
        else:
            series.status = self._holding(series.window)

    def _holding(self, window):
        """"While a calendar period runs, a goal that holds is `on_track`, not yet `met`"."""
        return "on_track" if window.is_calendar and window.name == "current" else "met"

    def _out_of_season(self, window):
        if not self.target.active:
            return False
        if window.name == "current":
            return not within(self.target.active, self.at)
        begin, end = self.target.active
        return (end is not None and end <= window.begin) or (
            begin is not None and begin >= window.end)

    def _status(self, series, counted, all_counted, length):
        # Section 4.10.
        goal, running = self.goal, series.window.is_calendar and series.window.name == "current"
        if goal.kind == "every_one" and Share(counted).misses:
            return "missed"  # "by a single miss whatever the minimum"
        if len(counted) < self.target.minimum or series.value is None:
            return "no_data"
        if goal.kind == "every_one":
            holds = True
        elif goal.kind == "at_most":
            holds = series.value <= goal.amount
        else:
            holds = series.value >= goal.amount
        if running and goal.statistic in ("count", "sum") and goal.kind == "at_least":
            window = series.window
            path = goal.amount * Fraction(self.at - window.begin, window.end - window.begin)
            return "on_track" if holds or series.value >= path else "at_risk"
        if not holds:
            return "missed"
        if series.window.name == "current" and goal.is_share and self._at_risk(
                series, all_counted, length):
            return "at_risk"
        return self._holding(series.window)

    def _at_risk(self, series, all_counted, length):
        left = series.budget_remaining
        if left is not None and left < Fraction(1, 10):
            return True
        return is_burning(self.target, all_counted, self.at, length)

    def _improvement(self, series, all_counted, count):
        """Section 4.9."""
        target, goal = self.target, self.goal
        baseline = target.baseline_value
        if target.baseline_period:
            in_period = [o for o in all_counted if within(target.baseline_period, o.time)]
            # Section 4.10: fewer than `minimum_events` say nothing, in the baseline either.
            enough = in_period and len(in_period) >= target.minimum
            baseline = statistic(goal, in_period) if enough else None
        if target.baseline_period and self.at < target.baseline_period[1]:
            baseline = None  # "before the baseline ends `no_data`"; a given value has no end
        series.extra = {"baseline": baseline, "goal_value": None, "expected": None}
        if baseline is None:
            return
        sign = 1 if goal.kind == "raised" else -1
        change = baseline * goal.amount if goal.relative else goal.amount
        wanted = baseline + sign * change
        way = Fraction(self.at - target.start, target.deadline - target.start)
        expected = baseline + (wanted - baseline) * max(Fraction(0), way)
        series.extra.update(goal_value=wanted, expected=expected)
        if count < target.minimum or series.value is None:
            return

        def at_or_past(limit):
            return sign * series.value >= sign * limit
        if at_or_past(wanted):
            series.status = "met"
        elif self.now >= target.deadline:
            series.status = "missed"
        else:
            series.status = "on_track" if at_or_past(expected) else "at_risk"


def target_status(series):
    """The whole target: its total in the current window."""
    return series[0].status


