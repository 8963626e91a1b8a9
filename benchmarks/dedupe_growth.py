"""Whether filing costs the same in a large archive: one archive, grown by SQL, in which the same further articles are filed.

    python benchmarks/dedupe_growth.py [--sizes 1000,10000,100000,1000000] [--archive FILE]

BASE generated articles are filed as the river files them. Then the archive grows by generations: every row of every article again,
a week later, at another address, with organisations, numbers and half of the shingles of its own; words and the other half of the
shingles are those of the trade, so their postings and frequencies grow with the archive. At each size PROBES articles are filed with
a clock running, and taken back. Prints what `dedupe_filing.py` prints.

Measured on two cores under load, ms of CPU an article (copies, stories, commit): at 1,000 articles 25.1 (3.5, 16.7, 4.9), at 10,000
28.3 (3.9, 18.1, 6.3); memory at most 196 and 240 MB (32 MB of it SQLite's cache). Not measured yet beyond 10,000.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from dedupe_filing import PROBES, InArchive, stream, told
from dedupe_generator import Document

from aggregator import archive
from aggregator.archive import Archive

BASE = 1000
DAYS = 7  # between two generations


def main() -> None:
    """Measure at each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--archive", type=Path, help="where to make it; default: a folder that is removed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.archive or Path(folder) / "archive.db"
        with archive.open(path, write=True) as opened:
            rows = stream()
            bench = InArchive(opened)
            for _ in range(BASE):
                bench.file(next(rows))
            probes = [next(rows) for _ in range(PROBES)]
            grown(opened, (path, probes), [int(each) for each in asked.sizes.split(",")])


def grown(opened: Archive, given: tuple[Path, list[Document]], sizes: list[int]) -> None:
    """Grow to each size and measure there."""
    path, probes = given
    terms = opened.rows("SELECT max(id) FROM term")[0][0]
    for statement in SEED:
        opened.connection.execute(statement)
    generation = 1
    for size in sizes:
        while generation * BASE < size:
            multiply(opened, generation, terms)
            generation += 1
        opened.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        print(f"{generation * BASE:>9} filed: {probed(opened, path, probes)}", flush=True)


def probed(opened: Archive, path: Path, probes: list[Document]) -> str:
    """File the probes with a clock running, and take them back: by copying the file before, as SQLite's own backup would."""
    from shutil import copyfile

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "copy.db"
        copyfile(path, copy)
        with archive.open(copy, write=True) as trial:
            bench = InArchive(trial)
            for row in probes[: PROBES // 5]:
                bench.file(row)  # a warm cache, as in the midst of a run
            bench.spent.clear()
            rest = probes[PROBES // 5 :]
            for row in rest:
                bench.file(row)
        return told(bench.spent, copy, len(rest))


def multiply(opened: Archive, generation: int, terms: int) -> None:
    """Write one more generation."""
    given = {"k": generation, "s": generation * BASE, "b": BASE, "t": terms, "d": generation * DAYS, "turn": generation * 829_364_911_351}
    with opened.transaction():
        for statement in GROWTH:
            opened.connection.execute(statement, {name: value for name, value in given.items() if f":{name}" in statement})


_ARTICLE = (
    "source, canonical_url, title, text, published, dates, language, publisher, partial, seen, filed, changed, versions, probability,"
    " reason, tagger, copy_score, copy_reason, placed_score, placed_reason, outlet, notices"
)
# What the generations are made from, apart: tables without a row number are searched from one end only.
SEED = (
    "CREATE TEMP TABLE own_shingle AS SELECT hash, article FROM shingle",
    "CREATE TEMP TABLE own_term AS SELECT id, key, articles, key LIKE 'w:%' AS shared FROM term",
    "CREATE TEMP TABLE own_posting AS SELECT a.term, a.day, a.article, t.key LIKE 'w:%' AS shared"
    " FROM account_term a JOIN term t ON t.id = a.term",
)
GROWTH = (
    "INSERT INTO story (id, lead, teller, day, first_seen) SELECT id + :s, lead + :s, teller + :s, date(day, :d || ' days'), first_seen"
    " FROM story WHERE id <= :b",
    f"INSERT INTO article (id, story, copy_of, url, day, {_ARTICLE}) SELECT id + :s, story + :s, copy_of + :s, url || '?k=' || :k,"
    f" date(day, :d || ' days'), {_ARTICLE} FROM article WHERE id <= :b",
    "INSERT INTO partnership SELECT article + :s, deal_type, status, announced, announced_rule, countries, topics, value_amount,"
    " value_currency, value_surface, confidence FROM partnership WHERE article <= :b",
    "INSERT INTO address SELECT key || '?k=' || :k, article + :s FROM address WHERE article <= :b",
    "INSERT INTO fingerprint SELECT article + :s, address || '?k=' || :k, text || :k, size, posted, shingles, paragraphs, indexed"
    " FROM fingerprint WHERE article <= :b",
    "INSERT OR IGNORE INTO shingle SELECT iif(hash % 2, (hash + :turn) & 281474976710655 | 1, hash), article + :s FROM own_shingle"
    " WHERE hash % 2 OR :k < 48",
    "INSERT INTO term SELECT id + :k * :t, key || '~' || :k, articles FROM own_term WHERE key <> '' AND NOT shared",
    "UPDATE term SET articles = term.articles + o.articles FROM own_term o WHERE o.id = term.id AND (o.shared OR o.key = '')",
    "INSERT INTO account SELECT article + :s, json_set(value, '$.day', date(json_extract(value, '$.day'), :d || ' days')), posted"
    " FROM account WHERE article <= :b",
    "INSERT INTO account_term SELECT iif(shared, term, term + :k * :t), day + :d, article + :s FROM own_posting",
    "INSERT INTO search (rowid, title, text) SELECT id + :s, title, text FROM article WHERE id <= :b",
)

if __name__ == "__main__":
    main()
