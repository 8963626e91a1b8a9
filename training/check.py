"""Are labelled documents labelled by the conventions? In: a file of documents; out: a line for each fault, exit status 1 if there is one.

    python -m training.check training/written.jsonl [--beside]     --beside: also where today's taggers read a document otherwise

What the taggers read otherwise is no fault: it is worth a second look at the label.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from aggregator.reference.deals import types
from aggregator.reference.names import fold
from training.documents import Document, article, read, whole

KEYS = (
    "id genre language title published text partnership near_miss parties organisations countries countries_mentioned deal_type announced"
    " story copy_of"
)
GENRES = "press_release wire newspaper trade case_study blog exchange_notice newsletter academic government"
KINDS = (
    "hospital hospital_group health_system nhs university company pharma biotech medtech digital_health insurer government ngo investor"
    " media other"
)
NEAR_MISSES = (
    "opinion earnings product_launch appointment award acquisition_rumour patient_story internal government_policy research_result"
    " non_health_partnership partnership_ended_or_lawsuit generic_partner_page event passing_mention"
)
LEAST, MOST = 30, 2_600


def faults(document: Document) -> Iterator[str]:
    """What is wrong with the labels of one document."""
    if set(document) - {"copy_of"} != set(KEYS.split()) - {"copy_of"}:
        yield f"keys: {sorted(set(document) ^ set(KEYS.split()))}"
        return
    if document["genre"] not in GENRES.split():
        yield f"genre {document['genre']!r}"
    if not LEAST <= len(document["text"]) <= MOST:
        yield f"text of {len(document['text'])} characters"
    yield from _days(document)
    yield from _verdict(document)
    yield from _organisations(document)
    yield from _countries(document)


def _days(document: Document) -> Iterator[str]:
    days = {}
    for key in ("published", "announced"):
        try:
            days[key] = document[key] and date.fromisoformat(document[key])
        except ValueError:
            yield f"{key} is no day: {document[key]!r}"
    if days.get("published") and days.get("announced") and days["announced"] > days["published"]:
        yield "announced after it was published"


def _verdict(document: Document) -> Iterator[str]:
    parties, kind, reason, day = (document[key] for key in ("parties", "deal_type", "near_miss", "announced"))
    if document["partnership"]:
        if reason or len(parties) < 2 or kind not in types():
            yield f"a partnership has two parties, a kind of deal and no near miss: {len(parties)}, {kind!r}, {reason!r}"
    elif parties or kind or day or reason not in NEAR_MISSES.split():
        yield f"no partnership has a near miss and nothing else: {reason!r}, {parties}, {kind!r}, {day!r}"


def _organisations(document: Document) -> Iterator[str]:
    text, taken = whole(document), Counter[str]()
    for each in document["organisations"]:
        name, mentions = each["name"], each["mentions"]
        taken.update(set(mentions))
        if each["kind"] not in KINDS.split() or not mentions:
            yield f"{name}: kind {each['kind']!r}, {len(mentions)} mentions"
        yield from (f"{name}: {mention!r} does not stand in the text as words of its own" for mention in mentions if not _in(mention, text))
    yield from (f"{mention!r} means two organisations" for mention, times in taken.items() if times > 1)
    seats = {each["name"]: each["country"] for each in document["organisations"]}
    for party in document["parties"]:
        if party["name"] not in seats or seats[party["name"]] != party["country"]:
            yield f"party {party['name']!r} is not among the organisations with this country"


def _in(mention: str, text: str) -> bool:
    """Bounds count in Latin letters only: elsewhere particles and prepositions stand at a name without a space."""
    front = r"(?<![A-Za-z0-9À-ÿ])" if re.match(r"[A-Za-z0-9À-ÿ]", mention) else ""
    back = r"(?![A-Za-z0-9À-ÿ])" if re.search(r"[A-Za-z0-9À-ÿ]$", mention) else ""
    return re.search(front + re.escape(mention) + back, text) is not None


def _countries(document: Document) -> Iterator[str]:
    seats = {each["country"] for each in document["parties"]} - {None}
    codes = [*document["countries"], *document["countries_mentioned"], *(each["country"] for each in document["organisations"])]
    yield from (f"country {code!r}" for code in sorted({str(code) for code in codes if code and not re.fullmatch("[A-Z]{2}", code)}))
    if not set(document["countries"]) <= set(document["countries_mentioned"]) | seats:
        yield "a country that it is about is neither mentioned nor the seat of a party"


def beside(document: Document) -> Iterator[str]:
    """Where today's taggers read the document otherwise."""
    from aggregator.reference import gazetteer
    from aggregator.tag import tags

    found = tags(article(document), gazetteer())
    deal = found.partnership
    if bool(deal) != document["partnership"]:
        yield f"verdict {bool(deal)} ({found.probability:.2f}), labelled {document['partnership']}"
    forms = {fold(form) for each in document["organisations"] for form in (each["name"], *each["mentions"])}
    said = {fold(form) for each in found.organisations for form in (each.name, *each.aliases)}
    said |= {fold(each.surface) for each in found.mentions}
    if more := sorted({each.name for each in found.organisations if fold(each.name) not in forms}):
        yield f"organisations only found: {more}"
    if less := sorted(
        each["name"] for each in document["organisations"] if not {fold(f) for f in (each["name"], *each["mentions"])} & said
    ):
        yield f"organisations only labelled: {less}"
    for key, ours in (
        ("deal_type", deal.deal_type if deal else None),
        ("announced", deal.announced.isoformat() if deal and deal.announced else None),
        ("countries", sorted(found.countries)),
        ("countries_mentioned", sorted(found.countries_mentioned)),
    ):
        theirs = sorted(document[key]) if isinstance(document[key], list) else document[key]
        if ours != theirs and (deal or key.startswith("countries")):
            yield f"{key}: {ours}, labelled {theirs}"


def main() -> None:
    """Check the files named on the command line."""
    documents = [each for name in sys.argv[1:] if not name.startswith("-") for each in read(Path(name))]
    twice = [name for name, times in Counter(each["id"] for each in documents).items() if times > 1]
    found = [(each, list(faults(each))) for each in documents]
    wrong = [f"{name}: id given twice" for name in twice]
    wrong += [f"{each.get('id')}: {fault}" for each, told in found for fault in told]
    print("\n".join(wrong) or f"{len(documents)} documents, no fault")
    if "--beside" in sys.argv:
        print("\n".join(f"{each['id']}: {line}" for each, told in found if not told for line in beside(each)))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
