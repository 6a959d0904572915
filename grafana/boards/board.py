"""A dashboard around its panels: variables, links, annotations."""

from panels import DATASOURCE

OVERVIEW, ONE_TARGET, ITSELF = "charterd-overview", "charterd-target", "charterd-itself"
TITLES = {OVERVIEW: "Customer service charter", ONE_TARGET: "One promise of the charter",
          ITSELF: "charterd itself"}


def source():
    return {"type": "datasource", "name": "datasource", "label": "Data source",
            "description": "A Prometheus that scrapes charterd and has the rules that it writes.",
            "query": "prometheus", "regex": "", "current": {}, "options": [], "hide": 0,
            "includeAll": False, "multi": False, "refresh": 1, "skipUrlSync": False}


def variable(name, label, description, expression, *, every=False):
    """With `every` any number of values may be chosen, and at first all are."""
    definition = f"label_values({expression}, {name})"
    current = {"text": ["All"], "value": ["$__all"]} if every else {}
    return {"type": "query", "name": name, "label": label, "description": description,
            "datasource": DATASOURCE, "definition": definition, "regex": "", "sort": 1,
            "query": {"qryType": 1, "query": definition, "refId": "PrometheusVariableQueryEditor"},
            "current": current, "options": [], "hide": 0, "includeAll": every, "multi": every,
            "refresh": 2, "skipUrlSync": False}


def alerts(expression):
    """Alerts that fired, as marks on the time series."""
    return {"name": "Alerts", "enable": True, "hide": False, "iconColor": "red",
            "datasource": DATASOURCE, "useValueForTime": False, "titleFormat": "{{alertname}}",
            "textFormat": "{{target}} {{source}}", "tagKeys": "severity,window",
            "target": {"refId": "Alerts", "expr": expression, "interval": ""}}


def link(uid):
    return {"title": TITLES[uid], "type": "link", "url": f"/d/{uid}", "icon": "dashboard",
            "asDropdown": False, "includeVars": False, "keepTime": True, "tags": [],
            "targetBlank": False, "tooltip": ""}


def board(uid, description, variables, panels, *, annotations=(), since="now-30d"):
    for number, panel in enumerate(panels, 1):
        panel["id"] = number
    return {"uid": uid, "title": TITLES[uid], "description": description, "tags": ["charterd"],
            "schemaVersion": 42, "version": 1, "editable": False, "graphTooltip": 1,
            "time": {"from": since, "to": "now"}, "timezone": "browser", "refresh": "1m",
            "fiscalYearStartMonth": 0, "timepicker": {}, "liveNow": False, "preload": False,
            "annotations": {"list": list(annotations)},
            "links": [link(other) for other in TITLES if other != uid],
            "templating": {"list": [source(), *variables]}, "panels": panels}


def charter_variables(*, every):
    """Which promises are shown: of which charter, whose, which."""
    series = "charter_target_info"
    return [
        variable("charter", "Charter", "The charter's id.", "charter_info"),
        variable("owner", "Owner", "Who answers for the promise.",
                 f'{series}{{charter=~"$charter"}}', every=True),
        variable("target", "Promise", "The target's id in the charter.",
                 f'{series}{{charter=~"$charter",owner=~"$owner"}}', every=every)]
