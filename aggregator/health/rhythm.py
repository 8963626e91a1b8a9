"""How often a source brings news, and how long a silence that explains. Days in, days out; pure.

Counted are days with news, not entries: a burst of twenty releases on one day is one day. For n gaps between such days, T days in
all, a source whose news come at random moments (a Poisson process) is silent for longer than t with probability

    P(gap > t) = (T / (T + t))^n

This is the posterior predictive under the prior 1/rate, the Lomax distribution (Bernardo & Smith, Bayesian Theory, 1994, ch. 5).
It is wide where few gaps are known and tends to the exponential law where many are. The silence that fewer than one gap in
a hundred would exceed is t = T (P^(-1/n) - 1) with P = .01: 11 usual gaps after 3 gaps, 5 after 20, 4.7 after 60.

News do not come quite at random: there are summers and seasons. So a silence of one and a half times the longest gap known is
always borne (of eight gaps and more the longest is left out: once is no habit), and whoever rests on weekends rests on
holidays too: ten days, which covers the long ones (Golden Week, Lunar New Year, Eid, the turn of the year with its bridges).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

MOST_DAYS = 60
"""Days with news that are looked at, the latest ones: rhythms change."""

RARE = 0.01
"""The share of gaps that are allowed to look like a silence."""

UNKNOWN = 180.0
"""Days of silence that are borne where no rhythm is known."""

_LEAST_GAPS = 3
_HABIT = 8
_STRETCH = 1.5
_HOLIDAYS, _RESTLESS = 10.0, 4.0
_DAILY = 1.2  # mean gap up to which a source works through weekends


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`days`: days with news that it was learnt from; `usual`: days from one to the next (median); `patience`: days of silence
    that it explains."""

    days: int
    usual: float
    patience: float


def rhythm(news: Sequence[date]) -> Rhythm | None:
    """The rhythm of these days with news; None where there are too few. Order and repetitions do not matter."""
    days = sorted(set(news))[-MOST_DAYS:]
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    if len(gaps) < _LEAST_GAPS:
        return None
    total, count = sum(gaps), len(gaps)
    random = total * (RARE ** (-1 / count) - 1)
    longest = gaps[-2] if count >= _HABIT else gaps[-1]
    rest = _RESTLESS if total / count <= _DAILY else _HOLIDAYS
    return Rhythm(len(days), float(median(gaps)), round(max(random, _STRETCH * longest, rest), 1))
