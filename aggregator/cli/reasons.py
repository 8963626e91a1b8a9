"""`why`: what made each tag of a story, with the sentence, the rule and the confidence.

deal and near miss   what the tagger weighs of the text today: features with what each added, the sentence that shows the tag
organisations        the rule (register, model, short form) and the names in the text; kind and seat where they were guessed;
                      countries: the names, nationalities, places
corrections          what the analyst set right stands first, as his
story                where the day comes from, why it is a copy, why it is in its story; what a second opinion said
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import archive, screen
from aggregator.archive import correcting, opinions, relations
from aggregator.archive.amending import RULE
from aggregator.archive.corrections import Correction
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.settings import Settings
from aggregator.cli.story import Number, found
from aggregator.model import Filed, Mention, Organisation
from aggregator.screen import Column, Passage

if TYPE_CHECKING:
    from aggregator.tag.grounds import Ground
    from aggregator.tag.sentences import Span

app = typer.Typer(add_completion=False)

_REASONS = (
    Column("article", 2, 8, 0, right=True, style="cyan"), Column("tag", 12, 14, 0), Column("value", 12, 40, 0),
    Column("rule", 6, 24, 1), Column("confidence", 4, 10, 2, right=True), Column("because", 20, 160, 0), Column("sentence", 20, 200, 3),
)  # fmt: skip
_Why = tuple[str, str, str, float | None, str, str]
_WEAK = 0.05  # what adds less than this to a score is not told


@app.command("why", epilog="\b\nExamples:\n  aggregator why 17\n  aggregator why 17 --tag party\n  aggregator why 17 --format jsonl")
def why(
    ctx: typer.Context,
    id: Number,
    all: Annotated[bool, typer.Option("--all", help="Of copies too.")] = False,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Only this tag: partnership, party, announced … May be repeated.")] = None,
    format: Format = "table",
) -> None:
    """Explain each tag of a story: the sentence, what made it (rule, name, features with what each added) and how sure it is."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False) as opened:
        story = found(opened, id)
        reasons = relations.reasons(opened, story.id)
        told = [each for each in story.articles if all or each.copy_of is None or len(story.articles) == 1]
        said = [(str(each.article), *row) for each in correcting.concerning(opened, story.id) for row in _written(_why_corrected((each,)))]
        rows = [(str(each.id), *row) for each in told for row in _why(each, reasons[each.id], opinions.of(opened, each.id))]
    known = list(dict.fromkeys(row[1] for row in (*said, *rows)))
    for name in (each for each in tag or () if each not in known):
        screen.warning(f"Nothing of story {story.id} is tagged {name!r}. There are: {', '.join(known)}.")
    rows = [row for row in (*said, *rows) if not tag or row[1] in tag]
    if format == "table":
        _explain(rows)
    else:
        listed(Listing(f"Why story {story.id} is tagged so", _REASONS), rows, format)


def _why(filed: Filed, reason: relations.Reason, said: tuple[opinions.Opinion, ...]) -> Iterator[tuple[str, ...]]:
    yield from _written((*_why_judged(filed, reason), *_why_second(said), *_why_named(filed), *_why_placed(filed, reason)))


def _written(parts: Iterable[_Why]) -> Iterator[tuple[str, ...]]:
    for tag, value, rule, confidence, because, sentence in parts:
        yield (tag, value, rule, f"{confidence:.2f}" if confidence is not None else "", because, sentence)


def _explain(rows: list[tuple[str, ...]]) -> None:
    """The reasons as a table; on a terminal what made a tag, and its sentence, have the lines below to themselves."""
    if not screen.interactive():
        screen.table(_REASONS, rows)
        return
    below = []
    for row in rows:
        because, sentence = row[5], f"“{row[6]}”" if row[6] else ""
        between = " · " if because and sentence else ""
        below.append([Passage(because + between, "dim"), Passage(sentence, "yellow")])
    screen.table(_REASONS[:5], [row[:5] for row in rows], below)


# ---- the deal ----------------------------------------------------------------------------------------------------------------


def _why_judged(filed: Filed, reason: relations.Reason) -> Iterator[_Why]:
    """What today's tagger weighs, tag by tag. What another tagger filed comes first, as it was filed."""
    from aggregator import tag
    from aggregator.tag import grounds

    weighed = grounds.why(filed.article, filed.tags.organisations, filed.tags.mentions)
    if filed.tags.version != tag.version():
        yield from _as_filed(filed, reason)
        yield ("tagger", filed.tags.version, "filed", None, f"below as {tag.version()} weighs it: `aggregator retag` files that", "")
    yield from (_row(each) for each in weighed)
    for doubt in filed.review:
        yield ("in doubt", doubt.kind, "", doubt.score, doubt.told, "")


def _as_filed(filed: Filed, reason: relations.Reason) -> Iterator[_Why]:
    deal = filed.tags.partnership
    yield ("partnership", "yes" if deal else "no", reason.reason, reason.probability, "", "")
    if deal is None:
        return
    for each in deal.evidence:
        yield ("evidence", deal.deal_type, each.rule, deal.confidence, "", each.sentence)
    if deal.announced:
        yield ("announced", deal.announced.isoformat(), deal.announced_rule, None, "", "")
    for party in deal.parties:
        yield ("party", party.name, party.role or "", None, party.organisation, "")


def _why_corrected(said: tuple[Correction, ...]) -> Iterator[_Why]:
    """The analyst's word: what is right now, since when, and what was said before."""
    for each in said:
        value = each.told if each.change != "remove" else f"not {each.told}"
        because = f"{each.made:%Y-%m-%d}: {each.words()}"
        yield (each.field, value, RULE, 1.0, f"{because} ({each.note})" if each.note else because, "")


def _row(ground: Ground) -> _Why:
    """A ground as a row: phrases and words as they are, features with what each added."""
    told = [name if ground.rule != "model" and weight >= 1 else f"{name} {weight:+.2f}" for name, weight in _strong(ground)]
    sentence = " ".join(each.sentence for each in ground.evidence)
    because = "; ".join(told) or "; ".join(each.rule for each in ground.evidence if each.rule)
    return (ground.tag, ground.value, ground.rule, ground.confidence, because, sentence)


def _strong(ground: Ground) -> tuple[tuple[str, float], ...]:
    return tuple((name, weight) for name, weight in ground.because if abs(weight) >= _WEAK)


def _why_second(said: tuple[opinions.Opinion, ...]) -> Iterator[_Why]:
    for each in said:
        rule = f"{each.model} at {each.endpoint}"
        verdict = "refused" if each.refused else each.told()
        because = each.refused or (f"disagrees: {each.disagrees}" if each.disagrees else "agrees")
        yield ("second opinion", verdict, rule, None, f"{because} ({each.asked:%Y-%m-%d})", " … ".join(each.quotes))


# ---- names -------------------------------------------------------------------------------------------------------------------


def _why_named(filed: Filed) -> Iterator[_Why]:
    whole, spans = filed.article.whole, _spans(filed.article.whole)
    for organisation in filed.tags.organisations:
        mine = [each for each in filed.tags.mentions if each.organisation == organisation.id]
        for rule in dict.fromkeys(each.rule for each in mine):
            same = [each for each in mine if each.rule == rule]
            surfaces = " | ".join(dict.fromkeys(each.surface for each in same))
            sure = max(same, key=lambda each: each.confidence)
            yield ("organisation", organisation.name, rule, sure.confidence, surfaces, _sentence(whole, spans, sure.start))
        yield from _why_guessed(filed, organisation, mine)
    for code in dict.fromkeys((*filed.tags.countries, *filed.tags.countries_mentioned)):
        yield from _why_country(filed, code, spans)


def _why_guessed(filed: Filed, organisation: Organisation, mentions: list[Mention]) -> Iterator[_Why]:
    """Kind and seat of an organisation that no register knows: what spoke for them."""
    if not organisation.id.startswith("new:") or not mentions:
        return
    from aggregator.tag.organisations import setting_of
    from aggregator.tag.seats import guesses

    for guess in guesses(setting_of(filed.article), [(each.start, each.end) for each in mentions]):
        told = "; ".join(f"{name} {weight:+.2f}" for name, weight in guess.because if abs(weight) >= _WEAK)
        yield (guess.tag, f"{organisation.name}: {guess.value}", "guessed", guess.confidence, told, "")


def _why_country(filed: Filed, code: str, spans: tuple[Span, ...]) -> Iterator[_Why]:
    tag = "country" if code in filed.tags.countries else "mentioned"
    places = {(each.rule, each.surface): each for each in reversed(filed.tags.places) if each.country == code}
    for place in reversed(places.values()):
        yield (tag, code, place.rule, place.confidence, place.surface, _sentence(filed.article.whole, spans, place.start))
    if not places:
        seats = [each.name for each in filed.tags.organisations if each.country == code]
        yield (tag, code, "seat" if seats else "", None, ", ".join(seats), "")


@cache
def _spans(whole: str) -> tuple[Span, ...]:
    from aggregator.tag.sentences import sentences

    return sentences(whole)


def _sentence(whole: str, spans: tuple[Span, ...], place: int) -> str:
    """The sentence in which this character stands."""
    return next((whole[span.start : span.end] for span in spans if span.start <= place < span.end), "")


# ---- the story ---------------------------------------------------------------------------------------------------------------


def _why_placed(filed: Filed, reason: relations.Reason) -> Iterator[_Why]:
    published = filed.article.published
    if published:
        yield ("published", published.day.isoformat(), published.provenance, published.confidence, published.raw, "")
    if filed.copy_of is not None:
        yield ("copy of", str(filed.copy_of), "", reason.copy_score, reason.copy_reason, "")
    if reason.placed_reason:
        yield ("story", str(filed.story), "", reason.placed_score, reason.placed_reason, "")
