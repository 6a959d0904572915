"""How Grafana writes a value: name, unit, word and colour by a panel's field configuration."""

import re
from datetime import datetime

PALETTE = ["#73BF69", "#F2CC0C", "#8AB8FF", "#FF780A", "#F2495C", "#5794F2", "#B877D9", "#705DA0",
           "#37872D", "#FADE2A", "#447EBC", "#C15C17", "#890F02", "#0A437C", "#6D1F62", "#584477"]
COLOURS = {"green": "#73BF69", "semi-dark-green": "#56A64B", "dark-red": "#C4162A",
           "dark-yellow": "#E0B400", "dark-purple": "#8F3BB8", "purple": "#B877D9",
           "orange": "#FF9830", "blue": "#5794F2", "red": "#F2495C", "text": "#CCCCDC"}
SECONDS = (("weeks", 604800), ("days", 86400), ("hours", 3600), ("mins", 60), ("s", 1),
           ("ms", 0.001))


def colour(name):
    return COLOURS.get(name, name)


def plain(value, decimals):
    if decimals is None:
        size = abs(value)
        decimals = 0 if value == round(value) or size >= 100 else 1 if size >= 10 else 2
    return f"{value:,.{decimals}f}"


def written(value, unit, decimals=None):
    if unit == "percentunit":
        return plain(100 * value, 1 if decimals is None else decimals) + "%"
    if unit == "s":
        name, size = next(((n, s) for n, s in SECONDS if abs(value) >= s), ("s", 1))
        return f"{plain(value / size, decimals)} {name}"
    if unit == "dateTimeAsLocal":
        return datetime.fromtimestamp(value / 1000).strftime("%Y-%m-%d %H:%M:%S")
    suffix = re.sub("suffix:", "", unit) if unit.startswith("suffix:") else ""
    return plain(value, decimals) + suffix


class Field:
    """One series of one query: frame is the refId."""

    def __init__(self, config, frame, name, order=0):
        self.order, defaults = order, config["defaults"]
        self.settings = {k: v for k, v in defaults.items() if k != "custom"}
        self.settings |= {f"custom.{k}": v for k, v in defaults.get("custom", {}).items()}
        self.coloured = False
        for override in config["overrides"]:
            kind, wanted = override["matcher"]["id"], override["matcher"]["options"]
            if wanted == (frame if kind == "byFrameRefID" else name) or \
                    kind == "byRegexp" and re.fullmatch(wanted, name):
                found = {p["id"]: p["value"] for p in override["properties"]}
                self.coloured |= "color" in found
                self.settings |= found
        self.name = self.settings.get("displayName", name)

    def get(self, key, otherwise=None):
        return self.settings.get(key, otherwise)

    def _mapped(self, value):
        for mapping in self.get("mappings", ()):
            found = mapping["options"].get(f"{value:g}")
            if found:
                return found
        return None

    def text(self, value):
        found = self._mapped(value)
        if found:
            return found["text"]
        return written(value, self.get("unit"), self.get("decimals"))

    def colour(self, value):
        found = self._mapped(value)
        if found and "color" in found:
            return colour(found["color"])
        mode = self.get("color", {})
        if mode.get("mode") == "fixed":
            return colour(mode["fixedColor"])
        if mode.get("mode") == "palette-classic":
            return PALETTE[self.order % len(PALETTE)]
        steps = self.get("thresholds")["steps"]
        return colour([s for s in steps if s["value"] is None or value >= s["value"]][-1]["color"])


def legend(query, metric):
    if not query["legendFormat"]:
        return ""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda m: metric.get(m.group(1), ""),
                  query["legendFormat"]).strip()
