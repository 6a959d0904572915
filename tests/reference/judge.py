"""A target's series: figures in windows, and their statuses (contract, sections 4.8 to 4.10)."""
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Optional

import quantities as q
from charter import within
from figures import Share, allowed_share, is_burning, statistic, wilson
from outcomes import parts_of
from windows import Window, windows_of


@dataclass
class Series:
    labels: dict
    window: Window
    good: Optional[Fraction] = None
    bad: Optional[Fraction] = None
    count: Optional[int] = None
    excluded: int = 0
    pending: Optional[int] = None
    overdue: Optional[int] = None
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
        out.update(excluded=self.excluded, pending=self.pending, overdue=self.overdue)
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

    def series(self, gathered, labels):
        windows, length = windows_of(self.target.window, self.at, self.charter.zone)
        found = []
        for names, mine in parts_of(self.charter, self.target, gathered, labels):
            for window in windows:
                found.append(self._one(names, mine, window, length))
        return found

    def _one(self, names, gathered, window, length):
        outcomes = gathered.outcomes
        inside = [o for o in window.of(outcomes) if self.now == self.at or o.time <= self.at]
        counted = [o for o in inside if not o.excluded]
        series = Series(names, window, excluded=len(inside) - len(counted))
        if window.name == "current":
            # "Count cases at T", whatever the window; an event is never pending.
            series.pending, series.overdue = len(gathered.pending), len(gathered.overdue)
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
