#!/usr/bin/env python3
"""Every query of every dashboard on a real Prometheus with a year of a real charterd's series.
Usage: queries_test.py CHARTERD [unittest arguments]"""

import pathlib
import re
import shutil
import sys
import tempfile
import unittest

import boards
import example

CHARTERD = ""
OVERVIEW, ONE_TARGET, ITSELF = "charterd-overview", "charterd-target", "charterd-itself"
STATUS = {1: "met", 2: "on_track", 3: "no_data", 4: "at_risk", 5: "missed"}
SHARES_ONLY = {"The true share lies between", "Budget left", "How fast misses are used up"}
SPREAD = {"Spread of the measure", "Spread of the measure, day by day"}
LIMITS = {"email-answered": 28800, "social-answered": 1800, "first-answer-to-an-order": 28800,
          "satisfied-customers": 4, "faster-telephone": 7}


def number(series):
    """The latest value."""
    return float((series.get("values") or [series["value"]])[-1][1])


class QueriesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for tool in ("prometheus", "promtool"):
            assert shutil.which(tool), "apt-get install prometheus"
        folder = tempfile.TemporaryDirectory(prefix="charterd-grafana-", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        cls.example = example.Example(cls, CHARTERD, pathlib.Path(folder.name))
        cls.boards = boards.load()

    def reader(self, uid, **chosen):
        chosen.setdefault("charter", "example-outfitters")
        return boards.Reader(self.example.prometheus.get, self.boards[uid], self.example.now,
                             example.SCRAPE_INTERVAL, chosen)

    def panel(self, uid, title):
        return next(p for p in boards.panels(self.boards[uid]) if p["title"] == title)

    def shown(self, uid, title, ref="A", **chosen):
        """Now."""
        reader, panel = self.reader(uid, **chosen), self.panel(uid, title)
        query = next(q for q in panel["targets"] if q["refId"] == ref)
        return reader.ask(panel, {**query, "instant": True})

    def targets(self):
        return {target["id"]: target for target in self.example.report["targets"]}

    def total(self, target, window="current"):
        """The daemon's own verdict."""
        return next(s for s in self.targets()[target]["series"]
                    if not s["labels"] and s["window"]["name"] == window)

    def test_the_boards_of_all_answer_every_query(self):
        for uid in (OVERVIEW, ITSELF):
            reader = self.reader(uid)
            for panel, query in boards.queries(self.boards[uid]):
                with self.subTest(board=uid, panel=panel["title"], query=query["refId"]):
                    self.assertTrue(reader.ask(panel, query))

    def test_variables_have_values(self):
        for uid, board in self.boards.items():
            reader = self.reader(uid)
            for variable in board["templating"]["list"]:
                if variable["type"] == "query":
                    self.assertTrue(reader.options(variable), variable["name"])

    def test_annotations_answer(self):
        """A goal is missed, and a source of the charter that has only that one is silent."""
        for uid, chosen in ((OVERVIEW, {}), (ONE_TARGET, {"target": "phone-service-level"}),
                            (ITSELF, {})):
            reader = self.reader(uid, **chosen)
            for annotation in self.boards[uid]["annotations"]["list"]:
                query = {**annotation["target"], "instant": True}
                self.assertTrue(reader.ask({}, query), f"{uid}: {query['expr']}")

    def test_alerts_lead_to_the_dashboard_of_their_target(self):
        links = {alert["labels"].get("target"): alert["annotations"]["dashboard_url"]
                 for alert in self.example.prometheus.get("/api/v1/alerts")["data"]["alerts"]
                 if alert["labels"]["charter"] == "example-outfitters"}
        self.assertEqual(links["phone-service-level"],
                         "https://grafana.example/d/charterd-target"
                         "?var-charter=example-outfitters&var-target=phone-service-level")

    def may_be_empty(self, title, target, unit):
        return (title in SHARES_ONLY and unit != "ratio" or
                title in SPREAD and target in example.WHOLE_CASES + example.NO_VALUES)

    def test_each_target_answers_every_panel(self):
        units = {s["metric"]["target"]: s["metric"]["unit"] for s in self.example.info()}
        self.assertEqual(units.keys(), self.targets().keys())
        for target, unit in units.items():
            reader = self.reader(ONE_TARGET, target=target)
            for panel in boards.panels(self.boards[ONE_TARGET]):
                with self.subTest(target=target, panel=panel["title"]):
                    answers = reader.answers(panel)
                    empty = self.may_be_empty(panel["title"], target, unit)
                    self.assertEqual(not any(answers.values()), empty)

    def test_a_target_is_shown_in_its_own_unit_only(self):
        for series in self.example.info():
            target, unit = series["metric"]["target"], series["metric"]["unit"]
            reader = self.reader(ONE_TARGET, target=target)
            for title in ("Figure", "Promised", "Thirteen months"):
                answers = reader.answers(self.panel(ONE_TARGET, title))
                self.assertEqual({ref for ref, found in answers.items() if found}, {unit}, target)

    def test_the_figures_are_the_daemons(self):
        table = {ref: {s["metric"]["target"]: s for s in
                       self.shown(OVERVIEW, "All promises, worst first", ref)}
                 for ref in ("status", "trend", "budget")}
        for target in self.targets():
            total = self.total(target)
            with self.subTest(target):
                self.assertEqual(STATUS[number(table["status"][target])], total["status"])
                self.assertAlmostEqual(number(table["trend"][target]), total["value"], 9)
                budget = table["budget"].get(target)
                self.assertAlmostEqual(budget and number(budget), total.get("budget_remaining"), 9)

    def test_figures_are_told_in_the_unit_of_the_goal(self):
        table = self.shown(OVERVIEW, "All promises, worst first", "now")
        now = {s["metric"]["target"]: s["metric"]["now"] for s in table}
        self.assertEqual(now.keys(), self.targets().keys())
        scales = {"phone-service-level": (100, " %"), "equal-treatment": (1, " points"),
                  "email-answered": (1 / 3600, " h"), "social-answered": (1 / 60, " min"),
                  "faster-telephone": (1, " s"), "customers-asked": (1, "")}
        for target, (scale, unit) in scales.items():
            value = self.total(target)["value"] * scale
            told, = re.fullmatch(r"([\d.]+)" + unit, now[target].rstrip()).groups()
            self.assertAlmostEqual(float(told), value, delta=0.0051)

    def test_joined_tables_have_one_row_for_each_target(self):
        for title in ("All promises, worst first", "Open and overdue"):
            panel = self.panel(OVERVIEW, title)
            self.assertIn("joinByField", [t["id"] for t in panel["transformations"]])
            for ref, found in self.reader(OVERVIEW).answers(panel).items():
                names = [s["metric"]["target"] for s in found]
                self.assertEqual(len(names), len(set(names)), ref)

    def test_last_month_is_the_one_before_this(self):
        table = self.shown(OVERVIEW, "All promises, worst first", "month")
        months = {s["metric"]["target"]: s["metric"]["month"] for s in table}
        want = self.total("customers-asked", "previous")["value"]
        self.assertEqual(float(months["customers-asked"]), want)
        self.assertEqual(months.keys(), self.targets().keys())

    def test_the_counts_of_promises_add_up(self):
        count = {title: number(self.shown(OVERVIEW, title)[0])
                 for title in ("Kept", "At risk", "Missed", "Without data")}
        statuses = [self.total(target)["status"] for target in self.targets()]
        self.assertEqual(sum(count.values()), len(statuses))
        self.assertEqual(count["Missed"], statuses.count("missed"))
        self.assertGreater(count["Missed"], 0)

    def test_the_limit_is_marked_where_the_goal_is_one(self):
        for series in self.example.info():
            target = series["metric"]["target"]
            reader = self.reader(ONE_TARGET, target=target)
            answers = reader.answers(self.panel(ONE_TARGET, "Spread of the measure"))
            limits = [number(s) for ref, found in answers.items() if ref.endswith(" limit")
                      for s in found]
            self.assertEqual(limits, [LIMITS[target]] if target in LIMITS else [], target)

    def test_the_spread_is_that_of_the_goals_clock(self):
        """Half of the first answers come within eight business hours, not within eight hours."""
        spread = self.reader(ONE_TARGET, target="first-answer-to-an-order").answers(
            self.panel(ONE_TARGET, "Spread of the measure"))
        nine_tenths = number(spread["seconds 0.9"][0])
        self.assertAlmostEqual(nine_tenths / self.total("first-answer-to-an-order")["value"], 1,
                               delta=0.3)

    def test_a_fleet_doubles_nothing(self):
        """Two instances with the same figures: shares stay, counts are the sum, rows are single."""
        one, fleet = self.reader(OVERVIEW), self.reader(OVERVIEW, charter="fleet")
        for panel in boards.panels(self.boards[OVERVIEW]):
            alone, both = one.answers(panel), fleet.answers(panel)
            for ref, series in alone.items():
                with self.subTest(panel["title"], ref=ref):
                    self.assertEqual(len(both[ref]), len(series))
        figures = {s["metric"]["target"]: number(s) for s in
                   self.shown(OVERVIEW, "All promises, worst first", "trend", charter="fleet")}
        for target in self.targets():
            times = 2 if target == "customers-asked" else 1
            self.assertAlmostEqual(figures[target], times * self.total(target)["value"], 9, target)
        overdue = [number(self.shown(OVERVIEW, "Overdue now", charter=c)[0])
                   for c in ("example-outfitters", "fleet")]
        self.assertEqual(overdue[1], 2 * overdue[0])

    def test_a_fleet_answers_each_panel_of_a_target(self):
        for target in ("phone-service-level", "no-long-waits", "email-answered", "equal-treatment",
                       "satisfied-customers", "customers-asked", "orders-by-the-day"):
            one = self.reader(ONE_TARGET, target=target)
            fleet = self.reader(ONE_TARGET, target=target, charter="fleet")
            for panel in boards.panels(self.boards[ONE_TARGET]):
                alone, both = one.answers(panel), fleet.answers(panel)
                with self.subTest(target=target, panel=panel["title"]):
                    self.assertEqual({ref: len(found) for ref, found in alone.items()},
                                     {ref: len(found) for ref, found in both.items()})

    def test_a_charter_that_is_not_there_is_no_mistake(self):
        for uid in (OVERVIEW, ONE_TARGET):
            reader = self.reader(uid)
            reader.values["charter"] = ["gone"]
            for panel, query in boards.queries(self.boards[uid]):
                self.assertEqual(reader.ask(panel, query), [], panel["title"])


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
