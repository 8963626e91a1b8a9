"""What the address of an article looks like, and which addresses of a site look alike. Pure.

/news/2025/06/10/clinic-signs-agreement  ->  ("news", Y, M, M, S)          Y year, M month or day, N number, S slug, H hash,
/content/content_3456.html               ->  ("content", "N.html")         anything else itself
/show.aspx?id=77                         ->  ("show.aspx", "?id")
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from aggregator import urls
from aggregator.sources._knowledge import words

Shape = tuple[str, ...]
_YEAR = re.compile(r"(?:19|20)\d\d$")
_MONTH = re.compile(r"(?:0?[1-9]|[12]\d|3[01]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[a-z]{1,12}[_-]?)?\d+(?:[_-]\d+)*$", re.IGNORECASE)
_HASH = re.compile(r"(?=[^0-9]*\d)(?=[^a-z]*[a-z])[0-9a-z]{12,}$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:html?|shtml|aspx?|php\d?|jsp|jhtml|cfm|do|page|cms|ece|story|print)$", re.IGNORECASE)
_INDEX = re.compile(r"(?:default|index|home|start)(?:\.\w{2,5})?$")
_JOIN = re.compile(r"[-_+%\s]")
_IDENTIFIERS = re.compile(
    r"(?:^|_|-)(?:id|.*id|no|nr|num|p|seq|guid|key|article|news|item|slug|story|release|idx|doc|code|aid|nid)$", re.IGNORECASE
)


@lru_cache(maxsize=20_000)
def shape(url: str) -> Shape:
    """The site and the segments of an address, each as what it is."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    named: list[str] = []
    for place, segment in enumerate(segments):
        dated = "Y" in named and bool(_MONTH.match(segment))
        named.append("M" if dated else _segment(segment, last=place == len(segments) - 1))
    names = sorted(f"?{name}" for name, value in parse_qsl(parts.query)[:12] if value and _IDENTIFIERS.search(name))
    return (urls.site(url), *named, *names)


def _segment(segment: str, *, last: bool) -> str:
    ending = _ENDING.search(segment) if last else None
    bare = unquote(segment[: ending.start()] if ending else segment)
    tail = "." + ending[0][1:].lower() if ending else ""
    if _YEAR.match(bare):
        return "Y"
    if _NUMBER.match(bare):
        return "N" + tail
    if _slug(bare):
        return "S" + tail
    return "H" + tail if _HASH.match(bare) else bare.lower() + tail


def _slug(bare: str) -> bool:
    """Words of a headline: three or more joined, or many letters, or letters of a script that needs fewer."""
    return len(_JOIN.findall(bare)) >= 2 or len(bare) > 24 or (not bare.isascii() and len(bare) >= 5)


def telling(url: str) -> bool:
    """Whether an address looks as an article's does: a slug, number, hash or day in its last part, or an identifier."""
    marks = shape(url)[1:]
    if not marks:
        return False
    tail = marks[-1].partition(".")[0]
    return tail in ("S", "N", "H") or marks[-1].startswith("?") or "Y" in marks[:-1]


def leads_elsewhere(url: str) -> bool:
    """Whether an address is one of a section, a person, a form, a share button: by the words in its path and host."""
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if len(segments) > 1 and _INDEX.match(segments[-1]):
        segments.pop()
    last = _ENDING.sub("", segments[-1]) if segments else ""
    if last in words("addresses", "section") or (last and last.startswith(words("addresses", "boiler"))):
        return True
    return _of_section(segments[:-1]) or _social(parts.netloc.lower())


def _of_section(above: list[str]) -> bool:
    """Whether the segments above the last one name a section that holds no news; the nearest one that says anything decides."""
    dated = False
    for segment in above[:-4:-1]:
        if segment in words("addresses", "article"):
            return False
        dated = dated or bool(_YEAR.match(segment))
        if segment in words("addresses", "never") or (segment in words("addresses", "section") and not dated):
            return True
    return False


def _social(host: str) -> bool:
    bare = host.removeprefix("www.").partition(":")[0]
    labels = bare.split(".")
    return any(".".join(labels[at:]) in _social_hosts() for at in range(max(0, len(labels) - 3), len(labels)))


@cache
def _social_hosts() -> frozenset[str]:
    return frozenset(words("addresses", "social"))


def ending(url: str) -> str:
    """The file ending of an address in lower case, without its dot; "" without one."""
    name = urlsplit(url).path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def date_in(url: str) -> str | None:
    """The day that an address holds, as ISO text: /2025/06/10/, /2025-06-10-, /20250610, t20250610_; None without one."""
    path = urlsplit(url).path
    match = _DAY.search(path) or _DAY_COMPACT.search(path) or _DAY_WORDED.search(path)
    if not match:
        return None
    month = match["m"] if match["m"].isdigit() else str(_MONTHS.index(match["m"].lower()[:3]) + 1)
    return f"{match['y']}-{int(month):02d}-{int(match['d']):02d}"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"(?<!\d)(?P<y>20\d\d|199\d)(?P<p>[/_-])(?P<m>0?[1-9]|1[0-2])(?P=p)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)")
_DAY_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_WORDED = re.compile(rf"/(?P<y>20\d\d)/(?P<m>{'|'.join(_MONTHS)})/(?P<d>\d\d)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the addresses of a list have in common; `like` says whether another one could stand among them."""

    shapes: frozenset[Shape]
    telling: frozenset[Shape] = frozenset()
    exact: frozenset[Shape] = frozenset()

    def surely(self, url: str) -> bool:
        """Whether an address has a shape that several of the list's have and that no page but an article's would have: one
        with a day, or with a fixed word and then a slug, number or hash."""
        return shape(url) in self.telling or _wide(shape(url)) in self.telling

    def closely(self, url: str) -> bool:
        """`like`, with a shape that says something: not that of any page with a long name."""
        return self.like(url) and _sure(shape(url))

    def exactly(self, url: str) -> bool:
        """Whether an address has the very shape of one of the list's, and that shape says something."""
        return shape(url) in self.exact and _sure(shape(url))

    def like(self, url: str) -> bool:
        """Whether an address has a shape of the list's, or one that differs only where the list's own differ."""
        return _wide(shape(url)) in self.shapes or shape(url) in self.shapes


def likeness(addresses: Iterable[str]) -> Likeness:
    """The shapes of these addresses. Where three or more differ only in a first word (a section's name), any word will do."""
    addresses = tuple(addresses)
    exact = Counter(shape(url) for url in addresses)
    wide = Counter(_wide(each) for each in exact)
    varied = {each for each, count in wide.items() if count >= 3}
    # With a day in the address the section's name before it says nothing.
    dated = Counter(_wide(shape(url)) for url in addresses if "Y" in shape(url))
    numbered = {each for each in varied if each[-1].partition(".")[0] in ("N", "H")}
    sure = {each for each, count in (*exact.items(), *dated.items()) if count >= 3 and _sure(each)} | numbered
    return Likeness(frozenset(exact) | varied, frozenset(sure), frozenset(exact))


def alike_but_for_words(one: str, other: str) -> bool:
    """Whether two addresses differ only in what is said in them: /deals/clinic-signs-agreement-3 and /pharma/plant-opens-in-porto-4."""
    return _wide(shape(one)) == _wide(shape(other))


def _sure(marks: Shape) -> bool:
    tail = marks[-1].partition(".")[0]
    return "Y" in marks or tail == "H" or (tail in ("S", "N") and any(mark[1:2] not in ("", ".") for mark in marks[1:-1]))


def _wide(marks: Shape) -> Shape:
    """The shape with its words made wild, where enough else is left of it to mean something."""
    return tuple(mark if place == 0 or len(mark) == 1 or mark[0] == "?" or mark[1:2] == "." else "*" for place, mark in enumerate(marks))
