from __future__ import annotations

from dataclasses import replace
from datetime import date

from aggregator.dedupe import account, bounds
from aggregator.dedupe.account import identity, relations
from aggregator.model import Mention, Organisation
from tests.dedupe.made import RELEASE, article, tags

DEAL = tags(("Harrowgate Hospital Trust", "Lumetrix Ltd"), ("Tampere Academy",), countries=("GB", "FI"), deal_type="technology")


def test_says_who_what_where_and_when() -> None:
    found = account(article(day=date(2026, 5, 4)), DEAL)
    assert (found.id, found.story) == (0, 0)
    assert found.parties == ("harrowgate hospital trust", "lumetrix")
    assert found.organisations == ("harrowgate hospital trust", "lumetrix", "tampere academy")
    assert (found.day, found.countries, found.deal_type, found.status) == (date(2026, 5, 4), ("GB", "FI"), "technology", "announced")


def test_without_a_deal_the_reason_is_its_status() -> None:
    found = account(article(), tags(others=("Lumetrix",), reason="award"))
    assert (found.parties, found.deal_type, found.status) == ((), None, "award")


def test_keys_hold_organisations_relation_numbers_and_words() -> None:
    keys = account(article(), DEAL).keys
    assert "o:lumetrix" in keys
    assert "r:harrowgate hospital trust|lumetrix" in keys
    assert "n:48.5" in keys
    assert "w:radiog" in keys


def test_keys_are_bounded_and_words_are_others() -> None:
    many = tags(tuple(f"Party {at} Clinic" for at in range(30)))
    long = article([f"Wordnumber{chr(97 + at % 26)}{chr(97 + at // 26)} and Name{chr(97 + at % 26)}" for at in range(600)])
    found = account(long, many)
    assert len(found.keys) <= bounds.KEYS_MOST
    assert len(found.words) <= bounds.WORDS_MOST
    assert not set(found.keys) & set(found.words)
    assert len([key for key in found.keys if key.startswith("r:")]) <= 6


def test_other_forms_of_a_name_are_keys() -> None:
    mention = Mention("new:lumetrix-ltd", "LMX", 0, 3, "short form")
    assert "o:lmx" in account(article(), replace(DEAL, mentions=(mention,))).keys


def test_parents_are_keys_but_no_organisations() -> None:
    child = Organisation("org:ge-healthcare", "GE HealthCare", parent="org:general-electric")
    found = account(article(), replace(DEAL, organisations=(child,), partnership=None))
    assert "o:org:general-electric" in found.keys
    assert found.organisations == ("org:ge-healthcare",)


def test_identities() -> None:
    assert identity(Organisation("org:a-b", "A B Ltd")) == "org:a-b"
    assert identity(Organisation("new:a-b-ltd", "Zürich Klinik AG")) == "zurich klinik"


def test_relations_do_not_depend_on_order() -> None:
    assert relations(("b", "a", "c")) == relations(("c", "b", "a")) == ["r:a|b", "r:a|c", "r:b|c"]


def test_stable() -> None:
    assert account(article(RELEASE), DEAL) == account(article(RELEASE), DEAL)
