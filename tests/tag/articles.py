"""Articles for the tests of organisations and countries, all written for this project; names and deals are invented."""

from __future__ import annotations

from datetime import UTC, datetime

from aggregator.model import Article

SEEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def article(title: str, *paragraphs: str, language: str | None = "en") -> Article:
    """An article of a title and paragraphs."""
    return Article("https://paper.example/story", title, paragraphs, SEEN, language=language)


WIRE = article(
    "Harrow Vale University Hospital and Pfizer to test vaccines together",
    "LEEDS, England - Harrow Vale University Hospital (HVUH) and Pfizer said on Monday they had signed a three-year agreement.",
    "Under the deal HVUH will run trials in Yorkshire, while the drugmaker pays for nurses and laboratories.",
    '"We waited for this," said Dr. Martha Houston, medical director of the hospital. The Ministry of Health of Ghana will watch closely.',
    "CONTACT US for more information | Share this page",
)

GERMAN = article(
    "Klinikum Auental und Universität Freiburg forschen gemeinsam",
    "Das Klinikum Auental in Freiburg und die Universität Freiburg haben am Dienstag einen Vertrag unterzeichnet.",
    "Beteiligt ist auch die Firma Beishan Medical aus China. Das Klinikum Auental stellt dafür zwanzig Betten bereit.",
    language="de",
)

JAPANESE = article(
    "青葉総合病院と東京大学が連携協定",
    "医療法人青葉会が運営する青葉総合病院は、東京大学と包括連携協定を結んだ。両者は共同研究を進める。",
    language="ja",
)

ARABIC = article(
    "وزارة الصحة السعودية توقع مذكرة مع مستشفى النخيل",
    "وقعت وزارة الصحة السعودية مذكرة تفاهم مع مستشفى النخيل في الرياض لتدريب الممرضين.",
    language="ar",
)
