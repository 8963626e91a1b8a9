"""The text of a feed as it came in, XML that a parser can be trusted with out. Pure.

<b>Warning</b>: foo.php ...                what stands before the document goes
<!DOCTYPE rss [<!ENTITY a "&b;&b;">...]>   the whole DOCTYPE goes: no entity is ever expanded, no file or host asked
<title>R&D &nbsp;&rsquo; &#0;</title>      bare ampersands escaped, HTML's own entities resolved, impossible references gone
<!-- ... -->  <![CDATA[ ...                comments go; where one or a CDATA section is not closed, its mark alone
<item>...</item><item><ti                  what was cut off goes, what was open is closed
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from aggregator.sources._bounds import MOST_IN_ENTRY, shallow

MOST_ENTRIES = 5_000
MOST_CHARACTERS = 12_000_000
MOST_TAGS = 600_000
_DOCUMENT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel)[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,400}\?>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENTRY_START = re.compile(r"<((?:[\w.-]{1,40}:)?(?:item|entry))[\s>]", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,9};|#[xX][0-9a-fA-F]{1,8};|[a-zA-Z][\w.-]{0,40};)?")
_SECTION = re.compile(r"<!\[CDATA\[")
_SECTIONS = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_UNREAD = re.compile(r"<!--|<!\[CDATA\[")
_FIELD = re.compile(
    r"<!\[CDATA\[|<(?P<end>/?)(?P<name>(?:[\w.-]{1,40}:)?(?:(?P<group>item|entry|channel|feed|rss|rdf)|title|link|guid|id|pubdate|published|updated"
    r"|issued|modified|created|date|description|summary|content|encoded|author|creator|category|comments))(?=[\s/>])[^<>]{0,2000}>",
    re.IGNORECASE,
)
_PREDEFINED = ("amp;", "lt;", "gt;", "quot;", "apos;")
_LITERAL = re.compile(r"""<!ENTITY\s{1,20}([a-zA-Z][\w.-]{0,40})\s{1,20}(?:"([^"&%<]{0,200})"|'([^'&%<]{0,200})')\s{0,20}>""")


def repaired(text: str) -> tuple[str, bool]:
    """The feed as XML without declaration and DOCTYPE, and whether entries had to be left out because there are too many."""
    text = _CONTROLS.sub("", text)
    text, literals = _without_doctype(_from_document(text))
    text, many = _bounded("".join(_sound(text)))
    text = "".join(_entities(text, literals))
    return _closed(shallow(text, html=False)), many


def _from_document(text: str) -> str:
    """Without what stands before the XML (a byte order mark, blank lines, a warning) and without the declaration."""
    begin = _DOCUMENT.search(text)
    for mark in ("<?xml", "<!DOCTYPE"):
        at = text.find(mark, 0, begin.start() if begin else len(text))
        if at >= 0:
            return _DECLARATION.sub("", text[at:], count=1)
    return text[begin.start() :] if begin else text


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """Without the DOCTYPE; with the entities in it that stand for a few plain characters."""
    at = text.find("<!DOCTYPE")
    root = _DOCUMENT.search(text)
    if at < 0 or (root and root.start() < at):
        return text, {}
    bracket, plain_end = text.find("[", at), text.find(">", at)
    if 0 <= bracket < plain_end:
        closing = text.find("]>", bracket)
        closing = closing if closing >= 0 else _loose_end(text, bracket, root.start() if root else len(text))
        subset = text[bracket : closing + 1]
        literals = {match[1]: match[2] or match[3] or "" for match in _LITERAL.finditer(subset[:100_000])}
        return text[:at] + text[text.find(">", closing) + 1 :], literals
    return (text[:at] + text[plain_end + 1 :], {}) if plain_end >= 0 else ("", {})


def _loose_end(text: str, start: int, end: int) -> int:
    """Where an internal subset ends that is written `] >`."""
    return max(text.rfind("]", start, end), start)


def _sound(text: str) -> Iterator[str]:
    """The text without comments, every CDATA section closed: a mark that opens one which swallows entries is left out."""
    at = 0
    ends = {"<!--": 0, "<![CDATA[": 0}  # where the next of each kind ends: looked for once, however many begin before it
    while mark := _UNREAD.search(text, at):
        yield text[at : mark.start()]
        comment, at = mark[0] == "<!--", mark.end()
        if 0 <= ends[mark[0]] < at:
            ends[mark[0]] = text.find("-->" if comment else "]]>", at)
        end = ends[mark[0]]
        if end < 0 or (not comment and _swallows(text, at, end)):
            continue
        if not comment:
            yield text[mark.start() : end + 3]
        at = end + 3
    yield text[at:]


def _swallows(text: str, start: int, end: int) -> bool:
    """Whether another section begins in this one, behind the end of an entry: then this one was meant to end before."""
    another = text.find("<![CDATA[", start, end)
    return another >= 0 and _ENTRY_END.search(text, start, another) is not None


def _bounded(text: str) -> tuple[str, bool]:
    tags = last = 0
    for number, match in enumerate(_ENTRY_START.finditer(text)):
        tags += min(text.count("<", last, match.start()), MOST_IN_ENTRY)
        last = match.start()
        if number == MOST_ENTRIES or (number and (match.start() > MOST_CHARACTERS or tags > MOST_TAGS)):
            return text[: match.start()], True
    return text, False


def entries(xml: str) -> int:
    """How many entries begin in a repaired feed."""
    return sum(1 for _ in _ENTRY_START.finditer(_SECTIONS.sub("", xml)))


def fielded(xml: str) -> str:
    """A repaired feed that is still no XML, with every field ended where the next one, or its entry, ends or begins."""
    parts: list[str] = []
    at, field = 0, ""
    while match := _FIELD.search(xml, at):
        if match["name"] is None:  # a CDATA section, passed over
            end = xml.find("]]>", match.end())
            parts.append(xml[at : end + 3])
            at = end + 3
            continue
        ends_itself = bool(match["end"]) and match["name"] == field
        parts += (xml[at : match.start()], f"</{field}>" if field and not ends_itself else "")
        kept = match["group"] or not match["end"] or ends_itself
        parts.append(match[0] if kept else "")
        field = "" if match["group"] or match["end"] or match[0].endswith("/>") else match["name"]
        at = match.end()
    return "".join((*parts, xml[at:]))


def _entities(text: str, literals: dict[str, str]) -> Iterator[str]:
    """The text with every reference made one that any XML parser knows; CDATA sections are passed on untouched."""

    def known(match: re.Match[str]) -> str:
        name = match[1]
        if not name:
            return "&amp;"
        if name in _PREDEFINED:
            return match[0]
        if name[:-1] in literals:
            return html.escape(literals[name[:-1]])
        value = _CONTROLS.sub("", html.unescape(match[0]))
        return "" if value in ("\ufffd", "") else html.escape(value)

    at = 0
    while section := _SECTION.search(text, at):
        yield _ENTITY.sub(known, text[at : section.start()])
        end = text.find("]]>", section.end())
        if end < 0:
            return
        yield text[section.start() : end + 3]
        at = end + 3
    yield _ENTITY.sub(known, text[at:])


def _closed(text: str) -> str:
    """A feed that ends too early, ended after its last whole entry."""
    last = max(_ENTRY_END.finditer(text), key=lambda end: end.start(), default=None)
    root = _DOCUMENT.search(text)
    if not last or not root or _ends(text[last.end() :], root[0]):
        return text
    opened = [root[0][1:-1].strip()]
    if (channel := re.search(r"<((?:[\w.-]{1,40}:)?channel)[\s>]", text[: last.end()])) and opened[0].lower().endswith("rss"):
        opened.append(channel[1])
    return text[: last.end()] + "".join(f"</{name}>" for name in reversed(opened))


def _ends(rest: str, root: str) -> bool:
    return re.search(rf"</{re.escape(root[1:-1].strip())}\s{{0,20}}>", rest) is not None
