"""Conditions and whatever names an event (contract, section 3)."""
import re

from quantities import limit, number, quantity

COMPARISON = re.compile(r"(<=|>=|!=|==|=|<|>)\s*(.+)\Z", re.DOTALL)


def as_list(node):
    return node if isinstance(node, list) else [node]


class Selector:
    """A name, a list of names, or {event, where}."""

    def __init__(self, node):
        self.where = None
        if isinstance(node, dict):
            self.where = node.get("where")
            node = node["event"]
        self.names = as_list(node)

    def picks(self, event, value_of):
        return event.type in self.names and holds(self.where, event, value_of)


class Plain:
    """Fields that belong to no event."""

    def __init__(self, fields):
        self.type, self.fields = None, fields


def no_measures(_name, _event):
    return False, None


def field_holds(name, wanted, event):
    """One test of a field."""
    return _test(name, wanted, event, no_measures)


def holds(condition, event, value_of):
    """Whether `condition` holds for the event; no condition always does.

    `value_of(name, event)`: (True, value or None) where `name` is a measure, else (False, None).
    """
    if condition is None:
        return True
    # "A list of maps means any of them."
    return any(_map_holds(entries, event, value_of) for entries in as_list(condition))


def _map_holds(entries, event, value_of):
    # "A condition is a map whose entries must all hold; `not:` takes one."
    for key, wanted in entries.items():
        if key == "because":
            continue
        if key == "not":
            if holds(wanted, event, value_of):
                return False
        elif not _test(key, wanted, event, value_of):
            return False
    return True


def _test(key, wanted, event, value_of):
    # "A key names, in this order: `event`, a measure in reach, a field."
    is_measure, value = (False, None) if key == "event" else value_of(key, event)
    text = event.type if key == "event" else event.fields.get(key)
    is_there = value is not None if is_measure else text is not None
    if isinstance(wanted, list):
        return is_there and text in wanted
    if wanted == "present":
        return is_there
    if wanted == "absent":
        return not is_there
    # "Comparing a field that is absent fails, `!=` included."
    if not is_there:
        return False
    comparison = COMPARISON.match(wanted)
    if not comparison:
        return text == wanted
    operator, operand = comparison[1], comparison[2].strip()
    left = value if is_measure else number(text)
    return _compare(left, text, operator, operand)


def _compare(left, text, operator, operand):
    # "Numeric text is a number"; what is not one can only be equal or not, by its text.
    right = quantity(operand)
    if left is None or right is None:
        if operator in ("=", "=="):
            return text == operand
        return operator == "!=" and text != operand
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
            "=": left == right, "==": left == right, "!=": left != right}[operator]


def limits(condition):
    """The quantities that a condition compares with, for the goal's own limit (section 6)."""
    found = []
    for entries in as_list(condition) if condition else []:
        for key, wanted in entries.items():
            if key == "not":
                found += limits(wanted)
            elif isinstance(wanted, str) and (match := COMPARISON.match(wanted)):
                found.append((key, limit(match[2])))
    return found


def tested_names(condition):
    """Every field or measure that a condition names."""
    found = set()
    for entries in as_list(condition) if condition else []:
        for key, wanted in entries.items():
            if key == "not":
                found |= tested_names(wanted)
            elif key not in ("event", "because"):
                found.add(key)
    return found


def event_names(condition):
    """Every event type that a condition names."""
    found = set()
    for entries in as_list(condition) if condition else []:
        for key, wanted in entries.items():
            if key == "not":
                found |= event_names(wanted)
            elif key == "event":
                for text in as_list(wanted):
                    match = COMPARISON.match(text)
                    found.add(match[2].strip() if match else text)
    return found
