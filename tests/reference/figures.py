"""What the figures are (contract, section 4.8) and when they burn (section 6).

Everything is a Fraction until it is printed; only the Wilson interval needs a square root and is
worked out with 50 decimal digits.
"""
import decimal
import math
from decimal import Decimal
from fractions import Fraction

import quantities as q
from windows import rolling

decimal.getcontext().prec = 50
Z = Decimal("1.959963984540054")


class Share:
    """Good and bad of a set of outcomes that are not excluded."""

    def __init__(self, outcomes):
        self.outcomes = outcomes
        self.good = sum((o.weight for o in self.outcomes if o.good), Fraction(0))
        self.bad = sum((o.weight for o in self.outcomes if not o.good), Fraction(0))
        self.total = self.good + self.bad
        self.misses = sum(1 for o in self.outcomes if not o.good)

    def of_good(self):
        return self.good / self.total if self.total else None

    def of_bad(self):
        return self.bad / self.total if self.total else None

    def effective_count(self):
        """Weighted: n = (sum of w)^2 / sum of w^2."""
        squares = sum((o.weight ** 2 for o in self.outcomes), Fraction(0))
        return self.total ** 2 / squares if squares else Fraction(0)


def dec(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def wilson(share, count):
    """The 95% interval of a ratio over `count` outcomes."""
    p, n = dec(share), dec(count)
    centre = p + Z * Z / (2 * n)
    half = Z * (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
    below = 1 + Z * Z / n
    return max(Decimal(0), (centre - half) / below), min(Decimal(1), (centre + half) / below)


def statistic(goal, outcomes):
    """The exact figure of a set of outcomes, None where there is none."""
    if goal.is_share:
        return Share(outcomes).of_good()
    values = sorted(o.value for o in outcomes if o.value is not None)
    if goal.statistic == "count":
        return Fraction(len(outcomes))
    if goal.statistic == "sum":
        return sum(values, Fraction(0))
    if not values:
        return None
    if goal.statistic == "mean":
        return sum(values) / len(values)
    if goal.statistic == "percentile":
        # "the smallest value that at least NN% do not exceed"
        return values[max(1, math.ceil(goal.percentile * len(values))) - 1]
    promoters = sum(1 for v in values if v >= 9)
    detractors = sum(1 for v in values if v <= 6)
    return Fraction(100 * (promoters - detractors), len(values))


def allowed_share(goal):
    if goal.kind == "at_least":
        return 1 - goal.amount
    return goal.amount if goal.kind == "at_most" else Fraction(0)


# ---- burning (section 6) ------------------------------------------------------------------------

BURN_PAIRS = ((q.HOUR, 5 * q.MINUTE, Fraction("14.4"), Fraction("0.75")),
              (6 * q.HOUR, 30 * q.MINUTE, Fraction(6), Fraction("0.5")),
              (q.DAY, 2 * q.HOUR, Fraction(3), Fraction("0.3")),
              (3 * q.DAY, 6 * q.HOUR, Fraction(1), Fraction("0.2")))


def is_burning(target, outcomes, at, length):
    """Whether any pair of windows burns at T. `outcomes`: all of the part's, not excluded."""
    allowed = allowed_share(target.goal)
    if allowed == 0:
        return False
    for long, short, factor, k in BURN_PAIRS:
        if 4 * long > length or long < target.own_limit() * q.SECOND:
            continue
        needed = max(Fraction(1), min(factor, k / allowed))
        in_long, in_short = (Share(rolling("burn", w, at).of(outcomes)) for w in (long, short))
        if not in_long.total or not in_short.total or in_long.misses < 5:
            continue
        burns = all(s.of_bad() / allowed >= needed for s in (in_long, in_short))
        if burns and wilson(in_long.of_bad(), in_long.effective_count())[0] > dec(allowed):
            return True
    return False
