#!/usr/bin/env python3
"""Half a year of cases, fed to the daemon. Usage: cases_test.py CHARTERD [unittest arguments]"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reference"))
sys.dont_write_bytecode = True

import quantities as q  # noqa: E402
from case_outcomes import Cases  # noqa: E402
from charterd_process import Daemon, wait_for  # noqa: E402
from outcomes import Labels  # noqa: E402
from reference import Reading  # noqa: E402
from service_desk import Log  # noqa: E402

CHARTERD = ""
PIECES = 40
ROTATED_AT = 17  # the piece after which the log is renamed and begun anew
SEED = 4
FROM_CLOSES = ("called-back", "called-back-ever", "followed-up")


def now():
    return int(time.time() * q.SECOND)


def evaluate(folder, at):
    done = subprocess.run([CHARTERD, "evaluate", "--config.file", str(folder / "charterd.yml"),
                           "--format", "json", "--at", at], capture_output=True, check=True)
    return json.loads(done.stdout)


def counted(answer):
    return {source["name"]: source["records"] for source in answer["sources"]}


class Feed:
    """A file's bytes, handed out in pieces that end anywhere."""

    def __init__(self, path, data, dice):
        self.path, self.data, self.at = path, data, 0
        self.cuts = sorted(dice.randrange(len(data)) for _ in range(PIECES - 1)) + [len(data)]
        path.touch()

    def append(self, number, to_line_end=False):
        end = max(self.at, self.cuts[number])
        if to_line_end:
            end = self.data.index(b"\n", end - 1) + 1
        with self.path.open("ab") as file:
            file.write(self.data[self.at:end])
        self.at = end

    def rotate(self):
        self.path.rename(self.path.with_stem(self.path.stem + "-1"))
        self.path.touch()

    def records(self):
        """Whole ones so far."""
        lines = self.data[:self.at].count(b"\n")
        return max(0, lines - 1) if self.path.suffix == ".csv" else lines


class CasesTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="charterd-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.log = Log(SEED, now() - q.MINUTE, scale=0.5)

    def start(self):
        return self.enterContext(Daemon(CHARTERD, self))

    def answer(self, daemon):
        return json.loads(daemon.get("/api/v1/targets")[1])

    def wait_counted(self, daemon, expected):
        def reached():
            answer = self.answer(daemon)
            return counted(answer) == expected and answer
        try:
            return wait_for(reached, f"the sources to have {expected}")
        except AssertionError as error:
            raise AssertionError(f"{error}, there are {counted(self.answer(daemon))}") from None

    def compare(self, expected, actual, key):
        """Each by itself, so that a failure names it."""
        name = "name" if key == "sources" else "id"
        self.assertEqual([e[name] for e in expected[key]], [a[name] for a in actual[key]])
        for one, other in zip(expected[key], actual[key]):
            with self.subTest(f"{key}: {one[name]}"):
                self.assertEqual(one, other)

    def test_a_log_in_pieces_gives_the_figures_of_the_whole(self):
        self.log.write_settings(self.folder)
        dice = random.Random(SEED)
        feeds = {source: Feed(self.folder / name, self.log.data(name), dice)
                 for source, name in (("desk", "desk.jsonl"), ("complaints", "complaints.log"),
                                      ("requests", "requests.csv"))}
        daemon = self.start()
        daemon.wait_ready()
        for number in range(PIECES):
            for feed in feeds.values():
                feed.append(number, to_line_end=number == ROTATED_AT)
            answer = self.wait_counted(daemon, {n: f.records() for n, f in feeds.items()})
            if number == ROTATED_AT:
                feeds["desk"].rotate()
        expected = evaluate(self.folder, answer["at"])
        self.assertEqual(expected["at"], answer["at"])
        for key in ("targets", "sources", "measures", "cases"):
            self.compare(expected, answer, key)

    # ---- a charter that keeps closed cases for 30 days only -------------------------------------

    KEEP = 30 * q.DAY

    def compare_waiting(self, answer):
        """What begins with the closing is waited for only as long as its case is kept."""
        at, reading = q.rfc3339(answer["at"]), Reading(str(self.folder / "charterd.yml"))
        actual = {t["id"]: [t["series"][0][key] for key in ("pending", "overdue")]
                  for t in answer["targets"]}
        for target in reading.charter.targets:
            if target.id not in FROM_CLOSES:
                continue
            cases = Cases(reading.charter, target.case, reading.events, at, 0)
            cases.histories = [h for h in cases.histories
                               if h.closed is None or h.closed + self.KEEP > at]
            labels = Labels(reading.charter, [], at)
            gathered = cases.gather(target, labels)
            self.assertEqual([len(gathered.pending), len(gathered.overdue)], actual[target.id])

    def ends_of_cases(self):
        """(kind, key) -> when it was closed, None for open ones; voided ones are not in it."""
        reading, found = Reading(str(self.folder / "charterd.yml")), {}
        for kind in reading.charter.cases.values():
            for history in Cases(reading.charter, kind, reading.events, now(), 0).histories:
                if not history.voided:
                    found[kind.id, history.opening.fields[kind.key]] = history.closed
        return found

    def split(self):
        """Writes all but what is to come late. (what cases are forgotten by then, what is not)"""
        lines = self.log.data("desk.jsonl").splitlines(keepends=True)
        late = [line for line in lines if any(
            b'"' + name + b'"' in line for name in (b"ticket.called_back", b"order.followed_up",
                                                    b"order.returned", b"ticket.reopened"))][::5]
        rest = set(late)
        (self.folder / "desk.jsonl").write_bytes(b"".join(x for x in lines if x not in rest))
        ends, too_late, in_time = self.ends_of_cases(), [], []
        for line in late:
            record = json.loads(line)
            kind = record["event"].split(".")[0]
            if (kind, record[kind]) not in ends:
                continue  # voided or an orphan
            age = now() - (ends[kind, record[kind]] or now())
            if abs(age - self.KEEP) > q.DAY:
                (too_late if age > self.KEEP else in_time).append(line)
        return too_late, in_time

    def test_events_of_forgotten_cases_come_too_late(self):
        self.log.write(self.folder, keep="30 days")
        too_late, in_time = self.split()
        self.assertTrue(len(too_late) > 50 < len(in_time))
        path = self.folder / "desk.jsonl"
        before = path.read_bytes()
        daemon = self.start()
        daemon.wait_ready()
        self.wait_counted(daemon, counted(evaluate(self.folder, q.show(now()))))
        path.write_bytes(before + b"".join(in_time))  # what the figures should be made of
        expected = counted(evaluate(self.folder, q.show(now())))
        expected["desk"] += len(too_late)
        with path.open("ab") as file:
            file.write(b"".join(too_late))
        answer = self.wait_counted(daemon, expected)
        path.write_bytes(before + b"".join(in_time))
        expected = evaluate(self.folder, answer["at"])
        self.compare_waiting(answer)
        for target in expected["targets"] + answer["targets"]:
            if target["id"] in FROM_CLOSES:
                for series in target["series"]:
                    del series["pending"], series["overdue"]
        self.compare(expected, answer, "targets")
        rejected = {s["name"]: s["rejected"].get("too_late", 0) for s in answer["sources"]}
        self.assertEqual(rejected, {"desk": len(too_late), "complaints": 0, "requests": 0})
        self.assertEqual([c["open"] for c in expected["cases"]],
                         [c["open"] for c in answer["cases"]])


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
