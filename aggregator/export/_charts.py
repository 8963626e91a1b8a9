"""Figures -> SVG inside a page: columns of counts, a matrix, a network. Numbers in, markup out; every text is escaped.

Colours are classes of `style.css` (they follow the reader's light or dark system); nothing is drawn with inline styles, which the page's
Content-Security-Policy forbids. Every figure is followed by its numbers as a table, for those who cannot see it.
"""

from __future__ import annotations

from html import escape
from itertools import combinations
from math import cos, pi, sin

from aggregator import plain
from aggregator.export._table import Figure

_NO_SIGNS = dict.fromkeys((0xFFFE, 0xFFFF))  # no characters of XML, which SVG is
_LONG = 8
_COLOURS = 8
_WIDTH = 720


def figure(value: Figure) -> str:
    """The figure with its title, and its numbers as a table that can be unfolded."""
    if not value.cells or not (value.kind == "counts" or any(any(row) for row in value.cells)):
        return ""
    if value.kind == "counts":
        return f"<figure>\n<figcaption>{_safe(value.title)}</figcaption>\n{_table(value)}</figure>\n"
    drawn = {"bars": _bars, "matrix": _matrix, "network": _network}[value.kind](value)
    if value.kind == "network":  # its names would be too small on a phone: there it is moved sideways
        drawn = f'<div class="wide net" tabindex="0" role="region" aria-label="{_safe(value.title)}, picture">\n{drawn}\n</div>'
    return f"<figure>\n<figcaption>{_safe(value.title)}</figcaption>\n{drawn}\n{_numbers(value)}</figure>\n"


def _svg(height: int, label: str, parts: list[str]) -> str:
    body = "\n".join(parts)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{_safe(label)}">\n{body}\n</svg>'


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
    return _svg(209 + 13 * lines, value.title, parts) + _legend(value.columns)


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
    return _svg(int(26 + size * len(value.rows)), value.title, parts)


def _network(value: Figure) -> str:
    """The partners on a circle, a line between those with a deal."""
    radius = min(160.0, 30.0 + 16 * len(value.rows))
    middle = (_WIDTH / 2, radius + 50)
    turns = [2 * pi * n / len(value.rows) for n in range(len(value.rows))]
    places = [(middle[0] + radius * cos(turn), middle[1] + radius * sin(turn)) for turn in turns]
    joined = [(places[a], places[b], value.cells[a][b]) for a, b in combinations(range(len(places)), 2) if value.cells[a][b]]
    parts = [
        f'<line x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}" stroke-width="{min(count, 5)}"/>'
        for one, other, count in joined
    ]
    for name, turn, (x, y) in zip(value.rows, turns, places, strict=True):
        anchor = "start" if cos(turn) > 0.15 else "end" if cos(turn) < -0.15 else "middle"
        shift = 10 if anchor == "start" else -10 if anchor == "end" else 0
        drop = 4 if anchor != "middle" else 20 if sin(turn) > 0 else -12
        short = name if len(name) <= 28 else f"{name[:27]}…"
        parts += [f'<circle class="c0" cx="{x:.1f}" cy="{y:.1f}" r="5"/>', _text(x + shift, y + drop, short, anchor)]
    return _svg(int(2 * radius + 100), value.title, parts)


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
