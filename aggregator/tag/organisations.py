"""Organisations in an article. In: the article and the gazetteer; out: organisations and where each is named.

    register names + place names -> sequence model -> spans -> groups, one an organisation -> its name, kind, seat

What the model is sure of counts, and so does a sure name of the register where the model does not object.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.model import Article, Mention, Organisation
from aggregator.reference import Gazetteer
from aggregator.reference.names import fold, legal_forms, slug
from aggregator.tag import geography
from aggregator.tag.abreast import abreast
from aggregator.tag.abroad import abroad
from aggregator.tag.bearers import at_home, owners
from aggregator.tag.belonging import belonging
from aggregator.tag.grouping import grouped
from aggregator.tag.homonyms import resolved
from aggregator.tag.keeping import furniture, keep_features, nameless
from aggregator.tag.register import named
from aggregator.tag.seats import Setting, kind_and_seat, model_of
from aggregator.tag.sequence import Span, names

_ARTICLE = re.compile(r"(?:the|an?|der|die|das|dem|den|des|le|la|les|el|los|las|il|lo|gli|o|os|as|het|de)\s+(?=\S)", re.IGNORECASE)
_BRACKET = re.compile(r"(.{3,}?)\s?[(（]([^()（）]{2,40})[)）]?")
_EDGE = " \t\"'“”„«»‘’,.;:()[]（）「」『』®™*–—-•·●▪◦‣"
# "Harbour Group’s clinical partner"; a capital may follow inside a name, with a joint before it, too: "Women’s and Children’s Hospital"
_BESIDE = re.compile(r"['’]s(?=\s+(?!(?:and|&|und|et|y|e)\s+[A-ZÀ-Þ])[^\W\d_A-ZÀ-Þ])")
_NEXT_SENTENCE = re.compile(r"(?<=[a-zß-ÿ]{5})\.\s+(?=[A-ZÀ-Þ])")
_FAR = 20_000
_WORD = re.compile(r"[^\W_]+")
_GLUES = ("for", "and", "with", "to", "in", "at", "of", "from", "by")
_GLUED = re.compile(rf"([^\W\d_]{{3,}}?)(?:{'|'.join(_GLUES)})")


def organisations(article: Article, gazetteer: Gazetteer) -> tuple[tuple[Organisation, ...], tuple[Mention, ...]]:
    """The organisations named in title or text, and every mention of each; spans count characters of `article.whole`."""
    text = article.whole
    registered = named(text, gazetteer)
    places = geography.found(text, article.language)
    return assembled(article, gazetteer, names(text, article.language, registered, places))


def assembled(article: Article, gazetteer: Gazetteer, spans: Sequence[Span]) -> tuple[tuple[Organisation, ...], tuple[Mention, ...]]:
    """Organisations and mentions out of the spans that a model found in the article."""
    text, setting = article.whole, setting_of(article)
    chances, owned = _claims(setting, gazetteer, spans)
    chosen: dict[str, Organisation] = {}
    mentions: list[Mention] = []
    for group in grouped(text, tuple(chances), owned):
        known = any(span in owned for span in group)
        if not _kept(text, len(article.title), group, chances) or (not known and nameless(text, group, chances)):
            continue
        organisation = _organisation(setting, group, gazetteer, owned)
        chosen.setdefault(organisation.id, organisation)
        for start, end in group:
            rule = "register" if (start, end) in owned else "model"
            mentions.append(Mention(organisation.id, text[start:end], start, end, rule, round(chances[start, end], 3)))
    return tuple(chosen.values()), tuple(sorted(mentions, key=lambda m: m.start))


def groups_of(
    article: Article, gazetteer: Gazetteer, spans: Sequence[Span]
) -> tuple[list[list[tuple[int, int]]], dict[tuple[int, int], float]]:
    """All groups of spans, whether they are kept or not, and the probability of each span: what the model of keeping learns from."""
    chances, owned = _claims(setting_of(article), gazetteer, spans)
    return grouped(article.whole, tuple(chances), owned), chances


def _claims(
    setting: Setting, gazetteer: Gazetteer, spans: Sequence[Span]
) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], str]]:
    """The spans that may be names, each with its probability, and the registered organisation of those that surely are one's."""
    text = setting.text
    registered = named(text, gazetteer)
    known = [(hit.start, hit.end) for hit in registered]
    places = [(place.start, place.end) for place in setting.places]
    parts = ((part, span.probability) for span in spans for piece in _parts(text, span) for part in abreast(text, piece, known, places))
    chances = {part: chance for part, chance in belonging(text, parts) if not furniture(text, part)}
    return chances, owners(text, registered, tuple(chances), setting.spoken)


def _kept(text: str, title: int, group: Sequence[tuple[int, int]], chances: dict[tuple[int, int], float]) -> bool:
    model = model_of("keep")
    return model.probability(keep_features(text, title, group, chances)) >= model.threshold


def setting_of(article: Article) -> Setting:
    """What the article gives to judge kind and seat of its organisations by."""
    text = article.whole
    return Setting(text, article.language, resolved(text, geography.found(text, article.language), (), ()))


def best_name(organisation: Organisation, mentions: Sequence[Mention]) -> str:
    """The name of an organisation as the page names it most fully."""
    surfaces = [mention.surface for mention in mentions if mention.organisation == organisation.id]
    return max(surfaces, key=lambda s: (not s.isupper() or " " not in s, len(s)), default=organisation.name)


def _parts(text: str, span: Span) -> list[tuple[int, int]]:
    """The span trimmed; "Full Name (ABC)" as two, and what goes on in the next sentence; nothing of a legal form alone."""
    start, end = span.start, span.end
    surface = text[start:end]
    bracket = _BRACKET.fullmatch(text, start, end) if "(" in surface or "（" in surface else None
    following = _NEXT_SENTENCE.search(text, start, end) if "." in surface else None
    if bracket:
        pieces = [bracket.span(1), bracket.span(2)]
    elif following:
        pieces = [(start, following.start()), (following.end(), end)]
    else:
        pieces = [(start, end)]
    return [(a, b) for a, b in (trimmed(text, *piece) for piece in pieces) if b > a and _names(text[a:b])]


def _names(surface: str) -> bool:
    """Does it say more than a legal form ("Sdn Bhd")? In capitals it may be a name of these letters ("SRL, Inc.")."""
    found = _WORD.findall(surface)
    return not legal_forms()[0].issuperset(map(str.lower, found)) or any(word.isupper() and len(word) > 2 for word in found)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without quotes, brackets and blanks at its edges, without article and possessive, without what stands behind a
    possessive in small letters, without a preposition glued to a word that stands alone elsewhere ("Trustfor": mark-up ate a blank)."""
    beside = _BESIDE.search(text, start, end) if text.find("'s", start, end) >= 0 or text.find("’s", start, end) >= 0 else None
    end = beside.start() if beside else end
    while start < end and text[start] in _EDGE:
        start += 1
    article = _ARTICLE.match(text, start, end) if text[start : start + 1].islower() else None
    if article and text[start:end].split()[0].islower():
        start = article.end()
    while end > start and text[end - 1] in _EDGE and not _closes(text, start, end):
        end -= 1
    if end - start > 4 and text[end - 2 : end] in ("'s", "’s"):
        end -= 2
    glues = text.endswith(_GLUES, start, end)
    glued = _GLUED.fullmatch(text, max(start, text.rfind(" ", start, end) + 1), end) if glues else None
    if glued and glued[1][0].isupper() and re.search(rf"\b{glued[1]}\b", text[:_FAR]):
        end = glued.end(1)
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    """Does the last mark belong to the name: "Co.", "Bank (HK)"?"""
    last = text[end - 1]
    return (
        (last == "." and " " in text[start:end]) or (last == ")" and "(" in text[start:end]) or (last == "）" and "（" in text[start:end])
    )


def _organisation(
    setting: Setting, group: Sequence[tuple[int, int]], gazetteer: Gazetteer, owned: dict[tuple[int, int], str]
) -> Organisation:
    text = setting.text
    owner = next((owned[span] for span in group if span in owned), None)
    known = gazetteer.organisation(owner) if owner else None
    meant = abroad(setting, group, gazetteer, known) or known
    if meant is not None:
        return meant
    surfaces = list(dict.fromkeys(text[start:end] for start, end in group))
    name = max(surfaces, key=lambda s: (not s.isupper() or " " not in s, len(s)))
    bearers = gazetteer.named(name) if len(fold(name)) > 4 else ()
    if len(bearers) == 1 and at_home(bearers[0], name, setting.spoken):
        return bearers[0]
    kind, seat = kind_and_seat(setting, group)
    return Organisation(f"new:{slug(name)}", name, tuple(s for s in surfaces if s != name), seat, kind)
