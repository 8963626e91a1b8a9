"""Large tables are built without the garbage collector: it would look through the half-built table again and again, and through the
whole one later, and find nothing. A twelfth of the machine's instructions in loading the tagger."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is collected inside. Afterwards the collector does what it did before, but looks no more at anything that is there by
    then: tables stay as long as the process, and the little garbage among it does, too. It may be nested."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.freeze()
            gc.enable()
