"""Large tables are built without the garbage collector: it would look through the half-built table again and again, and through the
whole one later, and find nothing. A twelfth of the machine's instructions in loading the tagger."""

from __future__ import annotations

import gc
from contextlib import ContextDecorator


class Uncollected(ContextDecorator):
    """No garbage is collected inside. Afterwards the collector does what it did before, but looks no more at anything that is there by
    then: tables stay as long as the process, and the little garbage among it does, too. It may be nested."""

    def __init__(self) -> None:
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(gc.isenabled())
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._before.pop():
            gc.freeze()
            gc.enable()


uncollected = Uncollected()
