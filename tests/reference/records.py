"""From the bytes of the sources to events (contract, section 2), all kept in memory."""
import codecs
import csv
import datetime as dt
import glob
import gzip
import io
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field

import quantities as q
from conditions import as_list, holds, no_measures

LONGEST = 1 << 20  # section 8: longer lines are skipped whole


class Bad(Exception):
    """A record's or an event's reason for being rejected."""


@dataclass
class Event:
    time: int
    type: str
    fields: dict
    order: int = 0  # of reading


@dataclass
class Counts:
    name: str
    records: int = 0
    accepted: int = 0
    filtered: int = 0
    duplicate: int = 0
    rejected: Counter = field(default_factory=Counter)

    def as_json(self):
        return {"name": self.name, "records": self.records, "accepted": self.accepted,
                "filtered": self.filtered, "duplicate": self.duplicate,
                "rejected": dict(self.rejected)}


# ---- formats: text -> {source field: text} ------------------------------------------------------

def _json_text(value):
    # Section 3: "JSON true, false and numbers compare by their text."
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, default=str)


def _flatten(prefix, value, into):
    # "JSON fields may be paths (`ticket.id`)."
    for key, inner in value.items():
        if isinstance(inner, dict):
            _flatten(prefix + key + ".", inner, into)
        else:
            into[prefix + key] = inner.text if isinstance(inner, _Raw) else _json_text(inner)


class _Raw:
    """A JSON number as it was written."""

    def __init__(self, text):
        self.text = text


def _refuse(_):
    raise ValueError("not JSON")


def parse_json(line):
    try:
        value = json.loads(line, parse_float=_Raw, parse_int=_Raw, parse_constant=_refuse)
    except ValueError:
        raise Bad("unparsable") from None
    if not isinstance(value, dict):
        raise Bad("unparsable")
    fields = {}
    _flatten("", value, fields)
    return fields


_LOGFMT = re.compile(r'\s*([^\s="]+)(?:=("(?:[^"\\]|\\.)*"|[^\s"]*))?(?=\s|\Z)')


def parse_logfmt(line):
    fields, at = {}, 0
    line = line.rstrip()
    while at < len(line):
        match = _LOGFMT.match(line, at)
        if not match:
            raise Bad("unparsable")
        key, value = match.groups()
        if value is None:
            value = "true"
        elif value.startswith('"'):
            value = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]),
                           value[1:-1])
        fields[key] = value
        at = match.end()
    if "=" not in line:
        raise Bad("unparsable")
    return fields


def regex_parser(pattern):
    compiled = re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern))

    def parse(line):
        match = compiled.search(line)
        if not match:
            raise Bad("unparsable")
        return match.groupdict()

    return parse


# Asterisk's queue_log: what data1, data2... mean for each event.
_QUEUE_PARAMETERS = {
    "ABANDON": "position origposition waittime",
    "CONNECT": "holdtime bridgedchanneluniqueid ringtime",
    "COMPLETEAGENT": "holdtime calltime origposition",
    "COMPLETECALLER": "holdtime calltime origposition", "ENTERQUEUE": "url callerid position",
    "EXITEMPTY": "position origposition waittime",
    "EXITWITHKEY": "key position origposition waittime",
    "EXITWITHTIMEOUT": "position origposition waittime", "RINGNOANSWER": "ringtime",
    "TRANSFER": "extension context holdtime calltime origposition"}


def parse_queue_log(line):
    parts = line.rstrip("\r\n").split("|")
    if len(parts) < 5:
        raise Bad("unparsable")
    fields = dict(zip(("time", "callid", "queue", "agent", "event"), parts))
    for key in ("callid", "agent", "queue"):
        if fields[key] == "NONE":
            fields[key] = None
    names = _QUEUE_PARAMETERS.get(fields["event"], "").split()
    for index, value in enumerate(parts[5:]):
        fields[f"data{index + 1}"] = value
        if index < len(names):
            fields[names[index]] = value
    return fields


_PARSERS = {"json": parse_json, "logfmt": parse_logfmt, "asterisk_queue_log": parse_queue_log}


# ---- bytes -> records ---------------------------------------------------------------------------

def _decode(raw, encoding):
    try:
        return codecs.decode(raw, encoding)
    except UnicodeDecodeError:
        raise Bad("bad_encoding") from None


def _lines(data):
    for raw in data.split(b"\n"):
        if raw.strip(b" \t\r"):
            yield raw.rstrip(b"\r")


def _line_records(data, parse, encoding):
    for raw in _lines(data):
        if len(raw) > LONGEST:
            yield Bad("too_long")
            continue
        try:
            yield parse(_decode(raw, encoding))
        except Bad as bad:
            yield bad


def _csv_records(data, options, encoding):
    """Well-formed CSV only: what a broken file gives is for the collectors' own tests."""
    text = codecs.decode(data, encoding)
    quote = options.get("quote", '"')
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=options.get("delimiter", ","),
                      quotechar=quote or None,
                      quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE)
    columns = options.get("columns")
    for row in rows:
        if not row or (len(row) == 1 and not row[0].strip()):
            continue
        if columns is None:
            columns = row
        elif len(row) < len(columns):
            yield Bad("unparsable")
        else:
            yield dict(zip(columns, row))


def read_records(source, folder):
    """Every record of a source in order: {field: text} or a Bad."""
    kind, encoding = source["format"], source.get("encoding", "utf-8")
    for data in _contents(source, folder):
        data = data.removeprefix(b"\xef\xbb\xbf")
        if kind == "csv":
            found = _csv_records(data, source, encoding)
        else:
            parse = regex_parser(source["regex"]) if kind == "regex" else _PARSERS[kind]
            found = _line_records(data, parse, encoding)
        for record in found:
            yield record if isinstance(record, Bad) else _clean(record, source)


def _contents(source, folder):
    paths = set()
    for pattern in as_list(source["file"]["paths"]):
        paths |= set(glob.glob(os.path.join(folder, pattern)))
    for path in sorted(paths):
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            yield file.read()


def _clean(record, settings):
    """Absent is None: no text, an empty one, or the source's word for absent."""
    cleaned = {}
    for name, text in record.items():
        if text is None or text == "" or text == settings.get("absent_as"):
            continue
        if settings.get("decimal") == ",":
            if q.number(text.replace(",", ".")) is not None and "." not in text:
                text = text.replace(",", ".")
        cleaned[name] = text
    return cleaned


# ---- records -> events --------------------------------------------------------------------------

_LAYOUT = {"d": r"(?P<day>\d{1,2})", "m": r"(?P<month>\d{1,2})", "Y": r"(?P<year>\d{4})",
           "H": r"(?P<hour>\d{1,2})", "M": r"(?P<minute>\d{1,2})", "S": r"(?P<second>\d{1,2})",
           "f": r"(?P<fraction>\d{1,6})", "z": r"(?P<offset>[+-]\d\d:?\d\d)"}


def _by_layout(text, layout, zone):
    pattern = re.sub(r"%(.)|([^%]+)", lambda m: _LAYOUT[m[1]] if m[1] else re.escape(m[2]), layout)
    match = re.fullmatch(pattern, text, re.ASCII)
    if not match:
        return None
    found = match.groupdict()
    part = lambda name, default=0: int(found.get(name) or default)  # noqa: E731
    try:
        naive = dt.datetime(part("year"), part("month"), part("day"), part("hour"), part("minute"),
                            part("second"), int(((found.get("fraction") or "") + "000000")[:6]))
    except ValueError:
        return None
    if found.get("offset"):
        offset = found["offset"]
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        shift = (-1 if offset[0] == "-" else 1) * minutes * q.MINUTE
        return q.instant(naive.replace(tzinfo=dt.timezone.utc)) - shift
    return q.local_instant(naive, zone)


def _read_time(text, form, zone):
    """None where the text cannot be read."""
    if "layout" in form:
        return _by_layout(text, form["layout"], zone)
    if "epoch" in form:
        value = q.number(text)
        if value is None:
            return None
        micros = value * {"s": q.SECOND, "ms": 1000, "us": 1}[form["epoch"]]
        return int(micros) if micros >= 0 else -int(-micros)
    return q.rfc3339(text)


def _text_of(node, record):
    """A text source: a field's name, {field}, {value} or, for the type, {field, map}."""
    if isinstance(node, str):
        node = {"field": node}
    if "value" in node:
        return node["value"]
    text = record.get(node["field"])
    if "map" in node:
        return None if text is None else node["map"].get(text)
    return text


class _RecordAsEvent:
    """`when` tests source fields only, even one called `event`."""

    def __init__(self, record):
        self.type = record.get("event")
        self.fields = record


def _renamed(mapping, record):
    """The event's fields as text: those of the record, and the new names."""
    fields = dict(record)
    for name, node in (mapping.get("fields") or {}).items():
        fields[name] = _text_of(node, record)
    return {name: text for name, text in fields.items() if text is not None}


def _make_event(mapping, record, is_wanted, zone):
    """The event that one mapping makes of a record, None for none; raises Bad("no_time")."""
    if not holds(mapping.get("when"), _RecordAsEvent(record), no_measures):
        return None
    type_ = _text_of(mapping["type"], record)
    fields = _renamed(mapping, record)
    if type_ is None or not is_wanted(type_, fields):
        return None
    form = mapping["time"]
    if isinstance(form, str):
        form = {"field": form}
    texts = [record.get(name) for name in form.get("fields", [form.get("field")])]
    if texts == [None] * len(texts):
        return None  # "An absent time makes no event"
    zone = q.zone(form["timezone"]) if "timezone" in form else zone
    time = None if None in texts else _read_time(" ".join(texts), form, zone)
    if time is None:
        raise Bad("no_time")  # "an unreadable one is `no_time`"
    for name, node in (mapping.get("fields") or {}).items():
        if name in fields and isinstance(node, dict) and node.get("as") == "time":
            moment = _read_time(fields[name], form, zone)
            if moment is None:
                raise Bad("no_time")
            fields[name] = q.show(moment)
    return Event(time, type_, fields)


QUEUE_DEFAULT = [{"type": {"field": "event"}, "time": {"field": "time", "epoch": "s"}}]


class _Duplicates:
    """At-least-once senders: "the first read wins"."""

    def __init__(self, rule):
        self.by = rule["by"]
        self.within = q.duration(rule["within"]) * q.SECOND
        self.first = {}

    def is_one(self, record, time):
        id_ = record.get(self.by)
        if id_ is None:
            return False
        first_time = self.first.get(id_)
        if first_time is not None and abs(time - first_time) <= self.within:
            return True
        self.first[id_] = time
        return False


def read_source(source, folder, is_wanted, zone, first_order):
    """(events in order of reading, Counts)"""
    counts, events = Counts(source["name"]), []
    rule = source.get("drop_duplicates")
    duplicates = _Duplicates(rule) if rule else None
    for record in read_records(source, folder):
        counts.records += 1
        if isinstance(record, Bad):
            counts.rejected[str(record)] += 1
            continue
        made, reason = [], None
        for mapping in source.get("events") or QUEUE_DEFAULT:
            try:
                event = _make_event(mapping, record, is_wanted, zone)
                made += [event] if event else []
            except Bad as bad:
                reason = reason or str(bad)
        if not made:
            if reason:
                counts.rejected[reason] += 1
            else:
                counts.filtered += 1
            continue
        if duplicates and duplicates.is_one(record, made[0].time):
            counts.duplicate += 1
            continue
        counts.accepted += 1
        for event in made:
            event.order = first_order + len(events)
            events.append(event)
    return events, counts


def sources_of(settings):
    return as_list(settings["sources"])
