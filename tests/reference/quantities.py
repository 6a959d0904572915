"""Numbers, quantities and instants as people write them (contract, section 3), all exact.

Numbers are Fractions, instants are whole microseconds since 1970-01-01T00:00:00Z.
"""
import datetime as dt
import re
from fractions import Fraction
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)

# What a measure's unit is worth in the base unit: seconds for times, else itself.
UNIT_IN_BASE = {"seconds": Fraction(1), "minutes": Fraction(60), "hours": Fraction(3600),
                "milliseconds": Fraction(1, 1000), "points": Fraction(1), "count": Fraction(1)}

_NUMBER = re.compile(r"[ \t]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*\Z")
_UNITS = {}
for _names, _seconds in (("us microsecond microseconds", Fraction(1, 1_000_000)),
                         ("ms millisecond milliseconds", Fraction(1, 1000)),
                         ("s sec second seconds", Fraction(1)),
                         ("m min minute minutes", Fraction(60)),
                         ("h hour hours", Fraction(3600)),
                         ("d day days", Fraction(86400)),
                         ("w week weeks", Fraction(604800))):
    for _name in _names.split():
        _UNITS[_name] = _seconds


def number(text):
    """The exact value of a decimal number, None where the text is not one."""
    return Fraction(text.strip()) if text is not None and _NUMBER.match(text) else None


def duration(text):
    """`1h30m`, `28 days` in seconds; None where it is not a length of elapsed time."""
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)\s*", text)
    if not parts or "".join(a + b for a, b in parts) != re.sub(r"\s", "", text):
        return None
    if any(unit not in _UNITS for _, unit in parts):
        return None
    return sum(Fraction(amount) * _UNITS[unit] for amount, unit in parts)


def quantity(text):
    """The operand of a comparison or a limit: a number, `80%` (0.8), `5 points` or a time (s)."""
    text = text.strip()
    if text.endswith("%"):
        percent = number(text[:-1])
        return None if percent is None else percent / 100
    points = re.fullmatch(r"(\S+)\s+points?", text)
    if points:
        return number(points[1])
    plain = number(text)
    return duration(text) if plain is None else plain


def limit(text):
    """(unit, amount): the units are business (seconds of working time), working days, calendar
    days, elapsed (seconds) and number."""
    match = re.fullmatch(r"\s*(\S+)\s+(business hour|(?:working|business|calendar) day)s?\s*", text)
    if match:
        amount = number(match[1])
        if match[2] == "business hour":
            return "business", amount * 3600
        return match[2].replace("business", "working") + "s", amount
    plain = number(text)
    return ("number", plain) if plain is not None else ("elapsed", quantity(text))


def instant(when):
    """An aware datetime as microseconds."""
    delta = when - EPOCH
    return (delta.days * 86400 + delta.seconds) * SECOND + delta.microseconds


def aware(micros):
    return EPOCH + dt.timedelta(microseconds=micros)


def local_instant(naive, zone):
    """Section 2: a local time that a change skips moves forward by the gap; of two, the first.

    fold=0 means exactly that: the offset before the change is used in both cases.
    """
    return instant(naive.replace(tzinfo=zone, fold=0).astimezone(dt.timezone.utc))


def midnight(date, zone):
    """Section 4.1: a date means its local midnight."""
    return local_instant(dt.datetime(date.year, date.month, date.day), zone)


def date_of(micros, zone):
    return aware(micros).astimezone(zone).date()


_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)\Z",
                      re.ASCII)


def rfc3339(text):
    """Microseconds, None where the text is not an RFC 3339 time."""
    match = _RFC3339.match(text)
    if not match:
        return None
    day, clock, fraction, offset = match.groups()
    try:
        naive = dt.datetime.strptime(day + clock, "%Y-%m-%d%H:%M:%S")
    except ValueError:
        return None
    micros = instant(naive.replace(tzinfo=dt.timezone.utc))
    micros += int(((fraction or "") + "000000")[:6])
    if offset not in "Zz":
        sign = -1 if offset[0] == "-" else 1
        micros -= sign * (int(offset[1:3]) * HOUR + int(offset[-2:]) * MINUTE)
    return micros


def charter_instant(text, zone):
    """A date (its local midnight) or an RFC 3339 time, as the charter writes them."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return midnight(dt.date.fromisoformat(text), zone)
    micros = rfc3339(text)
    if micros is None:
        raise ValueError(f"not a date nor a time: {text!r}")
    return micros


def show(micros):
    """RFC 3339 in UTC, with as many digits of a second as needed."""
    text = aware(micros).strftime("%Y-%m-%dT%H:%M:%S")
    digits = f"{micros % SECOND:06d}".rstrip("0")
    return text + ("." + digits if digits else "") + "Z"


def zone(name):
    return ZoneInfo(name)
