"""What the sequence model sees: shapes, heads, runs of capitals, the marks of the whole document; the sums of the decoder."""

from __future__ import annotations

import pytest

from aggregator.reference import gazetteer
from aggregator.tag import crf, geography
from aggregator.tag.context import sights
from aggregator.tag.crf import SLOTS, Model, Row, packed
from aggregator.tag.features import given_names, kind_of, shape, word_features
from aggregator.tag.register import named
from aggregator.tag.sequence import Scorer, features
from aggregator.tag.spots import Marks, marks
from aggregator.tag.tokens import lines
from aggregator.tag.words import homes, words
from tests.tag.articles import GERMAN, JAPANESE, WIRE


def seen(text: str, language: str = "en") -> dict[str, Marks]:
    """The marks of each word of a text (of its first token of that form)."""
    tokens = lines(text)
    every = marks(text, tokens, language, named(text, gazetteer()), geography.found(text, language))
    found: dict[str, Marks] = {}
    for line, around in zip(tokens, every, strict=True):
        for form, mark in zip(line.forms, around, strict=True):
            found.setdefault(form, mark)
    return found


@pytest.mark.parametrize(
    ("form", "look"),
    [
        ("Clinic", "Xx"),
        ("NHS", "XX"),
        ("A", "X"),
        ("BioNTech", "XxX"),
        ("eHealth", "xX"),
        ("of", "xx"),
        ("2026", "9"),
        ("医", "c"),
        ("の", "h"),
        ("メディカル", "k"),
        ("병", "g"),
        ("โร", "t"),
        ("وزارة", "a"),
        ("-", "-"),
    ],
)
def test_shapes(form: str, look: str) -> None:
    assert shape(form) == look


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("Hospital", "hospital"),
        ("Herzklinikum", "hospital"),
        ("大学", "university"),
        ("Pharma", "pharma"),
        ("وزارة", "government"),
        ("Stiftung", "ngo"),
        ("table", None),
    ],
)
def test_head_words_show_kinds(form: str, kind: str | None) -> None:
    assert kind_of(form) == kind


def test_runs_of_capitals_know_their_head_and_their_place() -> None:
    found = seen("A title here\n\nAt noon the Alder General Hospital of Leeds met Angela Winter there.")
    assert found["Alder"][3] == "B4h"
    assert found["of"][3].startswith("Mj")
    assert found["Angela"][3][-1] == "p"
    assert found["there"][3] == "o"


def test_a_sentence_ends_a_run_but_an_abbreviation_does_not() -> None:
    found = seen("A title here\n\nHe came to Yangon. Mitsu Corporation paid. They saw St. Alder Hospital.")
    assert found["Yangon"][3].startswith("S")
    assert found["Mitsu"][3].startswith("B")
    assert found["St"][3].startswith("B")
    assert found["Hospital"][3].startswith("E")


def test_an_acronym_and_its_expansion_are_marked() -> None:
    found = seen("A title here\n\nThe Alder Valley Trust (AVT) said AVT would grow.")
    assert "A" in found["AVT"][5]
    assert "x" in found["Valley"][5]


def test_surnames_are_marked_in_the_whole_document() -> None:
    found = seen("Winter speaks\n\nAngela Winter said so. Later Winter left.")
    assert "P" in found["Winter"][5]


def test_register_and_places_are_marked() -> None:
    found = seen("A title here\n\nYesterday Pfizer met the Chinese minister in Leeds.")
    assert found["Pfizer"][0] == "BS"
    assert found["Chinese"][1] == "Bt"
    assert found["Leeds"][1].startswith("Bc")


@pytest.mark.parametrize("given", [WIRE, GERMAN, JAPANESE])
def test_the_decoder_adds_up_what_the_trainer_sees(given: object) -> None:
    text, language = getattr(given, "whole", ""), getattr(given, "language", None)
    tokens = lines(text)
    every = marks(text, tokens, language, named(text, gazetteer()), geography.found(text, language))
    seen = sights(tokens)
    named_features = [features(*line) for line in zip(tokens, every, seen, strict=True)]
    names = sorted({feature for line in named_features for one in line for feature in one})
    weights = {name: (n % 7, n % 5, n % 3) for n, name in enumerate(names) if n % 2}
    scorer = Scorer(model_with(weights))
    for line, around, sight, named_line in zip(tokens, every, seen, named_features, strict=True):
        scores = crf.summed(*scorer.around(line, around, scorer.seen(len(line), sight), (0, len(line))))
        for score, one in zip(scores, named_line, strict=True):
            assert score == tuple(sum(weights[f][label] for f in one if f in weights) for label in range(3))


def model_with(weights: dict[str, tuple[int, int, int]]) -> Model:
    """A model of these weights, named by table, slot and feature."""
    tables: dict[str, dict[str, Row]] = {name: {} for name in SLOTS}
    none = (0, 0, 0)
    threes: dict[tuple[str, str], dict[str, tuple[int, int, int]]] = {}
    for feature, triple in weights.items():
        table, slot, name = feature.split(" ", 2)
        threes.setdefault((table, name), {})[slot] = triple
    for (table, name), by_slot in threes.items():
        tables[table][name] = packed([each for slot in SLOTS[table] for each in by_slot.get(slot, none)])
    return Model((none, none, none), tables["words"], tables["spots"], tables["sights"], tables["pairs"])


def test_word_features_of_a_name() -> None:
    assert "given" in word_features("Angela")
    assert "h=hospital" in word_features("Clinic")
    assert "Angela" in given_names()


def test_word_lists() -> None:
    assert "of" in words("connectors")
    assert "Reuters" in words("agencies")
    assert homes("de")[0] == "DE"
    assert homes(None) == ()
    with pytest.raises(KeyError):
        words("nothing")
