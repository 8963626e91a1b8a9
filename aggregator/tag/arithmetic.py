"""The inner sums of the models: in C where the program was built beside a compiler (`_arithmetic.c`), else in Python (`crf`, `lanes`).

Both give the same to the last bit; C takes a sixth off the time of tagging. Built by `hatch_build.py`.
"""

from __future__ import annotations

from aggregator.tag import crf

try:
    from aggregator.tag._arithmetic import added, decoded, total, weighed
except ImportError:
    from aggregator.tag.crf import decoded, total
    from aggregator.tag.lanes import added, weighed

COMPILED = decoded is not crf.decoded

__all__ = ["COMPILED", "added", "decoded", "total", "weighed"]
