"""Generated syndication. In: a number of documents and a seed. Out: documents with the truth of who copies whom.

Articles are built from sentence patterns with made-up names and numbers, so that unrelated articles share phrases, as in
trade news. Each of 200 sites adds its own furniture to all of its pages; companies end their releases with the same
portrait and the same warning. Copies get another headline, lose paragraphs, are reworded in places, and gain an agency line.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_SYLLABLES = (
    "ba",
    "cor",
    "del",
    "fen",
    "gar",
    "hol",
    "is",
    "jun",
    "kel",
    "lor",
    "mar",
    "nor",
    "os",
    "per",
    "quin",
    "ros",
    "sal",
    "tor",
    "ul",
    "ven",
    "wes",
    "yar",
    "zen",
    "al",
    "bri",
    "dan",
)
_ENDINGS = (
    "Hospital",
    "Medical Center",
    "Health",
    "Biotech",
    "Diagnostics",
    "Pharma",
    "University Hospital",
    "Clinic Group",
    "Therapeutics",
    "Care Partners",
)
_FIELDS = (
    "oncology",
    "cardiology",
    "imaging",
    "dialysis",
    "stroke care",
    "maternity care",
    "eye surgery",
    "telehealth",
    "rehabilitation",
    "genomics",
    "vaccines",
    "home care",
)
_MONTHS = ("January", "March", "April", "June", "September", "October", "November")
_SENTENCES = (
    "{a} said on Tuesday that it had signed an agreement with {b} to develop {f} services in {c}.",
    "Under the agreement the two sides will share staff, equipment and data for {n} years.",
    "The contract is worth about {n} million dollars, according to a person who has seen it.",
    "{p}, chief executive of {a}, called the step a milestone for patients in {c}.",
    "“We have looked for a partner with deep knowledge of {f} for {n} months,” said {p}.",
    "{b} operates {n} clinics and employs more than {m} people.",
    "The first joint unit is planned to open in {t} with {n} beds.",
    "Financial terms of the deal were not disclosed.",
    "Shares of {a} rose {n} per cent in early trading after the announcement.",
    "The partners expect to treat {m} patients a year once all sites are running.",
    "Regulators in {c} still have to approve the plan, which may take until {t}.",
    "{p} will lead the steering committee, which meets four times a year.",
    "A training programme for {n} nurses and {n} physicians is part of the contract.",
    "The companies have worked together since {t} on a smaller project in {f}.",
    "Analysts at {q} said the move would put pressure on rivals in {c}.",
    "{b} will contribute its platform for {f}, which is used by {m} doctors.",
    "In return {a} receives an option on {n} per cent of the future revenue.",
    "Critics pointed out that waiting times in {c} have grown by {n} days within a year.",
    "A spokesperson for {b} declined to comment on the number of posts affected.",
    "The agreement can be extended twice, each time by {n} years.",
    "Local authorities in {c} welcomed the investment and promised faster permits.",
    "The research arm of {a} has published {n} papers on {f} since {t}.",
    "Patients will be able to book appointments online from {t}.",
    "Both boards approved the plan unanimously last week, {p} told reporters.",
    "The building in the centre of {c} will be renovated for {n} million dollars.",
    "An independent panel is to review the results after {n} months.",
    "{a} was founded in {c} and is owned by {q}.",
    "The deal follows a tender in which {n} groups took part.",
    "Insurers have agreed to cover the new {f} treatments from {t}.",
    "Doctors at {b} have treated {m} cases since the unit was opened by {p}.",
)
_FURNITURE = (
    "Subscribe to the {s} newsletter and get the most important stories every morning",
    "Share this article on social media or send it to a colleague | {s}",
    "Most read on {s}: ten hospitals that changed their city, and what came of them afterwards",
    "You have read {n} of five free articles this month. Become a member of {s} for unlimited access to all our reporting.",
    "{s} uses cookies to improve your experience. By continuing to browse this site you agree to our use "
    "of cookies and our privacy policy.",
    "Home | News | Markets | Health | Opinion | Video | Jobs | Events | Contact {s}",
    "Copyright {s}. All rights reserved. This material may not be published, broadcast, rewritten or "
    "redistributed without permission of {s}.",
    "Do you have a story for the {s} newsroom? Write to our editors, who read every message and answer within two days.",
    "Related: why {f} is the next battlefield for hospital groups in the region, explained by the {s} team of reporters",
)
_WARNING = (
    "This press release contains forward-looking statements that involve risks and uncertainties. Actual "
    "events may differ materially from those"
    " expressed or implied. The company undertakes no obligation to update these statements, except as required by law."
)
_AGENCIES = ("(Reuters)", "(dpa)", "— Business Wire", "/PRNewswire/", "(AFP)", "By our correspondent")
_REWORDED = {
    "said": "stated",
    "agreement": "accord",
    "services": "offers",
    "companies": "firms",
    "plan": "project",
    "expect": "hope",
    "contract": "deal",
    "sides": "parties",
    "planned": "due",
    "people": "staff",
    "approve": "clear",
    "year": "twelvemonth",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A generated page and the number of the article whose words it carries."""

    id: str
    url: str
    title: str
    text: str
    published: str
    original: int
    parties: tuple[str, ...] = ()

    def row(self) -> dict[str, str]:
        """As `aggregator cluster` reads it."""
        return {"id": self.id, "url": self.url, "title": self.title, "text": self.text, "published": self.published, "language": "en"}


def documents(count: int, seed: int = 1, copies: float = 0.35) -> list[Document]:
    """`count` documents, of which about the share `copies` are copies of others; shuffled."""
    maker = _Maker(random.Random(seed), count)
    found: list[Document] = []
    article = 0
    while len(found) < count:
        article += 1
        found += maker.family(article, copies)
    found = found[:count]
    maker.chance.shuffle(found)
    return found


def truth(found: list[Document]) -> set[tuple[str, str]]:
    """Unordered pairs of documents with the same words."""
    groups: dict[int, list[str]] = {}
    for each in found:
        groups.setdefault(each.original, []).append(each.id)
    return {(a, b) if a < b else (b, a) for group in groups.values() for at, a in enumerate(group) for b in group[at + 1 :]}


class _Maker:
    def __init__(self, chance: random.Random, count: int) -> None:
        self.chance = chance
        self.made = 0
        self.companies = [f"{self.name(2)} {chance.choice(_ENDINGS)}" for _ in range(max(40, count // 20))]
        self.towns = [self.name(2) for _ in range(60)]
        self.people = [f"{self.name(1)} {self.name(2)}" for _ in range(max(60, count // 10))]
        self.sites = [self.name(3).lower() for _ in range(200)]
        self.furniture = {
            site: [self.filled(line, site) for line in chance.sample(_FURNITURE, chance.randint(3, 7))] for site in self.sites
        }

    def name(self, parts: int) -> str:
        return "".join(self.chance.choice(_SYLLABLES) for _ in range(parts + 1)).capitalize()

    def filled(self, line: str, site: str) -> str:
        return line.format(s=f"The {site.capitalize()} Times", f=self.chance.choice(_FIELDS), n=self.chance.randint(2, 4))

    def family(self, article: int, copies: float) -> list[Document]:
        """An article, and the copies of it."""
        chance = self.chance
        names = chance.sample(self.companies, 3)
        body = self.body(names)
        number = 1 + (chance.choice((1, 1, 1, 2, 2, 3, 5, 9)) if chance.random() < copies / 1.8 else 0)
        sites = chance.sample(self.sites, number)
        day = f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        made = []
        for at, site in enumerate(sites):
            own = self.changed(body) if at else body
            made.append(self.document(article, site, day, (names, own)))
        return made

    def body(self, names: list[str]) -> list[str]:
        chance = self.chance
        picked = chance.sample(_SENTENCES, chance.randint(9, 18))
        values = {"a": names[0], "b": names[1], "q": names[2], "c": chance.choice(self.towns), "f": chance.choice(_FIELDS)}
        said = [
            each.format(
                **values, n=chance.randint(2, 99), m=chance.randint(100, 9999), t=chance.choice(_MONTHS), p=chance.choice(self.people)
            )
            for each in picked
        ]
        return [" ".join(said[at : at + 3]) for at in range(0, len(said), 3)]

    def changed(self, body: list[str]) -> list[str]:
        """Trimmed, reworded, with an agency line."""
        chance = self.chance
        kept = body[: max(2, round(len(body) * chance.uniform(0.45, 1)))] if chance.random() < 0.5 else list(body)
        if len(kept) > 3 and chance.random() < 0.4:
            kept.pop(chance.randrange(1, len(kept)))
        if chance.random() < 0.6:
            kept = [" ".join(_REWORDED.get(word, word) for word in line.split()) for line in kept]
        if chance.random() < 0.7:
            kept[0] = f"{chance.choice(self.towns).upper()} {chance.choice(_AGENCIES)} {kept[0]}"
        return kept

    def document(self, article: int, site: str, day: str, story: tuple[list[str], list[str]]) -> Document:
        chance, (names, body) = self.chance, story
        self.made += 1
        lines = list(body)
        if chance.random() < 0.3:
            lines += [
                f"About {names[0]}",
                f"{names[0]} is a leading provider of health services with a long history of care for patients and their families.",
                _WARNING,
            ]
        furniture = self.furniture[site]
        cut = chance.randint(0, len(furniture))
        lines = furniture[:cut] + lines + furniture[cut:]
        title = chance.choice(
            ("{} and {} join forces", "{} signs agreement with {}", "{}, {} in pact", "Partnership of {} and {} agreed")
        ).format(*names[:2])
        return Document(
            f"d{self.made}", f"https://www.{site}.example/news/{self.made}", title, "\n\n".join(lines), day, article, tuple(names[:2])
        )
