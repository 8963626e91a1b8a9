"""Training of the sequence model: the same documents give the same bytes, and our decoder reads a model as CRFsuite does."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("pycrfsuite", reason="training needs python-crfsuite, of the extra 'train'")

import pycrfsuite

from aggregator.reference import gazetteer
from aggregator.tag import crf, geography
from aggregator.tag.context import sights
from aggregator.tag.crf import SLOTS, load
from aggregator.tag.register import named
from aggregator.tag.sequence import Scorer
from aggregator.tag.spots import marks
from aggregator.tag.tokens import lines
from training import organisations as training
from training.documents import Document, documents, whole

FEW = {**training.SETTINGS, "max_iterations": 8}


@cache
def few() -> tuple[Document, ...]:
    """A few short documents: English, German, Japanese."""
    short = [each for each in documents() if len(each["text"]) < 700 and each["organisations"]]
    chosen = [[each for each in short if each["language"] == language][:count] for language, count in (("en", 5), ("de", 1), ("ja", 1))]
    return tuple(each for part in chosen for each in part)


def made(view: frozenset[str] = frozenset(SLOTS)) -> list[training.Line]:
    """Their lines, in this view."""
    return [training.seen_in(view, line) for document in few() for line in training.sequences(document)]


def stored(path: Path) -> bytes:
    learned = [training.train(made(view), FEW) for view in training.VIEWS]
    training.write(training.model_of(learned), path)
    return path.read_bytes()


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    assert stored(tmp_path / "one.gz") == stored(tmp_path / "two.gz")


def test_a_written_model_is_read_back_whole(tmp_path: Path) -> None:
    model = training.model_of([training.train(made(), FEW)])
    training.write(model, tmp_path / "model.gz")
    assert load(tmp_path / "model.gz") == model


def test_a_view_holds_back_what_is_not_in_it() -> None:
    tables = {feature.split(" ")[0] for tokens, _ in made(training.VIEWS[1]) for token in tokens for feature in token}
    assert tables == training.VIEWS[1]


def test_our_decoder_finds_what_crfsuite_finds(tmp_path: Path) -> None:
    """Our weights are whole hundredths: another path may be chosen only where CRFsuite holds it for as likely as its own."""
    settings = {**FEW, "max_iterations": 50}
    trainer = pycrfsuite.Trainer(verbose=False, params=settings)
    for features, labels in made():
        trainer.append(features, labels)
    trainer.train(str(tmp_path / "model"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "model"))
    scorer = Scorer(training.model_of([training.train(made(), settings)]))
    same, judged = 0, 0
    for document in few():
        text, language = whole(document), document["language"]
        tokens = lines(text)
        around = marks(text, tokens, language, named(text, gazetteer()), geography.found(text, language))
        for line, spots, seen, (features, _) in zip(tokens, around, sights(tokens), training.sequences(document), strict=True):
            scores = crf.summed(*scorer.around(line, spots, scorer.seen(len(line), seen), (0, len(line))))
            ours = [training.LABELS[label] for label in crf.labels(scores, scorer.model.steps)]
            theirs = tagger.tag(features)
            if legal(theirs):
                same, judged = same + (ours == theirs), judged + 1
                assert ours == theirs or tagger.probability(ours) > 0.8 * tagger.probability(theirs)
    assert same >= 0.9 * judged > 4


def legal(labels: list[str]) -> bool:
    """Does no name go on that has not begun? CRFsuite knows no such law, our decoder keeps it."""
    return all(after != "I" or before != "O" for before, after in pairwise(["O", *labels]))
