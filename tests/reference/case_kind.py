"""What the charter says of a kind of case (contract, section 3)."""
from dataclasses import dataclass, field
from typing import Optional

import quantities as q
from conditions import Selector, as_list, event_names, tested_names


@dataclass
class CaseMeasure:
    id: str
    begin: object = None  # "opens", "closes" or a Selector
    end: object = None    # "closes" or a Selector
    count: Optional[Selector] = None

    @property
    def from_closes(self):
        return self.begin == "closes"


@dataclass
class CaseKind:
    id: str
    key: str
    opens: Selector
    closes: Optional[Selector]
    voids: Optional[Selector]
    reopens: Optional[Selector]
    pauses: list  # [(from, to)]
    calendar: object
    due_field: Optional[str]
    otherwise: Optional[tuple]
    measures: dict
    types: set = field(default_factory=set)    # event types that its definition names
    fields: set = field(default_factory=set)   # what it looks at

    @property
    def times(self):
        return [m for m in self.measures.values() if m.count is None]

    def named_types(self):
        """Every event type of the definition itself."""
        selectors = [self.opens, self.closes, self.voids, self.reopens]
        selectors += [end for pause in self.pauses for end in pause]
        for measure in self.measures.values():
            selectors += [measure.begin, measure.end, measure.count]
        return {name for s in selectors if isinstance(s, Selector) for name in s.names}

    def look_at(self, condition):
        """A condition of a target on the case: its events and fields belong to the case."""
        self.types |= event_names(condition)
        names = tested_names(condition) - set(self.measures)
        self.fields |= names


def _selector(node, key):
    return Selector(node[key]) if key in node else None


def _end(node, key):
    if key not in node:
        return None
    return node[key] if node[key] in ("opens", "closes") else Selector(node[key])


def load_case(id_, node, calendars):
    due = node.get("due") or {}
    pauses = [(Selector(p["from"]), Selector(p["to"])) for p in as_list(node.get("pauses", []))]
    measures = {name: CaseMeasure(name, _end(m, "from"), _end(m, "to"), _selector(m, "count"))
                for name, m in (node.get("measures") or {}).items()}
    otherwise = q.limit(due["otherwise"]) if "otherwise" in due else None
    kind = CaseKind(id_, node["key"], Selector(node["opens"]), _selector(node, "closes"),
                    _selector(node, "voids"), _selector(node, "reopens"), pauses,
                    calendars.get(node.get("calendar")), due.get("field"), otherwise, measures)
    kind.types = kind.named_types()
    kind.fields = {kind.due_field} if kind.due_field else set()
    return kind
