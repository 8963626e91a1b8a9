"""The inner loops: in C where the program was built beside a compiler (`_loops.c`), else in Python (`crf`, `lanes`, `within`).

Both give the same to the last bit; C takes a fifth off the time of tagging. Built by `hatch_build.py`.
"""

from __future__ import annotations

from aggregator.tag import crf

try:
    from aggregator.tag._loops import added, begun, decoded, total, weighed
except ImportError:
    from aggregator.tag.crf import decoded, total
    from aggregator.tag.lanes import added, weighed
    from aggregator.tag.within import begun

COMPILED = decoded is not crf.decoded

__all__ = ["COMPILED", "added", "begun", "decoded", "total", "weighed"]
