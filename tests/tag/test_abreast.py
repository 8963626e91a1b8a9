"""Two names in one span. A case: what the model took for one name, and the names in it, `|` between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Organisation
from aggregator.reference import Gazetteer
from aggregator.tag import geography
from aggregator.tag.abreast import abreast
from aggregator.tag.organisations import assembled
from aggregator.tag.register import named
from aggregator.tag.sequence import Span
from tests.tag.articles import article

KNOWN = Gazetteer(
    (
        Organisation("org:larch", "Larch", ("ラーチ", "落叶松", "라치"), "US", "pharma"),
        Organisation("org:alder", "アルダー・ファーマ", (), "US", "pharma"),
        Organisation("org:union", "青岚医院与青岚大学联合会", (), "CN", "ngo"),
        Organisation("org:house", "巴黎北京青岚医院与伦敦青岚大学", (), "CN", "ngo"),
    )
)

TWO = [
    "青葉大学|と|青葉製薬株式会社",
    "青葉病院|と|株式会社みらい薬",
    "学校法人青葉学園|及び|青葉病院",
    "医療法人青葉会|、|医療法人若葉会",
    "ラーチ|と|青葉大学",
    "ラーチ|・|青葉大学",
    "青葉大学|・|若葉大学",
    "アルダー・ファーマ|と|青葉大学",
    "昭和大学|と|和歌山県立病院",
    "青岚市人民医院|与|青岚大学",
    "青岚协和医院|和|青岚大学",
    "青岚医院|、|青山医院|和|落叶松",
    "青嵐醫院|與|青嵐大學",
    "青岚药业|及|青岚研究院",
    "한빛대병원|과 |누리제약",
    "한빛대학교|와 |누리병원",
    "한빛대학교| 및 |누리병원",
    "한빛병원|·|누리병원|·|다온대학교",
    "라치|와 |한빛대학교",
]

ONE = [
    "医療法人社団 和楽仁 青葉病院",
    "青葉大学病院",
    "青葉とよかわ病院",
    "四国こどもとおとなの医療センター",
    "株式会社おとめ製薬",
    "みなと大学病院",
    "大学平和病院",
    "青葉大学和歌山病院",
    "北京和睦家医院",
    "北京协和医院",
    "青岚医科大学和平医院",
    "青岚医科大学和平里医院",
    "青岚发展和改革委员会",
    "青岚卫生健康和体育局",
    "青岚大学计算与数据科学学院",
    "青岚医学科学院·青岚市人民医院",
    "青岚医院与青岚大学联合会",
    "巴黎北京青岚医院与伦敦青岚大学",
    "青岚医院及研究所",
    "青葉大学病院と附属研究所",
    "国立病院と診療所協会",
    "アルダー・ファーマ",
    "ラーチ・ホスピタル",
    "医薬基盤・健康・栄養研究所",
    "한빛대학교 의과대학",
    "한빛국립의과대학교",
    "한빛과학기술원",
    "한빛내과 의원",
    "한빛병원·바이오그룹",
    "한빛의과 누리병원",
    "Alder Hospital と Co",
    "Alder University and Larch Hospital",
]


def parted(text: str) -> list[str]:
    """The names in a span that is the whole text."""
    names = [(hit.start, hit.end) for hit in named(text, KNOWN)]
    places = [(spot.start, spot.end) for spot in geography.found(text, None)]
    return [text[start:end] for start, end in abreast(text, (0, len(text)), names, places)]


@pytest.mark.parametrize("case", TWO)
def test_two_that_stand_abreast_are_told_apart(case: str) -> None:
    parts = case.split("|")
    assert parted("".join(parts)) == parts[::2]


@pytest.mark.parametrize("name", ONE)
def test_a_name_that_holds_the_sign_is_one(name: str) -> None:
    assert parted(name) == [name]


def test_a_span_of_the_model_is_parted_where_two_stand_in_it() -> None:
    text = article("協定", "青葉大学と青葉製薬株式会社は協定を結んだ。", language="ja")
    start = text.whole.index("青葉大学")
    _, mentions = assembled(text, KNOWN, [Span(start, text.whole.index("は協定"), 0.99)])
    assert [mention.surface for mention in mentions] == ["青葉大学", "青葉製薬株式会社"]


@given(st.text(alphabet="青大学病院と和·、과 와와院한aア", max_size=30))
def test_parts_are_in_order_and_lose_joints_alone(text: str) -> None:
    parts = abreast(text, (0, len(text)), [], [])
    assert all(a[1] <= b[0] for a, b in pairwise(parts))
    assert parts[0][0] == 0
    assert parts[-1][1] == len(text)
