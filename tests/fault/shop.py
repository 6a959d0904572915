"""A shop whose logs are written by a test that keeps its own count of what is in them."""

import collections
import json
from datetime import datetime, timedelta, timezone

CHARTER = """\
id: fault-shop
organization: Fault Shop
timezone: Europe/Prague
scope: {segment: [new, old]}
measures:
  queue_wait: {events: [call.answered], value: wait, unit: seconds, range: [0, 3600]}
cases:
  order:
    key: order
    opens: order.placed
    closes: order.ready
    pauses: {from: order.held, to: order.resumed}
    measures:
      order_time: {from: opens, to: closes}
      revisions: {count: order.revised}
targets:
  phone:
    statement: Callers speak to a person within 20 seconds.
    measure: queue_wait
    goal: at least 80%
    good: {queue_wait: "<= 20s"}
    window: 28 days
    by: [segment]
  wait:
    statement: Callers wait half a minute or less on average.
    measure: queue_wait
    goal: mean at most 30s
    window: 28 days
    by: [segment, agent]
  orders:
    statement: Orders are ready within two hours, with fewer than three revisions.
    measure: order
    goal: at least 50%
    good: {order_time: "<= 2h", revisions: "< 3"}
    window: 28 days
    by: [shop]
  order-time:
    statement: An order takes three hours or less on average.
    measure: order_time
    goal: mean at most 3h
    window: 28 days
  calls-today:
    statement: We answer at least ten calls each day.
    measure: queue_wait
    goal: count at least 10
    window: calendar day
"""

# Behind CHARTER: is_lasting() knows its name.
PASSING = """\
  passing:
    statement: This target comes and goes.
    measure: queue_wait
    goal: mean at most 40s
    window: 28 days
"""

SETTINGS = """\
charter: charter.yml
storage: {path: state}
web: {listen: "127.0.0.1:0"}
sources:
  - name: calls
    file: {paths: ["LOGS/calls.jsonl*"]}
    format: json
    drop_duplicates: {by: id, within: 48h}
    events:
      - type: {field: event}
        time: {field: ts}
        fields: {wait: wait_s}
  - name: orders
    file: {paths: ["LOGS/orders.log*"]}
    format: logfmt
    events:
      - type: {field: event}
        time: {field: ts}
"""

SEGMENTS = ("new", "old")
AGENTS = ("ada", "bob", "cyd")
SHOPS = ("brno", "oslo")
LONGEST = timedelta(minutes=100)  # an order that goes on is not overdue yet
RECENT = 200  # so many ids back a duplicate may reach


def series(name, **labels):
    """How a series is named here: metric, and labels in order."""
    return (name, tuple(sorted(labels.items())))


class Shop:
    """Makes lines, and counts what they are. `wall`: what the clock of the writers shows; `calls`,
    `orders`: the sources that read them, None where none does; `prefix`: of all ids and keys."""

    def __init__(self, dice, wall=lambda: datetime.now(timezone.utc), calls="calls",
                 orders="orders", prefix=""):
        self.dice, self.wall = dice, wall
        self.calls, self.orders, self.prefix = calls, orders, prefix
        self.records = collections.Counter()  # (source, result)
        self.verdicts = collections.Counter()  # (target, verdict, by, value)
        self.waits = collections.Counter()  # (by, value) -> seconds
        self.corrected = collections.Counter()  # (by, value): good orders that are bad now
        self.pending = self.overdue = self.missed_open = 0
        self.orphans = self.order = self.call_number = 0
        self.recent = collections.deque(maxlen=RECENT)
        self.open_orders, self.good_orders = [], []  # that may go on: (order, when it was placed)
        self.unsettled = []  # (one of these, order, when it was placed)

    # ---- calls ----------------------------------------------------------------------------------

    def call_line(self):
        kind = self.dice.random()
        if kind < 0.10 and self.recent:
            self.records[self.calls, "duplicate"] += 1
            return self.dice.choice(self.recent)
        if kind < 0.14:
            self.records[self.calls, "rejected"] += 1
            return "this is no JSON"
        if kind < 0.20:
            self.records[self.calls, "filtered"] += 1
            return json.dumps({"ts": self.time(), "event": "agent.break"})
        return self.new_call_line()

    def new_call_line(self):
        self.recent.append(self.call())
        return self.recent[-1]

    def call(self, more=()):
        self.call_number += 1
        segment, agent = self.dice.choice(SEGMENTS), self.dice.choice(AGENTS)
        wait = self.dice.randrange(1, 40)
        self.count_calls(1, wait, segment, agent)
        return json.dumps({"ts": self.time(), "event": "call.answered", "wait_s": wait,
                           "id": f"{self.prefix}call-{self.call_number}", "segment": segment,
                           "agent": agent, **dict(more)})

    def count_calls(self, count, wait, segment, agent):
        self.records[self.calls, "accepted"] += count
        for part in (("", ""), ("segment", segment), ("agent", agent)):
            self.waits[part] += count * wait
            if part[0] != "agent":
                self.verdicts["phone", "good" if wait <= 20 else "bad", *part] += count

    # ---- orders ---------------------------------------------------------------------------------

    def order_lines(self):
        """An order's whole life, or a piece of one."""
        lines = self._go_on() if self.dice.random() < 0.4 else []
        if not lines:
            self.order += 1
            order = (f"{self.prefix}o{self.order}", self.dice.choice(SHOPS))
            life = self.dice.choice([self._quick, self._revised, self._open, self._overdue,
                                     self._held, self._waits])
            lines = life(order)
        self.records[self.orders, "accepted"] += len(lines)
        return lines

    def settle(self):
        """All that was written so far has been read, and kept: orders may go on behind it. Else
        what they were counted as on the way would be a matter of luck."""
        for orders, order, placed in self.unsettled:
            orders.append((order, placed))
        self.unsettled.clear()

    def _go_on(self):
        """With an order that is known, in another file perhaps, and to another process."""
        finished = self.good_orders and self.dice.random() < 0.5
        orders = self.good_orders if finished else self.open_orders
        if not orders:
            return []
        order, placed = orders.pop(self.dice.randrange(len(orders)))
        if finished:
            return self._revise_late(order, placed)
        if not timedelta(0) < self.wall() - placed < LONGEST:
            return []  # the clock was set
        return self.dice.choice([self._finish, self._revise_more])(order, placed)

    def _decide(self, order, verdict):
        for part in (("", ""), ("shop", order[1])):
            self.verdicts["orders", verdict, *part] += 1

    def _line(self, order, kind, hours_ago=0.0):
        return f"ts={self.time(hours_ago)} event=order.{kind} order={order[0]} shop={order[1]}"

    def _quick(self, order):
        self._decide(order, "good")
        self.unsettled.append((self.good_orders, order, self.wall() - timedelta(hours=1)))
        return [self._line(order, "placed", 1), self._line(order, "revised"),
                self._line(order, "ready")]

    def _revised(self, order):
        self._decide(order, "bad")
        return [self._line(order, "placed"), *[self._line(order, "revised")] * 4,
                self._line(order, "ready")]

    def _open(self, order):
        self.pending += 1
        self.unsettled.append((self.open_orders, order, self.wall()))
        return [self._line(order, "placed"), self._line(order, "revised")]

    def _overdue(self, order):
        self._decide(order, "bad")
        self.overdue += 1
        return [self._line(order, "placed", 24)]

    def _finish(self, order, placed):
        self.pending -= 1
        self._decide(order, "good")
        self.unsettled.append((self.good_orders, order, placed))
        return [self._line(order, "ready")]

    def _revise_more(self, order, placed):
        self.pending -= 1
        self.missed_open += 1
        self._decide(order, "bad")
        return [self._line(order, "revised")] * 3

    def _revise_late(self, order, placed):
        """What came before the end, and is told long after it: the order was not good after all."""
        for part in (("", ""), ("shop", order[1])):
            self.corrected[part] += 1
            self.verdicts["orders", "bad", *part] += 0
        between = (placed + timedelta(milliseconds=1)).isoformat()
        return [f"ts={between} event=order.revised order={order[0]} shop={order[1]}"] * 3

    # These two are written from back to front, so that when each is decided is no matter of luck.

    def _held(self, order):
        self._decide(order, "good")
        self.orphans += 3
        return [self._line(order, "ready", 3.5), self._line(order, "resumed", 4),
                self._line(order, "held", 23), self._line(order, "placed", 24)]

    def _waits(self, order):
        self.pending += 1
        self.orphans += 1
        return [self._line(order, "held", 23), self._line(order, "placed", 24)]

    def time(self, hours_ago=0.0):
        return (self.wall() - timedelta(hours=hours_ago)).isoformat()

    # ---- what must come of it -------------------------------------------------------------------

    def written(self, source):
        return sum(count for (name, _), count in self.records.items() if name == source)

    def expected(self):
        """{series: value} of what /metrics must say."""
        result = {}
        for source in filter(None, (self.calls, self.orders)):
            for what in ("accepted", "filtered", "duplicate", "rejected"):
                result[series("charterd_source_records_total", source=source, result=what)] = (
                    self.records[source, what])
        for (target, verdict, by, value), count in self.verdicts.items():
            labels = {"charter": "fault-shop", "target": target, "verdict": verdict, "by": by,
                      "by_value": value}
            result[series("charter_target_events_total", **labels)] = count
            moved = self.corrected[by, value] if target == "orders" else 0
            result[series("charter_target_window_events", window="current", **labels)] = (
                count - moved if verdict == "good" else count + moved)
        for (by, value), seconds in self.waits.items():
            labels = {"charter": "fault-shop", "target": "wait", "window": "current", "by": by,
                      "by_value": value}
            result[series("charter_target_window_amount", **labels)] = seconds
        orders = {"charter": "fault-shop", "target": "orders"}
        result[series("charter_target_pending", **orders)] = self.pending
        result[series("charter_target_overdue", **orders)] = self.overdue
        result[series("charter_cases_open", charter="fault-shop", case="order")] = (
            self.pending + self.overdue + self.missed_open)
        result[series("charterd_orphan_events_total")] = self.orphans
        result[series("charterd_corrected_outcomes_total")] = self.corrected["", ""]
        return result
