#!/usr/bin/env python3
"""The runner itself: it must see what differs, and a case that compares nothing must fail."""
import copy
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import run  # noqa: E402

ANSWER = {"at": "2026-03-01T00:00:00Z", "targets": [
    {"id": "calls", "goal": "at least 80%", "status": "met", "series": [
        {"labels": {}, "window": {"name": "current", "from": "a", "to": "b"}, "good": 4,
         "value": 0.8, "low": None, "status": "met"}]},
    {"id": "slow", "goal": "p90 at most 20s", "status": "met", "series": [
        {"labels": {}, "window": {"name": "current", "from": "a", "to": "b"}, "count": 4,
         "value": 20, "status": "met"}]}],
    "cases": [{"id": "order", "open": 2, "closed": 1}],
    "sources": [{"name": "log", "records": 4, "rejected": {"no_time": 0, "unparsable": 1}}]}


def differences(targets=None, **more):
    check = run.Check("case", {"targets": targets or {}, **more}, copy.deepcopy(ANSWER))
    check.run()
    return check.differences


class RunnerFindsDifferences(unittest.TestCase):
    def test_agreement_is_silent(self):
        self.assertEqual([], differences({"calls": {"status": "met", "labels": [{}], "series": [
            {"good": 4, "value": 0.8, "low": None, "from": "a", "status": "met"}]}}))

    def test_a_case_that_compares_nothing_fails(self):
        self.assertEqual(1, len(differences()))
        self.assertEqual(1, len(differences({"calls": {"series": []}})))

    def test_each_kind_of_difference_is_seen(self):
        for series in ({"good": 5}, {"value": 0.81}, {"value": None}, {"low": 0}, {"status": "x"},
                       {"from": "b"}, {"labels": {"a": "b"}, "good": 4},
                       {"window": "previous", "good": 4}, {"no_such_key": None}):
            self.assertEqual(1, len(differences({"calls": {"series": [series]}})), series)
        self.assertEqual(1, len(differences({"nobody": {"status": "met"}})))
        self.assertEqual(1, len(differences({"calls": {"status": "missed"}})))
        self.assertEqual(1, len(differences({"calls": {"labels": [{}, {"a": "b"}]}})))
        self.assertEqual(1, len(differences({"calls": {"label_count": 2}})))

    def test_percentiles_alone_may_be_off_by_one_percent(self):
        self.assertEqual([], differences({"slow": {"series": [{"value": 20.1}]}}))
        self.assertEqual(1, len(differences({"slow": {"series": [{"value": 20.5}]}})))
        self.assertEqual(1, len(differences({"slow": {"series": [{"count": 4.01}]}})))

    def test_sources_and_unknown_keys(self):
        self.assertEqual([], differences(sources={"log": {"rejected": {"unparsable": 1}}}))
        self.assertEqual(1, len(differences(sources={"log": {"rejected": {}}})))
        self.assertEqual(1, len(differences(sources={"else": {"records": 4}})))
        self.assertEqual(1, len(differences({"calls": {"status": "met"}}, target={})))

    def test_cases(self):
        self.assertEqual([], differences(cases={"order": {"open": 2, "closed": 1}}))
        for cases in ({"order": {"open": 1}}, {"order": {"voided": 0}}, {"parcel": {"open": 2}}):
            self.assertEqual(1, len(differences(cases=cases)), cases)


class Runs(unittest.TestCase):
    """What is asked is the folder itself, or a copy with a generated or shuffled log."""

    def run_on(self, files, shuffled):
        asked = []

        def ask(config, _):
            folder = os.path.dirname(config)
            with open(os.path.join(folder, "a.jsonl"), encoding="utf-8") as file:
                asked.append((folder, file.read()))
            return copy.deepcopy(ANSWER)

        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**files, "expected.json": '{"checks": [{"answer_at": ""}]}'}.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            self.assertEqual(1, len(run.run_case(folder, ask, shuffled)))
            self.assertEqual(sorted(list(files) + ["expected.json"]), sorted(os.listdir(folder)))
            return asked[0][0] == folder, asked[0][1]

    def test_a_shuffled_log_has_the_same_lines(self):
        text = "".join(f"{n}\n" for n in range(100))
        self.assertEqual((True, text), self.run_on({"a.jsonl": text}, False))
        same, shuffled = self.run_on({"a.jsonl": text}, True)
        self.assertFalse(same)
        self.assertNotEqual(text, shuffled)
        self.assertEqual(sorted(text.split()), sorted(shuffled.split()))

    def test_a_generated_log_is_written_in_a_copy(self):
        code = "import sys\nopen(sys.argv[1] + '/a.jsonl', 'w').write('1')\n"
        self.assertEqual((False, "1"), self.run_on({"generate.py": code}, False))


if __name__ == "__main__":
    unittest.main()
