"""What each group of signals contributes, and how the scores grow with the number of documents. Cross-validated.

    python -m training.deals_ablation             each group of features left out in turn
    python -m training.deals_ablation --curve     a quarter, half, three quarters and all of the training documents of each fold
    python -m training.deals_ablation --calibration

Organisations are those found by models that have not seen the document (.cache/unseen_organisations.jsonl, which training.train writes).
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aggregator.tag import announced
from training import calibration, deals, deals_days
from training.deals_rows import YES, Rows, day_rows, kinds, partners, party_rows, readings, rows_of, seen, verdicts
from training.deals_scores import SCORES, Judged
from training.documents import FOLDS, documents

UNSEEN = Path(__file__).parent.parent / ".cache" / "unseen_organisations.jsonl"
SHARES = (0.25, 0.5, 0.75, 1.0)

# Features by how their names begin, as regular expressions.
GROUPS: dict[str, dict[str, str]] = {
    "partnership": {
        "words": r"[wlt]:",
        "words of title and lead": r"[lt]:",
        "trigger phrases": r"concept|title concept|lead concept|one |two ",
        "clashes of triggers": r"(title |lead |body )?\w+ with \w+$",
        "organisations": r"organisations |kind ",
        "likeness to partners": r"party ",
    },
    "party": {
        "rank, share, kind": r"of |order |rank |named |sure |share|kind ",
        "place": r"title|not in title|lead|first sentence|how late",
        "trigger phrases": r"concept |two concept|strongest|before |after |(lead|title|body) (concept|before|after|strength)",
        "words beside": r"left |right |between ",
        "the main organisation": r"pair |together|alone",
    },
    "deal_type": {
        "words": r"[wlt]:",
        "trigger phrases": r"concept|title concept|lead concept|one |two ",
        "share of concepts": r"share ",
        "concepts beside partners": r"beside ",
        "order of concepts": r"told ",
        "who the partners are": r"partner",
    },
    "announced": {
        "form": r"form ",
        "place": r"place |beside ",
        "words and triggers beside": r"left |right |before |after |sentence ",
        "distance to publication": r"gap |form \w+ gap ",
        "the case of no day": r"none",
    },
}


class Task(NamedTuple):
    """Rows of one model, further rows to learn from, and how it is judged."""

    rows: Rows
    more: Rows
    judged: Callable[[Rows, Rows], Judged]


def main() -> None:
    """Print what was asked for as Markdown."""
    if "--curve" in sys.argv:
        lines = curve()
    elif "--calibration" in sys.argv:
        lines = reliability()
    else:
        lines = ablation()
    for line in lines:
        print(line, flush=True)


def ablation() -> Iterator[str]:
    """One line a group: the scores without it."""
    for name, groups in GROUPS.items():
        task = tasks()[name]
        yield from _lines(name, {"all": task.judged(task.rows, task.more)}, task.rows)
        for group, pattern in groups.items():
            rows, more = (_without(each, re.compile(pattern)) for each in (task.rows, task.more))
            yield from _lines(name, {f"without {group}": task.judged(rows, more)}, rows)


def curve() -> Iterator[str]:
    """One line a share of the documents."""
    for name, task in tasks().items():
        for share in SHARES:
            judged = [each for fold in range(FOLDS) for each in _judged_of_fold(task, fold, share)]
            yield from _lines(name, {f"{share:.0%} of the documents": sorted(judged, key=lambda pair: pair[1])}, task.rows)


def reliability() -> Iterator[str]:
    """The reliability tables of the verdict, the partners and the day."""
    read, ideal = readings(seen(UNSEEN)), readings(None)
    for name, made in (("partnership", verdicts), ("party", party_rows)):
        _, rows, judged = deals.learned(name, made(read), made(ideal))
        pairs = [(model.probability(rows.features[at]), rows.labels[at] == YES) for model, at in judged]
        yield from calibration.printed(name, pairs)
    task = tasks()["announced"]
    yield from calibration.printed("announced", days(task.rows, task.judged(task.rows, task.more)))


def days(rows: Rows, judged: Judged) -> list[tuple[float, bool]]:
    """The likeliest day of each document (the place, not the sum of its places), and whether it was right."""
    of: dict[int, Judged] = {}
    for model, at in judged:
        of.setdefault(rows.of[at], []).append((model, at))
    found = []
    for cases in of.values():
        chances = announced.shares(cases[0][0], [rows.features[at] for _, at in cases])
        told = [(chance, rows.labels[at] == YES) for chance, (_, at) in zip(chances, cases, strict=True)]
        found.append(max(told[:-1], default=(0.0, False)))
    return found


@cache
def tasks() -> dict[str, Task]:
    """The four models. The kind of a deal is judged with the labelled partners, so that it stands for itself."""
    read, ideal = readings(seen(UNSEEN)), readings(None)
    none = Rows([], [], [], [])
    right = {at: partners(document, read[at]) for at, document in enumerate(documents()) if document["partnership"]}
    return {
        "partnership": Task(rows_of(verdicts(read)), rows_of(verdicts(ideal)), _crossed("partnership")),
        "party": Task(rows_of(party_rows(read)), rows_of(party_rows(ideal)), _crossed("party")),
        "deal_type": Task(rows_of(kinds(read, right)), none, _crossed("deal_type")),
        "announced": Task(rows_of(day_rows(read)), none, _crossed_days),
    }


def _crossed(name: str) -> Callable[[Rows, Rows], Judged]:
    settings = deals.SETTINGS[name]

    def judged(rows: Rows, more: Rows) -> Judged:
        least = 2 * settings.least - 1 if more.features else settings.least
        found = deals.crossed(rows, more, replace(settings, least=least))
        threshold = deals.THRESHOLDS.get(name, 0.5)
        return [(replace(model, threshold=threshold), at) for model, at in found]

    return judged


def _crossed_days(rows: Rows, more: Rows) -> Judged:
    del more
    return deals_days.learned(rows, deals.SETTINGS["announced"].strength, deals.THRESHOLDS["announced"])[1]


def _without(rows: Rows, group: re.Pattern[str]) -> Rows:
    kept = [{name: value for name, value in row.items() if not group.match(name)} for row in rows.features]
    return replace(rows, features=kept)


def _judged_of_fold(task: Task, fold: int, share: float) -> Judged:
    """The rows of one fold, judged by models of a share of the documents of the others."""
    rows, more = (_part(each, fold, share) for each in (task.rows, task.more))
    own = [at for at, each in enumerate(task.rows.folds) if each == fold]
    judged = task.judged(_as_one(_chosen(task.rows, rows + own), fold), _as_one(_chosen(task.more, more), fold))
    return [(model, own[at - len(rows)]) for model, at in judged if at >= len(rows)]


def _as_one(rows: Rows, fold: int) -> Rows:
    """All other folds as one that is judged by nobody, so that only one model is trained."""
    return replace(rows, folds=[0 if each == fold else -1 for each in rows.folds])


def _part(rows: Rows, fold: int, share: float) -> list[int]:
    """Rows of other folds whose document falls into this share."""
    return [at for at, (own, of) in enumerate(zip(rows.folds, rows.of, strict=True)) if own != fold and _falls(of) < share]


def _falls(document: int) -> float:
    return zlib.crc32(str(documents()[document]["id"]).encode()) % 1000 / 1000


def _chosen(rows: Rows, at: Sequence[int]) -> Rows:
    return Rows([rows.features[n] for n in at], [rows.labels[n] for n in at], [rows.folds[n] for n in at], [rows.of[n] for n in at])


def _lines(name: str, judged: dict[str, Judged], rows: Rows) -> Iterator[str]:
    for label, each in judged.items():
        scores = SCORES[name](rows, each)
        yield f"| {name} | {label} | " + " | ".join(f"{key.removeprefix(name + ' ')} {value:.3f}" for key, value in scores.items()) + " |"


if __name__ == "__main__":
    main()
