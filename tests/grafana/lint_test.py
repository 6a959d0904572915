#!/usr/bin/env python3
"""What a good dashboard has: the rules of Grafana's dashboard-linter, and words beside colours.
Usage: lint_test.py [unittest arguments]"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

import boards

FUNCTIONS = re.compile(r"\b(rate|irate|increase)\(")
# What Grafana itself fills in.
BUILT_IN = {"__value", "__rate_interval", "__interval", "__range", "__all", "__url_time_range"}


def texts(value):
    """Every string inside."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(
            value, list) else ():
        yield from texts(inner)


def selectors(expression):
    """Name and matchers of each selector of series."""
    return re.findall(r"([a-zA-Z_:][\w:]*)\{([^{}]*)\}", expression)


class LintTest(unittest.TestCase):
    def setUp(self):
        self.boards = boards.load()

    def each_panel(self):
        """Each in a subtest of its own."""
        return [(self.subTest(board=uid, panel=panel["title"]), panel)
                for uid, board in self.boards.items() for panel in boards.panels(board)]

    def each_query(self):
        return [(self.subTest(board=uid, panel=panel["title"], query=query["refId"]), query["expr"])
                for uid, board in self.boards.items() for panel, query in boards.queries(board)]

    def test_the_files_are_what_the_generator_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-B", boards.GRAFANA / "generate.py", folder],
                           check=True)
            written = {path.name: path.read_text() for path in pathlib.Path(folder).iterdir()}
        self.assertEqual({path.name: path.read_text() for path in boards.FILES}, written,
                         "write them anew: grafana/generate.py")

    def test_a_dashboard_can_be_imported_anywhere(self):
        for uid, board in self.boards.items():
            with self.subTest(uid):
                self.assertEqual((board["schemaVersion"], board["editable"]), (42, False))
                self.assertNotIn("id", board)
                self.assertTrue(board["title"] and board["description"] and board["tags"])
                source = board["templating"]["list"][0]
                self.assertEqual((source["type"], source["name"], source["query"],
                                  source["label"]),
                                 ("datasource", "datasource", "prometheus", "Data source"))

    def test_every_data_source_is_the_chosen_one(self):
        for board in self.boards.values():
            used = re.findall(r'"datasource": (\{.*?"\}|"[^"]*")', json.dumps(board))
            self.assertTrue(used)
            self.assertEqual(set(used), {'{"type": "prometheus", "uid": "${datasource}"}'})

    def test_every_panel_says_what_it_shows(self):
        for where, panel in self.each_panel():
            with where:
                field = panel["fieldConfig"]["defaults"]
                self.assertTrue(panel["title"])
                self.assertRegex(panel["description"], r"\.$")
                self.assertTrue(field["unit"])
                self.assertTrue(field["noValue"])
                self.assertTrue(field["thresholds"]["steps"])
                self.assertIsNone(field["thresholds"]["steps"][0]["value"])
                self.assertTrue(panel["targets"])

    def test_panels_and_queries_have_names_of_their_own(self):
        for board in self.boards.values():
            ids = [panel["id"] for panel in boards.panels(board)]
            titles = [panel["title"] for panel in boards.panels(board)]
            self.assertEqual(len(ids), len(set(ids)))
            self.assertEqual(len(titles), len(set(titles)))
        for where, panel in self.each_panel():
            with where:
                refs = [query["refId"] for query in panel["targets"]]
                self.assertEqual(len(refs), len(set(refs)))

    def test_overrides_are_of_queries_that_exist(self):
        for where, panel in self.each_panel():
            with where:
                refs = {query["refId"] for query in panel["targets"]}
                for override in panel["fieldConfig"]["overrides"]:
                    if override["matcher"]["id"] == "byFrameRefID":
                        self.assertIn(override["matcher"]["options"], refs)

    def test_panels_fill_the_grid_without_overlap(self):
        for uid, board in self.boards.items():
            taken = {}
            for panel in boards.panels(board):
                place = panel["gridPos"]
                self.assertLessEqual(place["x"] + place["w"], 24)
                for x in range(place["x"], place["x"] + place["w"]):
                    for y in range(place["y"], place["y"] + place["h"]):
                        other = taken.setdefault((x, y), panel["title"])
                        self.assertEqual(other, panel["title"], uid)
            rows = max(y for _, y in taken) + 1
            self.assertEqual(len(taken), 24 * rows, f"{uid} has holes")

    def test_every_variable_used_exists_and_is_used(self):
        for uid, board in self.boards.items():
            names = {variable["name"] for variable in board["templating"]["list"]}
            used = set()
            for text in texts({key: board[key] for key in ("panels", "annotations", "templating")}):
                used |= set(re.findall(r"\$\{?([a-zA-Z_]\w*)", text))
            self.assertEqual(used - BUILT_IN - names, set(), uid)
            self.assertEqual(names - used, set(), uid)

    def test_rates_are_over_the_rate_interval(self):
        for where, expression in self.each_query():
            with where:
                for match in FUNCTIONS.finditer(expression):
                    inside = expression[match.end():]
                    window = re.match(r"[\w:]+\{[^{}]*\}\[([^\]]*)\]", inside)
                    self.assertIsNotNone(window, inside[:80])
                    # Over the whole time shown, where one figure is asked for.
                    self.assertIn(window.group(1), ("$__rate_interval", "$__range"))

    def test_counters_are_shown_as_rates(self):
        for where, expression in self.each_query():
            with where:
                for match in re.finditer(r"\b\w+_(total|bucket)\{", expression):
                    before = expression[:match.start()]
                    self.assertRegex(before, r"(rate|increase)\($", match.group())

    def test_queries_go_by_the_variables(self):
        """By charter, or by job and instance; a daemon's own series are joined to the charter's."""
        for where, expression in self.each_query():
            with where:
                for name, matchers in selectors(expression):
                    if re.match(r"charter_target|charter:|charter_info|charter_measure", name):
                        self.assertIn('charter=~"$charter"', matchers, name)
                    if re.match(r"charter_target", name):
                        self.assertIn('target=~"$target"', matchers, name)
        for panel, query in boards.queries(self.boards["charterd-itself"]):
            for name, matchers in selectors(query["expr"]):
                self.assertTrue(matchers.startswith('job=~"$job",instance=~"$instance"'), name)

    def test_no_selector_is_without_braces(self):
        for where, expression in self.each_query():
            with where:
                for name in re.findall(r"\b(?:charterd?|process)_[\w:]+", expression):
                    # A daemon's own series know no charter; they are joined to one.
                    self.assertRegex(expression, name + r"(\{| \* on \(job, instance\))")

    def test_totals_are_not_added_to_parts(self):
        for where, expression in self.each_query():
            with where:
                for name, matchers in selectors(expression):
                    if re.search(r"_(value|status|events|ratio|low|high|fleet|sum)$", name) and \
                            name.startswith("charter_target") and "month" not in name and \
                            "expected" not in name:
                        self.assertRegex(matchers, r'by!?=""', name)

    def test_colours_have_words(self):
        """What is mapped has a word; red and green alone say nothing."""
        for where, panel in self.each_panel():
            with where:
                maps = [panel["fieldConfig"]["defaults"]["mappings"]]
                maps += [p["value"] for o in panel["fieldConfig"]["overrides"]
                         for p in o["properties"] if p["id"] == "mappings"]
                for mapping in (one for each in maps for one in each):
                    words = [result["text"] for result in mapping["options"].values()]
                    self.assertEqual(len(words), len(set(words)))
                    self.assertTrue(all(words))
                if panel["type"] == "state-timeline":
                    self.assertTrue(maps[0])

    def test_provisioning_is_as_grafana_reads_it(self):
        folder = boards.GRAFANA / "provisioning"
        sources = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())
        providers = yaml.safe_load((folder / "dashboards" / "charterd.yml").read_text())
        self.assertEqual((sources["apiVersion"], providers["apiVersion"]), (1, 1))
        source, provider = sources["datasources"][0], providers["providers"][0]
        self.assertEqual((source["type"], source["access"]), ("prometheus", "proxy"))
        self.assertRegex(source["jsonData"]["timeInterval"], r"^\d+s$")
        self.assertNotIn("uid", source)
        self.assertEqual(provider["type"], "file")
        self.assertTrue(provider["options"]["path"].startswith("/"))

    def test_links_lead_to_dashboards_that_exist(self):
        for text in texts(list(self.boards.values())):
            for uid in re.findall(r"^/d/([\w-]+)", text):
                self.assertIn(uid, self.boards)


if __name__ == "__main__":
    unittest.main()
