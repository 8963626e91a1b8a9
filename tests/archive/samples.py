"""Records to file, by number: short articles with everything that can be filed of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from aggregator import urls
from aggregator.archive import Archive, filing, waiting, write
from aggregator.archive.waiting import Cached
from aggregator.model import (
    Account,
    Article,
    Entry,
    Evidence,
    Fingerprint,
    Match,
    Mention,
    Organisation,
    Page,
    Partnership,
    Party,
    Place,
    Placing,
    Published,
    Record,
    Source,
    Tags,
    Value,
    Verdict,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOURCE = Source("Riverside", "https://riverside.example/feed", "feed")
ACME = Organisation("org:acme", "Acme Clinics", ("Acme",), "SG", "clinic_group", domain="acme.example")
LAKE = Organisation("new:lakeside", "Lakeside Hospital")


def entry(number: int, **changes: object) -> Entry:
    """The entry of article `number`."""
    made = Entry(
        url=f"https://riverside.example/news/{number}",
        source=SOURCE.name,
        title=f"Riverside agreement {number}",
        published=published(number),
        summary=f"Summary of agreement {number}.",
        identity=f"id-{number}",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def published(number: int) -> Published:
    """The day of article `number`."""
    return Published(date(2026, 6, 1) + timedelta(days=number % 100), "feed", raw="1 Jun", confidence=0.9)


def article(number: int, **changes: object) -> Article:
    """Article `number`: two paragraphs."""
    made = Article(
        url=f"https://riverside.example/news/{number}",
        title=f"Acme and Lakeside agree on project {number}",
        paragraphs=(f"Acme Clinics and Lakeside Hospital signed contract {number}.", "重庆医院 was named as a guest."),
        seen=NOW,
        published=published(number),
        language="en",
        publisher="Riverside News",
        source=SOURCE.name,
        dates=(published(number), Published(date(2026, 5, 30), "meta")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def page(number: int, **changes: object) -> Page:
    """The page of article `number`."""
    url = f"https://riverside.example/news/{number}"
    body = f"<html><p>contract {number}</p></html>".encode()
    made = Page(url, url, 200, body, "text/html", "utf-8", '"e"', None, NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


def tags(number: int) -> Tags:
    """The tags of article `number`."""
    sentence = f"Acme Clinics and Lakeside Hospital signed contract {number}."
    start = article(number).whole.index(sentence)
    deal = Partnership(
        parties=(Party(ACME.id, ACME.name, "SG", "client"), Party(LAKE.id, LAKE.name)),
        deal_type="contract",
        evidence=(Evidence(sentence, start, start + len(sentence), "signed"),),
        announced=date(2026, 6, 2),
        announced_rule="text",
        status="announced",
        countries=("SG",),
        value=Value(2.5e6, "SGD", "S$2.5 million"),
        topics=("imaging",),
        confidence=0.8,
    )
    return Tags(
        organisations=(ACME, LAKE),
        mentions=(Mention(ACME.id, "Acme", 0, 4, "register"), Mention(LAKE.id, "Lakeside", 9, 17, "shape", 0.7)),
        places=(Place("SG", "Singapore", 3, 12, "name"),),
        countries=("SG",),
        countries_mentioned=("CN", "SG"),
        partnership=deal,
        probability=0.9,
        version="1",
    )


def fingerprint(number: int, text: str = "") -> Fingerprint:
    """A fingerprint that no other number shares."""
    shingles = tuple(range(number * 1000, number * 1000 + 40))
    return Fingerprint(urls.key(article(number).url), text or f"text-{number}", shingles, 400, (number, number + 1), 20)


def account(number: int, keys: tuple[str, ...] = ("o:acme", "o:lakeside")) -> Account:
    """How the search for stories sees article `number`."""
    day = published(number).day
    parties = (ACME.id, LAKE.id)
    return Account(
        0, 0, article(number).title, day, parties, parties, ("SG",), "contract", "announced", date(2026, 6, 2), keys, "en", ("w",)
    )


def record(number: int, **changes: object) -> Record:
    """Everything to file of article `number`, as a new one."""
    made = Record(number, article(number), fingerprint(number), Match(Verdict.NEW), tags(number), account(number), page=page(number))
    return replace(made, **changes)  # type: ignore[arg-type]


def lines(number: int) -> filing.Lines:
    """The lines of article `number`: one of its own, one that all share."""
    return filing.Lines("riverside.example", (number + 5_000_000, (1 << 63) + 7))


def listed(archive: Archive, *entries: Entry, cached: Cached | None = None, over: tuple[int, ...] = ()) -> write.Taken:
    """Put entries on the waiting list, in a run of their own."""
    run = write.began(archive, NOW)
    standing = waiting.standing(archive, SOURCE)
    return write.visited(archive, write.Listing(standing, cached, entries, frozenset(over)), run, NOW)


def filed(archive: Archive, *numbers: int, story: int | None = None) -> list[filing.Place]:
    """List and file these articles."""
    listed(archive, *(entry(number) for number in numbers))
    placing = Placing(story=story)
    ids = {row["url"]: row["id"] for row in archive.rows("SELECT id, url FROM entry")}
    return [filing.file(archive, record(each, entry=ids[entry(each).url], placing=placing), lines(each), NOW) for each in numbers]
