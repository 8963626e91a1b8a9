"""A newsroom's page in, its archives by year and month out: links, a menu of years, a form that asks for one.

<a href="/news/2023/">2023</a>   <a href="/news?year=2023&month=5">May</a>                  -> (address, 31 Dec 2023), (…, 31 May 2023)
<select><option value="/news/2022">2022</option>                                            -> (address, 31 Dec 2022)
<form action="/news" method="get"><select name="year"><option value="2021">2021</option>    -> (/news?year=2021, 31 Dec 2021)
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from aggregator import urls
from aggregator.sources._listing.tree import Tree

MOST = 300
_EARLIEST = 1995
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_IN = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COUNT = re.compile(r"\(\d{1,5}\)")
_FEW_WORDS, _FEW_LETTERS = 3, 25
_YEARS = frozenset(
    ("year", "y", "yr", "jahr", "annee", "année", "ano", "año", "anno", "archive_year", "filter_year", "yyyy", "archiveyear")
)
_MONTHS = frozenset(("month", "m", "mon", "monthnum", "monat", "mois", "mes", "mese", "mm", "archive_month"))

Archive = tuple[str, date]


def archives(tree: Tree, today: date) -> tuple[Archive, ...]:
    """The addresses of the same site that list one year or month of this page's news, each with that period's last day; the
    newest first."""
    found: dict[str, date] = {}
    for url, last in (*_linked(tree), *_chosen(tree)):
        if urls.site(url) == urls.site(tree.url) and url != tree.url and last.year in range(_EARLIEST, today.year + 1):
            found[url] = min(found.get(url, last), last)
    return tuple(sorted(found.items(), key=lambda each: each[1], reverse=True)[:MOST])


def _linked(tree: Tree) -> Iterator[Archive]:
    """Links of which the address adds nothing but a year and a month to the page's own; or that are named as a year, and hold it."""
    for link in tree.links:
        year, month = _period(link.url, tree.url)
        text = tree.text(link.place, 40)
        if not year and (said := _named(text)) and _below(link.url, tree.url) and str(said) in link.url:
            year = said
        if year and len(text) <= 40:
            yield link.url, _end(year, month)


def _named(text: str) -> int:
    """The year that a short text names and little else: "2023", "Archive 2023 (14)", 2023年; 0 where it does not."""
    years = _YEAR_IN.findall(text)
    if len(years) != 1:
        return 0
    rest = _COUNT.sub("", text.replace(years[0], "", 1)).strip()
    bare = len(rest) <= _FEW_LETTERS and len(rest.split()) <= _FEW_WORDS and not any(sign.isdigit() for sign in rest)
    return int(years[0]) if bare else 0


def _period(url: str, here: str) -> tuple[int, int]:
    """Year and month that an address asks of this page, and nothing else; 0 for what it does not say."""
    one, own = urlsplit(url), urlsplit(here)
    asked = dict(set(parse_qsl(one.query)) - set(parse_qsl(own.query)))
    if one.path.rstrip("/") == own.path.rstrip("/"):
        return _asked(asked)
    stem = _stem(own.path)
    rest = one.path[len(stem) :].strip("/").split("/") if one.path.startswith(stem + "/") else []
    if asked or not rest or not _YEAR.fullmatch(rest[0]) or len(rest) > 2:
        return 0, 0
    return int(rest[0]), int(rest[1]) if rest[1:] and rest[1].isdigit() and 1 <= int(rest[1]) <= 12 else 0


def _asked(asked: dict[str, str]) -> tuple[int, int]:
    years = [value for name, value in asked.items() if _bare(name) in _YEARS and _YEAR.fullmatch(value)]
    months = [int(value) for name, value in asked.items() if _bare(name) in _MONTHS and value.isdigit() and 1 <= int(value) <= 12]
    return int(years[0]) if years and len(asked) <= 2 else 0, months[0] if months else 0


def _stem(path: str) -> str:
    """The page's path without a year or month at its end: an archive's page leads to the others."""
    return re.sub(r"(?:/(?:19|20)\d\d(?:/\d{1,2})?)?(?:/(?:index|default)\.\w{2,5})?/?$", "", path)


def _below(url: str, here: str) -> bool:
    """Whether an address lies elsewhere in the page's own part of the site."""
    stem, path = _stem(urlsplit(here).path), urlsplit(url).path
    part = stem.rpartition("/")[0]
    return path.rstrip("/") != stem and (path.startswith(stem or "/") or (bool(part) and path.startswith(part + "/")))


def _chosen(tree: Tree) -> Iterator[Archive]:
    """Years in menus: options whose value is an address, or that a form would send."""
    for option in tree.html.css("select option")[:2_000]:
        text = (option.text() or "")[:60].strip()
        value = (option.attributes.get("value") or "").strip()
        said = _named(text)
        if said and (url := _address(tree, value) or _sent(tree, option, value or text)):
            yield url, _end(said, 0)


def _address(tree: Tree, value: str) -> str | None:
    return urls.absolute(tree.base, value) if value.startswith(("/", "?", "http")) else None


def _sent(tree: Tree, option: LexborNode, value: str) -> str | None:
    """What a form that only asks would send for this option: its hidden fields go along."""
    menu = _above(option, "select")
    form = _above(option, "form")
    name = (menu.attributes.get("name") or "") if menu is not None else ""
    if form is None or not name or not _YEAR.search(value) or (form.attributes.get("method") or "get").lower() != "get":
        return None
    hidden = [(field.attributes.get("name") or "", field.attributes.get("value") or "") for field in form.css('input[type="hidden"]')[:20]]
    action = urls.absolute(tree.base, form.attributes.get("action") or tree.url)
    asked = urlencode([(each, said) for each, said in (*hidden, (name, value)) if each])
    return urls.absolute(tree.base, urljoin(action, f"{urlsplit(action).path}?{asked}")) if action else None


def _above(node: LexborNode, tag: str) -> LexborNode | None:
    at = node.parent
    for _ in range(50):
        if at is None or at.tag == tag:
            return at
        at = at.parent
    return None


def _end(year: int, month: int) -> date:
    month = month or 12
    return date(year, month, monthrange(year, month)[1])


def _bare(name: str) -> str:
    return re.sub(r"^.*[\[_.-](?=year|month)|[\]\d]+$", "", name.lower())
