"""The verdict on whole articles written for this test: deals in several languages, near misses by name, and laws that always hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Tags
from aggregator.reference import gazetteer
from aggregator.tag.linear import model
from aggregator.tag.partnership import judge, partnership, weighed
from tests.tag.deals import marked

DEALS = [
    (
        "en",
        "[Harbour General Hospital|SG|hospital] and [Lumina Imaging|US|medtech] sign memorandum of understanding",
        "SINGAPORE — Harbour General Hospital and Lumina Imaging have signed a memorandum of understanding on digital "
        "radiology, the two said on "
        "Tuesday (Jun 10).\n\nUnder the agreement the partners will set up a joint training programme and test software on the wards. "
        "Both sides called the partnership a milestone.\n\nThe [Ministry of Health|SG|government] was informed.",
        "2025-06-11",
        {"Harbour General Hospital", "Lumina Imaging"},
        "2025-06-10",
    ),
    (
        "en",
        "[Brackwater Pharma|GB|pharma] licenses eye drug to [Sun Ridge Biotech|CN|biotech]",
        "Brackwater Pharma today announced an exclusive licence agreement with Sun Ridge Biotech, which receives the rights to "
        "the eye drug BW-12 in "
        "China.\n\nSun Ridge Biotech makes an upfront payment of $20 million, and milestones and royalties follow.",
        "2024-03-05",
        {"Brackwater Pharma", "Sun Ridge Biotech"},
        "2024-03-05",
    ),
    (
        "de",
        "[Klinikum Nordsee|DE|hospital] und [Universität Marsch|DE|university] schließen Kooperationsvertrag",
        "Das Klinikum Nordsee und die Universität Marsch haben am Montag einen Kooperationsvertrag unterzeichnet. Gemeinsam "
        "wollen die Partner "
        "Medizinstudierende ausbilden und in der Forschung zusammenarbeiten.\n\nDer Vertrag läuft zehn Jahre, teilten beide Seiten mit.",
        "2023-09-20",
        {"Klinikum Nordsee", "Universität Marsch"},
        "2023-09-18",
    ),
    (
        "es",
        "[Hospital San Telmo|AR|hospital] y [Universidad del Plata|AR|university] firman convenio",
        "El Hospital San Telmo y la Universidad del Plata firmaron ayer un convenio marco de cooperación para la formación de "
        "residentes y la "
        "investigación conjunta.\n\nAmbas instituciones compartirán laboratorios y docentes.",
        "2022-05-12",
        {"Hospital San Telmo", "Universidad del Plata"},
        "2022-05-11",
    ),
    (
        "fr",
        "[CHU de la Rade|FR|hospital] et [Medivox|FR|digital_health] signent un partenariat",
        "Le CHU de la Rade et la société Medivox ont signé mardi un accord de partenariat sur la télémédecine. Les deux "
        "partenaires vont développer "
        "ensemble une plateforme numérique.\n\nLa convention est conclue pour trois ans.",
        "2025-06-11",
        {"CHU de la Rade", "Medivox"},
        "2025-06-10",
    ),
    (
        "ko",
        "[한빛병원|KR|hospital]-[새길대학교|KR|university] 업무협약 체결",
        "한빛병원과 새길대학교는 지난 8일 업무협약(MOU)을 체결했다고 9일 밝혔다.\n\n양 기관은 의료 인력 교육과 공동 연구에 "
        "협력하기로 했다. 협약식에는 병원장과 총장이 참석했다.",
        "2025-06-09",
        {"한빛병원", "새길대학교"},
        "2025-06-08",
    ),
    (
        "ja",
        "[青葉総合病院|JP|hospital]と[みなと大学|JP|university]が連携協定",
        "青葉総合病院とみなと大学は6月9日、包括連携協定を締結した。両者は医療人材の育成"
        "と共同研究で協力する。\n\n調印式には院長と学長が出席した。",
        "2025-06-10",
        {"青葉総合病院", "みなと大学"},
        "2025-06-09",
    ),
    (
        "zh",
        "[海云医院|CN|hospital]与[星桥科技|CN|company]签署战略合作协议",
        "2025年6月9日,海云医院与星桥科技签署战略合作协议。双方将在人工智能和智慧医"
        "疗领域开展合作,共建联合实验室。\n\n双方代表出席签约仪式。",
        "2025-06-10",
        {"海云医院", "星桥科技"},
        "2025-06-09",
    ),
]

NEAR_MISSES = [
    (
        "acquisition_rumour",
        "[Quarry Capital|US|investor] weighs bid for [Northfield Clinics|GB|hospital_group], sources say",
        "Quarry Capital is considering an offer for Northfield Clinics, people familiar with the matter said. Talks are at an "
        "early stage and no decision "
        "has been made.\n\nBoth companies declined to comment. The shares rose on the speculation.",
    ),
    (
        "earnings",
        "[Northfield Clinics|GB|hospital_group] half-year profit rises 12%",
        "Revenue of Northfield Clinics rose to £310 million in the six months to June, and operating profit reached £22 "
        "million, up from £19.6 million a "
        "year earlier.\n\nThe board declared a dividend of 2p per share. Analysts had expected more. EBITDA margin was stable "
        "in the second quarter.",
    ),
    (
        "appointment",
        "[Harbour General Hospital|SG|hospital] names new chief executive",
        "Dr Lena Ortiz has been appointed chief executive of Harbour General Hospital. She succeeds Paul Hartley, who retires "
        "after nine years.\n\n"
        "Ortiz was medical director before. Her career began in surgery. The chairman thanked her predecessor.",
    ),
    (
        "award",
        "[Harbour General Hospital|SG|hospital] wins national quality award",
        "Harbour General Hospital has won the gold award for patient safety. The prize was handed over at a gala dinner. The "
        "winners were chosen by a jury."
        "\n\nThe hospital was ranked among the best hospitals for the third time and is proud to be recognised.",
    ),
    (
        "partnership_ended_or_lawsuit",
        "[Medivox|FR|digital_health] sues [Lumina Imaging|US|medtech] after contract is terminated",
        "Medivox has filed a lawsuit against Lumina Imaging in a court in Delaware. It alleges breach of contract and seeks "
        "damages. Lumina Imaging "
        "terminated the agreement in March.\n\nA judge will hear the dispute in autumn, said a lawyer of the plaintiff.",
    ),
    (
        "opinion",
        "Opinion: why we should stop chasing partnerships",
        "By a guest columnist. I have run hospitals for thirty years, and in my view we need fewer announcements and more "
        "nurses. Why do we believe that a "
        "partnership is a strategy? I think we should ask what patients gain.\n\nThe author is a physician. The opinions are her own.",
    ),
]


@pytest.mark.parametrize(
    ("language", "title", "text", "published", "parties", "announced"), DEALS, ids=[d[0] + str(n) for n, d in enumerate(DEALS)]
)
def test_a_deal_is_recognised_with_its_partners_and_its_day(
    language: str, title: str, text: str, published: str, parties: set[str], announced: str
) -> None:
    article, organisations, mentions = marked(title, text, published, language)
    found, probability, reason = partnership(article, organisations, mentions, (), gazetteer())
    assert found is not None
    assert reason is None
    assert probability == found.confidence >= 0.5
    assert {party.name for party in found.parties} == parties
    assert found.announced == date.fromisoformat(announced)
    assert found.announced_rule
    assert all(article.whole[each.start : each.end] == each.sentence for each in found.evidence)
    assert any(party in found.evidence[0].sentence for party in parties)


@pytest.mark.parametrize(("reason", "title", "text"), NEAR_MISSES, ids=[n[0] for n in NEAR_MISSES])
def test_a_near_miss_is_recognised_by_name(reason: str, title: str, text: str) -> None:
    found, probability, why_not = partnership(*marked(title, text, "2025-06-11"), (), gazetteer())
    assert found is None
    assert probability < 0.5
    assert why_not == reason


def test_kind_value_countries_and_roles_of_a_licence() -> None:
    _, title, text, published, *_ = DEALS[1]
    found, _, _ = partnership(*marked(title, text, published), (), gazetteer())
    assert found is not None
    assert found.deal_type == "licensing"
    assert found.value is not None
    assert (found.value.amount, found.value.currency) == (20e6, "USD")
    assert set(found.countries) == {"GB", "CN"}
    assert {party.name: party.role for party in found.parties} == {"Brackwater Pharma": "licensor", "Sun Ridge Biotech": "licensee"}


def test_a_deal_whose_partners_no_tagger_knows_is_one_all_the_same() -> None:
    _, title, text, published, *_ = DEALS[0]
    found, probability, _ = partnership(marked(title, text, published)[0], (), (), (), gazetteer())
    assert found is not None
    assert (found.parties, found.countries) == ((), ())
    assert found.evidence
    assert probability >= 0.5


def test_judging_keeps_what_was_tagged_before() -> None:
    _, title, text, published, *_ = DEALS[0]
    article, organisations, mentions = marked(title, text, published)
    tags = judge(article, Tags(organisations, mentions, countries=("SG",), version="x"), gazetteer())
    assert tags.partnership is not None
    assert (tags.organisations, tags.mentions, tags.countries, tags.version) == (organisations, mentions, ("SG",), "x")


def test_judging_tells_what_is_in_doubt() -> None:
    _, title, text, published, *_ = DEALS[0]
    article, organisations, mentions = marked(title, text, published)
    unsure = tuple(replace(each, confidence=0.6) if "Lumina" in each.surface else each for each in mentions)
    told = judge(article, Tags(organisations, unsure), gazetteer()).doubts
    assert ("unknown", 0.2) in {(doubt.kind, doubt.score) for doubt in told}
    assert [doubt.told for doubt in told if doubt.kind == "unknown"] == ["Lumina Imaging, in no register, may be no organisation"]
    assert [doubt.score for doubt in told] == sorted((doubt.score for doubt in told), reverse=True)


@given(st.text(alphabet="AB signed. deal\n$5m 2024-01-02年協議", max_size=120), st.sampled_from(["en", "de", "ja", "ar", "xx"]))
def test_any_text_gets_a_verdict(text: str, language: str) -> None:
    article, organisations, mentions = marked("[Alpha|SG|hospital] signs", f"{text} Alpha and [Beta|US|company].", "2025-06-11", language)
    found, probability, reason = partnership(article, organisations, mentions, (), gazetteer())
    assert 0.0 <= probability <= 1.0
    assert (found is None) == (reason is not None)
    if found:
        assert {party.organisation for party in found.parties} <= {organisation.id for organisation in organisations}
        assert all(article.whole[each.start : each.end] == each.sentence for each in found.evidence)
    assert weighed(article, organisations, mentions).reason in model("partnership").labels[1:]
