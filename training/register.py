"""Makes `aggregator/reference/organisations.index` out of `organisations.csv`: run it after every change of the register.

python -m training.register
"""

from __future__ import annotations

from aggregator.reference.shipped import write

if __name__ == "__main__":
    write()
