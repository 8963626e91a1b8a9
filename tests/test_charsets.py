"""Text comes out right whatever header, declaration and meta tag claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.charsets import codec, decode

CHINESE = "华西医院与新加坡莱佛士医疗集团签署战略合作协议，双方将在肿瘤和远程医疗领域展开合作"
TAIWANESE = "臺大醫院與新加坡醫療集團簽署戰略合作協議，雙方將在腫瘤與遠距醫療領域展開合作"
JAPANESE = "東京大学病院は、シンガポールの医療グループと戦略的提携契約を締結したと発表しました。"
KOREAN = "서울대학교병원은 싱가포르 의료 그룹과 전략적 협력 계약을 체결했다고 발표했다."
RUSSIAN = "Больница подписала соглашение о сотрудничестве с медицинской группой"
ARABIC = "وقع المستشفى اتفاقية تعاون مع مجموعة طبية من سنغافورة"
FRENCH = "L’Hôpital Saint-Éloi crée un pôle santé"
GREEK = "Το νοσοκομείο υπέγραψε συμφωνία συνεργασίας με τον όμιλο υγείας"
THAI = "โรงพยาบาลลงนามข้อตกลงความร่วมมือกับกลุ่มการแพทย์"
HEBREW = "בית החולים חתם על הסכם שיתוף פעולה עם קבוצה רפואית"

WRITTEN = [
    *((CHINESE, name) for name in ("gbk", "gb18030", "utf-8", "utf-16")),
    *((TAIWANESE, name) for name in ("big5", "utf-8")),
    *((JAPANESE, name) for name in ("shift_jis", "euc_jp", "utf-8")),
    (KOREAN, "euc_kr"),
    *((RUSSIAN, name) for name in ("cp1251", "koi8-r", "iso8859-5")),
    *((ARABIC, name) for name in ("cp1256", "iso8859-6")),
    *((FRENCH, name) for name in ("cp1252", "utf-8", "utf-16")),
    (GREEK, "cp1253"),
    (THAI, "cp874"),
    (HEBREW, "cp1255"),
]
META = '<meta charset="gb2312">'
XML = '<?xml version="1.0" encoding="euc-kr"?>'
PAGE = "<html><head><title>{}</title></head><body class='news'>and more</body></html>"


@pytest.mark.parametrize("claim", [None, "utf-8", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize(("text", "name"), WRITTEN)
@pytest.mark.parametrize("frame", ["{}", PAGE])
def test_false_missing_or_unknown_declarations_do_no_harm(text: str, name: str, claim: str | None, frame: str) -> None:
    written = frame.format(text)
    assert decode(written.encode(name), claim) == written


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        pytest.param(
            f'<meta charset="gb2312">{CHINESE}'.encode("gbk"),
            "iso-8859-1",
            f'<meta charset="gb2312">{CHINESE}',
            id="meta beats a server default",
        ),
        pytest.param(
            f'<?xml version="1.0" encoding="euc-kr"?>{KOREAN}'.encode("euc_kr"),
            None,
            f'<?xml version="1.0" encoding="euc-kr"?>{KOREAN}',
            id="xml",
        ),
        pytest.param("\ufeff".encode() + FRENCH.encode(), "utf-16", FRENCH, id="the mark beats the header"),
        pytest.param(b"\xef\xbb\xbf" + FRENCH.encode("cp1252"), None, "ï»¿" + FRENCH, id="a mark that lies"),
        pytest.param(b"\xff\xfe" + FRENCH.encode(), None, FRENCH, id="a mark of wide characters that lies"),
        pytest.param(CHINESE.encode("utf-16"), None, CHINESE, id="wide characters without any NUL"),
        pytest.param(PAGE.format(FRENCH).encode("utf-16-le"), None, PAGE.format(FRENCH), id="utf-16 without a mark"),
        pytest.param(PAGE.format(CHINESE).encode("utf-16-be"), "utf-8", PAGE.format(CHINESE), id="utf-16-be without a mark"),
        pytest.param(PAGE.format(FRENCH).encode("utf-32-le"), None, PAGE.format(FRENCH), id="utf-32 without a mark"),
        pytest.param(JAPANESE.encode("iso2022_jp"), "iso-2022-jp", JAPANESE, id="seven bits"),
        pytest.param("Łódź, Gdańsk, żółć".encode("iso8859-2"), "iso-8859-2", "Łódź, Gdańsk, żółć", id="a declaration that fits"),
        pytest.param("İstanbul hastanesi ve sağlık".encode("cp1254"), "iso-8859-9", "İstanbul hastanesi ve sağlık", id="Turkish superset"),
        pytest.param("“quoted” – dash".encode("cp1252"), "iso-8859-1", "“quoted” – dash", id="latin-1 means windows-1252"),
        pytest.param(b"Trust\x00 and Group", None, "Trust and Group", id="NULs go"),
        pytest.param(CHINESE.encode()[:-1], "utf-8", CHINESE[:-1], id="cut in mid-character"),
        pytest.param(("santé " * 9).encode() + b"caf\xe9 noir", "utf-8", "santé " * 9 + "café noir", id="one stray byte"),
        pytest.param(CHINESE.encode() + b" \x81\x82\x83 x", "utf-8", CHINESE + " \ufffd x", id="a stray run"),
        pytest.param(b"", "utf-8", "", id="nothing"),
        pytest.param(b"plain", "utf-7", "plain", id="utf-7 is never obeyed"),
        pytest.param(b"plain", "rot13", "plain", id="no text codec"),
        pytest.param(b"plain", "zlib_codec", "plain", id="no text codec either"),
    ],
)
def test_cases(content: bytes, declared: str | None, text: str) -> None:
    assert decode(content, declared) == text


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("GB2312", "gb18030"),
        ("latin1", "cp1252"),
        ('"UTF-8"', "utf-8"),
        ("Shift_JIS", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("", None),
        (None, None),
        ("base64", None),
    ],
)
def test_labels_are_what_people_mean(label: str | None, name: str | None) -> None:
    assert codec(label) == name


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gbk", "shift_jis", "utf-16", "hz", "x\x00y", "idna", "unicode_escape"]))
def test_any_bytes_give_text_without_nuls(content: bytes, declared: str | None) -> None:
    assert "\x00" not in decode(content, declared)


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=200),
    st.sampled_from([None, "gbk", "iso-8859-1"]),
)
def test_utf8_always_comes_back(text: str, declared: str | None) -> None:
    marked = b"\xef\xbb\xbf" + text.encode()
    assert decode(marked, declared) == text
