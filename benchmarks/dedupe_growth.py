"""Whether filing costs the same in a large archive: one archive, grown by SQL, in which the same further articles are filed.

    python benchmarks/dedupe_growth.py [--sizes 1000,10000,100000,1000000] [--archive FILE]

BASE generated articles are filed as the river files them. Then the archive grows by generations: every row of every article again,
a week later, at another address, with organisations, numbers and half of the shingles of its own; words and the other half of the
shingles are those of the trade, so their postings and frequencies grow with the archive. At each size PROBES articles are filed with
a clock running, and taken back. Prints what `dedupe_filing.py` prints.

Measured on two cores under a load of four to five, each size in a fresh process: ms of CPU an article (copies, stories, commit), and
memory held. At 1,000 articles 14.0 (3.3, 6.2, 4.5) and 51 MB, at 10,000 16.4 (3.5, 7.3, 5.6) and 72 MB, at 100,000 17.3 (3.7, 7.7,
6.0) and 74 MB: the page cache of SQLite, 32 MB, is full, and memory grows no more. Files of 12, 98 and 943 MB; candidates stay at 7.7
and 19.6; of 120 probes never one is a wrong copy, and 1 is in a wrong story at each size. An earlier version took 24.5 ms at
1,000,000 (9.4 GB) beside 16.4 at 1,000; its memory, and wrong probes at that size, are not measured.
"""

from __future__ import annotations

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfile

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
            base = [next(rows) for _ in range(BASE)]
            for row in base:
                bench.file(row)
            probes = [next(rows) for _ in range(PROBES)]
            grown(opened, (path, base, probes), [int(each) for each in asked.sizes.split(",")])


def grown(opened: Archive, given: tuple[Path, list[Document], list[Document]], sizes: list[int]) -> None:
    """Grow to each size and measure there."""
    opened.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # later rows are written without a log
    terms = opened.rows("SELECT max(id) FROM term")[0][0]
    for statement in SEED:
        opened.connection.execute(statement)
    generations = 1
    for size in sizes:
        wanted = size // BASE
        if wanted > generations:
            multiply(opened, (generations, wanted), terms)
            generations = wanted
        print(f"{generations * BASE:>9} filed: {probed(*given)}", flush=True)


def probed(path: Path, filed: list[Document], probes: list[Document]) -> str:
    """File the probes in a copy of the archive, with a clock running; in a process of its own, which holds nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_probed, path, filed, probes).result()


def _probed(path: Path, filed: list[Document], probes: list[Document]) -> str:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "copy.db"
        copyfile(path, copy)
        with archive.open(copy, write=True) as trial:
            bench = InArchive(trial)
            bench.told.update((each.id.partition("-")[0], each.original) for each in filed)
            for row in probes[: PROBES // 5]:
                bench.file(row)  # a warm cache, as in the midst of a run
            bench.spent.clear()
            rest = probes[PROBES // 5 :]
            for row in rest:
                bench.file(row)
        return told(bench.spent, copy, len(rest))


def multiply(opened: Archive, generations: tuple[int, int], terms: int) -> None:
    """Write the generations from the first number up to below the second, every table in the order of its key."""
    execute = opened.connection.execute
    for pragma in BULK:
        execute(pragma).fetchall()
    execute("DELETE FROM turn")
    execute(
        "WITH RECURSIVE n (k) AS (SELECT ? UNION ALL SELECT k + 1 FROM n WHERE k + 1 < ?) INSERT INTO turn SELECT k FROM n", generations
    )
    given = {"b": BASE, "t": terms, "d": DAYS, "turn": 829_364_911_351, "n": generations[1] - generations[0]}
    with opened.transaction():
        for statement in GROWTH:
            execute(statement, {name: value for name, value in given.items() if f":{name}" in statement})
    for pragma in USUAL:
        execute(pragma).fetchall()


BULK = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -1000000")
USUAL = ("PRAGMA cache_size = -32768", "PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL", "PRAGMA journal_mode = WAL")
_ARTICLE = (
    "source, canonical_url, title, text, published, dates, language, publisher, partial, seen, filed, changed, versions, probability,"
    " reason, tagger, copy_score, copy_reason, placed_score, placed_reason, outlet, notices"
)
# What the generations are made from, apart: tables without a row number are searched from one end only.
SEED = (
    "CREATE TEMP TABLE turn (k INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE own_shingle AS SELECT hash, article FROM shingle",
    "CREATE TEMP TABLE own_term (id INTEGER PRIMARY KEY, key, articles, shared)",
    "INSERT INTO own_term SELECT id, key, articles, key LIKE 'w:%' FROM term",
    "CREATE TEMP TABLE own_posting AS SELECT a.term, a.day, a.article, t.key LIKE 'w:%' AS shared"
    " FROM account_term a JOIN term t ON t.id = a.term",
)
GROWTH = (
    "INSERT INTO story (id, lead, teller, day, first_seen) SELECT id + k * :b, lead + k * :b, teller + k * :b,"
    " date(day, (k * :d) || ' days'), first_seen FROM turn CROSS JOIN story WHERE id <= :b",
    f"INSERT INTO article (id, story, copy_of, url, day, {_ARTICLE}) SELECT id + k * :b, story + k * :b, copy_of + k * :b,"
    f" url || '?k=' || k, date(day, (k * :d) || ' days'), {_ARTICLE} FROM turn CROSS JOIN article WHERE id <= :b",
    "INSERT INTO partnership SELECT article + k * :b, deal_type, status, announced, announced_rule, countries, topics, value_amount,"
    " value_currency, value_surface, confidence FROM turn CROSS JOIN partnership WHERE article <= :b",
    "INSERT INTO address SELECT key || '?k=' || k, article + k * :b FROM turn CROSS JOIN address WHERE article <= :b ORDER BY 1",
    "INSERT INTO fingerprint SELECT article + k * :b, address || '?k=' || k, text || k, size, posted, shingles, paragraphs, indexed"
    " FROM turn CROSS JOIN fingerprint WHERE article <= :b",
    "INSERT OR IGNORE INTO shingle SELECT iif(hash % 2, (hash + k * :turn) & 281474976710655 | 1, hash), article + k * :b"
    " FROM turn CROSS JOIN own_shingle WHERE hash % 2 OR k < 48 ORDER BY 1, 2",
    "INSERT INTO term SELECT id + k * :t, key || '~' || k, articles FROM turn CROSS JOIN own_term WHERE key <> '' AND NOT shared",
    "UPDATE term SET articles = articles + :n * (SELECT o.articles FROM own_term o WHERE o.id = term.id)"
    " WHERE id IN (SELECT o.id FROM own_term o WHERE o.shared OR o.key = '')",
    "INSERT INTO account SELECT article + k * :b, json_set(value, '$.day', date(json_extract(value, '$.day'), (k * :d) || ' days')), posted"
    " FROM turn CROSS JOIN account WHERE article <= :b",
    "INSERT INTO account_term SELECT iif(shared, term, term + k * :t), day + k * :d, article + k * :b FROM turn CROSS JOIN own_posting"
    " ORDER BY 1, 2, 3",
    "INSERT INTO search (rowid, title, text) SELECT id + k * :b, title, text FROM turn CROSS JOIN article WHERE id <= :b",
)

if __name__ == "__main__":
    main()
