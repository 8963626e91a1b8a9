"""How a source is, judged by its history. Pure: no clock, no archive, no network.

History (visits, days with news, what feeds.toml says)  ──judged──►  Verdict (state, since when, why, what to do)
                      rhythm.py: how long a silence its rhythm explains
                      judgement.py: one question a state, asked in the order of STATES
"""

from __future__ import annotations

from aggregator.health.judgement import judged
from aggregator.health.rhythm import Rhythm, rhythm
from aggregator.health.values import BAD, STATES, History, Verdict, Visit, grave

__all__ = ["BAD", "STATES", "History", "Rhythm", "Verdict", "Visit", "grave", "judged", "rhythm"]
