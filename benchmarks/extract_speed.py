"""How fast we read a page, beside others, as ratios from one run.

    python benchmarks/extract_speed.py [--repeat 5] [PAGES.jsonl]

Reads the pages of tests/data/extract, or JSON lines {"id", "url", "html"}. Every reader gets every page in turn, so that all of
them meet the same machine; what counts is CPU time. Readers that are not installed are passed over (readability-lxml,
newspaper4k: `pip install readability-lxml newspaper4k`).
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Reader = Callable[[str, str], object]
OWN_PAGES = Path(__file__).parent.parent / "tests" / "data" / "extract"


def readers() -> Iterator[tuple[str, Reader]]:
    """The readers that are installed, plain trafilatura first: it is the unit."""
    yield "trafilatura", _trafilatura
    yield "aggregator", _ours
    try:
        import readability  # noqa: F401

        yield "readability-lxml", _readability
    except ImportError:
        print("readability-lxml is not installed: passed over")
    try:
        import newspaper  # noqa: F401

        yield "newspaper4k", _newspaper
    except ImportError:
        print("newspaper4k is not installed: passed over")


def _trafilatura(html: str, url: str) -> object:
    from trafilatura import bare_extraction

    return bare_extraction(html, url=url, include_comments=False, with_metadata=True)


def _ours(html: str, url: str) -> object:
    from aggregator.cli.streams import extracted

    return extracted({"id": "", "url": url, "html": html})


def _readability(html: str, url: str) -> object:
    from readability import Document

    document = Document(html, url=url)
    return document.title(), document.summary()


def _newspaper(html: str, url: str) -> object:
    from newspaper import Article

    article = Article(url)
    article.download(input_html=html)
    article.parse()
    return article.title, article.text, article.publish_date


def pages(source: Path | None) -> list[tuple[str, str]]:
    """Mark-up and address of every page."""
    if source is None:
        return [(each.read_text("utf-8", "replace"), "https://news.example/a") for each in sorted(OWN_PAGES.glob("*/page.html"))]
    rows = [json.loads(line) for line in source.read_text("utf-8").splitlines() if line.strip()]
    return [(row["html"], row.get("url") or "") for row in rows]


def measured(given: list[tuple[str, str]], repeat: int) -> dict[str, float]:
    """Milliseconds of CPU per page for each reader; the first page warms everybody up and does not count."""
    spent: dict[str, float] = {}
    found = list(readers())
    for _, read in found:
        read(*given[0])
    for _ in range(repeat):
        for html, url in given:
            for name, read in found:
                began = time.process_time()
                try:
                    read(html, url)
                except Exception as error:  # a reader that stumbles over a page still has used its time
                    logging.debug("%s: %s", name, error)
                spent[name] = spent.get(name, 0.0) + time.process_time() - began
    return {name: 1000 * seconds / (repeat * len(given)) for name, seconds in spent.items()}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, nargs="?")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    given = pages(arguments.pages)
    figures = measured(given, arguments.repeat)
    unit = figures["trafilatura"]
    print(f"{len(given)} pages, {arguments.repeat} rounds")
    for name, each in figures.items():
        print(f"{name:18} {each:8.1f} ms a page   {each / unit:5.2f} × trafilatura")


if __name__ == "__main__":
    main()
