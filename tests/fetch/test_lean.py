"""A fetch that finds nothing new imports nothing that it does not use."""

from __future__ import annotations

import subprocess
import sys

UNUSED = ("rich", "click", "pygments", "aggregator.sources._discover", "aggregator.sources._leads", "selectolax", "lxml")


def test_neither_the_command_line_of_httpx_nor_what_finds_sources_is_imported() -> None:
    code = "import sys, aggregator.config.tables, aggregator.pipeline, aggregator.fetch"
    code += f"; print(*({set(UNUSED)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_serves_the_kinds_is_there_when_it_is_asked_for() -> None:
    code = "from aggregator import sources; print(*(sorted(name for name in sources.__all__ if getattr(sources, name, None) is None)))"
    code += "; print(hasattr(sources, 'nothing'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
