"""What filing one more article costs, against the size of the archive: the searches of dedupe alone, in memory.

    python benchmarks/dedupe_filing.py [--sizes 1000,10000,100000]

For each size the index is filled up with generated articles; then 200 further ones are searched, compared and filed. Prints
microseconds of CPU an article for copies (fingerprint, candidates, match) and stories (account, candidates, placing), and how
many candidates there were.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from dedupe_generator import Document, documents

from aggregator.dedupe import account, fingerprint, match, place
from aggregator.dedupe.memory import CopyIndex, StoryIndex
from aggregator.model import Article, Known, Organisation, Partnership, Party, Published, Tags, Verdict

PROBES = 200
CHUNK = 20_000


def main() -> None:
    """Measure at each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    asked = parser.parse_args()
    bench = Bench()
    rows = stream()
    for size in map(int, asked.sizes.split(",")):
        while bench.count < size:
            bench.file(next(rows))
        print(f"{size:>9} filed: {bench.measure([next(rows) for _ in range(PROBES)])}")


def stream() -> Iterator[Document]:
    """Documents without end, in chunks of their own seed; their addresses and numbers do not repeat."""
    seed = 0
    while True:
        seed += 1
        for each in documents(CHUNK, seed, copies=0.1):
            yield replace(each, id=f"{seed}-{each.id}", url=each.url.replace("/news/", f"/news/{seed}/"))


class Bench:
    """Both indexes, and how many articles they hold."""

    def __init__(self) -> None:
        self.copies, self.stories, self.count = CopyIndex(), StoryIndex(), 0
        self.spent: dict[str, float] = {}

    def measure(self, rows: list[Document]) -> str:
        """File these rows with a clock running."""
        self.spent = {"copies": 0.0, "stories": 0.0, "known": 0, "near": 0}
        for row in rows:
            self.file(row)
        each = {name: value / len(rows) for name, value in self.spent.items()}
        return (
            f"copies {each['copies'] * 1e6:6.0f} µs, {each['known']:.1f} candidates;"
            f" stories {each['stories'] * 1e6:6.0f} µs, {each['near']:.1f} candidates"
        )

    def file(self, row: Document) -> None:
        """One article as the river files it."""
        one, tags = article(row)
        started = time.process_time()
        mark = fingerprint(one)
        known = self.copies.known(mark)
        found = match(mark, one, known, self.copies.postings(mark))
        copy_of = found.of if found.verdict is Verdict.COPY else None
        self.copies.file(Known(self.count, mark, one.url, "", one.published.day if one.published else None, copy_of))
        self._spend("copies", time.process_time() - started)
        self._spend("known", len(known))
        if copy_of is None:
            self._place(one, tags)
        self.count += 1

    def _place(self, one: Article, tags: Tags) -> None:
        started = time.process_time()
        told = replace(account(one, tags), id=self.count, story=self.count)
        near = self.stories.near(told)
        found = place(told, near, self.stories.frequency(told.keys))
        for lost in found.merge if found.story is not None else ():
            self.stories.join(found.story or 0, lost)
        self.stories.file(told if found.story is None else replace(told, story=found.story))
        self._spend("stories", time.process_time() - started)
        self._spend("near", len(near))

    def _spend(self, name: str, amount: float) -> None:
        self.spent[name] = self.spent.get(name, 0.0) + amount


def article(row: Document) -> tuple[Article, Tags]:
    """The document with the two parties that its headline names."""
    day = Published(date.fromisoformat(row.published), "given")
    lines = tuple(line for line in row.text.split("\n") if line)
    organisations = tuple(Organisation(f"new:{name.lower()}", name) for name in row.parties)
    deal = Partnership(tuple(Party(each.id, each.name) for each in organisations), "strategic_alliance", ())
    made = Article(row.url, row.title, lines, datetime(2027, 1, 1, tzinfo=UTC), published=day, language="en")
    return made, Tags(organisations=organisations, partnership=deal)


if __name__ == "__main__":
    main()
