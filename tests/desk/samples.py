"""A small archive with known contents, for what asks it. Written by hand: six events, nine reports. Today is 21 November 2026."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from aggregator import archive
from aggregator.archive import filing
from aggregator.model import (
    Account,
    Article,
    Evidence,
    Fingerprint,
    Match,
    Mention,
    Organisation,
    Partnership,
    Party,
    Place,
    Placing,
    Published,
    Record,
    Tags,
    Value,
    Verdict,
)

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

RAFFLES = Organisation("org:raffles-medical-group", "Raffles Medical Group", ("Raffles Medical",), "SG", "hospital_group")
IHH = Organisation("org:ihh-healthcare", "IHH Healthcare", (), "MY", "hospital_group")
GLENEAGLES = Organisation("org:gleneagles-hospital-singapore", "Gleneagles Hospital Singapore", (), "SG", "hospital", "org:ihh-healthcare")
JINSHAN = Organisation("new:金山医院", "金山医院", (), "CN", "hospital")
KLINIK = Organisation("new:universitätsklinikum-brühl", "Universitätsklinikum Brühl", (), "DE", "hospital")
NORTHLAKE = Organisation("new:northlake-clinics", "Northlake Clinics", (), "CA", "hospital_group")
SHIFA = Organisation("new:مستشفى-الأمل", "مستشفى الأمل", (), "EG", "hospital")


@dataclass(frozen=True, slots=True)
class Told:
    """One report: what is needed to file it."""

    number: int
    day: str
    title: str
    text: str
    organisations: tuple[Organisation, ...] = ()
    countries: tuple[str, ...] = ()
    deal: str = ""
    source: str = "wire"
    language: str = "en"
    story_of: int = 0
    copy_of: int = 0
    sentence: str = ""


SIGNED = "Raffles Medical Group and 金山医院 of Chongqing signed a letter of intent on Thursday."
JOINED = "Gleneagles Hospital Singapore formed a joint venture with Northlake Clinics for a cancer and heart centre worth US$2.5 million."
SIGNED_ZH = "莱佛士医疗集团与重庆金山医院周四签署意向书。"
SIGNED_AR = "وقّع مستشفى الأمل في القاهرة اتفاقية مع شركة نورثليك."

REPORTS = (
    Told(
        1,
        "2026-11-19",
        "Raffles Medical signs letter of intent with 金山医院",
        f"{SIGNED}\n\nThe two will train oncology nurses.",
        (RAFFLES, JINSHAN),
        ("SG", "CN"),
        "mou",
        sentence=SIGNED,
    ),
    Told(
        2,
        "2026-11-20",
        "莱佛士医疗与金山医院签署意向书",
        SIGNED_ZH,
        (RAFFLES, JINSHAN),
        ("SG", "CN"),
        "mou",
        source="chinese daily",
        language="zh",
        story_of=1,
        sentence=SIGNED_ZH,
    ),
    Told(
        3,
        "2026-11-20",
        "Raffles Medical signs letter of intent with 金山医院",
        SIGNED,
        (RAFFLES, JINSHAN),
        ("SG", "CN"),
        "mou",
        source="mirror",
        copy_of=1,
        sentence=SIGNED,
    ),
    Told(
        4,
        "2026-11-12",
        "Gleneagles opens heart centre with Northlake",
        JOINED,
        (GLENEAGLES, NORTHLAKE),
        ("SG", "CA"),
        "joint_venture",
        sentence=JOINED,
    ),
    Told(
        5,
        "2026-10-30",
        "Müller wird Chefarzt am Universitätsklinikum Brühl",
        "Die Straße zum Universitätsklinikum Brühl ist lang, sagt Müller.",
        (KLINIK,),
        ("DE",),
        source="zeitung",
        language="de",
    ),
    Told(
        6,
        "2025-03-02",
        "Webinar on cancer care",
        "A webinar about oncology and the centre of excellence for cancer in Montréal.",
        (),
        ("CA",),
        source="events",
    ),
    Told(
        7,
        "2026-11-18",
        "مستشفى الأمل يوقع اتفاقية",
        SIGNED_AR,
        (SHIFA, NORTHLAKE),
        ("EG", "CA"),
        "supply_distribution",
        source="arabic",
        language="ar",
        sentence=SIGNED_AR,
    ),
    Told(
        8,
        "2026-11-21",
        '=1+1 [red]Trust[/red] <b>100%</b> O\'Neil "quoted"',
        "A hospital with an odd headline; DROP TABLE story;--",
        (),
        (),
        source="odd",
    ),
    Told(9, "", "Undated note on a hospital", "No day is printed here.", (), (), source="odd"),
)


def article(told: Told) -> Article:
    """The article of a report."""
    published = Published(date.fromisoformat(told.day), "json-ld", raw=told.day) if told.day else None
    url = f"https://{told.source.replace(' ', '-')}.example/{told.number}"
    return Article(url, told.title, tuple(told.text.split("\n\n")), NOW, None, published, told.language, told.source.title(), told.source)


def tags(told: Told, whole: str) -> Tags:
    """The tags of a report: its organisations where they are named, and the deal."""
    mentions = tuple(
        Mention(each.id, each.name, at, at + len(each.name), "register")
        for each in told.organisations
        if (at := whole.find(each.name)) >= 0
    )
    places = (Place("CN", "Chongqing", at, at + 9, "city"),) if (at := whole.find("Chongqing")) >= 0 else ()
    if not told.deal:
        return Tags(told.organisations, mentions, places, told.countries, told.countries, None, 0.1, "event", "test")
    at = whole.find(told.sentence)
    money = Value(2_500_000.0, "USD", "US$2.5 million") if "US$2.5 million" in told.text else None
    deal = Partnership(
        parties=tuple(Party(each.id, each.name, each.country) for each in told.organisations),
        deal_type=told.deal,
        evidence=(Evidence(told.sentence, at, at + len(told.sentence), "signed"),),
        announced=date(2026, 11, 19) if told.deal == "mou" else None,
        announced_rule="weekday" if told.deal == "mou" else "",
        countries=told.countries,
        value=money,
        confidence=0.9,
    )
    return Tags(told.organisations, mentions, places, told.countries, told.countries, deal, 0.95, None, "test")


def record(told: Told, stories: dict[int, int]) -> Record:
    """All that one commit files of a report. `stories`: the story of each earlier report."""
    value = article(told)
    found = tags(told, value.whole)
    match = Match(Verdict.COPY, told.copy_of, 0.98, "shingles") if told.copy_of else Match(Verdict.NEW)
    placing = Placing(stories[told.story_of], score=0.9, reason="same parties") if told.story_of else Placing()
    account = Account(0, 0, told.title, value.published.day if value.published else None, (), (), (), None, None, None, ())
    return Record(
        0, value, Fingerprint(f"{told.source}.example/{told.number}", f"t{told.number}", (told.number,), 1), match, found, account, placing
    )


def fill(path: Path, reports: tuple[Told, ...] = REPORTS) -> Path:
    """Write the archive and return its path."""
    stories: dict[int, int] = {}
    with archive.open(path, write=True) as opened:
        for told in reports:
            place = filing.file(opened, record(told, stories), filing.Lines(f"{told.source}.example"), NOW)
            assert place.article == told.number
            stories[told.number] = place.story
    return path


def renamed(told: Told, title: str) -> Told:
    """The report under another headline."""
    return replace(told, title=title)
