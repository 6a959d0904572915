"""Random charters, configurations and event streams that the contract has one answer for.

What it leaves open is left out here: weights of nothing, windows of improvements that are no whole
steps, points between 6 and 9 in nps, ids that come again long after.
"""
import json
import random

import quantities as q

ZONES = ["UTC", "Europe/Prague", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
SEGMENTS = ["first_time", "returning", "long_term"]
CHANNELS = ["phone", "email", "store", "social"]
ROLLING = ["30 minutes", "1 hour", "6 hours", "7 hours", "1 day", "3 days", "12 days", "28 days"]
CALENDAR = ["calendar day", "calendar week", "calendar month", "calendar quarter", "calendar year"]
START = q.instant(q.dt.datetime(2026, 1, 1, tzinfo=q.dt.timezone.utc))


def as_yaml(value):
    """JSON is YAML: every text in quotes, so that no comparison is read as a tag."""
    return json.dumps(value, ensure_ascii=False)


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.days = self.r.choice([2, 20, 75, 200])
        self.zone = self.r.choice(ZONES)

    def moment(self):
        return START + self.r.randrange(self.days * q.DAY)

    def date(self, low=0.0, high=1.0):
        day = int(self.days * (low + (high - low) * self.r.random()))
        return q.show(START + day * q.DAY)[:10]

    # ---- charter --------------------------------------------------------------------------------

    def charter(self):
        targets = {}
        for index in range(self.r.randint(4, 10)):
            name, target = self.target()
            targets[f"{name}-{index}"] = target
        node = {"organization": "Random Outfitters", "timezone": self.zone,
                "scope": {"segment": SEGMENTS, "channel": CHANNELS},
                "measures": {
                    "queue_wait": {"events": ["call.answered", "call.abandoned"], "value": "wait",
                                   "unit": self.r.choice(["seconds", "minutes"])},
                    "score": {"events": "survey.answered", "value": "points", "unit": "points",
                              "range": ["0", "10"]},
                    "goods_sold": {"events": {"event": "item.sold", "where": {
                        "channel": CHANNELS[:3]}}, "weight": "kilograms"}},
                "targets": targets}
        if self.r.random() < 0.4:
            node["exempt"] = [{"from": self.date(0, 0.5), "to": self.date(0.5, 1) + "T12:00:00Z",
                               "because": "An outage."}]
            if self.r.random() < 0.5:
                node["exempt"][0]["targets"] = self.r.sample(sorted(targets), 2)
        return node

    def target(self):
        makers = [self.share, self.share, self.tail, self.every_one, self.mean, self.percentile,
                  self.total, self.nps, self.gap, self.improvement, self.weighted]
        maker = self.r.choice(makers)
        target = maker()
        if "window" not in target and "deadline" not in target:
            target["window"] = self.r.choice(ROLLING + CALENDAR)
        if "across" not in target and self.r.random() < 0.5:
            target["by"] = self.r.choice(["segment", ["segment", "channel"], ["site"]])
        if self.r.random() < 0.3:
            target["minimum_events"] = str(self.r.choice([1, 2, 10, 50]))
        if self.r.random() < 0.4:
            target["where"] = self.condition(target["measure"])
        if self.r.random() < 0.3:
            target["exclude"] = self.condition(target["measure"])
        if "deadline" not in target and self.r.random() < 0.15:
            target["active"] = {"from": self.date(0, 0.4), "to": self.date(0.6, 1) + "T12:00:00Z"}
        return maker.__name__.replace("_", "-"), target

    def limit(self):
        return self.r.choice(["5s", "20s", "1m", "2m30s", "10m"])

    def condition(self, measure):
        choices = [
            lambda: {"channel": self.r.choice(CHANNELS)},
            lambda: {"channel": self.r.sample(CHANNELS, 2)},
            lambda: {"segment": "!= returning"}, lambda: {"segment": "absent"},
            lambda: {"site": "present", "not": {"channel": "phone"}},
            lambda: {"priority": "<= 2"},
            lambda: {"priority": "> 1", "segment": ["first_time", "vip"]},
            lambda: [{"channel": "email"}, {"segment": "long_term"}]]
        if measure == "queue_wait":
            choices += [lambda: {"event": "call.abandoned"}, lambda: {"queue_wait": "< 5s"}]
        return self.r.choice(choices)()

    def good(self):
        good = {"queue_wait": f"<= {self.limit()}"}
        if self.r.random() < 0.3:
            good["event"] = "call.answered"
        return good

    def percent(self):
        return self.r.choice([50, 60, 66.7, 75, 80, 90, 95, 100, 0])

    def share(self):
        return {"measure": "queue_wait", "goal": f"at least {self.percent()}%", "good": self.good()}

    def tail(self):
        return {"measure": "queue_wait", "goal": f"at most {100 - self.percent():.1f}%",
                "bad": {"queue_wait": f"> {self.limit()}"}}

    def every_one(self):
        return {"measure": "score", "goal": "every one", "good": {"score": ">= 1"}}

    def weighted(self):
        return {"measure": "goods_sold", "goal": f"at least {self.percent()}%",
                "good": {"kind": ["organic", "local"]}}

    def mean(self):
        side = self.r.choice(["at least", "at most"])
        if self.r.random() < 0.5:
            return {"measure": "score", "goal": f"mean {side} {self.r.choice([5, 6.5, 7])}"}
        return {"measure": "queue_wait", "goal": f"mean {side} {self.limit()}"}

    def percentile(self):
        name = self.r.choice(["median", "p50", "p75", "p90", "p95", "p99", "p99.9"])
        side = self.r.choice(["at least", "at most"])
        return {"measure": "queue_wait", "goal": f"{name} {side} {self.limit()}"}

    def total(self):
        side = self.r.choice(["at least", "at most"])
        if self.r.random() < 0.5:
            return {"measure": "queue_wait", "goal": f"count {side} {self.r.choice([1, 20, 100])}"}
        return {"measure": "queue_wait", "goal": f"sum {side} {self.r.choice(['10m', '1h', '8h'])}"}

    def nps(self):
        return {"measure": "score", "goal": f"nps at least {self.r.choice([-10, 0, 30])}"}

    def gap(self):
        return {"measure": "queue_wait", "goal": f"gap at most {self.r.choice([1, 5, 20])} points",
                "across": self.r.choice(["segment", "channel"]), "good": self.good()}

    def improvement(self):
        statistic = self.r.choice(["mean", "share"])
        by = self.r.choice(["10%", "50%"])
        verb, measure = ("raised" if statistic == "share" else "reduced"), "queue_wait"
        if self.r.random() < 0.3:
            by = "5 points"
            if statistic == "mean":
                by, verb, measure = "0.5 points", "raised", "score"
        target = {"measure": measure, "goal": f"{statistic} {verb} by {by}",
                  "window": self.r.choice(["1 day", "3 days", "12 days"]),
                  "deadline": q.show(START + int(self.days * 0.8) * q.DAY)[:10] + "T00:00:00Z",
                  "baseline": {"from": "2025-12-30", "to": self.date(0.1, 0.5) + "T06:30:00Z"}}
        if statistic == "share":
            target["good"] = self.good()
        if self.r.random() < 0.3:
            value = "60%" if statistic == "share" else "6" if measure == "score" else "90s"
            target["baseline"] = {"value": value, "start": self.date(0.1, 0.5) + "T00:00:00Z"}
        return target

    # ---- events ---------------------------------------------------------------------------------

    def event(self):
        r = self.r
        record = {"ts": q.show(self.moment()), "id": f"{r.getrandbits(60):015x}",
                  "event": r.choices(["call.answered", "call.abandoned", "survey.answered",
                                      "item.sold", "call.held"], [50, 10, 20, 20, 3])[0]}
        if r.random() < 0.95:
            record["segment"] = r.choice(SEGMENTS + ["vip"])
        if r.random() < 0.97:
            record["channel"] = r.choices(CHANNELS + ["fax"], [60, 20, 10, 8, 2])[0]
        if r.random() < 0.8:
            record["site"] = f"site-{min(int(r.expovariate(0.2)), 40)}"
        if r.random() < 0.7:
            record["priority"] = r.choice([1, 2, 3, "high", "2.0"])
        self.value(record)
        return record

    def value(self, record):
        r = self.r
        if r.random() < 0.03:
            return  # no value
        if record["event"].startswith("call"):
            wait = round(r.lognormvariate(3, 1.2), r.choice([0, 1, 3]))
            record["wait"] = r.choices([wait, str(wait), "long"], [90, 8, 1])[0]
        elif record["event"] == "survey.answered":
            record["points"] = r.choices([r.choice([0, 3, 6, 7, 8, 9, 10, 10, 9]), 11, -1, "good"],
                                         [96, 2, 1, 1])[0]
        else:
            record["kilograms"] = r.choices([round(r.uniform(0.01, 20), 3), "some"], [98, 2])[0]
            record["kind"] = r.choice(["organic", "local", "plain"])

    def lines(self, count):
        found = []
        for _ in range(count):
            record = self.event()
            roll = self.r.random()
            if roll < 0.01:
                record["ts"] = self.r.choice(["", None, "soon", "2026-02-30T10:00:00Z"])
            text = json.dumps(record)
            if roll > 0.99:
                text = self.r.choice([text[:-3], "", "[]", "{} {}", text + "}"])
            found.append(text)
            if self.r.random() < 0.02:
                found.append(text)
        self.r.shuffle(found)
        return found

    def settings(self):
        source = {"name": "log", "file": {"paths": ["*.jsonl"]}, "format": "json",
                  "events": [{"type": {"field": "event"}, "time": {"field": "ts"}}]}
        if self.r.random() < 0.6:
            within = self.r.choice(["1h", "2 days", "400 days"])
            source["drop_duplicates"] = {"by": "id", "within": within}
        return {"charter": "charter.yml", "sources": [source]}

    def times(self, count):
        """Values of --at: at random, on edges of hours and days, before and after everything."""
        zone = q.zone(self.zone)
        day = q.midnight(q.date_of(self.moment(), zone), zone)
        found = [None, q.show(day), q.show(day - 1), q.show(self.moment() // q.HOUR * q.HOUR),
                 q.show(START + self.days * q.DAY + q.DAY)]
        found += [q.show(self.moment()) for _ in range(count)]
        return self.r.sample(found, min(count, len(found)))
