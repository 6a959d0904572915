#!/usr/bin/env python3
"""The comparison itself: it must see every kind of difference between two answers."""
import copy
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from compare import Comparison  # noqa: E402

WINDOW = {"name": "current", "from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}
ANSWER = {
    "charter": "shop", "at": "2026-03-01T00:00:00Z",
    "targets": [
        {"id": "calls", "goal": "at least 80%", "status": "met", "series": [
            {"labels": {}, "window": WINDOW, "good": 4.0, "bad": 1.0, "excluded": 2, "pending": 3,
             "overdue": 0, "value": 0.8, "low": 0.4, "high": 0.9, "budget_remaining": 0.0,
             "status": "met"},
            {"labels": {"a": "b"}, "window": WINDOW, "good": 0.0, "bad": 0.0, "excluded": 0,
             "value": None, "low": None, "high": None, "budget_remaining": None,
             "status": "no_data"}]},
        {"id": "slow", "goal": "p90 at most 20s", "status": "met", "series": [
            {"labels": {}, "window": WINDOW, "count": 4.0, "excluded": 0, "value": 20.0,
             "low": None, "high": None, "budget_remaining": None, "status": "met"}],
         "no_due": 2}],
    "cases": [{"id": "order", "open": 3, "closed": 4, "voided": 1, "orphan_events": 2}],
    "measures": [{"id": "wait", "no_value": 1, "bad_value": 0}],
    "sources": [{"name": "log", "records": 7, "accepted": 7, "filtered": 0, "duplicate": 0,
                 "rejected": {}}]}


def differences(change):
    """What is found when `change` was made to charterd's answer."""
    theirs = copy.deepcopy(ANSWER)
    change(theirs)
    comparison = Comparison()
    comparison.answers(ANSWER, theirs)
    return len(comparison.differences)


def put(*path):
    """A change: the last of `path` put at the place that the others name."""
    def change(answer):
        node = answer
        for key in path[:-2]:
            node = node[key]
        node[path[-2]] = path[-1]
    return change


class ComparisonFindsDifferences(unittest.TestCase):
    def test_equal_answers_are_equal(self):
        self.assertEqual(0, differences(lambda answer: None))
        self.assertEqual(0, differences(lambda a: a["sources"][0]["rejected"].update(no_time=0)))

    def test_every_key_of_a_series_counts(self):
        for key, other in (("good", 5.0), ("bad", 0.0), ("excluded", 0), ("pending", 2),
                           ("overdue", None), ("value", 0.8001),
                           ("low", None), ("high", 0.8), ("budget_remaining", None),
                           ("status", "at_risk"), ("window", {**WINDOW, "to": "x"})):
            self.assertEqual(1, differences(put("targets", 0, "series", 0, key, other)), key)

    def test_null_is_not_0(self):
        self.assertEqual(1, differences(put("targets", 0, "series", 1, "value", 0.0)))

    def test_missing_extra_and_repeated_series_are_seen(self):
        series = ANSWER["targets"][0]["series"]
        self.assertEqual(1, differences(lambda a: a["targets"][0]["series"].pop()))
        self.assertEqual(1, differences(lambda a: a["targets"][0]["series"].append(series[1])))
        extra = {**series[1], "labels": {"a": "c"}}
        self.assertEqual(1, differences(lambda a: a["targets"][0]["series"].append(extra)))

    def test_only_percentiles_may_be_off_by_one_percent(self):
        self.assertEqual(0, differences(put("targets", 1, "series", 0, "value", 20.15)))
        self.assertEqual(1, differences(put("targets", 1, "series", 0, "value", 20.5)))
        self.assertEqual(1, differences(put("targets", 1, "series", 0, "count", 4.01)))

    def test_the_rest_of_the_answer_counts(self):
        for change in (put("at", "x"), put("charter", "x"), put("targets", 0, "status", "missed"),
                       put("targets", 0, "goal", "x"), put("sources", 0, "filtered", 1),
                       put("sources", 0, "rejected", {"no_time": 1}),
                       put("measures", 0, "no_value", 0), put("targets", 1, "no_due", 0),
                       put("cases", 0, "open", 4), put("cases", 0, "orphan_events", 0),
                       put("cases", 0, "id", "x")):
            self.assertEqual(1, differences(change))


if __name__ == "__main__":
    unittest.main()
