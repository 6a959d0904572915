"""The parts of a charter that targets need (contract, section 3)."""
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Optional

import quantities as q
from case_kind import load_case
from conditions import Selector, as_list, event_names, holds, limits, no_measures
from working_time import Calendar


@dataclass
class Goal:
    kind: str       # at_least, at_most, every_one, reduced, raised, gap
    statistic: str  # share, mean, percentile, sum, count, nps
    amount: Fraction = Fraction(0)  # a share's limit as a ratio, else in base units, see relative
    percentile: Fraction = Fraction(0)
    relative: bool = False  # reduced, raised: by P% rather than by N points
    text: str = ""

    @property
    def is_share(self):
        return self.statistic == "share"

    @property
    def is_improvement(self):
        return self.kind in ("reduced", "raised")


def parse_goal(text):
    text = " ".join(text.split())
    if text == "every one":
        return Goal("every_one", "share", text=text)
    if match := re.fullmatch(r"gap at most (\S+) points?", text):
        return Goal("gap", "share", q.number(match[1]), text=text)
    if match := re.fullmatch(r"(at least|at most) (\S+)%", text):
        return Goal(match[1].replace(" ", "_"), "share", q.number(match[2]) / 100, text=text)
    if match := re.fullmatch(r"(\S+) (at least|at most) (.+)", text):
        return _with_statistic(match[1], match[2].replace(" ", "_"), q.limit(match[3])[1], text)
    match = re.fullmatch(r"(\S+) (reduced|raised) by (\S+?)(%| points?)", text)
    amount = q.number(match[3])
    relative = match[4] == "%"
    if relative or match[1] == "share":
        amount /= 100  # a share moves by N points of a hundred
    return _with_statistic(match[1], match[2], amount, text, relative)


def _with_statistic(name, kind, amount, text, relative=False):
    if name == "median":
        name = "p50"
    if match := re.fullmatch(r"p([0-9.]+)", name):
        return Goal(kind, "percentile", amount, q.number(match[1]) / 100, relative, text)
    return Goal(kind, name, amount, relative=relative, text=text)


@dataclass
class Measure:
    id: str
    events: Selector
    value_field: Optional[str]
    weight_field: Optional[str]
    unit: Fraction
    range: Optional[tuple]

    def value_of(self, event):
        """(value in base units or None, "no_value" | "bad_value" | None)"""
        return _read_number(event, self.value_field, self.unit, self.range)

    def weight_of(self, event):
        return _read_number(event, self.weight_field, Fraction(1), (Fraction(0), None))

    def why_nothing(self, event):
        """Why the event yields no observation, None when it yields one."""
        why = self.value_of(event)[1] if self.value_field else None
        return why or (self.weight_of(event)[1] if self.weight_field else None)


def _read_number(event, name, unit, range_):
    # Section 4.2: "An event without the value that a measure needs yields nothing for it and is
    # counted (`no_value`; outside `range` `bad_value`)."
    text = event.fields.get(name)
    if text is None:
        return None, "no_value"
    value = q.number(text)
    if value is None:
        return None, "bad_value"
    value *= unit
    if range_ and (value < range_[0] or (range_[1] is not None and value > range_[1])):
        return None, "bad_value"
    return value, None


class Target:
    def __init__(self, id_, node, zone):
        self.id = id_
        self.measure = node["measure"]
        self.case = None  # the kind of case that it is about
        self.where = node.get("where")
        self.exclude = node.get("exclude")
        self.goal = parse_goal(node["goal"])
        self.good, self.bad = node.get("good"), node.get("bad")
        self.by = as_list(node.get("by", []))
        self.across = node.get("across")
        # Section 4.10: "(default 1; 0 for `count` and `sum`)"
        default = 0 if self.goal.statistic in ("count", "sum") else 1
        self.minimum = int(node.get("minimum_events", default))
        self.window = node.get("window", "28 days")
        self.active = _period(node.get("active"), zone)
        self.deadline = q.charter_instant(node["deadline"], zone) if "deadline" in node else None
        self._read_baseline(node.get("baseline"), zone)
        # Of a statistic: whether it is in working time.
        self.business_clock = "business hour" in node["goal"] + str(node.get("baseline", ""))

    @property
    def labels(self):
        return self.by + ([self.across] if self.across else [])

    def _read_baseline(self, node, zone):
        self.baseline_period = self.baseline_value = self.start = None
        if node is None:
            return
        if "value" in node:
            self.baseline_value = q.limit(node["value"])[1]
        else:
            self.baseline_period = _period(node, zone)
            self.start = self.baseline_period[1]
        if "start" in node:
            self.start = q.charter_instant(node["start"], zone)

    def own_limit(self):
        """The goal's own limit in seconds (section 6), 0 where it has none."""
        found = [limit for key, limit in limits(self.good or self.bad)
                 if key == self.measure or (self.case and key in self.case.measures)]
        return max([_seconds(*limit) for limit in found], default=Fraction(0))


def _seconds(unit, amount):
    if unit in ("working days", "calendar days"):
        return Fraction(86400)  # "a day for limits in days"
    return Fraction(0) if amount is None else amount


def _period(node, zone):
    if node is None:
        return None
    ends = [q.charter_instant(node[key], zone) if key in node else None for key in ("from", "to")]
    return tuple(ends)


def within(period, time):
    """Half open: "in `from`/`to` pairs, `to` is excluded"."""
    begin, end = period
    return (begin is None or begin <= time) and (end is None or time < end)


class Charter:
    def __init__(self, node, folder="."):
        self.id = node.get("id") or _slug(node["organization"])
        self.zone = q.zone(node["timezone"])
        self.scope = {label: as_list(values) for label, values in (node.get("scope") or {}).items()}
        self.measures = {id_: _measure(id_, m) for id_, m in (node.get("measures") or {}).items()}
        defaults = node.get("defaults") or {}
        self.targets = [Target(id_, {**defaults, **body}, self.zone)
                        for id_, body in node["targets"].items()]
        self.exempt = [(_period(e, self.zone), e.get("targets")) for e in node.get("exempt") or []]
        calendars = {id_: Calendar(c, self.zone, folder)
                     for id_, c in (node.get("calendars") or {}).items()}
        self.cases = {id_: load_case(id_, c, calendars)
                      for id_, c in (node.get("cases") or {}).items()}
        self._find_cases()
        self.event_types = _named_events(node).union(*(c.types for c in self.cases.values()))

    def wants(self, type_, fields):
        """Whether such an event says anything: its type is named, or it is of a case and gives
        something that the case looks at."""
        return type_ in self.event_types or any(
            kind.key in fields and kind.fields & set(fields) for kind in self.cases.values())

    def _find_cases(self):
        for target in self.targets:
            for kind in self.cases.values():
                if target.measure in (kind.id, *kind.measures):
                    target.case = kind
                    for condition in (target.good, target.bad, target.exclude):
                        kind.look_at(condition)

    def value_of(self, name, event):
        """For conditions: (whether `name` is a measure, its value for the event or None)."""
        measure = self.measures.get(name)
        if measure is None:
            return False, None
        if measure.value_field is None or not self.yields(measure, event):
            return True, None
        return True, measure.value_of(event)[0]

    def yields(self, measure, event):
        return measure.events.picks(event, no_measures)

    def holds(self, condition, event):
        return holds(condition, event, self.value_of)

    def is_exempt(self, target, time):
        return any(within(period, time) and (not ids or target.id in as_list(ids))
                   for period, ids in self.exempt)


def _measure(id_, node):
    unit = q.UNIT_IN_BASE[node.get("unit", "count")]
    range_ = tuple(q.number(end) * unit for end in node["range"]) if "range" in node else None
    return Measure(id_, Selector(node["events"]), node.get("value"), node.get("weight"), unit,
                   range_)


def _slug(organization):
    name = organization if isinstance(organization, str) else next(iter(organization.values()))
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _named_events(node):
    """Every event type that the charter names anywhere."""
    found = set()
    for measure in (node.get("measures") or {}).values():
        selector = Selector(measure["events"])
        found |= set(selector.names) | event_names(selector.where)
    for body in node["targets"].values():
        for key in ("where", "exclude", "good", "bad"):
            found |= event_names(body.get(key))
    return found
