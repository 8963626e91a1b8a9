"""Lines that are no part of an article go, with their rule; lines that look like them stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import furniture
from aggregator.extract.furniture import Marks
from tests.extract.pages import PROSE

HEADLINE = "Trust and Group sign a nursing accord"
MARKS = Marks(
    headlines=furniture.mark_texts((HEADLINE,)),
    links=furniture.mark_texts(("Bus lanes", "Ferry delayed", "School meals", "Terms", "Privacy")),
    captions=furniture.mark_texts(("The new ward in March",)),
)


def rules(*lines: str) -> dict[str, str]:
    """The dropped lines with their rules, of an article into whose middle these lines were put."""
    return {each.line: each.rule for each in furniture.sift((*PROSE, *PROSE, *lines, *PROSE, *PROSE), MARKS)[1]}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("The Ledger in your inbox", "promo"),
        ("Start each day with the latest stories, delivered straight to your inbox.", "promo"),
        ("Sign up for our free weekly newsletter", "promo"),
        ("Jetzt unseren kostenlosen Newsletter abonnieren", "promo"),
        ("Inscrivez-vous à notre newsletter du matin", "promo"),
        ("Suscríbete a nuestro boletín semanal", "promo"),
        ("Iscriviti alla nostra newsletter", "promo"),
        ("Подпишитесь на наш канал", "promo"),
        ("欢迎关注我们的微信公众号", "promo"),
        ("Read more: How the trust began", "related"),
        ("Lesen Sie auch: So fing es an", "related"),
        ("À lire aussi : les débuts", "related"),
        ("Lee también: así empezó", "related"),
        ("Czytaj także: początki", "related"),
        ("اقرأ أيضا: البداية", "related"),
        ("関連記事：はじまり", "related"),
        ("Advertisement", "interface"),
        ("ANZEIGE", "interface"),
        ("分享到微信", "interface"),
        ("***", "interface"),
        ("The new ward in March", "caption"),
    ],
)
def test_lines_that_go_anywhere(line: str, rule: str) -> None:
    assert rules(line) == {line: rule}


@pytest.mark.parametrize(
    "line",
    [
        "Shares of Group closed at 0.97 on Tuesday, down 1 per cent.",
        "The trust will send results straight to patients' phones, which nobody in the county has tried before now.",
        "Nurses will read more and write less under the plan, the trust said.",
        "Related conditions, such as asthma, are to be covered from next year on, the two boards have decided.",
        "Contact between the two wards is kept by video, and the nurses say that this works better than they feared.",
        "About the costs, both sides are silent.",
    ],
)
def test_sentences_in_the_middle_stay(line: str) -> None:
    assert rules(line) == {}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Shares of Straits Medical closed at RM2.31 on Thursday, up 0.9 per cent.", "share_price"),
        ("Die Aktie der Brandt AG schloss am Dienstag bei 41,20 Euro.", "share_price"),
        ("Las acciones de Lumbra cerraron a 14,20 euros.", "share_price"),
        ("© 2025 The Ledger. All rights reserved.", "copyright"),
        ("Talk to one of the team today, you can send us an email", "contact"),
        ("Contact reporter Jo Salter at jo@paper.example", "contact"),
        ("责任编辑：王芳", "contact"),
    ],
)
def test_lines_that_go_at_the_end(line: str, rule: str) -> None:
    assert furniture.sift((*PROSE, *PROSE, line), MARKS)[1] == (furniture.Dropped(line, rule),)


@pytest.mark.parametrize(
    "line",
    [HEADLINE, HEADLINE.upper(), "By Jane Doe", "Von Silke Harms", "Published: 3 March 2025", "4 min read", "3 March 2025", "Yesterday"],
)
def test_lines_that_go_at_the_head(line: str) -> None:
    assert furniture.sift((line, *PROSE), MARKS)[0] == PROSE


def test_what_stands_before_the_headline_goes_with_it() -> None:
    assert furniture.sift(("Companies", "Markets", HEADLINE, *PROSE), MARKS)[0] == PROSE


def test_a_menu_in_running_text_goes() -> None:
    menu = ("• Home", "• Who we are", "• Services", "• Case studies", "• A title of our own")
    assert furniture.sift((*menu, *PROSE), MARKS)[0] == PROSE
    assert furniture.sift(("Introduction", "Home", *PROSE), Marks())[0] == ("Introduction", "Home", *PROSE)


def test_runs_of_links_go_and_single_ones_stay() -> None:
    assert set(rules("Bus lanes", "Ferry delayed", "School meals").values()) == {"links"}
    assert rules("Bus lanes") == {}
    assert furniture.sift((*PROSE, "Terms | Privacy"), MARKS)[0] == PROSE


def test_a_text_of_nothing_but_furniture_stays() -> None:
    assert furniture.sift(("Advertisement",), MARKS) == (("Advertisement",), ())


@given(st.lists(st.text(max_size=120), max_size=12))
def test_every_line_is_kept_or_told_and_the_order_stays(found: list[str]) -> None:
    kept, dropped = furniture.sift(tuple(found), MARKS)
    assert len(kept) + len(dropped) == len(found)
    remaining = iter(found)
    assert all(any(line == other for other in remaining) for line in kept)
