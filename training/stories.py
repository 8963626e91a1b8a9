"""The models of `aggregator/dedupe`: which words say something, and how likely two accounts tell one event.

    documents -> aggregator/reference/models/stories_words.json   in how many documents each term stands
                    -> aggregator/reference/models/stories.json         two logistic models of the features of a pair

The `bare` model is for texts in which our taggers find nothing of our trade: it sees the same documents without their tags as well.
Deals of one trade are more alike than general news is, so two dated reports of the latter are given better odds than these pairs teach.
Both learn from the first documents alone: second tellings in `written.jsonl` are in other words throughout, as those of one wire report
by several papers are not, and teach that partners and words count for little. The words are counted in all.

Pairs are those that the index would hand over. Each is seen several times: as labelled, and with faults of the kind that
taggers and pages have (parties, organisations, days, types lost or wrong; other words, as between two languages). Faults are drawn
several times: which ones a single draw makes moves the scores of stories by three points. The same on every run: set seeds, sorted
input, rounded weights.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aggregator import reference, tag
from aggregator.dedupe import terms
from aggregator.dedupe.account import account
from aggregator.dedupe.bounds import WINDOW_DAYS
from aggregator.dedupe.features import AGAINST, BARE, NAMES, features, gap
from aggregator.dedupe.memory import StoryIndex
from aggregator.dedupe.weights import Weights
from aggregator.model import Account, Article, Organisation, Partnership, Party, Published, Tags
from aggregator.reference.names import slug
from training.documents import FILES, HERE, article, documents, read, whole

MODELS = Path(reference.__file__).parent / "models"
RARE = 3  # terms in fewer documents are left out: they are as rare as unknown ones
SEEDS = range(20261121, 20261125)
FAULTY_COPIES = 6
HARD_ORGANISATIONS, HARD_TEXT = 0.15, 0.5  # pairs of different events that are seen as often as those of one event
STRENGTH = 2.0 / len(SEEDS)  # inverse of the L2 penalty, which is as great as for a single draw
GENERAL = 0.9  # log-odds for two dated reports; from .7 to 1.2 general news by several papers comes out the same
THRESHOLD = 0.5  # pairs of unseen stories: the harmonic mean of precision and recall is flat from .3 to .5; precision comes first
_NAME_OR_NUMBER = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я\d]")
_KINDS = (
    "mou",
    "strategic_alliance",
    "clinical_affiliation",
    "joint_venture",
    "research_collaboration",
    "licensing",
    "supply_distribution",
    "technology",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled document: what it says, its labels as tags, the program's own tags, and which event it tells."""

    article: Article
    tags: Tags
    own: Tags
    story: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Features of two accounts, and whether they tell one event."""

    values: tuple[float, ...]
    same: bool
    group: str


def main() -> None:
    """Write both models and print how well pairs are told apart, by cross-validation over stories."""
    write_words(documents())
    reports = [told(each) for each in read(HERE / FILES[0]) if not each.get("copy_of")]
    pairs = examples(reports)
    bare = examples([replace(each, tags=Tags(countries=each.tags.countries), own=Tags()) for each in reports])
    model: dict[str, Any] = {"threshold": THRESHOLD}
    for kind, names, seen in (("named", NAMES, pairs), ("bare", BARE, [*pairs, *bare])):
        known = [_only(each, names) for each in seen]
        report(kind, known, names)
        bias, fitted = fit(known, names)
        weights = dict(zip(names, fitted, strict=True))
        if kind == "bare":
            bias, weights["no_day"] = round(bias + GENERAL, 3), round(weights["no_day"] - GENERAL, 3)
        model[kind] = {"bias": bias, "weights": weights}
    (MODELS / "stories.json").write_text(json.dumps(model, indent=1) + "\n", "utf-8")


def write_words(every: Iterable[dict[str, Any]]) -> None:
    """The table of document frequencies."""
    counts: Counter[str] = Counter()
    rows = list(every)
    for each in rows:
        counts.update(set(terms.terms(whole(each))))
    table = {"documents": len(rows), "frequency": {term: count for term, count in sorted(counts.items()) if count >= RARE}}
    (MODELS / "stories_words.json").write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    terms.background.cache_clear()


def told(row: dict[str, Any]) -> Told:
    """A labelled row as article and tags."""
    page = article(row)
    return Told(page, labelled(row), tag.tags(page, reference.gazetteer()), row["story"])


def labelled(row: dict[str, Any]) -> Tags:
    """The labels of a row as tags; organisations of the register under their own ids."""
    named = [*row["organisations"], *row["parties"]]
    organisations = {each.id: each for each in (_organisation(one["name"]) for one in named)}
    deal = None
    if row["partnership"]:
        parties = tuple(Party(_organisation(each["name"]).id, each["name"]) for each in row["parties"])
        announced = date.fromisoformat(row["announced"]) if row.get("announced") else None
        deal = Partnership(parties, row["deal_type"] or "mou", (), announced)
    return Tags(organisations=tuple(organisations.values()), countries=tuple(row["countries"]), partnership=deal, reason=row["near_miss"])


def _organisation(name: str) -> Organisation:
    found = reference.gazetteer().named(name)
    return found[0] if len(found) == 1 else Organisation(f"new:{slug(name)}", name)


def examples(reports: list[Told]) -> list[Pair]:
    """Pairs that the index hands over, plain and with faults."""
    index = StoryIndex()
    rows = [replace(account(each.article, each.tags), id=at, story=at) for at, each in enumerate(reports, 1)]
    for row in rows:
        index.file(row)
    near = [(row, Weights(index.frequency(row.keys)), [each for each in index.near(row) if each.id < row.id]) for row in rows]
    found = []
    for chance in map(random.Random, SEEDS):
        for row, weights, others in near:
            for other in others:
                found += _pairs(reports[row.id - 1], reports[other.id - 1], (row, other), (weights, chance))
        found += _second_deals(reports, index, chance)
    return found


def _second_deals(reports: list[Told], index: StoryIndex, chance: random.Random) -> list[Pair]:
    """Two deals of one company within a week: an unrelated document, in which a party of the first one takes a part."""
    deals = [each for each in reports if each.tags.partnership and len(each.tags.partnership.parties) > 1]
    found = []
    for one in deals:
        other = chance.choice(
            [each for each in deals if each.story != one.story and each.article.language == one.article.language] or [one]
        )
        if other is not one:
            first, second = account(one.article, one.tags), _with_party(other, one, chance)
            found.append(Pair(tuple(features(first, second, Weights(index.frequency(first.keys))).values()), False, one.story))
    return found


def _with_party(document: Told, partner: Told, chance: random.Random) -> Account:
    """The document, with one of its parties replaced by one of the partner's, a few days from it."""
    assert document.tags.partnership
    assert partner.tags.partnership
    gone = document.tags.partnership.parties[0]
    come = chance.choice(partner.tags.partnership.parties)
    organisation = next(
        (each for each in partner.tags.organisations if each.id == come.organisation), Organisation(come.organisation, come.name)
    )
    others = tuple(each for each in document.tags.organisations if each.id not in (gone.organisation, come.organisation))
    deal = replace(document.tags.partnership, parties=(come, *document.tags.partnership.parties[1:]), announced=None)
    countries = tuple(dict.fromkeys((*document.tags.countries[:1], *partner.tags.countries[:1])))
    tags = replace(document.tags, organisations=(organisation, *others), partnership=deal, countries=countries)
    near = partner.article.published
    published = Published(near.day + timedelta(chance.randint(-6, 6)), "given") if near else None
    lines = (each.replace(gone.name, come.name) for each in document.article.paragraphs)
    article = replace(
        document.article, title=document.article.title.replace(gone.name, come.name), paragraphs=tuple(lines), published=published
    )
    return account(article, tags)


def _pairs(one: Told, other: Told, plain: tuple[Account, Account], given: tuple[Weights, random.Random]) -> list[Pair]:
    weights, chance = given
    same = one.story == other.story
    if (gap(*plain) or 0) > WINDOW_DAYS:
        return []
    found = [features(*plain, weights), features(account(one.article, one.own), account(other.article, other.own), weights)]
    hard = found[0]["organisations"] > HARD_ORGANISATIONS or found[0]["text"] > HARD_TEXT
    for _ in range(FAULTY_COPIES if same or hard else 1):
        foreign = chance.random() < 0.2
        first, second = faulty(one, chance, foreign=False), faulty(other, chance, foreign=foreign)
        found.append(features(first, second, weights))
    return [Pair(tuple(each.values()), same, min(one.story, other.story)) for each in found]


def faulty(document: Told, chance: random.Random, *, foreign: bool) -> Account:
    """The document's account as a hasty tagger and a bare page would give it."""
    tags, article = chance.choice((document.tags, document.own)), document.article
    kept = tuple(each for each in tags.organisations if chance.random() > 0.15)
    deal = tags.partnership
    if deal and chance.random() < 0.1:
        deal = None
    elif deal:
        parties = tuple(each for each in deal.parties if chance.random() > 0.15)
        kind = chance.choice(_KINDS) if chance.random() < 0.3 else deal.deal_type
        deal = replace(deal, parties=parties, deal_type=kind, announced=deal.announced if chance.random() > 0.3 else None)
    countries = tags.countries if chance.random() > 0.2 else tags.countries[:1]
    if chance.random() < 0.15:
        article = replace(article, published=None)
    if foreign:
        article = replace(article, language="xx", paragraphs=tuple(map(_names_only, article.paragraphs)), title=_names_only(article.title))
    return account(article, replace(tags, organisations=kept, partnership=deal, countries=countries))


def _names_only(line: str) -> str:
    """What a report in another language still has in common: names and numbers."""
    return " ".join(word for word in line.split() if _NAME_OR_NUMBER.match(word))


def _only(pair: Pair, names: tuple[str, ...]) -> Pair:
    """The pair with these features alone."""
    return replace(pair, values=tuple(value for name, value in zip(NAMES, pair.values, strict=True) if name in names))


def fit(pairs: list[Pair], names: tuple[str, ...]) -> tuple[float, list[float]]:
    """Bias and weights of a model of these features; what speaks for one event never counts against it, and the other way round."""
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    values = np.array([each.values for each in pairs])
    signs = np.array([1.0 if each.same else -1.0 for each in pairs])

    def loss(parameters: Any) -> tuple[float, Any]:
        margins = signs * (parameters[0] + values @ parameters[1:])
        slopes = -signs / (1 + np.exp(np.clip(margins, -500, 500)))
        lost = np.logaddexp(0, -margins).sum() + (parameters[1:] ** 2).sum() / (2 * STRENGTH)
        return lost, np.concatenate(([slopes.sum()], values.T @ slopes + parameters[1:] / STRENGTH))

    limits = [(None, None), *((None, 0.0) if name in AGAINST else (0.0, None) for name in names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 2000}).x
    return round(float(found[0]), 3), [round(float(each), 3) + 0.0 for each in found[1:]]


def report(kind: str, pairs: list[Pair], names: tuple[str, ...], folds: int = 5) -> None:
    """Precision and recall of pairs whose story the model has not seen."""
    groups = sorted({each.group for each in pairs})
    random.Random(SEEDS.start).shuffle(groups)
    right = said = true = 0
    for fold in range(folds):
        held = set(groups[fold::folds])
        bias, weights = fit([each for each in pairs if each.group not in held], names)
        for each in pairs:
            if each.group in held:
                yes = bias + sum(w * v for w, v in zip(weights, each.values, strict=True)) > 0
                right, said, true = right + (yes and each.same), said + yes, true + each.same
    print(
        f"stories, {kind}: {len(pairs)} pairs, {true} of one event; precision {right / max(1, said):.3f}, recall {right / max(1, true):.3f}"
    )


if __name__ == "__main__":
    main()
