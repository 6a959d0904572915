#!/usr/bin/env python3
"""A slow, separate recomputation of `charterd evaluate --format json`.

Written from the contract alone, to be read beside it; it keeps every event and counts every figure
from scratch. Usage: reference.py [--at T] FOLDER/charterd.yml
"""
import argparse
import json
import os
import sys

import yaml

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import quantities as q  # noqa: E402
from case_outcomes import Cases  # noqa: E402
from charter import Charter  # noqa: E402
from judge import Judge, target_status  # noqa: E402
from outcomes import Gathered, Labels, measure_counts, outcomes_of  # noqa: E402
from records import QUEUE_DEFAULT, read_source, sources_of  # noqa: E402


def load_yaml(path):
    """Every scalar stays the text that was written."""
    with open(path, encoding="utf-8-sig") as file:
        return yaml.load(file, Loader=yaml.BaseLoader)


def longest_delay(sources, types):
    """The longest `arrives_within` among the sources that may give events of these types."""
    def may_give(source):
        for mapping in source.get("events") or QUEUE_DEFAULT:
            node = mapping["type"] if isinstance(mapping["type"], dict) else {}
            given = [node["value"]] if "value" in node else node.get("map", {}).values()
            if ("value" not in node and "map" not in node) or types & set(given):
                return True
        return False

    delays = [q.duration(s.get("arrives_within", "0s")) for s in sources if may_give(s)]
    return int(max(delays, default=0) * q.SECOND)


class Reading:
    """Both files and all events, read once; `evaluate` may be asked for many T."""

    def __init__(self, config_file):
        folder = os.path.dirname(os.path.abspath(config_file))
        settings = load_yaml(config_file)
        charter = os.path.join(folder, settings["charter"])
        self.charter = Charter(load_yaml(charter), os.path.dirname(charter))
        self.sources = sources_of(settings)
        self.events, self.counts = [], []
        for source in self.sources:
            events, counts = read_source(source, folder, self.charter.wants,
                                         self.charter.zone, len(self.events))
            self.events += events
            self.counts.append(counts)

    def latest(self):
        return max((event.time for event in self.events), default=None)

    def evaluate(self, at=None):
        """The contract's JSON (section 4) as of T, by default the latest accepted event's time."""
        at = self.latest() if at is None else at
        if at is None:
            return {"charter": self.charter.id, "at": None, "targets": [],
                    "sources": [c.as_json() for c in self.counts], "cases": []}
        labels = Labels(self.charter, self.events, at)
        cases = {kind.id: Cases(self.charter, kind, self.events, at,
                                longest_delay(self.sources, kind.types))
                 for kind in self.charter.cases.values()}
        for target in self.charter.targets:
            if target.case:
                labels.add_cases(target, cases[target.case.id].histories)
        return {"charter": self.charter.id, "at": q.show(at),
                "targets": [self._target(target, labels, cases, at)
                            for target in self.charter.targets],
                "measures": [{"id": id_, "no_value": no_value, "bad_value": bad_value}
                             for id_, (no_value, bad_value) in
                             measure_counts(self.charter, self.events, at).items()],
                "sources": [c.as_json() for c in self.counts],
                "cases": [found.as_json() for found in cases.values()]}

    def _target(self, target, labels, cases, at):
        if target.case:
            gathered = cases[target.case.id].gather(target, labels)
        else:
            gathered = Gathered(outcomes_of(self.charter, target, self.events, labels, at))
        series = Judge(self.charter, target, at).series(gathered, labels)
        return {"id": target.id, "goal": target.goal.text, "status": target_status(series),
                "series": [s.as_json() for s in series], "no_due": gathered.no_due}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", help="T, RFC 3339; the latest event's time unless given")
    parser.add_argument("config", help="charterd.yml")
    options = parser.parse_args()
    at = None if options.at is None else q.rfc3339(options.at)
    json.dump(Reading(options.config).evaluate(at), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
