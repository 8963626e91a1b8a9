"""Large tables are built without the garbage collector: it would look through the half-built table again and again, and through the
whole one later, and find nothing. A twelfth of the machine's instructions in loading the tagger."""

from __future__ import annotations

import gc
from contextlib import ContextDecorator


class Uncollected(ContextDecorator):
    """No garbage is collected inside. Afterwards the collector does what it did before, but looks at nothing that is there already:
    what is built stays as long as the process. It may be nested."""

    def __init__(self) -> None:
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(gc.isenabled())
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.freeze()
        if self._before.pop():
            gc.enable()


uncollected = Uncollected()
