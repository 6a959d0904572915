"""A year of what a real charterd serves: its series as scraped now, and made-up values before.
At the present instant every value is the one that was scraped."""

import math
import re
import zlib
from datetime import datetime, timezone

DAY = 86400
YEAR = 365 * DAY
SHORT = {"5m": 300, "30m": 1800, "1h": 3600, "2h": 7200, "6h": 21600, "1d": DAY, "3d": 3 * DAY}
SAMPLE = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Series:
    def __init__(self, line, kind):
        self.name, labels, value = SAMPLE.fullmatch(line).groups()
        self.labels = dict(LABEL.findall(labels or ""))
        self.value, self.kind = float(value), kind

    def text(self, **more):
        labels = {**self.labels, **more}
        return self.name + "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}"


def parse(exposition):
    kinds, series = {}, []
    for line in exposition.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            kinds[name] = kind
        elif line and not line.startswith("#"):
            name = re.match(r"[\w:]+", line).group()
            base = re.sub(r"_(bucket|sum|count)$", "", name)
            series.append(Series(line, kinds.get(name) or kinds.get(base)))
    return series


def times(now):
    """Daily for a year, every six hours in the last five weeks, and now."""
    early = range(now - YEAR, now - 35 * DAY, DAY)
    return [*early, *range(now - 35 * DAY, now, DAY // 4), now]


class Past:
    """The values at some time before now, worked out of the present ones."""

    def __init__(self, series, now):
        self.series, self.now = series, now
        self.info = {s.labels["target"]: s.labels for s in series
                     if s.name == "charter_target_info"}
        self.goals = self._by_target("charter_target_goal")
        self.whole = {(s.name, tuple(s.labels.items())): s.value for s in series
                      if s.name.startswith("charter_target_window_")}
        self.counts = {(s.name, tuple(s.labels.items())[:-1]): s.value for s in series
                       if s.labels.get("le") == "+Inf"}

    def _by_target(self, name):
        return {s.labels["target"]: s.value for s in self.series if s.name == name}

    def swing(self, target, age):
        """How many more misses than now: a wave for each target, still at the present."""
        phase = zlib.crc32(target.encode()) % 1000 / 1000
        wave = math.sin(2 * math.pi * (age / (60 * DAY) + phase))
        return 1 + min(1, age / (7 * DAY)) * 0.4 * wave

    def value(self, series, time):
        """None where the series was not there."""
        age, name, labels = self.now - time, series.name, series.labels
        if age == 0:
            return series.value
        if series.kind in ("counter", "histogram"):
            return series.value * (1 - age / (400 * DAY)) + self._wave(series, age)
        if "month" in labels:
            return series.value if self._had_begun(labels["month"], time) else None
        if name.endswith("_timestamp_seconds") and name.startswith("charterd_source"):
            return series.value - age
        target = labels.get("target")
        if target is None or name in ("charter_target_info", "charter_target_goal"):
            return series.value
        return self._of_target(series, self.swing(target, age), age)

    def _wave(self, series, age):
        """So that not all weeks are alike; small enough that no bucket ever falls."""
        if not series.name.endswith("_bucket"):
            return 0
        count = self.counts[series.name, tuple(series.labels.items())[:-1]] or 1
        share = series.value / count
        return count * 0.004 * share * (1 - share) * math.sin(2 * math.pi * age / (30 * DAY))

    def _had_begun(self, month, time):
        return month <= datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m")

    def _of_target(self, series, swing, age):
        name, labels = series.name, series.labels
        info = self.info[labels["target"]]
        if name.startswith("charter_target_window_") and labels["window"] in SHORT:
            return self._short(series, swing, age)
        if name == "charter_target_window_events":
            return series.value * (swing if labels["verdict"] == "bad" else 1)
        if name in ("charter_target_overdue", "charter_target_pending"):
            return round(series.value * swing)
        if name == "charter_target_budget_remaining_ratio":
            return 1 - (1 - series.value) * swing
        if name.startswith("charter_target_value"):
            return self._figure(series.value, swing, info)
        if name == "charter_target_window_amount":
            return self._figure(series.value, swing, info)
        if name == "charter_target_status":
            return self._status(series, swing, info)
        return series.value

    def _short(self, series, swing, age):
        """Its part of the whole window; more on working days, and no day like another."""
        whole = self.whole[series.name, tuple({**series.labels, "window": "current"}.items())]
        day = int(self.now - age) // DAY
        busy = (0.5 if day % 7 in (2, 3) else 1.2) * (0.8 + zlib.crc32(b"%d" % day) % 100 / 250)
        window, bad = series.labels["window"], 1
        if series.labels.get("verdict") == "bad":
            bad = swing * (0.7 + zlib.crc32(b"%d" % (day * 86400 // SHORT[window])) % 60 / 100)
        return whole * SHORT[window] / (28 * DAY) * busy * bad

    def _figure(self, value, swing, info):
        if info["unit"] != "ratio":
            return value * (1 + 0.2 * (swing - 1))
        bad = value if info["direction"] == "lower" else 1 - value
        bad = bad * swing / (bad * swing + 1 - bad)
        return bad if info["direction"] == "lower" else 1 - bad

    def _status(self, series, swing, info):
        value = next((s.value for s in self.series if s.name == "charter_target_value" and
                      s.labels == {k: v for k, v in series.labels.items() if k != "status"}), None)
        if value is None:
            return series.value
        goal, figure = self.goals[info["target"]], self._figure(value, swing, info)
        kept = figure >= goal if info["direction"] == "higher" else figure <= goal
        if kept:
            now = "on_track" if info["goal_window"].startswith("calendar") else "met"
        else:
            now = "at_risk" if re.search("reduced|raised", info["goal"]) else "missed"
        return float(series.labels["status"] == now)


def scraped(instance, seconds, count):
    """What Prometheus itself adds to each scrape."""
    lines = ("up 1", f"scrape_duration_seconds {seconds}", f"scrape_samples_scraped {count}")
    return [Series(line, "gauge") for line in lines]


def write(path, series, now, only=None, **labels):
    """Appends OpenMetrics text; `only` filters the times."""
    past = Past(series, now)
    series = [*series, *scraped(labels.get("instance"), 0.004, len(series))]
    with path.open("a") as file:
        for one in series:
            text = one.text(**{k: v for k, v in labels.items()
                               if k != "charter" or "charter" in one.labels})
            for time in times(now) if only is None else only:
                value = past.value(one, time)
                if value is not None:
                    file.write(f"{text} {value!r} {time}\n")
