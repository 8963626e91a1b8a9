"""General feeds are sifted by title and summary, in the languages of our sources."""

from __future__ import annotations

import pytest

from aggregator.errors import SourceError
from aggregator.model import Entry
from aggregator.sources import matches, named_lists

BOTH = ("@health", "@partnership")


def entry(title: str | None, summary: str | None = None, url: str = "https://wire.example/1") -> Entry:
    return Entry(url, "wire", title, summary=summary)


@pytest.mark.parametrize(
    "title",
    [
        "Harrow Valley Hospitals signs agreement with Sundara",
        "Klinikverbund Nordheide übernimmt Rehaklinik",
        "Herzzentrum und Uniklinikum vereinbaren Kooperation",
        "Le CHU de Valmont signe un partenariat avec Dakar",
        "Hospital San Telmo firma convenio con la universidad",
        "Hospital Santa Aurora assina acordo de cooperação",
        "Accordo tra ospedale e università sulla telemedicina",
        "Ziekenhuis Merwede tekent overeenkomst",
        "Universitetssjukhuset inleder samarbete om röntgen",
        "Szpital podpisał umowę o współpracy",
        "Hastane ile üniversite arasında iş birliği protokolü",
        "Больница подписала соглашение о сотрудничестве",
        "我院与新加坡医疗集团签署战略合作协议",
        "遠隔診断に関する業務提携契約を病院と締結",
        "서울 병원, 싱가포르와 업무협약 체결",
        "مستشفى الواحة يوقع اتفاقية تعاون",
        "โรงพยาบาลลงนามความร่วมมือ",
        "Rumah sakit jalin kerja sama dengan grup Singapura",
        "Bệnh viện ký kết hợp tác",
    ],
)
def test_deals_of_the_field_pass_in_every_language(title: str) -> None:
    assert matches(BOTH, entry(title))


@pytest.mark.parametrize(
    "title", ["Bank opens branch in Leeds", "Football club signs striker", "Hospital car park closed on Sunday", "银行发布年度报告", ""]
)
def test_others_do_not(title: str) -> None:
    assert not matches(BOTH, entry(title))


@pytest.mark.parametrize(
    ("keywords", "title", "summary", "wanted"),
    [
        ((), "Anything", None, True),
        (("dialysis",), "New DIALYSIS unit", None, True),
        (("dialysis",), "New unit", "with dialysis places", True),
        (("renal*",), "Adrenal disease", None, False),
        (("*renal",), "Adrenal disease", None, True),
        (("renal*",), "Renals", None, True),
        (("santé",), "La Sante publique", None, True),
        (("joint venture",), "A joint   venture", None, True),
        (("singapore", "malaysia"), "From Malaysia", None, True),
        (("@health", "singapore"), "Hospital in Malaysia", None, False),
        (("@health", "-recall*"), "Hospital recalls staff", None, False),
        (("-recall*",), "Hospital opens", None, True),
        (("合作",), "签署合作协议", None, True),
    ],
)
def test_rules(keywords: tuple[str, ...], title: str, summary: str | None, wanted: bool) -> None:
    assert matches(keywords, entry(title, summary)) is wanted


def test_an_entry_without_words_is_judged_by_its_address() -> None:
    assert matches(BOTH, entry(None, url="https://wire.example/2025/hospital-signs-agreement.html"))
    assert not matches(BOTH, entry(None, url="https://wire.example/2025/bank-opens-branch.html"))


def test_an_unknown_list_is_named() -> None:
    with pytest.raises(SourceError, match="@helth"):
        matches(("@helth",), entry("x"))
    assert named_lists() == ("health", "partnership")
