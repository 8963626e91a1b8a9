"""A command of the analyst, run in this process: what it printed and how it ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

NOW = "2026-11-21T10:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, str]]:
        """A tab-separated answer by column."""
        return list(csv.DictReader(io.StringIO(self.out), delimiter="\t", quoting=csv.QUOTE_NONE))


Ask = Callable[..., Done]
