"""`aggregator cluster`: JSON lines of a set of articles on stdin, story and lead of each on stdout, in the same order, nothing filed.

{"id": "1", "title": …, "text": …, "published": …, "language": …, "url": …} -> {"id": "1", "story": …, "copy_of": …}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from aggregator import dedupe
from aggregator.cli import rows as reading
from aggregator.cli.rows import Row
from aggregator.cli.streams import OPEN, written
from aggregator.cli.tagged import article, printed
from aggregator.errors import UsageError
from aggregator.model import Article, Organisation, Partnership, Party, Tags
from aggregator.reference import gazetteer
from aggregator.reference.names import slug

app = typer.Typer(add_completion=False)
Labels = Sequence[Row] | None
_TAGS = reading.Form('{"id": "1", "organisations": […], "countries": […], "partnership": true, …}', ("deal_type", "announced", "near_miss"))


@app.command(epilog="Example: aggregator cluster < articles.jsonl > stories.jsonl", context_settings=OPEN)
def cluster(
    ctx: typer.Context,
    tags: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Tags as `aggregator tag` writes them, instead of tagging here.")
    ] = None,
    copies: Annotated[bool, typer.Option("--copies", help="Copies only: no tagging, every group of copies is a story.")] = False,
    explain: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID ID", help="Say why these two articles are, or are not, one story.")
    ] = None,
) -> None:
    """Group a set of articles: {"id", "title", "text", "published", "language", "url"} in; {"id", "story", "copy_of"} out."""
    given, broken = _all(reading.given(ctx, replace(reading.ARTICLE, unique=True)))
    labels = list(reading.rows(tags.read_bytes().splitlines(), replace(_TAGS, where=str(tags)))) if tags else None
    written(explained(given, labels, explain) if explain else clustered(given, labels, copies=copies))
    if broken:
        raise broken


def _all(stream: Iterator[Row]) -> tuple[list[Row], UsageError | None]:
    """The rows up to the first broken line, and what is wrong with that."""
    found: list[Row] = []
    try:
        found.extend(stream)
    except UsageError as error:
        return found, error
    return found, None


def clustered(rows: Sequence[Row], labels: Labels, *, copies: bool = False) -> Iterator[Row]:
    """Story and lead of each row, by the ids of the rows. `labels`: rows of tags; None: tag here."""
    read = printed if copies else article  # whoever looks for copies alone asks for no language
    articles = [_lined(read(row), row) for row in rows]
    found = dedupe.cluster(articles, None if copies else _tags(rows, labels))
    for row, each in zip(rows, found, strict=True):
        copy_of = rows[each.copy_of].get("id") if each.copy_of is not None else None
        yield {"id": row.get("id"), "story": f"story-{rows[each.story].get('id')}", "copy_of": copy_of}


def explained(rows: Sequence[Row], labels: Labels, ids: tuple[str, str]) -> Iterator[Row]:
    """One row: whether the two articles with these ids are one story, and what speaks for and against it."""
    articles = [_lined(article(row), row) for row in rows]
    tags = _tags(rows, labels)
    places = [_place(rows, each) for each in ids]
    one, other = (dedupe.account(articles[at], tags(at, articles[at])) for at in places)
    found = dedupe.explain(one, other, {})
    alike = dedupe.likeness(dedupe.fingerprint(articles[places[0]]), dedupe.fingerprint(articles[places[1]]))
    yield {
        "ids": list(ids),
        "same_story": found.same,
        "probability": round(found.probability, 3),
        "reasons": [
            {"feature": each.name, "value": each.value, "adds": each.adds if isfinite(each.adds) else None} for each in found.reasons
        ],
        "shared": list(found.shared),
        "shared_wording": round(alike.contained, 3),
    }


def _lined(found: Article, row: Row) -> Article:
    """Every line is a paragraph: furniture is learnt by lines. A row without an address is an article at an address of its own."""
    lines = tuple(line for paragraph in found.paragraphs for line in paragraph.split("\n") if line)
    return replace(found, paragraphs=lines, url=found.url or f"urn:id:{row.get('id')}")


def _place(rows: Sequence[Row], wanted: str) -> int:
    for at, row in enumerate(rows):
        if str(row.get("id")) == wanted:
            return at
    raise UsageError(f"No article has the id {wanted!r}.", where="stdin")


def _tags(rows: Sequence[Row], labels: Labels) -> Callable[[int, Article], Tags]:
    if labels is None:
        from aggregator.tag import tags

        register = gazetteer()
        return lambda _, article: tags(article, register)
    known = {str(label.get("id")): label for label in labels}
    return lambda at, _: labelled(known.get(str(rows[at].get("id")), {}))


def labelled(row: Row) -> Tags:
    """Tags out of a row of `aggregator tag`; organisations that the register knows get their own ids. Raises UsageError for other rows."""
    try:
        return _labelled(row)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        said = f"The tags of {row.get('id')!r} are not as `aggregator tag` writes them: {type(error).__name__}: {error}"
        raise UsageError(said, hint="Make them anew: aggregator tag < articles.jsonl > tags.jsonl") from None


def _labelled(row: Row) -> Tags:
    named = [*(row.get("organisations") or ()), *(row.get("parties") or ())]
    organisations = {each.id: each for each in (_organisation(str(one.get("name") or "")) for one in named)}
    parties = tuple(Party(_organisation(str(each["name"])).id, str(each["name"])) for each in row.get("parties") or ())
    announced = date.fromisoformat(row["announced"]) if row.get("announced") else None
    deal = Partnership(parties, row.get("deal_type") or "strategic_alliance", (), announced) if row.get("partnership") else None
    return Tags(tuple(organisations.values()), countries=tuple(row.get("countries") or ()), partnership=deal, reason=row.get("near_miss"))


def _organisation(name: str) -> Organisation:
    found = gazetteer().named(name)
    return found[0] if len(found) == 1 else Organisation(f"new:{slug(name)}", name)
