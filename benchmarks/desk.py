"""How fast the archive answers: a made-up archive of many articles, and every form of query asked of it many times.

    python benchmarks/desk.py make /tmp/large.db --articles 200000      about four minutes, 1 GB
    python benchmarks/desk.py ask /tmp/large.db                         median and 95th percentile of each form, in milliseconds of CPU

The texts are drawn from invented words by Zipf's law, with the words of our trade among the frequent ones; organisations and countries too.

Measured on 22 November 2026 with 200,000 articles in 150,000 stories (1.3 GB), on a virtual machine with two busy cores on which a million
additions in Python took 20 ms. Goal: 95 in 100 below 150 ms.

    milliseconds of CPU              median    p95
    everything                            7     14
    frequent word                        15     17
    rare word                            24     34
    two words                            26     30
    phrase                              111    112
    prefix                               25     28
    without                              34     42
    either                               35     36
    near                                 29     33
    headline                             27     43
    Chinese                              33     37
    frequent word by relevance           96    112
    two words by relevance               65    104
    organisation                         15     39
    frequent organisation                21     26
    party                                25     40
    frequent country                     23     39
    rare country                         23     29
    two countries                        39     49
    not a country                        20     26
    type                                 20     28
    deals of a week                      14     21
    source                               32     42
    language                             18     19
    all together                         65     75
    deals by parties                     75     80
    articles                             22     34
    count: everything                     3      4
    count: frequent word                129    148
    count: frequent country              66     73
    count: deals of a week                3      6
    group by country, one year          137    211
    group by org, one year              292    330
    group by source, one year           149    280
    group by type, one year              55     60
    group by week, one year               5      6
    pairs of a month                    246    313
    pairs of countries, a month         299    445
    partners                             71     88

Above it are pairs, and counts by organisation, country or source over a whole year: each has to look at 30,000 stories, or at the lists of
deals of 2,400 organisations, one row after the other. Only counts that are kept while filing would answer faster; nothing keeps them yet.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from aggregator import archive
from aggregator.archive import pairs, read, relations, search, tally, words
from aggregator.archive.handle import Archive
from aggregator.model import Query
from aggregator.reference import gazetteer

TODAY = date(2026, 11, 21)
NOW = "2026-11-21T09:00:00.000000+00:00"
COUNTRIES = [
    "US",
    "GB",
    "CN",
    "SG",
    "IN",
    "DE",
    "JP",
    "AE",
    "SA",
    "FR",
    "MY",
    "AU",
    "CA",
    "KR",
    "TH",
    "HK",
    "ID",
    "VN",
    "PH",
    "CH",
    "NL",
    "TW",
]
TYPES = ("mou", "joint_venture", "research_collaboration", "licensing", "supply_distribution", "technology", "clinical_affiliation")
FREQUENT = ["hospital", "health", "care", "patients", "medical", "agreement", "partnership", "clinical", "centre", "research", "services"]
RARE = ["telestroke", "nephrology", "proton", "oncology", "webinar", "telehealth", "fistula"]
CJK = "重庆国际总医院与新加坡莱佛士医疗集团签署合作意向书共同发展肿瘤中心"


class Zipf:
    """Draws from a list, the n-th about n times less often than the first."""

    def __init__(self, values: list[str], draw: random.Random) -> None:
        self.values = values
        self.draw = draw
        self.sums = list(accumulate(1 / (n + 2) for n in range(len(values))))

    def one(self) -> str:
        """One of the values."""
        return self.values[bisect(self.sums, self.draw.random() * self.sums[-1])]

    def some(self, count: int) -> list[str]:
        """So many of them, with repetition."""
        return [self.one() for _ in range(count)]


def make(path: Path, articles: int) -> None:
    """Write a made-up archive, or go on with one."""
    draw = random.Random(17)
    invented = ["".join(draw.choice("bcdfghklmnprstvz") + draw.choice("aeiou") for _ in range(draw.randint(2, 4))) for _ in range(30_000)]
    vocabulary = Zipf(FREQUENT + invented[:2000] + RARE + invented[2000:], draw)
    registered = [each.id for each in gazetteer().organisations]
    names = Zipf(registered + [f"new:{word}" for word in dict.fromkeys(invented[:20_000])], draw)
    with archive.open(path, write=True) as opened:
        known = {each.id: each.name for each in gazetteer().organisations}
        rows = [(each, known.get(each, f"{each[4:].title()} Hospital"), draw.choice(COUNTRIES)) for each in names.values]
        with opened.transaction():
            opened.many("INSERT OR IGNORE INTO organisation (id, name, country) VALUES (?, ?, ?)", rows)
        newest = opened.row("SELECT coalesce(max(id), 0) FROM article")
        for start in range(newest[0] if newest else 0, articles, 5000):
            with opened.transaction():
                for number in range(start + 1, min(start + 5000, articles) + 1):
                    _article(opened, number, draw, vocabulary, names)


def _article(opened: Archive, number: int, draw: random.Random, vocabulary: Zipf, names: Zipf) -> None:
    day = (TODAY - timedelta(days=int(draw.random() ** 1.5 * 3650))).isoformat()
    deal = draw.random() < 0.6
    story = _story(opened, number, day, deal, draw)
    title, text = " ".join(vocabulary.some(9)).capitalize(), "\n\n".join(" ".join(vocabulary.some(60)) for _ in range(6))
    if draw.random() < 0.05:
        text = f"{CJK}\n\n{text}"
    row = {
        "id": number,
        "story": story,
        "source": f"source {int(draw.random() ** 2 * 300)}",
        "url": f"https://a.example/{number}",
        "title": title,
        "text": text,
        "day": day,
        "published": f'{{"day": "{day}", "provenance": "feed", "at": null, "raw": "", "confidence": 1.0}}',
        "language": draw.choice(["en"] * 14 + ["zh", "de", "fr", "ar"]),
        "dates": "[]",
        "partial": 0,
        "seen": NOW,
        "filed": NOW,
        "changed": NOW,
        "probability": 0.9,
        "tagger": "made up",
    }
    opened.do(f"INSERT INTO article ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    opened.do("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", (number, words.indexed(title), words.indexed(text)))
    _tags(opened, number, day if deal else "", draw, names)


def _story(opened: Archive, number: int, day: str, deal: bool, draw: random.Random) -> int:
    """A story of its own, or, for one in four, one of the stories just before."""
    story = number - draw.randint(1, 10) if number > 10 and draw.random() < 0.25 else number
    while story < number and opened.row("SELECT 1 FROM story WHERE id = ?", (story,)) is None:
        story -= 1
    if story == number:
        values = (story, number, number if deal else None, day, NOW)
        opened.do("INSERT INTO story (id, lead, teller, day, first_seen) VALUES (?, ?, ?, ?, ?)", values)
    return story


def _tags(opened: Archive, number: int, day: str, draw: random.Random, names: Zipf) -> None:
    named = list(dict.fromkeys(names.some(draw.randint(1, 5))))
    rows = [(number, place, each) for place, each in enumerate(named)]
    opened.many("INSERT INTO article_organisation (article, number, organisation) VALUES (?, ?, ?)", rows)
    about = list(dict.fromkeys(COUNTRIES[int(draw.random() ** 2 * len(COUNTRIES))] for _ in range(draw.randint(1, 3))))
    countries = [(number, each, place) for place, each in enumerate(about)]
    opened.many("INSERT INTO article_country (article, country, about, number) VALUES (?, ?, 1, ?)", countries)
    if day:
        columns = "article, deal_type, status, announced, announced_rule, countries, topics, confidence"
        values = (number, draw.choice(TYPES), "announced", day, "date", "[]", "[]", 0.8)
        opened.do(f"INSERT INTO partnership ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        parties = [(number, place, each, each[4:], about[min(place, len(about) - 1)]) for place, each in enumerate(named[:2])]
        opened.many("INSERT INTO party (article, number, organisation, name, country) VALUES (?, ?, ?, ?, ?)", parties)


FORMS: dict[str, Query] = {
    "everything": Query(),
    "frequent word": Query("hospital"),
    "rare word": Query("telestroke"),
    "two words": Query("hospital oncology"),
    "phrase": Query('"medical agreement"'),
    "prefix": Query("onco*"),
    "without": Query("oncology -webinar"),
    "either": Query("telestroke OR (proton research)"),
    "near": Query('near:"hospital oncology"'),
    "headline": Query("title:hospital"),
    "Chinese": Query("肿瘤"),
    "frequent word by relevance": Query("hospital", sort="relevance"),
    "two words by relevance": Query("hospital oncology", sort="relevance"),
    "organisation": Query(organisations=("Raffles Medical",)),
    "frequent organisation": Query(organisations=(gazetteer().organisations[0].name,)),
    "party": Query("party:IHH"),
    "frequent country": Query(countries=("US",)),
    "rare country": Query(countries=("Taiwan",)),
    "two countries": Query(countries=("SG", "CN")),
    "not a country": Query("-country:US"),
    "type": Query(deal_types=("mou",)),
    "deals of a week": Query("week:2026-W46", deals=True),
    "source": Query(sources=("source 3",)),
    "language": Query("lang:zh"),
    "all together": Query("hospital org:IHH country:SG type:mou since:2020"),
    "deals by parties": Query("since:90d", deals=True, sort="parties"),
}


def questions(opened: Archive) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every form of query as a function to be timed: asked, and the first fifty stories read."""

    def stories(query: Query, articles: bool = False) -> object:
        asked = search.asked(opened, query, gazetteer, TODAY, articles=articles)
        numbers = search.ids(opened, asked)
        return read.filed(opened, numbers) if articles else read.stories(opened, numbers)

    def counted(query: Query, by: str = "") -> object:
        asked = search.asked(opened, query, gazetteer, TODAY)
        return tally.groups(opened, asked, by) if by else search.count(opened, asked)

    for name, query in FORMS.items():
        yield name, lambda query=query: stories(query)  # type: ignore[misc]
    yield "articles", lambda: stories(Query("oncology"), articles=True)
    for name in ("everything", "frequent word", "frequent country", "deals of a week"):
        yield f"count: {name}", lambda name=name: counted(FORMS[name])  # type: ignore[misc]
    for by in ("country", "org", "source", "type", "week"):
        yield f"group by {by}, one year", lambda by=by: counted(Query("since:1y"), by)  # type: ignore[misc]
    month = TODAY - timedelta(days=30)
    yield "pairs of a month", lambda: pairs.pairs(opened, month, TODAY)
    yield "pairs of countries, a month", lambda: pairs.pairs(opened, month, TODAY, countries=True)
    yield "partners", lambda: relations.partners(opened, [gazetteer().organisations[0].id])


def ask(path: Path, times: int) -> None:
    """Time every form, the first time apart."""
    with archive.open(path, write=False) as opened:
        print(f"{'milliseconds of CPU':32} {'median':>8} {'p95':>8} {'first':>8}")
        start = time.process_time()
        sum(range(1_000_000))
        print(f"{'a million additions beside it':32} {(time.process_time() - start) * 1000:8.1f}")
        for name, question in questions(opened):
            spent = []
            for _ in range(times):
                start = time.process_time()
                question()
                spent.append((time.process_time() - start) * 1000)
            p95 = statistics.quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
            print(f"{name:32} {statistics.median(spent):8.1f} {p95:8.1f} {spent[0]:8.1f}{'   above 150' if p95 > 150 else ''}", flush=True)


def main() -> None:
    """Read the arguments and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=["make", "ask"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=15)
    given = parser.parse_args()
    if given.do == "make":
        make(given.path, given.articles)
    else:
        ask(given.path, given.times)


if __name__ == "__main__":
    main()
