"""Panels of a classic dashboard, as plain dictionaries."""

from queries import UNITS, info, unit

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
STATUS_WORDS = {1: ("kept", "green"), 2: ("on track", "semi-dark-green"), 3: ("no data", "#808080"),
                4: ("at risk", "dark-yellow"), 5: ("missed", "dark-red")}
# How Grafana writes the units of charter_target_info.
SHOWN_UNITS = {"ratio": ("percentunit", 1), "seconds": ("s", 1), "points": ("suffix: points", 2),
               "count": ("none", 0)}


def words(meanings):
    """Value mappings: a word stands beside each colour."""
    return [{"type": "value", "options": {
        str(value): {"text": text, "color": colour, "index": index}
        for index, (value, (text, colour)) in enumerate(meanings.items())}}]


def steps(*pairs):
    """Thresholds: a colour from each value on; the first has none."""
    return {"mode": "absolute", "steps": [{"value": value, "color": colour}
                                          for value, colour in pairs]}


PLAIN = steps((None, "text"))


def query(expression, ref="A", legend="", *, instant=False, table=False):
    return {"refId": ref, "datasource": DATASOURCE, "editorMode": "code", "expr": expression,
            "legendFormat": legend, "instant": instant, "range": not instant,
            "format": "table" if table else "time_series"}


def by_unit(expression, legend="", ref="", *, instant=False):
    """One query for each unit, of which the target has one: so each shows its own unit."""
    return [query(f"({expression})\nand on (charter, target) {info(unit(name))}", ref + name,
                  legend, instant=instant) for name in UNITS]


def unit_overrides(*refs):
    """The counterpart of by_unit."""
    return [{"matcher": {"id": "byFrameRefID", "options": ref + name},
             "properties": [{"id": "unit", "value": SHOWN_UNITS[name][0]},
                            {"id": "decimals", "value": SHOWN_UNITS[name][1]}]}
            for ref in refs or ("",) for name in UNITS]


def override(name, **properties):
    """For the series or column of that name; `custom__x` is custom.x."""
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": key.replace("__", "."), "value": value}
                           for key, value in properties.items()]}


def panel(kind, title, description, place, queries, unit_name, *, no_data, options=None,
          custom=None, thresholds=PLAIN, mappings=(), overrides=(), colour=None, defaults=None,
          **more):
    """place is (x, y, width, height) on a grid of 24 columns."""
    x, y, width, height = place
    field = {"unit": unit_name, "noValue": no_data, "thresholds": thresholds,
             "color": {"mode": colour or ("thresholds" if kind != "timeseries"
                                          else "palette-classic")},
             "mappings": list(mappings), **(defaults or {})}
    if custom:
        field["custom"] = custom
    return {"type": kind, "title": title, "description": description,
            "gridPos": {"x": x, "y": y, "w": width, "h": height}, "datasource": DATASOURCE,
            "targets": queries, "fieldConfig": {"defaults": field, "overrides": list(overrides)},
            "options": options or {}, **more}


def stat(*args, text_mode="value", colour_mode="background", calc="lastNotNull", sizes=None,
         **more):
    options = {"colorMode": colour_mode, "graphMode": "none", "justifyMode": "center",
               "orientation": "auto", "textMode": text_mode, "wideLayout": True,
               "showPercentChange": False, "percentChangeColorMode": "standard",
               "reduceOptions": {"calcs": [calc], "fields": "", "values": False}}
    if sizes:
        options["text"] = sizes
    return panel("stat", *args, options=options, **more)


def lines(*args, stacked=False, filled=0, limits=False, **more):
    """limits: the thresholds are drawn."""
    custom = {"drawStyle": "line", "lineWidth": 2, "lineInterpolation": "linear",
              "fillOpacity": filled, "showPoints": "never", "spanNulls": True,
              "stacking": {"mode": "normal" if stacked else "none", "group": "A"}}
    if limits:
        custom |= {"thresholdsStyle": {"mode": "dashed"}, "axisSoftMin": 0}
    options = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True,
                          "calcs": []},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    return panel("timeseries", *args, options=options, custom=custom, **more)


def bars(*args, horizontal=True, defaults=None, **more):
    """From zero; what is below has no bar, only its number."""
    options = {"displayMode": "basic", "orientation": "horizontal" if horizontal else "vertical",
               "valueMode": "text", "showUnfilled": False, "namePlacement": "auto",
               "sizing": "auto", "minVizWidth": 8, "minVizHeight": 16, "maxVizHeight": 300,
               "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False,
                          "calcs": []},
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return panel("bargauge", *args, options=options, defaults={"min": 0, **(defaults or {})},
                 **more)


def both_ways(*args, name, **more):
    """Bars to both sides of zero, one for each row of a table; `name` is the field beside them."""
    options = {"orientation": "horizontal", "xField": name, "colorByField": "Value",
               "showValue": "always", "stacking": "none", "barWidth": 0.8, "groupWidth": 0.7,
               "barRadius": 0, "fullHighlight": False, "xTickLabelRotation": 0,
               "xTickLabelSpacing": 0,
               "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False,
                          "calcs": []},
               "tooltip": {"mode": "single", "sort": "none"}}
    return panel("barchart", *args, options=options,
                 custom={"lineWidth": 0, "fillOpacity": 75, "axisCenteredZero": False}, **more)


def timeline(*args, **more):
    custom = {"lineWidth": 0, "fillOpacity": 80, "spanNulls": False, "insertNulls": False}
    options = {"showValue": "auto", "rowHeight": 0.85, "mergeValues": True, "alignValue": "left",
               "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True,
                          "calcs": []},
               "tooltip": {"mode": "single", "sort": "none"}}
    return panel("state-timeline", *args, options=options, custom=custom, **more)


def table(*args, sort_by=None, **more):
    options = {"showHeader": True, "cellHeight": "sm",
               "sortBy": [{"displayName": sort_by, "desc": True}] if sort_by else []}
    custom = {"align": "left", "filterable": False, "inspect": False,
              "cellOptions": {"type": "auto"}}
    return panel("table", *args, options=options, custom=custom, **more)


def without_time(*hidden):
    return {"id": "filterFieldsByName", "options": {"exclude": {"names": ["Time", *hidden]}}}


def joined(*hidden):
    """One row for each target. Where a query has no answer the others are still joined."""
    return [without_time("charter", *hidden),
            {"id": "joinByField", "options": {"byField": "target", "mode": "outer"}}]


def organize(names, *hidden):
    """The columns in this order: name of the field -> title, and those that are not shown."""
    return {"id": "organize", "options": {
        "indexByName": {name: index for index, name in enumerate(names)}, "renameByName": names,
        "excludeByName": {name: True for name in hidden}, "includeByName": {}}}
