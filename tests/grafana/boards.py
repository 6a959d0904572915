"""The shipped dashboards, and what Grafana makes of their queries."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRAFANA = ROOT / "grafana"
FILES = sorted((GRAFANA / "dashboards").glob("*.json"))


def load():
    """uid -> dashboard."""
    boards = [json.loads(path.read_text()) for path in FILES]
    return {board["uid"]: board for board in boards}


def panels(board):
    """Also those inside collapsed rows."""
    for panel in board["panels"]:
        yield panel
        yield from panel.get("panels", [])


def queries(board):
    """Pairs of a panel and a query."""
    for panel in panels(board):
        for query in panel.get("targets", []):
            yield panel, query


def seconds(duration):
    number, unit = re.fullmatch(r"(\d+)([smhdwy])", duration).groups()
    return int(number) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}[unit]


def quoted(value):
    """As Grafana escapes one of several values inside a regular expression."""
    return re.sub(r"[$^*{}\[\]'+?.()|]", r"\\\\\g<0>", value)


def filled_in(text, values):
    """Of the variables; those that are not there stay as they are, as in Grafana."""
    def value(match):
        found = values.get(match.group(1) or match.group(2))
        if found is None:
            return match.group(0)
        if isinstance(found, str):
            return found
        return "(" + "|".join(map(quoted, found)) + ")" if len(found) != 1 else quoted(found[0])
    return re.sub(r"\$(\w+)|\$\{(\w+)\}", value, text)


class TimeRange:
    """From and to in seconds, and the steps of a panel in it."""

    def __init__(self, board, now, scrape_interval):
        match = re.fullmatch(r"now-(\w+)", board["time"]["from"])
        self.end, self.start = now, now - seconds(match.group(1))
        self.scrape_interval = scrape_interval

    def step(self, panel, points=1000):
        least = seconds(panel.get("interval") or "1s")
        return max(least, self.scrape_interval, round((self.end - self.start) / points))

    def variables(self, panel):
        step = self.step(panel)
        rate = max(step + self.scrape_interval, 4 * self.scrape_interval)
        return {"__interval": f"{step}s", "__rate_interval": f"{rate}s",
                "__range": f"{self.end - self.start}s"}


class Reader:
    """Asks a Prometheus (its `get`) what a dashboard shows."""

    def __init__(self, get, board, now, scrape_interval=15, chosen=None):
        self.get, self.board, self.chosen = get, board, chosen or {}
        self.range = TimeRange(board, now, scrape_interval)
        self.values = {}
        for variable in board["templating"]["list"]:
            if variable["type"] == "query":
                self.values[variable["name"]] = self._values(variable)

    def _values(self, variable):
        options = self.options(variable)
        if variable["name"] in self.chosen:
            return [self.chosen[variable["name"]]]
        return options if variable["includeAll"] else options[:1]

    def options(self, variable):
        series, label = re.fullmatch(r"label_values\((.*), (\w+)\)",
                                     variable["query"]["query"]).groups()
        answer = self.get(f"/api/v1/label/{label}/values",
                          **{"match[]": filled_in(series, self.values),
                             "start": self.range.start, "end": self.range.end})
        return sorted(answer["data"])

    def ask(self, panel, query):
        """The series of the answer; a mistake raises."""
        text = filled_in(query["expr"], {**self.values, **self.range.variables(panel)})
        if query.get("instant"):
            answer = self.get("/api/v1/query", query=text, time=self.range.end)
        else:
            step = self.step(panel)
            answer = self.get("/api/v1/query_range", query=text, step=step,
                              start=self.range.start // step * step, end=self.range.end)
        if not answer or answer["status"] != "success":
            raise AssertionError(f"{panel.get('title')}: {query['refId']}: {text}")
        return answer["data"]["result"]

    def step(self, panel):
        return self.range.step(panel)

    def answers(self, panel):
        """refId -> series."""
        return {query["refId"]: self.ask(panel, query) for query in panel["targets"]}
