"""Figures -> SVG inside a page: columns of counts, a matrix, a network of arcs. Numbers in, markup out; every text is escaped.

Colours are classes of `style.css` (they follow the reader's light or dark system); nothing is drawn with inline styles, which the page's
Content-Security-Policy forbids. Every figure is followed by its numbers as a table, for those who cannot see it.
"""

from __future__ import annotations

import unicodedata
from html import escape
from itertools import combinations

from aggregator import plain
from aggregator.export._table import Figure

_NO_SIGNS = dict.fromkeys((0xFFFE, 0xFFFF))  # no characters of XML, which SVG is
_LONG = 7
_COLOURS = 8
_WIDTH = 720
_NAMES = 310  # where the names of a network end and its arcs begin
_ARCS = 150
_LINE = 24
_GAP = 8  # between those that have nothing to do with each other
_LONGEST = 32  # letters of a name; those of Chinese, Japanese, Korean count twice


def figure(value: Figure) -> str:
    """The figure with its title, and its numbers as a table that can be unfolded."""
    if not value.cells or not (value.kind == "counts" or any(any(row) for row in value.cells)):
        return ""
    if value.kind == "counts":
        return f"<figure>\n<figcaption>{_safe(value.title)}</figcaption>\n{_table(value)}</figure>\n"
    drawn = {"bars": _bars, "matrix": _matrix, "network": _network}[value.kind](value)
    return f"<figure>\n<figcaption>{_safe(value.title)}</figcaption>\n{drawn}\n{_numbers(value)}</figure>\n"


def _svg(size: tuple[int, int], label: str, parts: list[str], shape: str = "chart") -> str:
    body = "\n".join(parts)
    return f'<svg class="{shape}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{_safe(label)}">\n{body}\n</svg>'


def _bars(value: Figure) -> str:
    """A column a row of the figure, stacked by its columns, with a legend."""
    most = max(sum(row) for row in value.cells)
    step = _WIDTH / len(value.rows)
    parts = []
    for place, (name, row) in enumerate(zip(value.rows, value.cells, strict=True)):
        left, base = place * step + step * 0.15, 200.0
        for colour, count in enumerate(row):
            height = 180 * count / most
            base -= height
            if count:
                parts.append(
                    f'<rect class="c{colour % _COLOURS}" x="{left:.1f}" y="{base:.1f}" width="{step * 0.7:.1f}" height="{height:.1f}">'
                    f"<title>{_safe(name)}: {count} {_safe(value.columns[colour])}</title></rect>"
                )
        parts.append(_text(left + step * 0.35, base - 4, str(sum(row)), "middle"))
        parts += [_text(left + step * 0.35, 216 + 13 * line, words, "middle") for line, words in enumerate(_lines(name))]
    lines = max(len(_lines(name)) for name in value.rows)
    return _svg((_WIDTH, 209 + 13 * lines), value.title, parts) + _legend(value.columns)


def _lines(name: str) -> list[str]:
    """A long name of a period on two lines, the year above: eight of them stand side by side on a phone."""
    year, _, rest = name.partition("-")
    return [year, rest] if len(name) > _LONG and rest else [name]


def _legend(names: tuple[str, ...]) -> str:
    swatch = '<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="c{}" width="10" height="10"/></svg>'
    lines = "".join(f"<li>{swatch.format(n % _COLOURS)}{_safe(name.replace('_', ' '))}</li>" for n, name in enumerate(names))
    return f'\n<ul class="legend">{lines}</ul>'


def _matrix(value: Figure) -> str:
    """A square for every pair, the darker the more."""
    most = max(max(row) for row in value.cells)
    size = min(44.0, (_WIDTH - 70) / len(value.columns))
    parts = [_text(64 + size * (n + 0.5), 14, name, "middle") for n, name in enumerate(value.columns)]
    for line, (name, row) in enumerate(zip(value.rows, value.cells, strict=True)):
        top = 22 + size * line
        parts.append(_text(56, top + size / 2 + 4, name, "end"))
        for place, count in enumerate(row):
            opacity = 0.15 + 0.85 * count / most if count else 0.0
            square = f'x="{64 + size * place:.1f}" y="{top:.1f}" width="{size - 2:.1f}" height="{size - 2:.1f}"'
            parts.append(
                f'<rect class="c0 cell" {square} fill-opacity="{opacity:.2f}">'
                f"<title>{_safe(name)} and {_safe(value.columns[place])}: {count}</title></rect>"
            )
    return _svg((_WIDTH, int(26 + size * len(value.rows))), value.title, parts)


def _network(value: Figure) -> str:
    """The partners one below the other, an arc between those with a deal; who has to do with each other stands together."""
    groups = _together(value.cells)
    order = [number for group in groups for number in group]
    gaps = [place for place, group in enumerate(groups) for _ in group]
    heights = {number: 16 + _LINE * place + _GAP * gap for place, (number, gap) in enumerate(zip(order, gaps, strict=True))}
    parts = []
    for one, other in combinations(order, 2):
        if count := value.cells[one][other]:
            top, bottom = heights[one], heights[other]
            bulge = min(_ARCS, (bottom - top) / 2)
            told = f"<title>{_safe(value.rows[one])} and {_safe(value.rows[other])}: {count}</title>"
            arc = f"M {_NAMES} {top} A {bulge:.1f} {(bottom - top) / 2:.1f} 0 0 1 {_NAMES} {bottom}"
            parts.append(f'<path d="{arc}" stroke-width="{min(count, 5)}">{told}</path>')
    for number in order:
        name, y = value.rows[number], heights[number]
        parts += [f'<circle class="c0" cx="{_NAMES}" cy="{y}" r="4"/>', _text(_NAMES - 10, y + 4, _short(name), "end")]
    return _svg((_NAMES + _ARCS + 10, max(heights.values()) + 16), value.title, parts, "net")


def _short(name: str) -> str:
    """As much of a name as fits beside the arcs."""
    room = _LONGEST
    for place, letter in enumerate(name):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{name[: place - 1]}…"
    return name


def _together(cells: tuple[tuple[int, ...], ...]) -> list[list[int]]:
    """The numbers of all rows in groups that have no counts with each other; in a group each is followed by those it has counts with."""
    groups: list[list[int]] = []
    left = list(range(len(cells)))
    while left:
        group: list[int] = []
        waiting = [left[0]]
        while waiting:
            number = waiting.pop()
            if number in left:
                left.remove(number)
                group.append(number)
                waiting += [other for other in reversed(left) if cells[number][other]]
        groups.append(group)
    return groups


def _numbers(value: Figure) -> str:
    return f"<details><summary>Numbers</summary>\n{_table(value)}</details>\n"


def _table(value: Figure) -> str:
    head = "".join(f'<th scope="col">{_safe(name)}</th>' for name in value.columns)
    lines = [
        f'<tr><th scope="row">{_safe(name)}</th>{"".join(f"<td>{count}</td>" for count in row)}</tr>'
        for name, row in zip(value.rows, value.cells, strict=True)
    ]
    body = "\n".join(lines)
    region = f'<div class="wide" tabindex="0" role="region" aria-label="{_safe(value.title)}, numbers">'
    return f"{region}\n<table>\n<thead><tr><td></td>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(plain.line(text).translate(_NO_SIGNS))
