"""Does `aggregator extract` stay flat over many pages, and use the cores? One run, ratios.

    python benchmarks/extract_stream.py [--pages 10000]

Feeds the test pages under tests/data/extract again and again through the command, once 500 of them and once --pages, with one job
and with as many as there are cores. Prints peak memory (MB, the largest process) and pages a second; ratios are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

PAGES = Path(__file__).parents[1] / "tests" / "data" / "extract"
MEASURE = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
)


def rows(count: int) -> Iterator[bytes]:
    """So many JSON lines, the test pages over and over."""
    pages = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(PAGES.glob("*/page.html"))]
    for number, html in enumerate(islice(cycle(pages), count)):
        yield json.dumps({"id": str(number), "url": f"https://example.org/{number}", "html": html}).encode() + b"\n"


def run(count: int, jobs: int) -> tuple[float, float]:
    """(pages a second, peak MB) of one run."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "aggregator", "extract", "--jobs", str(jobs)]
    started = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stderr
        for row in rows(count):
            child.stdin.write(row)
        child.stdin.close()
        peak = int(child.stderr.read().split()[-1]) / 1024
    return count / (time.monotonic() - started), peak


def main() -> None:
    """Print a line for each run, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    pages = parser.parse_args().pages
    figures = {(count, jobs): run(count, jobs) for count, jobs in ((500, 1), (pages, 1), (pages, os.cpu_count() or 1))}
    for (count, jobs), (speed, peak) in figures.items():
        print(f"{count:>7} pages  {jobs} jobs  {speed:7.1f} pages/s  {peak:6.0f} MB")
    few, many, side = figures.values()
    print(f"memory, {pages} against 500 pages: {many[1] / few[1]:.2f}; speed of {os.cpu_count()} jobs against 1: {side[0] / many[0]:.2f}")


if __name__ == "__main__":
    main()
