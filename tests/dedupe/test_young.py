"""A young archive knows little of what is usual: articles put together from the same phrases, on sites whose furniture is not learnt
yet, are no copies of each other; copies of them are."""

from __future__ import annotations

import random
from itertools import chain

import pytest

from aggregator import urls
from aggregator.dedupe import fingerprint, lines, match
from aggregator.dedupe.memory import CopyIndex
from aggregator.model import Article, Known, Verdict
from tests.dedupe.made import article

ORGANISATIONS = tuple(f"{one} {other}" for one in ("Alder", "Birch", "Cedar", "Dorne", "Elm") for other in ("Clinics", "Imaging", "Health"))
FIELDS = ("dialysis", "stroke care", "imaging", "home care", "eye surgery", "maternity")
PATTERNS = (
    "{a} and {b} have agreed to work together on {f} for the next {n} years, both said on Monday.",
    "{b} brings {n} specialists and its platform for {f} into the partnership, which starts in the autumn.",
    "A joint steering group will meet {n} times a year and report to the boards of {a} and {b}.",
    "The contract, of which {n} pages were shown to reporters, may be extended twice by mutual consent.",
    "Patients of {a} are to profit first, {n} of them in the opening year, according to the two partners.",
    "Neither {a} nor {b} wanted to comment on the price, which people in the trade put at {n} million.",
    "Nurses and physicians will be trained in {f} at {n} courses that are open to other hospitals as well.",
    "The works council of {a} had asked for {n} changes to the plan before it gave its consent last week.",
    "An evaluation of {f} after {n} months will decide whether the second phase of the project is begun.",
    "{b} has run similar programmes for {f} in {n} towns and calls the experience thoroughly good so far.",
    "Equipment worth {n} million is ordered, the rest follows as soon as the building permit has been given.",
    "The mayor of the town came to the signing and spoke of {n} new jobs, most of them for women.",
    "Both sides tried the plan out last winter with {n} volunteers from the staff of {a}.",
    "Where {f} is offered today, people wait {n} weeks for a first appointment.",
    "{b} is listed on the stock exchange; its shares rose by {n} per cent before noon.",
    "A chair of {f} will be endowed at the university, with room for {n} doctoral students.",
    "The regulator has {n} days to raise objections, and lawyers expect that it will not.",
    "Insurers were asked early on and will pay {n} per cent of the cost of {f}.",
    "In return {a} buys all its consumables from {b} until the end of the contract in {n} months.",
    "Two wards on the third floor of the old building, with {n} beds, are given up for the purpose.",
    "Doctors from {n} countries have applied for posts in {f} since word of the plan got out.",
    "Critics fear that smaller providers of {f} within {n} kilometres will find it hard to keep their staff.",
)
OPENINGS = [" ".join(each.split()[:9]) for each in PATTERNS]
ENDINGS = [" ".join(each.split()[9:]) for each in PATTERNS]
FURNITURE = (
    "Read all our reports on health and hospitals first thing in the morning: subscribe to the letter of {s}",
    "{s} is paid for by its readers. Become a member today and read as much as you like for three months.",
    "By using this site of {s} you agree to our terms of use, our privacy policy and the use of cookies by partners.",
    "Most read at {s} this week: what hospitals pay their suppliers, and what the suppliers would rather not say",
)


def farm(seed: int, count: int, sites: int) -> list[tuple[Article, int]]:
    """Articles with the number of the text that each carries: one in five is a copy of an earlier one, trimmed and framed anew."""
    chance = random.Random(seed)
    texts: list[list[str]] = []
    found = []
    for at in range(count):
        number, text = _text(chance, texts)
        site = f"paper-{chance.randrange(sites)}" if number < len(texts) - 1 else f"news-{at % sites}"
        edges = [line.format(s=site) for line in random.Random(site).sample(FURNITURE, 2)]
        found.append((article((edges[0], *text, edges[1]), url=f"https://{site}.example/{at}", title=f"Report {at}"), number))
    return found


def _text(chance: random.Random, texts: list[list[str]]) -> tuple[int, list[str]]:
    """The number of a text, and how it is told here."""
    if texts and chance.random() < 0.2:
        number = chance.randrange(len(texts))
        return number, texts[number][: chance.randint(3, 5)]
    one, other = chance.sample(ORGANISATIONS, 2)
    told = [
        f"{first} {second}".format(a=one, b=other, f=chance.choice(FIELDS), n=chance.randint(2, 90))
        for first, second in zip(chance.sample(OPENINGS, 7), chance.sample(ENDINGS, 7), strict=True)
    ]
    opening = f"{chance.choice(ORGANISATIONS)} told this paper of its plans with {one}, and {other} has confirmed them since."
    texts.append([opening, *(" ".join(told[each : each + 2]) for each in range(0, 7, 2))])
    return len(texts) - 1, texts[-1]


def filed(rows: list[tuple[Article, int]]) -> list[tuple[int, int | None]]:
    """In the order of arrival: the number of each text, and of that which it was taken for a copy of."""
    index, told = CopyIndex(), []
    for at, (one, number) in enumerate(rows, 1):
        site, marks = urls.site(one.url), lines(one)
        furniture = index.recurring(site, marks)
        mark = fingerprint(one, furniture)
        known, postings = index.relatives(mark)
        found = match(mark, one, known, postings, furniture)
        copy_of = found.of if found.verdict is Verdict.COPY else None
        index.file(Known(at, mark, one.url, "", None, copy_of, None, one.paragraphs))
        if found.verdict is Verdict.NEW:
            index.file_lines(site, marks)
        told.append((number, rows[copy_of - 1][1] if copy_of else None))
    return told


@pytest.mark.parametrize("sites", [1, 4, 60], ids=["one site", "few sites", "many sites"])
@pytest.mark.parametrize("count", [2, 10, 40, 200])
def test_from_the_first_article_on_only_copies_are_copies(count: int, sites: int) -> None:
    told = list(chain.from_iterable(filed(farm(seed, count, sites)) for seed in range(3)))
    wrong = [(number, of) for number, of in told if of is not None and of != number]
    assert len(wrong) <= len(told) // 400


@pytest.mark.parametrize("count", [40, 200])
def test_copies_are_found_from_the_first_article_on(count: int) -> None:
    rows = [row for seed in range(3) for row in [farm(seed, count, 60)]]
    again = [number in {before for _, before in row[:at]} for row in rows for at, (_, number) in enumerate(row)]
    found = [of is not None for row in rows for _, of in filed(row)]
    assert sum(map(min, again, found)) >= 0.9 * sum(again)
