"""Status, roles, topics and evidence of a deal, each from its own table."""

from __future__ import annotations

import pytest

from aggregator.tag.evidence import evidence
from aggregator.tag.roles import roles
from aggregator.tag.status import status
from aggregator.tag.topics import topics
from tests.tag.deals import read

A, B = "[Alpha Hospital|SG|hospital]", "[Beta Devices|US|medtech]"


@pytest.mark.parametrize(
    ("language", "text", "expected", "phrase"),
    [
        ("en", f"{A} and {B} signed an agreement.", "signed", "signed"),
        ("en", f"{A} and {B} renewed their partnership and signed again.", "extended", "renewed"),
        ("en", f"{A} has completed the acquisition of {B}.", "completed", "completed"),
        ("en", f"{A} plans a joint venture with {B}.", "planned", "plans"),
        ("en", f"{A} and {B} announced a partnership.", "announced", ""),
        ("de", f"{A} und {B} verlängern ihre Kooperation.", "extended", "verlängern"),
        ("es", f"{A} y {B} firmaron un convenio.", "signed", "firmaron"),
        ("zh", f"{A}与{B}签署协议", "signed", "签署"),
    ],
)
def test_status_is_told_by_its_phrase(language: str, text: str, expected: str, phrase: str) -> None:
    assert status(read("News", text, language=language), [1]) == (expected, phrase)


def test_an_end_in_the_title_is_the_status() -> None:
    assert status(read(f"{A} ends partnership with {B}", "The contract was signed in 2019."), [1])[0] == "ended"


def test_a_deal_that_takes_the_place_of_another_has_not_ended() -> None:
    assert status(read(f"{A} drops old partner for {B}", f"{A} has awarded {B} a contract of ten years."), [1])[0] != "ended"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (f"{A} has acquired {B}.", "acquisition", ["acquirer", "target"]),
        (f"{A} was acquired by {B}.", "acquisition", ["target", "acquirer"]),
        (f"{A} was acquired last year by {B}.", "acquisition", ["target", "acquirer"]),
        (f"{A} bought two wards from {B}.", "acquisition", ["acquirer", "seller"]),
        (f"{A} sold its laboratories to {B}.", "acquisition", ["seller", "acquirer"]),
        (f"{A} has been sold to the Danish group {B}.", "acquisition", ["target", "acquirer"]),
        (f"{A} agreed to sell {B}.", "acquisition", ["seller", "target"]),
        (f"{A} was sold last month by {B}.", "acquisition", ["target", "seller"]),
        (f"{A}, which sells infusion pumps, has acquired {B}.", "acquisition", ["acquirer", "target"]),
        (f"{A} closes {B} acquisition", "acquisition", ["acquirer", "target"]),
        (f"After the {A} takeover, {B} will close two sites.", "acquisition", ["target", "acquirer"]),
        (f"{A} acquisition of {B} is complete.", "acquisition", ["acquirer", "target"]),
        (f"{A}'s purchase by {B} was a surprise.", "acquisition", ["target", "acquirer"]),
        (f"{A} licenses a drug to {B}.", "licensing", ["licensor", "licensee"]),
        (f"{A} licenses a drug from {B}.", "licensing", ["licensee", "licensor"]),
        (f"{A} invests in {B}.", "investment", ["investor", "investee"]),
        (f"{A} will operate the clinic of {B}.", "management_operation", ["operator", "owner"]),
        (f"{A} gets scanners from {B}.", "technology", ["client", "supplier"]),
        (f"{A} meets {B}.", "acquisition", [None, None]),
        (f"{A} signs with {B}.", "mou", [None, None]),
    ],
)
def test_roles_are_given_where_the_sentence_is_clear(text: str, kind: str, expected: list[str | None]) -> None:
    found = roles(read("News", text), (0, 1), kind)
    assert [found.get(0), found.get(1)] == expected


@pytest.mark.parametrize(
    ("language", "text", "kind", "expected"),
    [
        ("de", f"{A} übernimmt {B}.", "acquisition", ["acquirer", "target"]),
        ("de", f"{A} wird übernommen von {B}.", "acquisition", ["target", "acquirer"]),
        ("de", f"{A} verkauft drei Häuser an {B}.", "acquisition", ["seller", "acquirer"]),
        ("de", f"{A} prüft die {B}-Übernahme.", "acquisition", ["acquirer", "target"]),
        ("fr", f"{A} rachète {B}.", "acquisition", ["acquirer", "target"]),
        ("fr", f"{A} cède sa clinique au groupe {B}.", "acquisition", ["seller", "acquirer"]),
        ("nl", f"{A} wordt verkocht aan {B}.", "acquisition", ["target", "acquirer"]),
        ("es", f"{A} vende su laboratorio a {B}.", "acquisition", ["seller", "acquirer"]),
        ("zh", f"{A}将医院出售给{B}。", "acquisition", ["seller", "acquirer"]),
        ("es", f"{A} adquiere {B}.", "acquisition", ["acquirer", "target"]),
        ("zh", f"{A}收购{B}。", "acquisition", ["acquirer", "target"]),
        ("ja", f"{A}は{B}を買収した。", "acquisition", ["acquirer", "target"]),
        ("ja", f"{B}を{A}が買収した。", "acquisition", ["acquirer", "target"]),
        ("ko", f"{A}가 {B}을 인수했다.", "acquisition", ["acquirer", "target"]),
        ("tr", f"{A}, {B}'yi satın aldı.", "acquisition", [None, None]),
        ("hi", f"{A} ने {B} का अधिग्रहण किया।", "acquisition", ["acquirer", "target"]),
        ("fr", f"{A} investit dans {B}.", "investment", ["investor", "investee"]),
        ("es", f"{A} licencia un fármaco de {B}.", "licensing", ["licensee", "licensor"]),
        ("pt", f"{A} compra equipamento da {B}.", "supply_distribution", ["client", "supplier"]),
    ],
)
def test_roles_in_other_languages(language: str, text: str, kind: str, expected: list[str | None]) -> None:
    reading = read("News", text, language=language)
    at = {organisation.name: number for number, organisation in enumerate(reading.organisations)}
    found = roles(reading, (0, 1), kind)
    assert [found.get(at["Alpha Hospital"]), found.get(at["Beta Devices"])] == expected


def test_three_parties_have_no_roles_but_suppliers_and_clients() -> None:
    three = read("News", f"{A}, {B} and [Gamma University|SG|university] signed.")
    assert roles(three, (0, 1, 2), "acquisition") == {}
    assert roles(three, (0, 1, 2), "technology") == {0: "client", 1: "supplier", 2: "client"}


@pytest.mark.parametrize(
    ("language", "title", "text", "expected"),
    [
        ("en", "Cancer centre opens", "The oncology unit treats tumours.", "oncology"),
        ("de", "Neue Kooperation", "Das Herzzentrum hilft bei Schlaganfall und Herz. Herzklinik.", "cardiology"),
        ("ja", "がん研究で提携", "両者はがんの治療を研究する。", "oncology"),
        ("es", "Convenio", "Formación de estudiantes y docencia en la facultad.", "training"),
        ("ko", "인공지능 협약", "디지털 플랫폼을 만든다.", "digital_health"),
    ],
)
def test_topics_are_those_most_named(language: str, title: str, text: str, expected: str) -> None:
    assert expected in topics(read(title, text, language=language))


def test_one_word_in_passing_makes_no_topic() -> None:
    assert topics(read("Two groups sign", "They will share a robot.")) == ()


def test_topics_are_few() -> None:
    many = "cancer heart brain diabetes vaccine robot dialysis dental surgery " * 3
    assert len(topics(read("Many fields", many))) == 4


def test_evidence_is_the_sentence_that_names_the_parties_and_the_deal() -> None:
    text = f"It rained in the city.\n\n{A} and {B} signed a memorandum of understanding on Monday.\n\nStaff were pleased. {A} has 900 beds."
    reading = read("Two partners", text)
    ((number, found),) = evidence(reading, (0, 1))
    assert number == 2
    assert found.sentence.startswith("Alpha Hospital and Beta Devices signed")
    assert reading.text[found.start : found.end] == found.sentence
    assert "signed" in found.rule
    assert "Beta Devices" in found.rule


def test_a_second_sentence_is_shown_where_it_names_the_other_party() -> None:
    text = f"{A} has signed an agreement with a partner.\n\nThat partner in the agreement is {B}."
    assert len(evidence(read("News", text), (0, 1))) == 2


def test_the_title_is_evidence_where_the_text_says_nothing() -> None:
    ((number, _),) = evidence(read(f"{A} and {B} sign agreement", "Read more."), (0, 1))
    assert number == 0
