"""What each part contributes to finding organisations: each left out in turn, scored on folds that were not trained on.

    python -m training.ablation [fold …]        folds 0 to 4; all where none is named; a quarter of an hour a fold and core

F1 of organisations per document: all, English, other languages. What needs no training is left out of the whole model; what does is left
out of the view without sights ("near"), which is the quicker to train.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from typing import Any

from aggregator.reference import Gazetteer, gazetteer
from aggregator.reference.names import fold
from aggregator.tag.sequence import Span
from training.documents import FOLDS, article, documents, fold_of
from training.organisations import (
    VIEWS,
    found_in,
    model_of,
    scored,
    trained,
)

assembly = import_module("aggregator.tag.organisations")  # the package has a function of this name
Spans = dict[str, list[Span]]
Said = dict[str, list[set[str]]]
NEAR = VIEWS[1]
NOBODY = Gazetteer(())


def fold_spans(fold: int) -> dict[str, Spans]:
    """The spans that the models of each experiment find in the documents of a fold that they have not seen."""
    chosen = tuple(d for d in documents() if fold_of(d) != fold)
    unseen = tuple(d for d in documents() if fold_of(d) == fold)
    wide, narrow = trained(chosen, VIEWS[0]), trained(chosen, NEAR)
    return {
        "whole: both views": found_in(unseen, model_of([wide, narrow])),
        "only the view with sights": found_in(unseen, model_of([wide])),
        "only the near view": found_in(unseen, model_of([narrow])),
        "near, without register": found_in(unseen, model_of([trained(chosen, NEAR, NOBODY)]), NOBODY),
    }


def said(spans: Spans, register: Gazetteer) -> Said:
    """The forms of the organisations that are assembled out of spans."""
    found: Said = {}
    for document in (each for each in documents() if each["id"] in spans):
        organisations, mentions = assembly.assembled(article(document), register, spans[document["id"]])
        found[document["id"]] = [{fold(m.surface) for m in mentions if m.organisation == o.id} for o in organisations]
    return found


def ungrouped(text: str, spans: Sequence[tuple[int, int]], owners: Any) -> list[list[tuple[int, int]]]:
    """Spans brought together only where their folded forms are equal."""
    groups: dict[str, list[tuple[int, int]]] = {}
    for start, end in sorted(spans):
        groups.setdefault(fold(text[start:end]), []).append((start, end))
    return list(groups.values())


def without(parts: dict[str, Callable[..., Any]], spans: Spans) -> Said:
    """What is said when parts of the assembly are replaced: their names and what stands in their place."""
    usual = {name: getattr(assembly, name) for name in parts}
    try:
        for name, part in parts.items():
            setattr(assembly, name, part)
        return said(spans, gazetteer())
    finally:
        for name, part in usual.items():
            setattr(assembly, name, part)


def show(title: str, found: Said) -> None:
    """One line of the table."""
    print(f"| {title} | " + " | ".join(f"{f1:.3f}" for _, _, f1 in scored(found).values()) + " |", flush=True)


def main(folds: Sequence[int]) -> None:
    """Print the table."""
    with ProcessPoolExecutor(2) as pool:
        parts = list(pool.map(fold_spans, folds))
    spans = {title: {key: each for part in parts for key, each in part[title].items()} for title in parts[0]}
    print("| | all | English | others |\n|---|---|---|---|")
    for title, each in spans.items():
        show(title, said(each, NOBODY if "without register" in title else gazetteer()))
    whole = spans["whole: both views"]
    bare: dict[str, Callable[..., Any]] = {"grouped": ungrouped, "_kept": lambda *_: True}
    show("whole, without merging rules", without({"grouped": ungrouped}, whole))
    show("whole, without the model of keeping", without({"_kept": bare["_kept"]}, whole))
    show("whole, without either", without(bare, whole))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(range(FOLDS)))
