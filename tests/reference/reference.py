#!/usr/bin/env python3
"""A slow, separate recomputation of `charterd evaluate --format json` for value targets.

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
from charter import Charter  # noqa: E402
from judge import Judge, target_status  # noqa: E402
from outcomes import Labels, measure_counts  # noqa: E402
from records import read_source, sources_of  # noqa: E402


def load_yaml(path):
    """Every scalar stays the text that was written."""
    with open(path, encoding="utf-8-sig") as file:
        return yaml.load(file, Loader=yaml.BaseLoader)


class Reading:
    """Both files and all events, read once; `evaluate` may be asked for many T."""

    def __init__(self, config_file):
        folder = os.path.dirname(os.path.abspath(config_file))
        settings = load_yaml(config_file)
        self.charter = Charter(load_yaml(os.path.join(folder, settings["charter"])))
        self.events, self.counts = [], []
        for source in sources_of(settings):
            events, counts = read_source(source, folder, self.charter.event_types,
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
                    "sources": [c.as_json() for c in self.counts]}
        labels = Labels(self.charter, self.events, at)
        return {"charter": self.charter.id, "at": q.show(at),
                "targets": [self._target(target, labels, at) for target in self.charter.targets],
                "measures": [{"id": id_, "no_value": no_value, "bad_value": bad_value}
                             for id_, (no_value, bad_value) in
                             measure_counts(self.charter, self.events, at).items()],
                "sources": [c.as_json() for c in self.counts]}

    def _target(self, target, labels, at):
        series = Judge(self.charter, target, at).series(self.events, labels)
        return {"id": target.id, "goal": target.goal.text, "status": target_status(series),
                "series": [s.as_json() for s in series]}


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
