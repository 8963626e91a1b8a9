"""What filing one more article costs, against the size of the archive: the real archive, every search and every commit.

    python benchmarks/dedupe_filing.py [--sizes 1000,10000,100000] [--archive FILE] [--memory]

For each size the archive is filled up with generated articles (a tenth of them are copied elsewhere); then PROBES further ones are
filed with a clock running. Prints milliseconds of CPU an article for copies (fingerprint, candidates, match), stories (account,
candidates, placing) and the commit, how many candidates there were, how many probes were taken for a copy, or put into the story,
of something else (all generated articles tell events of their own), the memory held (resident, Linux), and the size of the file.
Tagging is left out: it costs the same at any size. `--memory`: the searches alone, with an index in memory instead.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from dedupe_generator import Document, documents

from aggregator import archive, urls
from aggregator.archive import Archive, bonds, candidates, filing
from aggregator.dedupe import account, fingerprint, lines, match, place
from aggregator.dedupe.memory import CopyIndex, StoryIndex
from aggregator.model import Account, Article, Known, Match, Organisation, Partnership, Party, Placing, Published, Record, Tags, Verdict

PROBES = 150
CHUNK = 20_000
SEEN = datetime(2027, 1, 1, tzinfo=UTC)


class Bench(Protocol):
    """Something that files documents, and what it spent on them since it was asked last."""

    spent: Counter[str]

    def file(self, row: Document) -> None:
        """File one."""
        ...


def main() -> None:
    """Measure at each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--archive", type=Path, help="where to make it; default: a folder that is removed")
    parser.add_argument("--memory", action="store_true", help="an index in memory")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.archive or Path(folder) / "archive.db"
        if asked.memory:
            measure(InMemory(), map(int, asked.sizes.split(",")), None)
            return
        with archive.open(path, write=True) as opened:
            measure(InArchive(opened), map(int, asked.sizes.split(",")), path)


def measure(bench: Bench, sizes: Iterator[int], path: Path | None) -> None:
    """Fill up to each size, then file PROBES more with a clock running."""
    rows, count = stream(), 0
    for size in sizes:
        while count < size:
            bench.file(next(rows))
            count += 1
        probes = [next(rows) for _ in range(PROBES)]
        bench.spent.clear()
        for row in probes:
            bench.file(row)
        count += PROBES
        print(f"{size:>9} filed: {told(bench.spent, path)}", flush=True)


def told(spent: Counter[str], path: Path | None, count: int = PROBES) -> str:
    """The costs of one article in words, on average over so many."""
    each = {name: value / count for name, value in spent.items()}
    costs = ", ".join(f"{name} {each[name] * 1e3:.2f}" for name in ("copies", "stories", "commit") if name in each)
    whole = sum(each.get(name, 0.0) for name in ("copies", "stories", "commit")) * 1e3
    memory = int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * resource.getpagesize() / 2**20
    size = f", file {path.stat().st_size / 1e6:.0f} MB" if path else ""
    wrong = f"wrong of {count}: {spent['false copies']} copies, {spent['false joins']} stories"
    return f"{whole:.2f} ms ({costs}); candidates {each['known']:.1f} + {each['near']:.1f}; {wrong}; memory {memory:.0f} MB{size}"


def stream() -> Iterator[Document]:
    """Documents without end, in chunks of their own seed; their addresses and numbers do not repeat."""
    seed = 0
    while True:
        seed += 1
        for each in documents(CHUNK, seed, copies=0.1):
            yield replace(each, id=f"{seed}-{each.id}", url=each.url.replace("/news/", f"/news/{seed}/"))


class _Clock:
    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.told: set[tuple[str, int]] = set()

    def judge(self, row: Document, found: Match, placing: Placing) -> None:
        """Count what is taken for something that was told before, though it was not."""
        event = row.id.partition("-")[0], row.original
        if event not in self.told:
            self.spent["false copies"] += found.verdict is Verdict.COPY
            self.spent["false joins"] += placing.story is not None
        self.told.add(event)

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """Spend the time of what is inside on this."""
        started = time.process_time()
        yield
        self.spent[name] += time.process_time() - started  # type: ignore[assignment]


class InArchive(_Clock):
    """The searches of the archive, and its commits."""

    def __init__(self, opened: Archive) -> None:
        super().__init__()
        self.archive = opened

    def file(self, row: Document) -> None:
        """One article as the river files it."""
        one, tags = article(row)
        site, marks = urls.site(one.url), lines(one)
        with self.running("copies"):
            furniture = candidates.recurring(self.archive, site, marks, urls.key(one.url))
            mark = fingerprint(one, furniture, marks)
            relatives = candidates.relatives(self.archive, mark)
            found = match(mark, one, relatives.known, relatives.postings, furniture)
        with self.running("stories"):
            told = account(one, tags)
            placing = self._placed(told) if found.verdict is Verdict.NEW else Placing()
        self.judge(row, found, placing)
        with self.running("commit"):
            filing.file(self.archive, Record(0, one, mark, found, tags, told, placing), filing.Lines(site, marks), SEEN)
        self.spent["known"] += len(relatives.known)

    def _placed(self, told: Account) -> Placing:
        near = candidates.near(self.archive, told)
        self.spent["near"] += len(near)
        bound = bonds.bonds(self.archive, 0, (each.story for each in near))
        return place(told, near, candidates.frequency(self.archive, told.keys), bound)


class InMemory(_Clock):
    """The same searches over an index in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.copies, self.stories, self.count = CopyIndex(), StoryIndex(), 0

    def file(self, row: Document) -> None:
        """One article as the river files it."""
        one, tags = article(row)
        with self.running("copies"):
            mark = fingerprint(one)
            known, postings = self.copies.relatives(mark)
            found = match(mark, one, known, postings)
            day = one.published.day if one.published else None
            self.copies.file(Known(self.count, mark, one.url, "", day, _copied(found), None, one.paragraphs))
        self.spent["known"] += len(known)
        placing = Placing()
        if found.verdict is not Verdict.COPY:
            with self.running("stories"):
                placing = self._place(one, tags)
        self.judge(row, found, placing)
        self.count += 1

    def _place(self, one: Article, tags: Tags) -> Placing:
        told = replace(account(one, tags), id=self.count, story=self.count)
        near = self.stories.near(told)
        found = place(told, near, self.stories.frequency(told.keys))
        for lost in found.merge if found.story is not None else ():
            self.stories.join(found.story or 0, lost)
        self.stories.file(told if found.story is None else replace(told, story=found.story))
        self.spent["near"] += len(near)
        return found


def _copied(found: Match) -> int | None:
    return found.of if found.verdict is Verdict.COPY else None


def article(row: Document) -> tuple[Article, Tags]:
    """The document with the two parties that its headline names."""
    day = Published(date.fromisoformat(row.published), "given")
    text = tuple(line for line in row.text.split("\n") if line)
    organisations = tuple(Organisation(f"new:{name.lower()}", name) for name in row.parties)
    deal = Partnership(tuple(Party(each.id, each.name) for each in organisations), "strategic_alliance", ())
    made = Article(row.url, row.title, text, SEEN, published=day, language="en")
    return made, Tags(organisations=organisations, partnership=deal)


if __name__ == "__main__":
    main()
