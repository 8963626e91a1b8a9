"""Who is meant by a name that the register knows: not everybody who bears it."""

from __future__ import annotations

import pytest

from aggregator.model import Organisation
from aggregator.reference import Gazetteer
from aggregator.tag.bearers import owners
from aggregator.tag.register import named

KNOWN = Gazetteer(
    (
        Organisation("org:moh-sg", "Ministry of Health (Singapore)", ("MOH",), "SG", "government", ambiguous_forms=("MOH",)),
        Organisation("org:lakeside", "Lakeside Hospital", (), "SG", "hospital", ambiguous_forms=("Lakeside Hospital",)),
        Organisation("org:alder", "Alder Clinic Oslo", (), "NO", "hospital"),
        Organisation("org:fmc", "Fennimore Medical Care", ("FMC",), "DE", "medtech", ambiguous_forms=("FMC",)),
        Organisation("org:bmc", "Birch Maritime Centre", ("BMC", "Centre maritime Birch"), "CA", "hospital", ambiguous_forms=("BMC",)),
    )
)


def meant(text: str, spans: list[str], countries: str) -> dict[str, str]:
    """The ids of those that are meant by these names, in a text that speaks of these countries."""
    ranges = [(at, at + len(name)) for name in spans for at in range(len(text)) if text.startswith(name, at)]
    return {text[slice(*span)]: each for span, each in owners(text, named(text, KNOWN), ranges, countries.split()).items()}


@pytest.mark.parametrize(
    ("text", "name", "countries", "who"),
    [
        ("MOH signed.", "MOH", "SG MY", "org:moh-sg"),
        ("MOH signed.", "MOH", "", "org:moh-sg"),
        ("MOH signed.", "MOH", "OM", None),
        ("The Ministry of Health signed.", "Ministry of Health", "OM", None),
        ("The Ministry of Health signed.", "Ministry of Health", "SG", "org:moh-sg"),
        ("Lakeside Hospital opened.", "Lakeside Hospital", "US", None),
        ("Lakeside Hospital opened.", "Lakeside Hospital", "SG", "org:lakeside"),
        ("Alder Clinic Oslo opened.", "Alder Clinic Oslo", "US", "org:alder"),
        ("FMC opened.", "FMC", "US", "org:fmc"),
    ],
)
def test_a_body_of_one_country_is_meant_where_its_country_is_spoken_of(text: str, name: str, countries: str, who: str | None) -> None:
    assert meant(text, [name], countries).get(name) == who


@pytest.mark.parametrize(
    ("text", "full", "letters", "who"),
    [
        ("Federal Medical Centre (FMC) opened. FMC grows.", "Federal Medical Centre", "FMC", None),
        ("Fennimore Medical Care AG (FMC) opened.", "Fennimore Medical Care AG", "FMC", "org:fmc"),
        ("Die Klinik ist neu. FMC opened.", "Die Klinik", "FMC", "org:fmc"),
        ("Birch Municipal Clinic (BMC) opened.", "Birch Municipal Clinic", "BMC", None),
        ("Birch maritime clinic (BMC) opened.", "Birch maritime clinic", "BMC", "org:bmc"),
    ],
)
def test_the_text_itself_says_what_letters_stand_for(text: str, full: str, letters: str, who: str | None) -> None:
    assert meant(text, [full, letters], "DE CA").get(letters) == who


def test_what_is_not_taken_for_a_name_means_nobody() -> None:
    assert meant("MOH signed.", [], "SG") == {}
