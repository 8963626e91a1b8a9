"""Articles, tags and accounts made for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from aggregator.dedupe import account, fingerprint
from aggregator.model import Account, Article, Known, Organisation, Partnership, Party, Published, Tags

SEEN = datetime(2026, 3, 1, 6, tzinfo=UTC)

RELEASE = (
    "Harrowgate Hospital Trust and the scanner maker Lumetrix have signed a seven-year agreement under "
    "which Lumetrix will renew and service "
    "every magnetic resonance scanner on the four sites of the trust.",
    "The contract is worth 48.5 million pounds. Eleven scanners will be replaced before the end of next "
    "year, the remaining nine by 2029, and "
    "a joint laboratory for image analysis opens in the old laundry building.",
    "Our radiographers asked for machines that can be repaired within a day, said Imelda Crane, medical "
    "director of the trust. Lumetrix was "
    "the only bidder that put this promise into the contract.",
    "Lumetrix will also train forty radiographers a year at its academy in Tampere. Staff of the trust keep their employer, pension and "
    "place of work.",
)
OTHER = (
    "Two universities in the north will share a school of dentistry from next autumn, after both senates "
    "voted for the plan on Friday evening.",
    "Sixty students are to be admitted in the first year. Lectures take place in Calder, practical courses in the dental hospital of "
    "Wexbridge, which gets twelve new treatment rooms.",
    "The rectors called the vote historic; the student union wants free bus tickets between the two towns before it joins in the applause.",
)
CHINESE = (
    "青山医院与海华医疗集团昨日在南平签署为期五年的合作协议，双方将共同建设心血管疾病诊疗中心，并互派医护人员进修学习。",
    "根据协议，海华医疗集团将投资三亿元用于购置设备和改造病房，青山医院负责日常运营管理，预计明年秋季接收首批患者入院治疗。",
    "青山医院院长林晓峰表示，此次合作将使当地居民不必再远赴省城就医，同时也为年轻医生提供了更多培训机会和科研平台。",
)


def article(
    paragraphs: Sequence[str] = RELEASE, url: str = "https://news.example/a", title: str = "A headline", **changes: object
) -> Article:
    """An article; `day` sets the day of publication."""
    day = changes.pop("day", None)
    published = Published(day, "given") if isinstance(day, date) else None
    made = Article(url, title, tuple(paragraphs), SEEN, published=published, language="en")
    return replace(made, **changes)  # type: ignore[arg-type]


def known(one: Article, number: int = 1, copy_of: int | None = None) -> Known:
    """The article as the archive has it."""
    day = one.published.day if one.published else None
    return Known(number, fingerprint(one), one.url, one.source, day, copy_of, one.canonical_url, one.paragraphs)


def tags(parties: Sequence[str] = (), others: Sequence[str] = (), **deal: object) -> Tags:
    """Tags of a deal between unregistered parties; without parties, of no deal. `countries` and `reason` are the tags' own."""
    organisations = tuple(Organisation(f"new:{each.lower().replace(' ', '-')}", each) for each in (*parties, *others))
    countries = tuple(str(each) for each in deal.pop("countries", ()))  # type: ignore[attr-defined]
    reason = deal.pop("reason", None)
    made = Partnership(
        tuple(Party(organisation.id, organisation.name) for organisation in organisations[: len(parties)]),
        str(deal.pop("deal_type", "strategic_alliance")),
        (),
        countries=countries,
    )
    partnership = replace(made, **deal) if parties else None  # type: ignore[arg-type]
    return Tags(organisations=organisations, countries=countries, partnership=partnership, reason=str(reason) if reason else None)


def filed(one: Article, with_tags: Tags, number: int, story: int | None = None) -> Account:
    """An account as the archive has it; by default in a story of its own."""
    return replace(account(one, with_tags), id=number, story=number if story is None else story)
