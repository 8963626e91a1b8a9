"""The commands that stream: JSON lines on stdin, one JSON line on stdout for each, in the same order, nothing filed.

extract   {"id": "1", "url": "https://news.example/a", "html": "<html>…"}
          -> {"id": "1", "title": …, "text": …, "published": …, "language": …}
tag       {"id": "1", "title": …, "text": …, "published": …, "language": …, "url": …}
          -> {"id": "1", "organisations": [{"name", "mentions", "country", "kind"}], "countries": […], "partnership": true, …}
"""

from __future__ import annotations

import json
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date, datetime
from typing import Annotated, Any

import typer

from aggregator import clock
from aggregator.errors import AggregatorError, UsageError
from aggregator.model import Article, Published

app = typer.Typer(no_args_is_help=True)
Row = Mapping[str, Any]


@app.command(epilog="Example: aggregator extract --jobs 4 < pages.jsonl > articles.jsonl")
def extract(
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes to use; 1 works in this one.")] = 1,
) -> None:
    """Read articles out of pages: {"id", "url", "html"} in, {"id", "title", "text", "published", "language"} out."""
    written(answers(rows(sys.stdin.buffer), extracted, jobs))


def rows(stream: Iterable[bytes]) -> Iterator[Row]:
    """The objects of a stream of JSON lines; blank lines are passed over. Raises UsageError that names a broken line's number."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"Line {number} is no JSON: {error}", where="stdin") from None
        if not isinstance(row, dict):
            raise UsageError(f"Line {number} is no JSON object.", where="stdin")
        yield row


def answers(given: Iterable[Row], work: Callable[[Row], Row], jobs: int) -> Iterator[Row]:
    """The answer to each row, in order, in constant memory: at most a few rows a process are under way."""
    if jobs == 1:
        yield from map(work, given)
        return
    with ProcessPoolExecutor(jobs) as pool:
        under_way: deque[Future[Row]] = deque()
        for row in given:
            under_way.append(pool.submit(work, row))
            if len(under_way) >= 4 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def written(found: Iterable[Row]) -> None:
    """Write rows as JSON lines, each as soon as it is there."""
    for row in found:
        sys.stdout.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
        sys.stdout.flush()


def extracted(row: Row) -> Row:
    """One page read. A page that holds no article gives empty values and a `problem`: the reason and the message.

    The text keeps the page's own normal form of Unicode; what is archived is NFC.
    """
    from aggregator import extract as reader
    from aggregator.extract import dates
    from aggregator.model import Entry, Page, Source

    url = str(row.get("url") or "")
    html = str(row.get("html") or "").encode("utf-8", "replace")
    page = Page(url, url, 200, html, "text/html", "utf-8", None, None, clock.now())
    try:
        found = reader.read(page, Entry(url, "stdin"), Source("stdin", url, "feed"))
    except AggregatorError as error:
        reason = getattr(error, "reason", "failed")
        return {"id": row.get("id"), "title": None, "text": "", "published": None, "language": None, "problem": f"{reason}: {error}"}
    day = dates.best(found.dates)
    answer = {
        "id": row.get("id"),
        "title": found.headline.text or None,
        "text": "\n\n".join(found.lines),
        "published": day.day.isoformat() if day else None,
        "language": found.language,
    }
    return answer | ({"problem": f"{found.refusal.reason}: {found.refusal.message}"} if found.refusal else {})


@app.command(epilog="Example: aggregator tag --jobs 2 < articles.jsonl > tags.jsonl")
def tag(
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes to use; 1 works in this one.")] = 1,
) -> None:
    """Tag articles: {"id", "title", "text", "published", "language", "url"} in; organisations, countries and the partnership out."""
    written(answers(rows(sys.stdin.buffer), tagged, jobs))


def tagged(row: Row) -> Row:
    """One article tagged. An organisation and a party go by the fullest name that the page gives them."""
    from aggregator.reference import gazetteer
    from aggregator.tag import tags
    from aggregator.tag.organisations import best_name

    found = tags(_article(row), gazetteer())
    names = {organisation.id: best_name(organisation, found.mentions) for organisation in found.organisations}
    deal = found.partnership
    return {
        "id": row.get("id"),
        "organisations": [
            {
                "name": names[each.id],
                "mentions": list(dict.fromkeys(m.surface for m in found.mentions if m.organisation == each.id)),
                "country": each.country,
                "kind": each.kind,
            }
            for each in found.organisations
        ],
        "countries": list(found.countries),
        "countries_mentioned": list(found.countries_mentioned),
        "partnership": deal is not None,
        "parties": [{"name": names.get(party.organisation, party.name), "country": party.country} for party in deal.parties]
        if deal
        else [],
        "deal_type": deal.deal_type if deal else None,
        "announced": deal.announced.isoformat() if deal and deal.announced else None,
        "evidence": [each.sentence for each in deal.evidence] if deal else [],
    }


def _article(row: Row) -> Article:
    from aggregator import plain

    title, text = plain.line(str(row.get("title") or "")), plain.block(str(row.get("text") or ""))
    paragraphs = tuple(each for each in re.split(r"\n\s*\n", text) if each)
    language = str(row["language"])[:2].lower() if row.get("language") else None
    day = _day(row.get("published"))
    published = Published(day, "given") if day else None
    return Article(str(row.get("url") or ""), title, paragraphs, clock.now(), published=published, language=language)


def _day(text: object) -> date | None:
    try:
        return datetime.fromisoformat(str(text)).date() if text else None
    except ValueError:
        return None
