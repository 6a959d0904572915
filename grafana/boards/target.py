"""One promise in all its detail, whatever its goal: shares, times, points and counts."""

import queries as q
from board import ONE_TARGET, alerts, board, charter_variables
from panels import (STATUS_WORDS, bars, by_unit, lines, organize, override, query, stat, steps,
                    table, unit_overrides, words)

PARTS = q.TARGET + ',by!="",window="current"'
DASHED = {"custom__lineStyle": {"fill": "dash", "dash": [8, 6]}, "custom__fillOpacity": 0}
GOAL = override("promised", **DASHED, color={"mode": "fixed", "fixedColor": "orange"})
LIMIT = override("limit of the goal", **DASHED, color={"mode": "fixed", "fixedColor": "orange"})
NO_FIGURE = "too few outcomes for a figure"
SHARES_ONLY = "only for promises about shares"


def promise():
    told = ("max by (statement, goal, goal_window, direction, owner, severity, serves) "
            f"(topk by (charter, target) (1, {q.INFO}))")
    columns = {"goal": "Promised", "goal_window": "Window", "direction": "Better is",
               "owner": "Owner", "severity": "Alerts as", "serves": "Serves"}
    return [
        stat("What we promise", "The statement of the charter, in full.", (0, 0, 13, 4),
             [query(told, legend="{{statement}}", instant=True)], "none",
             no_data="no such promise", text_mode="name", colour_mode="none",
             sizes={"titleSize": 26}),
        table("How it is judged", "The goal, the stretch of time that a figure covers, and who "
              "answers for it.", (13, 0, 11, 4), [query(told, instant=True, table=True)], "none",
              no_data="no such promise",
              transformations=[organize(columns, "Time", "Value", "statement")])]


def ends(end):
    over = {"low": "min", "high": "max"}[end]
    return f"{over} by (charter, target) (charter_target_value_{end}{{{q.CURRENT}}})"


def now():
    status_steps = steps((None, "text"))
    overdue = f"sum(charter_target_overdue{{{q.TARGET}}})"
    return [
        stat("Now", "Kept, on track, at risk, missed, or no data.", (0, 4, 4, 5),
             [query(q.status(), instant=True)], "none", no_data="no such promise",
             mappings=words(STATUS_WORDS), thresholds=status_steps),
        stat("Figure", "Of the outcomes in the promise's window until now.", (4, 4, 4, 5),
             by_unit(q.value(), "figure", instant=True), "none", no_data=NO_FIGURE,
             colour_mode="none", overrides=unit_overrides()),
        stat("Promised", "The goal as a number.", (8, 4, 4, 5),
             by_unit(q.goal(), "promised", instant=True), "none", no_data="no baseline yet",
             colour_mode="none", overrides=unit_overrides()),
        stat("The true share lies between", "The 95% Wilson interval: few outcomes say less than "
             "many. In a fleet the widest of its instances.", (12, 4, 4, 5),
             [query(ends("low"), "low", "low", instant=True),
              query(ends("high"), "high", "high", instant=True)], "percentunit",
             no_data=SHARES_ONLY, colour_mode="none", defaults={"decimals": 1},
             text_mode="value_and_name"),
        stat("Budget left", "How many of the allowed misses are left. Below zero there were more "
             "than the goal allows.", (16, 4, 4, 5), [query(q.budget(), instant=True)],
             "percentunit", no_data=SHARES_ONLY, colour_mode="value", defaults={"decimals": 0},
             thresholds=steps((None, "dark-red"), (0, "dark-yellow"), (0.1, "green"))),
        stat("Overdue now", "Cases past their deadline that are still open.", (20, 4, 4, 5),
             [query(f"{overdue} or 0 * count({q.INFO})", instant=True)], "none",
             no_data="no such promise", colour_mode="value",
             thresholds=steps((None, "green"), (1, "dark-yellow")))]


def course():
    expected = q.worst(f"charter_target_expected_value{{{q.TARGET}}}")
    interval = [query(ends("low"), "low", "interval, lower end"),
                query(ends("high"), "high", "interval, upper end")]
    quiet = {"custom__lineWidth": 0, "color": {"mode": "fixed", "fixedColor": "blue"}}
    return lines(
        "Figure and goal", "The figure of the window that ended at each time, the goal, the 95% "
        "interval of a share, and the path of an improvement. Marks are alerts.", (0, 9, 16, 10),
        [*interval, *by_unit(q.value(), "figure", "figure "),
         *by_unit(q.goal(), "promised", "goal "), *by_unit(expected, "path", "path ")],
        "none", no_data=NO_FIGURE, interval="10m",
        overrides=[*unit_overrides("figure ", "goal ", "path "),
                   {"matcher": {"id": "byRegexp", "options": "interval.*"},
                    "properties": [{"id": "unit", "value": "percentunit"}]},
                   override("interval, lower end", **quiet),
                   override("interval, upper end", **quiet, custom__fillOpacity=20,
                            custom__fillBelowTo="interval, lower end"),
                   override("figure", color={"mode": "fixed", "fixedColor": "blue"}), GOAL,
                   override("path", **DASHED, color={"mode": "fixed", "fixedColor": "purple"})])


SPREAD = {"0.1": "a tenth within", "0.5": "half within", "0.75": "three quarters within",
          "0.9": "nine tenths within", "0.99": "99% within"}
DAILY = ("0.5", "0.9", "0.99")
BASE_UNITS = ("seconds", "points", "count")


def within(share, base, window):
    """Of all values of the measure, on the clock that the goal names."""
    def buckets(clock, goals):
        series = f'charter_measure_{base}_bucket{{charter=~"$charter",clock="{clock}"}}'
        return f"rate({series}[{window}]) and on (charter, measure) {q.info(goals)}"
    return (f"histogram_quantile({share}, sum by (le) (\n"
            f"""  {buckets("business", 'goal=~".*business.*"')}\n"""
            f"""  or {buckets("elapsed", 'goal!~".*business.*"')}\n))""")


def limit(base):
    """Of a goal that is itself a time or a score; the limits of shares are in the statement."""
    goals = f"charter_target_goal{{{q.TARGET}}}"
    return "max(" + q.only(goals, q.unit(base), 'goal=~"(mean|median|p[0-9.]+) .*"') + ")"


def distribution():
    ranges = [query(within(share, base, "$__rate_interval"), f"{base} {share}", name)
              for base in BASE_UNITS for share, name in SPREAD.items() if share in DAILY]
    limits = [query(limit(base), f"{base} limit", "limit of the goal") for base in BASE_UNITS]
    whole = [query(within(share, base, "$__range"), f"{base} {share}", name, instant=True)
             for base in BASE_UNITS for share, name in SPREAD.items()]
    now_limits = [{**part, "instant": True, "range": False} for part in limits]

    def units(queries):
        return [{"matcher": {"id": "byFrameRefID", "options": part["refId"]},
                 "properties": [{"id": "unit", "value": "s"}, {"id": "decimals", "value": 1}]}
                for part in queries if part["refId"].startswith("seconds")]
    said = ("How the measure's values are spread: half of them are within the first figure, nine "
            "tenths within the second. ")
    return [
        bars("Spread of the measure", said + "Over the time shown above. Orange: the limit of the "
             "goal, where the goal is about the figure itself; a share's limit is in its "
             "statement.", (16, 9, 8, 10), [*whole, *now_limits], "none",
             no_data="no values in this time, or a promise about whole cases",
             thresholds=steps((None, "blue")), overrides=[
                 *units([*whole, *limits]), override("limit of the goal",
                                  color={"mode": "fixed", "fixedColor": "orange"})]),
        lines("Spread of the measure, day by day", said + "Estimated from the buckets of the "
              "histogram.", (0, 27, 12, 9), [*ranges, *limits], "none", interval="1d",
              no_data="no values in this time, or a promise about whole cases",
              overrides=[*units([*ranges, *limits]), LIMIT])]


def use():
    events = (f"sum by (charter, target, verdict) "
              f'(charter_target:window_events:sum{{{q.TOTAL},window="1d"}})')
    values = (f'charter_target:window_observations:sum{{{q.TOTAL},window="1d"}}')
    return [
        lines("How fast misses are used up", "1 uses up the allowed misses exactly; above it the "
              "goal will be missed. Over the time that ended at each point.", (0, 19, 12, 8),
              [query(q.burn("1h|6h|1d|3d"), legend="over {{window}}")], "suffix: times",
              no_data=SHARES_ONLY, interval="10m", defaults={"decimals": 1},
              thresholds=steps((None, "green"), (1, "dark-red")), limits=True),
        lines("Volume", "Outcomes in the day before each point, kept and missed; of other figures "
              "the values.", (12, 19, 12, 8),
              [query(events, "outcomes", "{{verdict}}"), query(values, "values", "values")],
              "none", no_data="nothing has happened", stacked=True, filled=40, interval="10m",
              overrides=[override("good", displayName="kept",
                                  color={"mode": "fixed", "fixedColor": "green"}),
                         override("bad", displayName="missed",
                                  color={"mode": "fixed", "fixedColor": "dark-red"}),
                         override("values", color={"mode": "fixed", "fixedColor": "blue"})])]


def parts():
    name = "{{by}}: {{by_value}}"
    return [
        bars("Parts compared", "The figure of each part (segment, channel, ...) and of all.",
             (12, 27, 7, 9),
             [*by_unit(q.goal(), "promised", "goal ", instant=True),
              *by_unit(q.value(), "all", "all ", instant=True),
              *by_unit(q.value(PARTS, "by", "by_value"), name, "part ", instant=True)],
             "none", no_data="no figure", thresholds=steps((None, "blue")),
             overrides=[*unit_overrides("goal ", "all ", "part "), GOAL]),
        stat("Status of the parts", "Whether the promise is kept for each part as well.",
             (19, 27, 5, 9),
             [query(q.status(PARTS, "by", "by_value"), "A", name, instant=True),
              query(q.status(), "B", "all", instant=True)], "none",
             no_data="no such promise", text_mode="value_and_name", mappings=words(STATUS_WORDS),
             thresholds=steps((None, "text")), sizes={"titleSize": 13, "valueSize": 16})]


def months():
    return bars("Thirteen months", "The figure of each calendar month; the last one still runs.",
                (0, 36, 14, 9), by_unit(q.month("", "month"), "{{month}}", instant=True), "none",
                horizontal=False, no_data="no month with outcomes", overrides=unit_overrides(),
                thresholds=steps((None, "blue")))


def open_cases():
    def total(name, over="sum"):
        return f"{over} by (charter, target) (charter_target_{name}{{{q.TARGET}}})"
    shown = f"max by (charter, target) ({q.INFO})"
    return lines("Open cases", "Pending: not decided and not past the deadline. Overdue: past it "
                 "and still open. On the right, how long the oldest has been overdue.",
                 (14, 36, 10, 9),
                 [query(total("pending"), "pending", "pending"),
                  query(f"{total('overdue')} or 0 * {shown}", "overdue", "overdue"),
                  query(total("oldest_overdue_seconds", "max"), "oldest", "oldest overdue since")],
                 "none", no_data="not about cases", interval="10m",
                 overrides=[override("oldest overdue since", unit="s",
                                     custom__axisPlacement="right")])


def make():
    firing = f'ALERTS{{alertname=~"Charter.*",alertstate="firing",{q.TARGET}}}'
    return board(ONE_TARGET, "One promise: its figure, its goal, and all that stands behind it.",
                 charter_variables(every=False),
                 [*promise(), *now(), course(), *distribution(), *use(), *parts(), months(),
                  open_cases()],
                 annotations=[alerts(firing)])
