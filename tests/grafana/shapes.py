"""Pieces of a page: time series, sparklines and time lines as SVG."""

import html
import math
from datetime import datetime

from fields import colour as colour_of

escape = html.escape
GREY, GRID = "#9fa3ad", "#2f3238"


def path(points):
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


class Scale:
    """From times and values to places in a box."""

    def __init__(self, box, times, values):
        self.left, self.top, self.right, self.bottom = box
        self.start, self.end = times
        low, high = min(values), max(values)
        margin = (high - low) * 0.08 or abs(high) * 0.1 or 1
        self.low = low if low == 0 else low - margin
        self.high = high + margin

    def x(self, time):
        return self.left + (time - self.start) / (self.end - self.start) * (self.right - self.left)

    def y(self, value):
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def ticks(self):
        """Three to six round values."""
        step = 10 ** math.floor(math.log10(self.high - self.low))
        for factor in (1, 0.5, 0.25, 0.2, 0.1):
            first = math.ceil(self.low / (step * factor))
            count = math.floor(self.high / (step * factor)) - first + 1
            if count >= 3:
                return [(first + i) * step * factor for i in range(count)]
        return [self.low, self.high]


def time_axis(scale, height):
    days = (scale.end - scale.start) / 86400
    count, shape = 6, "%m-%d" if days > 3 else "%H:%M"
    parts = []
    for i in range(count):
        time = scale.start + (i + 0.5) * (scale.end - scale.start) / count
        parts.append(f'<text x="{scale.x(time):.0f}" y="{height - 4}" text-anchor="middle">'
                     f"{datetime.fromtimestamp(time).strftime(shape)}</text>")
    return "".join(parts)


def value_axis(scale, field, x=None, anchor="end"):
    parts = []
    for value in scale.ticks():
        y = scale.y(value)
        if x is None:
            parts.append(f'<line x1="{scale.left}" x2="{scale.right}" y1="{y:.1f}" y2="{y:.1f}" '
                         f'stroke="{GRID}"/>')
        parts.append(f'<text x="{scale.left - 6 if x is None else x}" y="{y + 4:.1f}" '
                     f'text-anchor="{anchor}">{escape(field.text(value))}</text>')
    return "".join(parts)


def svg(width, height, inside):
    return (f'<svg width="{width:.0f}" height="{height:.0f}" font-size="11" fill="{GREY}">'
            f"{inside}</svg>")


def curve(scale, points, field, colour):
    places = [(scale.x(t), scale.y(v)) for t, v in points]
    dash = field.get("custom.lineStyle", {}).get("dash")
    style = f' stroke-dasharray="{dash[0]},{dash[1]}"' if dash else ""
    return (f'<path d="{path(places)}" fill="none" stroke="{colour}" '
            f'stroke-width="{field.get("custom.lineWidth", 1)}"{style}/>')


def level(scale, value, name):
    y = scale.y(value)
    return (f'<line x1="{scale.left}" x2="{scale.right}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{colour_of(name)}" stroke-dasharray="8,6"/>')


def key(shade, name):
    """Of a legend."""
    return f'<span><i style="background:{shade}"></i>{escape(name)}</span>'


def on(shade):
    """The colour of text on a background."""
    red, green, blue = (int(shade[i:i + 2], 16) for i in (1, 3, 5))
    return "#111" if 0.3 * red + 0.59 * green + 0.11 * blue > 125 else "#fff"


def area(scale, upper, lower, colour, opacity):
    places = [(scale.x(t), scale.y(v)) for t, v in upper]
    places += [(scale.x(t), scale.y(v)) for t, v in reversed(lower)]
    return f'<path d="{path(places)}Z" fill="{colour}" fill-opacity="{opacity / 100}"/>'


def sparkline(points, width, height, colour="#5794F2"):
    scale = Scale((1, 3, width - 1, height - 3), (points[0][0], points[-1][0]),
                  [v for _, v in points])
    line = path([(scale.x(t), scale.y(v)) for t, v in points])
    return svg(width, height,
               f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')


def bands(rows, width, height, start, end):
    """rows: pairs of a name and a list of (time, word, colour)."""
    left, bottom = 190, 22
    each = (height - bottom) / max(1, len(rows))
    parts = []
    for number, (name, states) in enumerate(rows):
        y = number * each
        parts.append(f'<text x="{left - 8}" y="{y + each / 2 + 4:.0f}" text-anchor="end" '
                     f'fill="#ccccdc">{escape(name)}</text>')
        for begin, until, word, colour in merged(states, end):
            x = left + (max(begin, start) - start) / (end - start) * (width - left)
            wide = left + (until - start) / (end - start) * (width - left) - x
            parts.append(f'<rect x="{x:.1f}" y="{y + 1:.1f}" width="{max(1, wide - 1):.1f}" '
                         f'height="{each - 3:.1f}" fill="{colour}" fill-opacity="0.8"/>')
            if wide > 7 * len(word) + 6:
                parts.append(f'<text x="{x + 5:.1f}" y="{y + each / 2 + 4:.0f}" '
                             f'fill="{on(colour)}">{escape(word)}</text>')
    scale = Scale((left, 0, width, height), (start, end), [0, 1])
    return svg(width, height, "".join(parts) + time_axis(scale, height))


def merged(states, end):
    """Those that follow each other with the same word become one."""
    runs = []
    for time, word, colour in states:
        if runs and runs[-1][1] == word:
            continue
        runs.append((time, word, colour))
    for i, (time, word, colour) in enumerate(runs):
        yield time, runs[i + 1][0] if i + 1 < len(runs) else end, word, colour
