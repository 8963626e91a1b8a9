"""How far a deal has come. In: a Reading and its evidence sentences. Out: announced, signed, planned, extended, completed or ended.

By trigger phrases, the most telling first: an end in the title where nothing speaks of a beginning, an extension beside the deal, a
completed purchase, a signature, a plan.
"""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.tag.reading import Reading, Sentence

_BONDS = frozenset({"partner", "agreement", "mou", "acquire", "jointventure", "license", "supply", "joinforces"})


def status(reading: Reading, evidence: Iterable[int]) -> tuple[str, str]:
    """The status and the trigger phrase that showed it ("" where none did: then it is announced)."""
    told = (reading.title, *(reading.sentences[number] for number in evidence))
    for name, concept, needed in (
        ("ended", "ended", frozenset({"court"}) | _BONDS),
        ("extended", "extend", _BONDS),
        ("completed", "complete", frozenset({"acquire", "jointventure"})),
        ("signed", "sign", frozenset()),
        ("planned", "plan", _BONDS),
    ):
        sentences = told[:1] if name == "ended" else told
        phrase = _shown(reading, sentences, concept, needed)
        if phrase and not (name == "planned" and _settled(told)) and not (name == "ended" and _begun(told[1:])):
            return name, phrase
    return "announced", ""


def _shown(reading: Reading, sentences: Iterable[Sentence], concept: str, needed: frozenset[str]) -> str:
    """The phrase of this concept in a sentence that also names one of the needed concepts."""
    for sentence in sentences:
        for hit in sentence.hits:
            if hit.concept == concept and (not needed or sentence.concepts & needed):
                return reading.text[hit.start : hit.end]
    return ""


def _settled(sentences: Iterable[Sentence]) -> bool:
    return any({"sign", "agree", "complete"} & sentence.concepts for sentence in sentences)


def _begun(sentences: Iterable[Sentence]) -> bool:
    """Does a sentence bind two organisations and speak of no end? What ends one deal for another tells of the other one."""
    return any(
        len(sentence.organisations) > 1 and _BONDS & sentence.concepts and "ended" not in sentence.concepts for sentence in sentences
    )
