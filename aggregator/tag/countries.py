"""Countries in an article. In: the article and its organisations; out: places with spans, what it is about, all it names.

    names, nationalities, regions, cities -> homonyms resolved -> one line of evidence a country -> two small models

A country is mentioned when a place, nationality or institution of its is named; the model drops what is no such naming. What the
article is about shows in title, lead, seats of the organisations and counts. Weights: `models/countries.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.model import Article, Mention, Organisation, Place
from aggregator.tag import geography
from aggregator.tag.homonyms import Located, located
from aggregator.tag.linear import Linear, parsed
from aggregator.tag.standing import Standing
from aggregator.tag.words import homes, words

LEAD = 400
_SIZES = {"great": 2.5, "large": 1.5, "small": 0.0}
_PLACINGS = {"placed": 3, "script": 2, "free": 2, "opening": 1, "joined": 0, "company": 0}
_RULES = ("name", "nationality", "region", "city")
_OWNERS = ("'s", "’s")
_COUNTIES = (" County", " Parish")  # places wherever they stand: "Lamar County Fair"
_BODIES = words("bodies")
Found = tuple[tuple[Place, ...], tuple[str, ...], tuple[str, ...]]
Evidence = dict[str, dict[str, float]]


def places(article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> Found:
    """Places named in title and text, the countries the article is about (likeliest first), and all countries named or implied."""
    text, judge = article.whole, _model("mentioned")
    where = located(text, geography.everywhere(text, article.language), organisations, mentions)
    found = evidence(article, where, organisations, mentions)
    about = {code: _model("about").probability(each) for code, each in found.items()}
    mentioned = {code for code, each in found.items() if any(judge.probability(one) >= judge.threshold for one in _readings(each))}
    chosen = sorted((code for code, chance in about.items() if chance >= _model("about").threshold), key=lambda code: (-about[code], code))
    if not chosen and about:
        chosen = [max(sorted(about), key=lambda code: about[code])]
    kept = tuple(each.place for each in where if each.place.country in mentioned)
    return kept, tuple(chosen), tuple(sorted(mentioned))


def evidence(article: Article, where: Sequence[Located], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> Evidence:
    """What speaks for each country, as named features."""
    title, size = len(article.title), len(article.whole)
    found: Evidence = {each.place.country: {} for each in where}
    found.update({each.country: {} for each in organisations if each.country})
    for each in where:
        _note(found[each.place.country], each.place, title, size)
    _note_best(found, where)
    _note_seats(found, organisations, mentions, title)
    total = sum(each["count"] for each in found.values() if "count" in each) or 1.0
    ranked = sorted(found, key=lambda code: (-found[code].get("count", 0.0), code))
    for rank, code in enumerate(ranked):
        _note_share(found[code], rank, total, len(found))
        if code in homes(article.language):
            found[code]["home"] = 1.0
            found[code]["only home"] = float(len(found) == 1)
    return found


def _readings(evidence: Mapping[str, float]) -> Iterator[Mapping[str, float]]:
    """The evidence, and what is left of it for each sort of names alone: a doubtful town takes nothing from a plain nationality."""
    yield evidence
    sorts = [rule for rule in _RULES if f"{rule} any" in evidence]
    if len(sorts) > 1:
        for rule in sorts:
            others = tuple(f"{other} " for other in sorts if other != rule)
            yield {mark: weight for mark, weight in evidence.items() if not mark.startswith(others)}


def _note(evidence: dict[str, float], place: Place, title: int, size: int) -> None:
    rule = place.rule
    if rule == "institution":
        evidence["institution sure" if place.confidence > 0.8 else "institution guessed"] = 1.0
    else:
        evidence["count"] = evidence.get("count", 0.0) + 1.0
        evidence[f"{rule} any"] = 1.0
    if place.start < title:
        evidence[f"{rule} title"] = 1.0
        evidence["title"] = 1.0
    elif place.start < title + LEAD:
        evidence[f"{rule} lead"] = 1.0
        evidence["lead"] = 1.0
    elif place.start > size - LEAD / 2 and size > 3 * LEAD:
        evidence["tail"] = evidence.get("tail", 0.0) + 1.0


def _note_best(found: Evidence, where: Sequence[Located]) -> None:
    """Of the names, nationalities, regions and cities of a country the one that stands best: a second, doubtful one takes nothing away."""
    best: dict[tuple[str, str], tuple[float, str, Located]] = {}
    for each in where:
        key = each.place.country, each.place.rule
        if each.place.rule != "institution":
            how = _where(each)
            worth = _SIZES.get(each.size, 0) + _PLACINGS[how] + 0.5 * each.sole
            if key not in best or worth > best[key][0]:
                best[key] = worth, how, each
    for (code, rule), (_, how, each) in best.items():
        found[code].update(_marks(rule, each.size, how, each.sole))


@lru_cache(maxsize=500)
def _marks(rule: str, size: str, where: str, sole: bool) -> dict[str, float]:
    sort = f"{rule} {size}".strip()
    marks = (f"{sort} any", f"{rule} {where}", f"{sort} {where}")
    return dict.fromkeys((*marks, f"{rule} sole", f"{sort} {where} sole") if sole else marks, 1.0)


def _where(each: Located) -> str:
    standing, surface = each.standing, each.place.surface
    if each.company:
        return "company"
    if standing.placed or surface.endswith(_COUNTIES):
        return "placed"
    if surface.lower() == surface.upper():
        return "script"
    if standing.joined and not _whole(each):
        return "joined"
    return "opening" if standing.opening else "free"


def _whole(each: Located) -> bool:
    """Is the name whole although capitals touch it: "Leeds Crown Court", and what `_apart` knows?"""
    if each.place.rule in ("name", "nationality"):
        return _apart(each.standing)
    return each.standing.following.removesuffix("'s").removesuffix("’s") in _BODIES


def _apart(standing: Standing) -> bool:
    """Are the capitals beside it no part of its name: the first word of the sentence, or an owner: "Acme's Canadian plant"?"""
    return standing.second or (standing.previous.endswith(_OWNERS) and not standing.following[:1].isupper())


def _note_seats(found: Evidence, organisations: Sequence[Organisation], mentions: Sequence[Mention], title: int) -> None:
    first: dict[str, int] = {}
    for mention in mentions:
        first.setdefault(mention.organisation, mention.start)
    for organisation in organisations:
        if organisation.country:
            each = found[organisation.country]
            sure = "known" if organisation.id.startswith("org:") else "guessed"
            each[f"seat {sure}"] = min(4.0, each.get(f"seat {sure}", 0.0) + 1.0)
            if first.get(organisation.id, title + LEAD) < title:
                each[f"seat title {sure}"] = 1.0
            elif first.get(organisation.id, title + LEAD) < title + LEAD:
                each[f"seat lead {sure}"] = 1.0


def _note_share(evidence: dict[str, float], rank: int, total: float, countries: int) -> None:
    count = evidence.pop("count", 0.0)
    evidence["share"] = count / total
    evidence["log count"] = math.log1p(count)
    evidence[f"rank {min(rank, 3)}"] = 1.0
    if not count:
        evidence["seat only"] = 1.0
        evidence["sole seat only"] = float(countries == 1)
    if evidence.get("tail", 0.0) >= count > 0:
        evidence["tail only"] = 1.0


@cache
def _model(name: str) -> Linear:
    text = (files("aggregator.reference") / "models" / "countries.json").read_text(encoding="utf-8")
    stored: Mapping[str, Mapping[str, object]] = json.loads(text)
    return parsed(stored[name])
