"""What an article says, into its tables. Inside a caller's transaction."""

from __future__ import annotations

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.model import Organisation, Partnership, Party, Tags

_TABLES = ("mention", "article_organisation", "place", "article_country", "partnership", "party", "evidence", "doubt")


def replace(archive: Archive, article: int, tags: Tags) -> None:
    """The article's tags are these now; whoever corrects them (effect.py) keeps what the taggers said."""
    archive.do("UPDATE machine_tags SET tags = NULL WHERE article = ?", (article,))
    for table in _TABLES:
        archive.do(f"DELETE FROM {table} WHERE article = ?", (article,))
    archive.do(
        "UPDATE article SET probability = ?, reason = ?, tagger = ? WHERE id = ?", (tags.probability, tags.reason, tags.version, article)
    )
    _know(archive, _organisations(tags))
    named = [(article, number, each.id) for number, each in enumerate(tags.organisations)]
    archive.many("INSERT INTO article_organisation VALUES (?, ?, ?)", named)
    _locate(archive, article, tags)
    _countries(archive, article, tags)
    if tags.partnership:
        _deal(archive, article, tags.partnership)
    doubts = [(article, number, each.kind, each.score, each.told) for number, each in enumerate(tags.doubts)]
    archive.many("INSERT INTO doubt VALUES (?, ?, ?, ?, ?)", doubts)


def _organisations(tags: Tags) -> dict[str, Organisation]:
    """Every organisation that the tags refer to; one that is only mentioned or only a party is known by what it is called there."""
    known = {each.organisation: Organisation(each.organisation, each.surface) for each in tags.mentions}
    known |= {each.organisation: Organisation(each.organisation, each.name, country=each.country) for each in _parties(tags)}
    return known | {each.id: each for each in tags.organisations}


def _parties(tags: Tags) -> tuple[Party, ...]:
    return tags.partnership.parties if tags.partnership else ()


def _know(archive: Archive, organisations: dict[str, Organisation]) -> None:
    archive.many(
        "INSERT INTO organisation (id, name, aliases, country, kind, parent, domain, ambiguous_forms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, aliases = excluded.aliases, country = coalesce(excluded.country, country),"
        " kind = coalesce(excluded.kind, kind), parent = coalesce(excluded.parent, parent), domain = coalesce(excluded.domain, domain),"
        " ambiguous_forms = excluded.ambiguous_forms",
        [rows.organisation_row(each) for each in organisations.values()],
    )


def _locate(archive: Archive, article: int, tags: Tags) -> None:
    archive.many(
        "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (article, at, one.organisation, one.surface, one.start, one.end, one.rule, one.confidence)
            for at, one in enumerate(tags.mentions)
        ],
    )
    archive.many(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(article, at, one.country, one.surface, one.start, one.end, one.rule, one.confidence) for at, one in enumerate(tags.places)],
    )


def _countries(archive: Archive, article: int, tags: Tags) -> None:
    about = {country: number for number, country in enumerate(tags.countries)}
    mentioned = {country: number for number, country in enumerate(tags.countries_mentioned)}
    archive.many(
        "INSERT INTO article_country VALUES (?, ?, ?, ?, ?)",
        [(article, each, int(each in about), about.get(each), mentioned.get(each)) for each in {**about, **mentioned}],
    )


def _deal(archive: Archive, article: int, deal: Partnership) -> None:
    archive.do("INSERT INTO partnership VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.partnership_row(article, deal))
    archive.many(
        "INSERT INTO party VALUES (?, ?, ?, ?, ?, ?)",
        [(article, number, one.organisation, one.name, one.country, one.role) for number, one in enumerate(deal.parties)],
    )
    archive.many(
        "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
        [(article, number, one.sentence, one.start, one.end, one.rule) for number, one in enumerate(deal.evidence)],
    )
