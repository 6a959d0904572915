"""The queries that several panels share. `charterd rules` records what adds up over instances; what
does not add up (a percentile, a month's mean) is that of the instance that is worst off."""

TARGET = 'charter=~"$charter",target=~"$target"'
TOTAL = TARGET + ',by=""'
CURRENT = TOTAL + ',window="current"'
INFO = f"charter_target_info{{{TARGET}}}"
UNITS = ("ratio", "seconds", "points", "count")
# The recorded figure of a percentile is the share of values within the limit, not a value.
PERCENTILES = 'goal=~"(median|p[0-9.]+) .*"'
ADD_UP = 'goal=~"(count|sum) .*"'
HIGHER, LOWER = 'direction="higher"', 'direction="lower"'


def unit(name):
    return f'unit="{name}"'


def info(*matchers):
    return "charter_target_info{" + ",".join((TARGET, *matchers)) + "}"


def only(series, *matchers):
    """Of the targets whose charter_target_info has these labels."""
    return f"{series} and on (charter, target) {info(*matchers)}"


def worst(series, *labels):
    """Over instances, the figure that is worst for customers."""
    by = ", ".join(("charter", "target", *labels))
    return (f"max by ({by}) ({only(series, LOWER)})\n"
            f"or min by ({by}) ({only(series, HIGHER)})")


def value(selector=CURRENT, *labels):
    """The figure of all instances."""
    by = ", ".join(("charter", "target", *labels))
    return (f"max by ({by}) (\n"
            f"  charter_target:figure:fleet{{{selector}}}\n"
            f"  unless on (charter, target) {info(PERCENTILES)}\n"
            f")\n"
            f"or {worst(f'charter_target_value{{{selector}}}', *labels)}")


def month(matcher="", *labels):
    """A calendar month's figure; counts and sums of instances add up."""
    by = ", ".join(("charter", "target", *labels))
    series = f"charter_target_month_value{{{TARGET}}}{matcher}"
    return f"sum by ({by}) ({only(series, ADD_UP)})\nor {worst(series, *labels)}"


# The month before this one, as the label `month` is written. PromQL has no text of a date: the
# number 202610 becomes a label and gets its hyphen.
LAST_MONTH = (
    'label_replace(count_values("month", '
    "100 * year(vector(time()) - 86400 * day_of_month()) "
    "+ month(vector(time()) - 86400 * day_of_month())), "
    '"month", "$1-$2", "month", "(.{4})(.{2})")')


def last_month():
    return month(f" and on (month) {LAST_MONTH}")


def goal():
    return worst(f"charter_target_goal{{{TARGET}}}")


def status(selector=CURRENT, *labels):
    """1 kept, 2 on track, 3 no data, 4 at risk, 5 missed; of instances the worst that has data."""
    by = ", ".join(("charter", "target", *labels))

    def is_now(name):
        return f'charter_target_status{{{selector},status="{name}"}} == 1'
    return (f"max by ({by}) (\n"
            f"  ({is_now('met')})\n"
            f"  or 2 * ({is_now('on_track')})\n"
            f"  or 4 * ({is_now('at_risk')})\n"
            f"  or 5 * ({is_now('missed')})\n"
            f")\n"
            f"or 3 * max by ({by}) ({is_now('no_data')})")


def allowed():
    """The share of misses that the goal of a share allows."""
    share = unit("ratio")
    series = f"charter_target_goal{{{TARGET}}}"
    return (f"max by (charter, target) ({only(series, share, LOWER)})\n"
            f"  or 1 - min by (charter, target) ({only(series, share, HIGHER)})")


def burn(windows):
    return (f'charter_target:window_bad:ratio{{{TOTAL},window=~"{windows}"}}\n'
            f"/ on (charter, target) group_left () ((\n  {allowed()}\n) > 0)")


def budget():
    """Of all instances' outcomes where the rules recorded them."""
    own = f"charter_target_budget_remaining_ratio{{{TOTAL}}}"
    return (f"max by (charter, target) (1 - {burn('current')})\n"
            f"and on (charter, target) {own}\n"
            f"or min by (charter, target) ({own})")


def indented(text):
    return text.replace("\n", "\n  ")


def in_words(series, label):
    """The figure as the text of a label, so that a table's column holds every unit."""
    limit = f"charter_target_goal{{{TARGET}}}"
    times = (("s", 1, f"unless on (charter, target) ({limit} >= 120)"),
             ("min", 60, f"and on (charter, target) ({limit} >= 120 < 7200)"),
             ("h", 3600, f"and on (charter, target) ({limit} >= 7200 < 172800)"),
             ("days", 86400, f"and on (charter, target) ({limit} >= 172800)"))
    scales = [f'label_replace(100 * {info(unit("ratio"))}, "in", "%", "", "")',
              f'label_replace({info(unit("points"))}, "in", "points", "", "")',
              info(unit("count"))]
    scales += [f'label_replace({info(unit("seconds"))} / {divisor} {where}, '
               f'"in", "{name}", "", "")' for name, divisor, where in times]
    return (f'label_join(count_values by (charter, target, in) ("{label}", round(\n'
            f"  (\n  {indented(series)}\n  )\n"
            f"  * on (charter, target) group_right () max by (charter, target, in) (\n    "
            + "\n    or ".join(scales) +
            f'\n  ), 0.01)), "{label}", " ", "{label}", "in")')


def of_the_charter(series):
    """A daemon's own series, of the instances that serve the charter."""
    return (f"{series} * on (job, instance) group_left (charter) "
            'max by (job, instance, charter) (charter_info{charter=~"$charter"})')
