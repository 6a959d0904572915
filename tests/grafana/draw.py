#!/usr/bin/env python3
"""Draws a dashboard as a page, from its JSON and the answers of a Prometheus, without Grafana.
Usage: draw.py PROMETHEUS_URL DASHBOARD_UID [NAME=VALUE...] > page.html"""

import json
import sys
import time
import urllib.parse
import urllib.request

import boards
import shapes
from fields import Field, legend
from shapes import escape

WIDTH, ROW, GAP = 1700, 38, 8
STYLE = """body{margin:0;background:#111217;color:#ccccdc;font:13px Inter,DejaVu Sans,sans-serif;
position:relative}.p{position:absolute;box-sizing:border-box;background:#181b1f;overflow:hidden;
border:1px solid #24272e;border-radius:3px}.t{font-weight:600;padding:7px 9px;height:17px}
.n{color:#9fa3ad;padding:10px}
table{border-collapse:collapse;width:100%;font-size:12.5px}.f{table-layout:fixed}
td,th{box-sizing:border-box;text-align:left;padding:0 8px;height:33px;white-space:nowrap;
border-top:1px solid #24272e;overflow:hidden;text-overflow:ellipsis}
th{color:#6e9fff;border:0;height:28px}
.s{display:flex;height:100%}.s>div{flex:1;display:flex;flex-direction:column;align-items:center;
justify-content:center;text-align:center;margin:0 1px;padding:0 6px}
.l{padding:0 9px;font-size:11.5px}
.l span{margin-right:14px;white-space:nowrap}.l i{display:inline-block;width:12px;height:3px;
margin-right:5px;vertical-align:middle}h1{font-size:17px;margin:0;padding:10px 12px;
font-weight:600}h1 small{font-weight:400;color:#9fa3ad;margin-left:18px;font-size:12.5px}"""


class Drawn:
    """One panel: its size inside, its series, its configuration."""

    def __init__(self, reader, panel):
        self.reader, self.panel = reader, panel
        place, column = panel["gridPos"], WIDTH / 24
        self.width, self.height = place["w"] * column - GAP - 2, place["h"] * ROW - GAP - 2 - 31
        self.queries = {query["refId"]: query for query in panel["targets"]}
        self.answers = reader.answers(panel)
        self.series = []
        for ref, found in self.answers.items():
            for one in found:
                name = one["metric"].get(panel["options"].get("xField")) or legend(
                    self.queries[ref], one["metric"])
                field = Field(panel["fieldConfig"], ref, name, len(self.series))
                pairs = one.get("values") or [one["value"]]
                points = [(float(t), float(v)) for t, v in pairs
                          if v not in ("NaN", "+Inf", "-Inf")]
                if points:
                    self.series.append((field, one["metric"], points))

    def no_data(self):
        return f'<div class="n">{escape(self.panel["fieldConfig"]["defaults"]["noValue"])}</div>'

    def html(self):
        draw = {"stat": self.stat, "table": self.table, "timeseries": self.lines,
                "bargauge": self.bars, "barchart": self.bars,
                "state-timeline": self.timeline}[self.panel["type"]]
        return draw() if self.series else self.no_data()

    def stat(self):
        options, parts = self.panel["options"], []
        sizes = options.get("text", {})
        large = sizes.get("valueSize", 34 if len(self.series) < 3 else 17)
        for field, _, points in self.series:
            value = points[-1][1]
            shade, name = field.colour(value), escape(field.name)
            background = options["colorMode"] == "background"
            style = (f"background:{shade};color:{shapes.on(shade)}" if background else
                     f"color:{shade}" if options["colorMode"] == "value" else "")
            text = (name if options["textMode"] == "name" else escape(field.text(value)))
            size = sizes.get("titleSize", 24) if options["textMode"] == "name" else large
            named = options["textMode"] == "value_and_name" or (
                options["textMode"] == "auto" and len(self.series) > 1)
            title = f'<span style="font-size:12.5px">{name}</span>' if named else ""
            parts.append(f'<div style="{style}">{title}<b style="font-size:{size}px;'
                         f'font-weight:500">{text}</b></div>')
        wrap = "flex-direction:column" if len(parts) > 2 else ""
        return f'<div class="s" style="height:{self.height:.0f}px;{wrap}">{"".join(parts)}</div>'

    def lines(self):
        right = [s for s in self.series if s[0].get("custom.axisPlacement") == "right"]
        left = [s for s in self.series if s not in right]
        letters = sum(len(s[0].name) + 5 for s in self.series)
        legend_height = 20 * (1 + letters * 7 // int(self.width))
        height = self.height - legend_height - 4
        box = (74, 6, self.width - (80 if right else 12), height - 20)
        times = (self.reader.range.start, self.reader.range.end)
        parts, stacked = [], self.panel["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"]
        named = {field.name: points for field, _, points in self.series}
        for group in (left, right):
            if not group:
                continue
            tops = self.stacked(group) if stacked == "normal" else [(g[2], None) for g in group]
            values = [v for top, _ in tops for _, v in top] + ([0] if stacked == "normal" else [])
            limits = self.limits(group[0][0])
            scale = shapes.Scale(box, times, values + [v for v, _ in limits] + [0] * len(limits))
            parts += [shapes.level(scale, *limit) for limit in limits]
            parts.append(shapes.value_axis(scale, group[-1][0], *(
                (self.width - 74, "start") if group is right else ())))
            for (field, _, _), (top, below) in zip(group, tops):
                shade, opacity = field.colour(top[-1][1]), field.get("custom.fillOpacity", 0)
                base = named.get(field.get("custom.fillBelowTo"), below)
                if opacity and base:
                    parts.append(shapes.area(scale, top, base, shade, opacity))
                if field.get("custom.lineWidth"):
                    parts.append(shapes.curve(scale, top, field, shade))
        parts.append(shapes.time_axis(scale, height))
        keys = "".join(shapes.key(f.colour(p[-1][1]), f.name) for f, _, p in self.series)
        return shapes.svg(self.width, height, "".join(parts)) + f'<div class="l">{keys}</div>'

    @staticmethod
    def limits(field):
        """The thresholds that are drawn."""
        steps = field.get("thresholds")["steps"] if field.get("custom.thresholdsStyle") else []
        return [(step["value"], step["color"]) for step in steps if step["value"] is not None]

    @staticmethod
    def stacked(group):
        """Each series on top of those before: pairs of its upper and its lower edge."""
        below, edges = {}, []
        for _, _, points in group:
            lower = [(t, below.get(t, 0)) for t, _ in points]
            upper = [(t, v + below.get(t, 0)) for t, v in points]
            below |= dict(upper)
            edges.append((upper, lower))
        return edges

    def bars(self):
        values = [points[-1][1] for _, _, points in self.series]
        low, high = min(0, *values), max(0, *values)
        across = self.panel["options"]["orientation"] == "horizontal"
        draw = self.bar_across if across else self.bar_up
        each = (self.height if across else self.width - 10) / len(values)
        return shapes.svg(self.width, self.height, "".join(
            draw(field, value, low, high, i * each, each)
            for i, ((field, _, _), value) in enumerate(zip(self.series, values))))

    def bar_across(self, field, value, low, high, y, each):
        left, right = 195, self.width - 85
        zero = left + (0 - low) / ((high - low) or 1) * (right - left)
        end = left + (value - low) / ((high - low) or 1) * (right - left)
        shade, tall = field.colour(value), min(each - 5, 30)
        return (f'<text x="{left - 8}" y="{y + each / 2 + 4:.0f}" text-anchor="end" fill="#ccccdc">'
                f'{escape(field.name)}</text><rect x="{min(zero, end):.1f}" '
                f'y="{y + (each - tall) / 2:.1f}" width="{max(1, abs(end - zero)):.1f}" '
                f'height="{tall:.1f}" fill="{shade}" fill-opacity="0.75"/>'
                f'<text x="{max(zero, end) + 7:.1f}" y="{y + each / 2 + 4:.0f}" fill="{shade}">'
                f"{escape(field.text(value))}</text>")

    def bar_up(self, field, value, low, high, x, each):
        bottom, top = self.height - 26, 24
        zero = bottom - (0 - low) / ((high - low) or 1) * (bottom - top)
        end = bottom - (value - low) / ((high - low) or 1) * (bottom - top)
        shade, middle = field.colour(value), x + each / 2
        return (f'<rect x="{x + 4:.1f}" y="{min(end, zero):.1f}" width="{each - 8:.1f}" '
                f'height="{max(1, abs(zero - end)):.1f}" fill="{shade}" fill-opacity="0.75"/>'
                f'<text x="{middle:.0f}" y="{end - 5:.0f}" text-anchor="middle" fill="#ccccdc">'
                f'{escape(field.text(value))}</text><text x="{middle:.0f}" text-anchor="middle" '
                f'y="{self.height - 8:.0f}">{escape(field.name)}</text>')

    def timeline(self):
        rows = [(field.name, [(t, field.text(v), field.colour(v)) for t, v in points])
                for field, _, points in self.series]
        keys = {word: shade for _, states in rows for _, word, shade in states}
        named = "".join(shapes.key(shade, word) for word, shade in keys.items())
        return shapes.bands(rows, self.width - 10, self.height - 24, self.reader.range.start,
                            self.reader.range.end) + f'<div class="l">{named}</div>'

    def columns(self):
        """Field -> title, as the panel's last transformation says."""
        options = self.panel["transformations"][-1]["options"]
        return {name: title for name, title in options["renameByName"].items()
                if name not in options["excludeByName"]}

    def rows(self):
        """Those of all queries, joined by charter and target; fields as Grafana names them."""
        merged = {}
        for ref, found in self.answers.items():
            for one in found:
                metric = one["metric"]
                row = merged.setdefault((metric.get("charter"), metric.get("target"), metric.get(
                    "reason"), metric.get("case"), metric.get("measure")), {})
                row |= metric
                if "values" in one:
                    row[f"Trend #{ref}"] = [(float(t), float(v)) for t, v in one["values"]]
                else:
                    row["Value" if len(self.answers) == 1 else f"Value #{ref}"] = float(
                        one["value"][1])
        return list(merged.values())

    def cell(self, row, name, title):
        value, field = row.get(name), Field(self.panel["fieldConfig"], None, title)
        kind = field.get("custom.cellOptions", {}).get("type")
        if value is None:
            return f'<td>{escape(field.get("noValue"))}</td>'
        if isinstance(value, list):
            return f"<td>{shapes.sparkline(value, 108, 26)}</td>"
        if isinstance(value, str):
            link = ' style="color:#6e9fff"' if field.get("links") else ""
            return f"<td{link}>{escape(value)}</td>"
        shade = field.colour(value)
        style = {"color-background": f"background:{shade};color:{shapes.on(shade)}",
                 "color-text": f"color:{shade}"}.get(kind, "")
        align = "text-align:right;" if field.get("custom.align") == "right" else ""
        return f'<td style="{align}{style}">{escape(field.text(value))}</td>'

    def heading(self, title):
        width = Field(self.panel["fieldConfig"], None, title).get("custom.width")
        return f'<th style="width:{width}px">{escape(title)}</th>' if width else (
            f"<th>{escape(title)}</th>")

    def table(self):
        columns, rows = self.columns(), self.rows()
        for sort in self.panel["options"]["sortBy"]:
            name = next(n for n, title in columns.items() if title == sort["displayName"])
            rows.sort(key=lambda row: -row.get(name, 0))
        head = "".join(self.heading(title) for title in columns.values())
        body = "".join("<tr>" + "".join(self.cell(row, *column) for column in columns.items()) +
                       "</tr>" for row in rows)
        kind = "f" if "width" in head else ""
        return f'<table class="{kind}"><tr>{head}</tr>{body}</table>'


def page(reader, board):
    top, parts, bottom = 44, [], 0
    for panel in boards.panels(board):
        place = panel["gridPos"]
        left, y = place["x"] * WIDTH / 24, top + place["y"] * ROW
        bottom = max(bottom, y + place["h"] * ROW)
        parts.append(
            f'<div class="p" style="left:{left + GAP / 2:.0f}px;top:{y}px;'
            f'width:{place["w"] * WIDTH / 24 - GAP:.0f}px;height:{place["h"] * ROW - GAP}px">'
            f'<div class="t">{escape(panel["title"])}</div>{Drawn(reader, panel).html()}</div>')
    chosen = " · ".join(
        f'{v["label"]}: {"All" if v["includeAll"] else reader.values[v["name"]][0]}'
        for v in board["templating"]["list"] if v["name"] in reader.values)
    return (f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><body style="height:'
            f'{bottom}px;width:{WIDTH}px"><h1>{escape(board["title"])}<small>{escape(chosen)}'
            f'</small></h1>{"".join(parts)}</body>'), bottom


def main():
    def get(path, **parameters):
        with urllib.request.urlopen(f"{url}{path}?{urllib.parse.urlencode(parameters)}") as answer:
            return json.load(answer)
    url, uid = sys.argv[1:3]
    board = boards.load()[uid]
    chosen = dict(argument.split("=", 1) for argument in sys.argv[3:])
    print(page(boards.Reader(get, board, int(time.time()), chosen=chosen), board)[0])


if __name__ == "__main__":
    main()
