#!/usr/bin/env python3
"""How often the alerts of `charterd rules` page for nothing, and how soon they page for something.

Usage: alerts.py CHARTERD [--runs N] [--seed N]

Outcomes come at random, so many a day on average. "False pages": the mean number in 28 days in
which each outcome is bad with just the probability that the goal allows. "Time to page": the median
after an outage begins in which 30% (100%) are bad, half of what is allowed before it; "never": not
in a day, in more than half of the runs. Beside it the textbook's two pages for each target: burn
rates of 14.4 over 1h and 5m, and of 6 over 6h and 30m.
"Missed": how often CharterGoalMissed begins to fire in the same 28 days, and how often it would
without a hold: the figure is on the wrong side half of the time there. The conditions are read from
what the program writes; alerts that are tickets are left out."""

import argparse
import pathlib
import random
import re
import statistics
import subprocess
import tempfile

GOALS = (80, 90, 95, 99, 99.9)
RATES = (1, 10, 100, 1_000, 10_000)  # outcomes a day
DAY = 24 * 60
MINUTES = {"m": 1, "h": 60, "d": DAY}
Z = 1.959963984540054

CHARTER = """\
id: bench
organization: Bench
timezone: UTC
measures: {wait: {events: answered, value: wait, unit: seconds}}
targets:
  t: {statement: S., measure: wait, goal: at least %s%%, good: {wait: "<= 20s"}, severity: page}
"""
SETTINGS = """\
charter: charter.yml
sources:
  - {name: s, file: {paths: [x]}, format: json, events: [{type: {field: e}, time: {field: t}}]}
"""


def minutes(text):
    return int(text[:-1]) * MINUTES[text[-1]]


class Page:
    """A burn alert: minutes of its windows and of its hold, and what must be reached."""

    def __init__(self, longer, shorter, share, allowed, fewest, hold, keep):
        self.longer, self.shorter, self.share = longer, shorter, share
        self.allowed, self.fewest, self.hold, self.keep = allowed, fewest, hold, keep

    def burns(self, good, bad, minute):
        """`good` and `bad` are sums of all minutes before."""
        def sums(length):
            start = max(0, minute - length)
            return good[minute] - good[start], bad[minute] - bad[start]
        fine, missed = sums(self.shorter)
        if fine + missed == 0 or missed < self.share * (fine + missed):
            return False
        fine, missed = sums(self.longer)
        n = fine + missed
        if missed < max(self.share * n, self.fewest):
            return False
        return self.allowed is None or wilson_low(missed / n, n) > self.allowed

    def pages(self, good, bad, start=0):
        """The minutes at which it begins to fire."""
        since, until = None, -1
        for minute in range(start, len(good)):
            if not self.burns(good, bad, minute):
                since = None
                continue
            since = minute if since is None else since
            if minute - since >= self.hold:
                if minute > until:
                    yield minute
                until = minute + max(self.keep, 1)


class Missed(Page):
    """The goal's alert over 28 days."""

    def __init__(self, allowed, hold, keep):
        super().__init__(28 * DAY, 28 * DAY, allowed, None, 0, hold, keep)

    def burns(self, good, bad, minute):
        start = max(0, minute - self.longer)
        fine, missed = good[minute] - good[start], bad[minute] - bad[start]
        return missed > self.share * (fine + missed)


def wilson_low(ratio, n):
    centre = ratio + Z * Z / (2 * n)
    half = Z * (ratio * (1 - ratio) / n + Z * Z / (4 * n * n)) ** 0.5
    return (centre - half) / (1 + Z * Z / n)


def pages_of(charterd, goal):
    """The paging burn alerts that charterd writes for a goal."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "charterd.yml").write_text(SETTINGS)
        (folder / "charter.yml").write_text(CHARTER % goal)
        rules = subprocess.run([charterd, "rules", "--config.file", folder / "charterd.yml"],
                               capture_output=True, text=True, check=True).stdout
    missed = next(rule for rule in rules.split("- alert: ") if rule.startswith("CharterGoalMissed"))
    held = [minutes(re.search(pattern, missed).group(1))
            for pattern in (r" for: (\w+)", r"keep_firing_for: (\w+)")]
    found = []
    for rule in rules.split("- alert: ")[1:]:
        if not rule.startswith("CharterGoalBurning") or 'severity: "page"' not in rule:
            continue
        share, low = re.search(r">= ([\d.]+)$", rule, re.M), re.search(r" > ([\d.]+)$", rule, re.M)
        fewest = re.search(r'verdict="bad"} >= (\d+)$', rule, re.M)
        times = [minutes(re.search(pattern, rule).group(1)) for pattern in (
            r' window: "(\w+)"', r'short: "(\w+)"', r" for: (\w+)", r"keep_firing_for: (\w+)")]
        found.append(Page(times[0], times[1], float(share.group(1)), float(low.group(1)),
                          int(fewest.group(1)), times[2], times[3]))
    return found, Missed(1 - goal / 100, *held)


def textbook(goal):
    allowed = 1 - goal / 100
    return [Page(60, 5, 14.4 * allowed, None, 0, 2, 5), Page(360, 30, 6 * allowed, None, 0, 2, 30)]


def stream(dice, rate, shares):
    """Sums of good and bad before each minute; `shares` gives each minute's chance of bad."""
    good, bad = [0], [0]
    for share in shares:
        count = poisson(dice, rate / DAY)
        missed = sum(dice.random() < share for _ in range(count))
        good.append(good[-1] + count - missed)
        bad.append(bad[-1] + missed)
    return good, bad


def poisson(dice, mean):
    count, left = 0, dice.expovariate(1)
    while left < mean:
        count += 1
        left += dice.expovariate(1)
    return count


def false_pages(dice, pages, goal, rate, runs):
    """The mean number in 28 days, for each list of pages, of the same streams."""
    totals = [0] * len(pages)
    for _ in range(runs):
        good, bad = stream(dice, rate, [1 - goal / 100] * (56 * DAY))
        for i, alerts in enumerate(pages):
            totals[i] += sum(len(list(page.pages(good, bad, 28 * DAY))) for page in alerts)
    return [f"{total / runs:.1f}" for total in totals]


def times_to_page(dice, pages, goal, rate, runs, share):
    allowed, times = 1 - goal / 100, [[] for _ in pages]
    for _ in range(runs):
        good, bad = stream(dice, rate, [allowed / 2] * DAY + [max(share, allowed / 2)] * DAY)
        for i, alerts in enumerate(pages):
            first = [next(page.pages(good, bad, DAY), None) for page in alerts]
            times[i].append(min((f - DAY for f in first if f is not None), default=float("inf")))
    return ["never" if m == float("inf") else f"{m:.0f} min"
            for m in (statistics.median_low(t) for t in times)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("charterd")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    print("| goal | a day | false pages | textbook | Missed | without hold "
          "| 30% bad | textbook | 100% bad | textbook |")
    print("|" + " ---: |" * 10)
    for goal in GOALS:
        burning, missed = pages_of(options.charterd, goal)
        pages = [burning, textbook(goal)]
        unheld = Missed(missed.share, 0, 0)
        for rate in RATES:
            cells = false_pages(dice, [*pages, [missed], [unheld]], goal, rate, options.runs)
            for share in (0.3, 1):
                cells += times_to_page(dice, pages, goal, rate, 3 * options.runs, share)
            print(f"| {goal}% | {rate:,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
