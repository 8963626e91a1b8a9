"""The inner sums of the sequence model: in C where the program was built beside a compiler (`_arithmetic.c`), else in Python (`crf.py`).

Both give the same to the last bit; C takes a tenth off the time of tagging. Built by `hatch_build.py`.
"""

from __future__ import annotations

from aggregator.tag import crf

try:
    from aggregator.tag._arithmetic import decoded, total
except ImportError:
    from aggregator.tag.crf import decoded, total

COMPILED = decoded is not crf.decoded

__all__ = ["COMPILED", "decoded", "total"]
