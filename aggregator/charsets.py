"""Bytes from strangers in, text out: byte order mark, declarations, then the bytes' own testimony. Pure.

A declaration is believed only while the bytes agree with it. Servers say `iso-8859-1` because nobody configured them, files
say `utf-8` because a template does, and "gb2312" means any of its supersets. So, in this order:

    byte order mark > UTF-16/32 by its NULs > valid UTF-8 > what is declared (header, then document) and fits > a guess

Names are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels), which maps the narrow
labels to the supersets that everybody means.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A label and the superset that is meant by it.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
    "utf-7": "utf-8",
}
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "utf8mb4": "utf-8",
    "unicode": "utf-16-le",
    "windows-874": "cp874",
    "x-x-big5": "big5hkscs",
    "cp-1252": "cp1252",
    "x-cp1251": "cp1251",
    "iso-8859-8-i": "iso8859-8",
}
_TEXT_CODECS = re.compile(r"^(utf|cp\d|gb|big5|euc|shift|iso|koi8|mac|johab|tis|hz|latin|ascii|ptcp|kz)")
_DECLARED_XML = re.compile(rb"""^\s{0,200}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']\s{0,9}([\w.:-]{1,40})""")
_DECLARED_META = re.compile(rb"""<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LONG_RUN = re.compile(rb"[\x80-\xff]{4,}")
_SAMPLE = 200_000
_HEAD = 8_192

# The commonest characters of Chinese, simplified and traditional: they tell GB from Big5 and both from line noise.
_CHINESE = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现"
    "实加量都两体制机当使点从业本去把性好应开合还因由其前外天政四日社义事平形相全表间与关各重新线内数正心反明看原利比或质气第向道此变条结解问意建月公无系者最立代已通并提直题程展"
    "五果员位入常文总次品式活设及管特件长求基资边流路级少统接知将组见计别期论运指区强决西被做必先回任取据处南给保治北造规领海东导世金增医院疗健康合作签署协议战略药卫患服务研究中心"
    "這個為國時來們對會發動過說產種後學經進電裡實體機當點從業開還與關現應醫療藥簽協議戰務衛責際長見計區處東導單術極權證轉專"
)
# Single-byte charsets and the letters that make most of ordinary text in them.
_RUSSIAN, _ARABIC = frozenset("оеаинтсрвлкмдпуя"), frozenset("اليمونرتبةدعسفهأ")
_GREEK, _HEBREW = frozenset("αοιετσνηυρπκλμςόίάέή"), frozenset("יוהלרתאמבשנחםעק")
_THAI = frozenset("านรอกเงมยลวดทสตปคพชหะบแ่้ัีิไใืุู")
# Charset, its common characters, and the share of them that ordinary prose clears with ease.
_SCRIPTS: tuple[tuple[str, Container[str], float], ...] = (
    ("cp949", frozenset(map(chr, range(0xAC00, 0xD7A4))), 0.85),
    ("euc_jp", frozenset(map(chr, range(0x3040, 0x3100))), 0.25),
    ("cp932", frozenset(map(chr, range(0x3040, 0x3100))), 0.25),
    ("gb18030", _CHINESE, 0.2),
    ("big5hkscs", _CHINESE, 0.2),
    ("cp1251", _RUSSIAN, 0.5),
    ("koi8-r", _RUSSIAN, 0.5),
    ("iso8859-5", _RUSSIAN, 0.5),
    ("cp1256", _ARABIC, 0.5),
    ("iso8859-6", _ARABIC, 0.5),
    ("cp1253", _GREEK, 0.5),
    ("cp1255", _HEBREW, 0.5),
    ("cp874", _THAI, 0.5),
)


def decode(content: bytes, declared: str | None) -> str:
    """The text of a document.

    `content`: the bytes as sent, decompressed; `declared`: the charset of the Content-Type header, or None. Never raises:
    bytes that no reading explains become U+FFFD. NULs and the byte order mark are gone.
    """
    return _decoded(content, declared).replace("\x00", "").removeprefix("\ufeff")


def codec(label: str | None) -> str | None:
    """Python's codec for a charset label as people mean it ("gb2312" is gb18030, "latin1" is cp1252); None for unknown labels."""
    name = (label or "").strip(" \t\r\n\"';,").lower()
    if name in _LABELS:
        return _LABELS[name]
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return _MEANT.get(found, found) if _TEXT_CODECS.match(found) else None


def _decoded(content: bytes, declared: str | None) -> str:
    for mark, name in _BOMS:
        if content.startswith(mark) and (text := _marked(content[len(mark) :], name)) is not None:
            return text
    if wide := _wide(content):
        return content.decode(wide, "replace")
    names = tuple(known for label in (declared, *_inner(content)) if (known := codec(label)))
    if b"\x1b$" in content and "iso2022_jp" in names:
        return content.decode("iso2022_jp", "replace")
    if (text := _utf8(content)) is not None:
        return text
    for name in sorted(names, key=lambda each: each == "cp1252"):
        if (fitting := _fitting(content, name)) is not None:
            return fitting
    return content.decode(_guess(content), "replace")


def _marked(content: bytes, name: str) -> str | None:
    """The text behind a byte order mark. Wide characters of mark-up leave NULs: UTF-8 without any is what it is, whatever the mark says."""
    narrow = _strict(content) if name != "utf-8" and b"\x00" not in content[:_HEAD] else None
    return narrow or _fitting(content, name)


def _inner(content: bytes) -> Iterator[str]:
    """What the document says of itself: XML declaration, then meta."""
    head = content[:_HEAD].replace(b"\x00", b"")
    for pattern in (_DECLARED_XML, _DECLARED_META):
        if found := pattern.search(head):
            yield found[1].decode("ascii", "replace")


def _wide(content: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: ASCII (mark-up always has some) leaves NULs at every second or at three of four places."""
    head = content[: _HEAD - _HEAD % 4]
    if len(head) < 4 or head.count(0) * 5 < len(head):
        return None
    nuls = [head[place::4].count(0) * 8 > len(head) for place in range(4)]
    shapes = {(False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be"}
    if tuple(nuls) in shapes:
        return shapes[nuls[0], nuls[1], nuls[2], nuls[3]]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return "utf-16-be" if even > 2 * odd else "utf-16-le" if odd > 2 * even else None


def _strict(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _utf8(content: bytes) -> str | None:
    """The text if it is UTF-8, or UTF-8 with a few faults: lone bytes are then read as Windows-1252, the rest is U+FFFD."""
    if (whole := _strict(content)) is not None:
        return whole
    text = content.decode("utf-8", "surrogateescape")
    faults = sum("\udc80" <= each <= "\udcff" for each in text)
    sound = sum(each > "\x7f" for each in text) - faults
    return re.sub("[\udc80-\udcff]+", _mended, text) if sound >= 4 * faults or faults * 1000 < sound else None


def _mended(fault: re.Match[str]) -> str:
    stray = fault[0].encode("utf-8", "surrogateescape")
    if fault.end() == len(fault.string):
        return ""
    return stray.decode("cp1252", "replace") if len(stray) == 1 else "\ufffd"


def _fitting(content: bytes, name: str) -> str | None:
    """The text in this charset, or None where the bytes contradict it."""
    if name == "utf-8":
        return _utf8(content)
    if name == "cp1252" and not _latin(content):
        return None
    try:
        text = content.decode(name, "replace")
    except (UnicodeError, LookupError):
        return None
    foreign = sum(each > "\x7f" for each in text[:_SAMPLE])
    faults = text[:_SAMPLE].count("\ufffd") + len(re.findall("[\x80-\x9f]", text[:_SAMPLE]))
    return text if faults * 20 <= foreign else None


def _latin(content: bytes) -> bool:
    """Whether the bytes can be a Western language: accents stand alone among ASCII letters, other scripts make long runs."""
    sample = content[:_SAMPLE]
    high = sum(map(len, _HIGH_RUN.findall(sample)))
    return sum(map(len, _LONG_RUN.findall(sample))) * 3 <= high


def _guess(content: bytes) -> str:
    """The charset whose reading looks most like a language; Windows-1252 where none does."""
    sample = b"".join(_HIGH_RUN.findall(content[:_SAMPLE])) if _latin(content) else content[:_SAMPLE]
    if _latin(content):
        return "cp1252"
    return max(_likely(sample), key=lambda each: each[0], default=(0.0, "cp1252"))[1]


def _likely(sample: bytes) -> Iterator[tuple[float, str]]:
    for name, commons, floor in _SCRIPTS:
        share = _share(sample.decode(name, "replace"), commons)
        if share >= floor:
            yield share / floor, name


def _share(text: str, commons: Container[str]) -> float:
    """Which part of the non-ASCII characters are common ones; faults count threefold."""
    foreign = [each for each in text if each > "\x7f"]
    good = sum(each in commons for each in foreign)
    return good / max(1, len(foreign) + 2 * foreign.count("\ufffd"))
