"""Names that look like a misspelt one, for "did you mean". In: a folded name and the known ones; out: the nearest.

A reader types a part of a name ("rafles", "mayo clinc"), so the question is held against every run of as many words in every name. First a
quick pass over all names (rapidfuzz, in C), then the exact likeness of the best: the share of letters that stay (optimal string
alignment: a swapped pair is one error), more for a run at the beginning of a name and for a name of few further words.
"""

from __future__ import annotations

from collections.abc import Mapping

_NEAR = 60
_FEWEST = 0.62
_WITHIN = 0.2
_BEGINS = 0.12
_FURTHER = 0.015
_LIMIT = 5


def nearest(asked: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Up to five of the names whose form (the key) looks like what was asked, best first; each name once; none far behind the best."""
    from rapidfuzz import fuzz, process

    if not asked:
        return ()
    hits = process.extract(asked, names.keys(), scorer=fuzz.partial_ratio, limit=_NEAR, score_cutoff=60)
    whole = process.extract(asked, names.keys(), scorer=fuzz.ratio, limit=_NEAR, score_cutoff=60)
    found: dict[str, float] = {}
    for form, *_ in (*hits, *whole):
        alike = likeness(asked, form)
        if alike >= _FEWEST:
            found[names[form]] = max(alike, found.get(names[form], 0.0))
    least = max(found.values(), default=0.0) - _WITHIN
    return tuple(sorted((name for name in found if found[name] >= least), key=lambda name: (-found[name], name)))[:_LIMIT]


def likeness(asked: str, form: str) -> float:
    """How like a form is to what was asked, about 0 to 1: the best run of as many words, one more or one less."""
    from rapidfuzz.distance import OSA

    words, size = form.split(), len(asked.split())
    best = 0.0
    for length in {max(1, size - 1), size, size + 1}:
        for at in range(max(1, len(words) - length + 1)):
            run = words[at : at + length]
            alike = OSA.normalized_similarity(asked, " ".join(run))
            further = len(words) - len(run)
            best = max(best, alike + (_BEGINS * alike if at == 0 else 0.0) - _FURTHER * min(further, 6))
    return best
