"""For those who answer for the charter: which promises are kept, and which need them."""

import queries as q
from board import ONE_TARGET, OVERVIEW, alerts, board, charter_variables
from panels import (STATUS_WORDS, both_ways, joined, organize, override, query, stat, steps,
                    table, timeline, without_time, words)

NO_TARGETS = "no figures: is charterd scraped?"
CHANGE_WORDS = {1: ("▲ better", "green"), 0: ("= same", "text"), -1: ("▼ worse", "red")}
SOURCE_WORDS = {0: ("all read", "green"), 1: ("still reading", "dark-yellow"),
                2: ("silent", "dark-red")}


def how_many(title, description, x, condition, good, colour):
    """good: the colour of none."""
    expression = f"sum(({q.status()}) {condition})\nor 0 * count({q.INFO})"
    return stat(title, description, (x, 0, 3, 4), [query(expression, instant=True)], "none",
                no_data=NO_TARGETS, thresholds=steps((None, good), (1, colour)))


def summary():
    overdue = f"charter_target_overdue{{{q.TARGET}}}"
    last = q.of_the_charter("charterd_source_last_event_timestamp_seconds")
    caught_up = 'charter:sources_caught_up:min{charter=~"$charter"}'
    silent = q.of_the_charter("charterd_source_silent")
    return [
        how_many("Kept", "Promises that are kept, or on track in a period that still runs.", 0,
                 "<= bool 2", "#808080", "green"),
        how_many("At risk", "Kept so far, but the allowed misses are being used up fast, or an "
                 "improvement is behind its path.", 3, "== bool 4", "#808080", "dark-yellow"),
        how_many("Missed", "The figure is on the wrong side of the goal.", 6, "== bool 5",
                 "#808080", "dark-red"),
        how_many("Without data", "Too few outcomes to say anything. Not a success.", 9,
                 "== bool 3", "#808080", "dark-purple"),
        stat("Overdue now", "Open orders, tickets and the like past their deadline, counted for "
             "each promise that they break.", (12, 0, 4, 4),
             [query(f"sum({overdue}) or 0 * count({q.INFO})", instant=True)], "none",
             no_data=NO_TARGETS, thresholds=steps((None, "green"), (1, "dark-yellow"))),
        stat("Figures up to", "The latest event of the source that is furthest back.",
             (16, 0, 5, 4), [query(f"1000 * min({last})", instant=True)], "dateTimeAsLocal",
             no_data="no event yet", colour_mode="none", sizes={"valueSize": 24}),
        stat("Sources", "Whether everything that is there has been read, and whether a source "
             "has gone silent: then the figures stand still.", (21, 0, 3, 4),
             [query(f"max(2 * {silent}) > 0\nor 1 - min({caught_up})", instant=True)], "none",
             no_data="no rules", mappings=words(SOURCE_WORDS), thresholds=steps((None, "text")))]


def change():
    """By how much better it is than in the last month, in parts of the goal."""
    return (f"(\n  ({q.value()})\n  - on (charter, target) ({q.last_month()})\n)\n"
            f"/ on (charter, target) ({q.goal()})\n"
            f"* on (charter, target) group_left () (\n"
            f"  max by (charter, target) ({q.info(q.HIGHER)})\n"
            f"  or -1 * max by (charter, target) ({q.info(q.LOWER)})\n)\n"
            f"unless on (charter, target) {q.info(q.ADD_UP)}")


def all_targets():
    told = ("max by (charter, target, statement, goal, owner) "
            f"(topk by (charter, target) (1, {q.INFO}))")
    rows = f"({q.status()})\n* on (charter, target) group_left (statement, goal, owner) {told}"
    queries = [query(rows, "status", instant=True, table=True),
               query(q.in_words(q.value(), "now"), "now", instant=True, table=True),
               query(q.in_words(q.last_month(), "month"), "month", instant=True, table=True),
               query(f"sgn(round({change()}, 0.01))", "change", instant=True, table=True),
               query(q.budget(), "budget", instant=True, table=True),
               query(q.value(), "trend")]
    columns = {"Value #status": "Status", "target": "Target", "statement": "Promise",
               "goal": "Promised", "now": "Now", "month": "Last month",
               "Value #change": "Change", "Value #budget": "Budget left",
               "Trend #trend": "Trend", "owner": "Owner"}
    # Of its own cell only: what other columns are called is up to the transformations.
    href = (f"/d/{ONE_TARGET}?var-charter=${{charter}}&var-target=${{__value.raw}}"
            "&var-owner=$__all&var-datasource=${datasource}&${__url_time_range}")
    coloured = {"type": "color-background", "mode": "basic", "applyToRow": False}
    return table(
        "All promises, worst first",
        "Now is the figure of the promise's own window until now, last month that of the last "
        "calendar month; both are rounded to two places, and Change compares them. Budget left: "
        "how many of the allowed misses are left; below zero there were more. A click on the "
        "target leads to its details.",
        (0, 4, 24, 18), queries, "none", no_data="–", sort_by="Status",
        overrides=[
            override("Status", mappings=words(STATUS_WORDS), custom__cellOptions=coloured,
                     custom__width=80),
            override("Promised", custom__width=215), override("Now", custom__width=105),
            override("Last month", custom__width=105),
            override("Change", mappings=words(CHANGE_WORDS), custom__width=90,
                     custom__cellOptions={"type": "color-text"}),
            override("Budget left", unit="percentunit", decimals=0, custom__width=110,
                     custom__align="right"),
            override("Trend", custom__width=130,
                     custom__cellOptions={"type": "sparkline", "hideValue": True,
                                          "drawStyle": "line", "lineWidth": 1, "fillOpacity": 10}),
            override("Owner", custom__width=125),
            override("Target", custom__width=195,
                     links=[{"title": "Details", "url": href, "targetBlank": False}])],
        transformations=[
            {"id": "timeSeriesTable", "options": {"trend": {"stat": "lastNotNull"}}},
            *joined("in", "Value #now", "Value #month"), organize(columns)])


def over_time():
    return timeline(
        "Kept or missed over time", "The status of each promise at each time.", (0, 22, 24, 14),
        [query(q.status(), legend="{{target}}")], "none", no_data=NO_TARGETS,
        mappings=words(STATUS_WORDS), interval="30m")


def details():
    overdue = f"sum by (charter, target) (charter_target_overdue{{{q.TARGET}}})"
    oldest = f"max by (charter, target) (charter_target_oldest_overdue_seconds{{{q.TARGET}}}) > 0"
    columns = {"target": "Target", "Value #overdue": "Overdue", "Value #oldest": "Oldest since"}
    return [
        both_ways("Change against last month", "How much better (above zero) or worse (below) the "
             "figure is than in the last calendar month, in parts of the goal. Counts and sums of "
             "a period that still runs are left out.", (0, 36, 14, 12),
             [query(f"sort_desc({change()})", instant=True, table=True)], "percentunit",
             name="target", no_data="no month before this one", defaults={"decimals": 1},
             transformations=[without_time("charter")],
             thresholds=steps((None, "red"), (-0.005, "text"), (0.005, "green"))),
        table("Open and overdue", "Cases past their deadline that are still open, and for how "
              "long the oldest has been: call these customers first. Empty where no promise is "
              "about cases.", (14, 36, 10, 12),
              [query(overdue, "overdue", instant=True, table=True),
               query(oldest, "oldest", instant=True, table=True)], "none",
              no_data="–", sort_by="Overdue",
              overrides=[override("Overdue", thresholds=steps((None, "text"), (1, "dark-yellow")),
                                  custom__width=90, custom__cellOptions={"type": "color-text"}),
                         override("Oldest since", unit="s", decimals=1, custom__width=130)],
              transformations=[*joined(), organize(columns)])]


def make():
    firing = ('ALERTS{alertname=~"Charter.*",alertstate="firing",charter=~"$charter",'
              'target=~"$target|"}')
    return board(OVERVIEW, "What has been promised to customers, and what is kept.",
                 charter_variables(every=True),
                 [*summary(), all_targets(), over_time(), *details()],
                 annotations=[alerts(firing)])
