"""Pages in a real browser: as people see them at a desk, on a phone, in the dark, and as axe-core (https://github.com/dequelabs/axe-core)
judges them for people who see little, or nothing.

Skipped where there is no Chromium; the judgement also where there is no axe-core: AGGREGATOR_AXE names its axe.min.js, as
`npm install axe-core` brings it. It is not part of this project.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.export import Figure, Table, write
from tests.desk.asking import NOW, Ask
from tests.export import browser
from tests.export.browser import Browser
from tests.export.samples import hostile

PROGRAM = browser.found()
AXE = Path(os.environ.get("AGGREGATOR_AXE", "axe.min.js"))
PAGES = {
    "week": ("brief", "--week", "2026-W47"),
    "year": ("brief", "--in", "2026", "--by", "region"),
    "empty": ("brief", "--week", "1999-W01"),
    "stories": ("export", "--deals"),
    "columns": ("export", "--columns", "id,parties,published"),
}
VIEWS = {"desk": (1280, False), "phone": (390, False), "dark": (1280, True), "dark phone": (390, True)}
JUDGED = "axe.run().then(said => said.violations.map(each => `${each.impact} ${each.id}: ${each.nodes[0].html.slice(0, 200)}`))"

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on the path, nor one named by AGGREGATOR_CHROMIUM")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests."""
    with browser.running(PROGRAM or "", tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(ask_any: Ask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages, written by the program, and one whose names are as odd as names can be."""
    folder = tmp_path_factory.mktemp("pages")
    written = {name: folder / f"{name}.html" for name in (*PAGES, "odd")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AGGREGATOR_NOW", NOW)
        own = Path(ask_any("fresh").out)
        ask_any("watch", "add", "Raffles Medical", "--country", "Vietnam", archive=own)
        for name, (command, *words) in PAGES.items():
            target = ("-o", str(written[name]), "--no-remember") if command == "brief" else (str(written[name]),)
            assert ask_any(command, *target, *words, archive=own).code == 0
    names = tuple(f"{'W' * number} Hospital & <b>Clinic</b> 重庆" for number in range(1, 17))
    cells = tuple(tuple(int(one != other and (one + other) % 3 == 0) for other in range(16)) for one in range(16))
    figures = tuple(Figure(kind, kind, names, names, cells) for kind in ("bars", "matrix", "network", "counts"))
    table = hostile()
    with written["odd"].open("w", encoding="utf-8") as stream:
        write("html", Table(table.columns, table.rows, "Odd " * 20, "x" * 300, figures), stream)
    return written


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("page", [*PAGES, "odd"])
def test_nothing_stands_beyond_the_edge(shown: Browser, pages: dict[str, Path], page: str, view: str) -> None:
    width, dark = VIEWS[view]
    shown.open(pages[page], width=width, dark=dark)
    assert shown.value("document.documentElement.scrollWidth") == width
    cut = "[...document.querySelectorAll('svg text')].filter(each => { const [a, b] = [each, each.ownerSVGElement].map(one =>"
    cut += " one.getBoundingClientRect()); return a.left < b.left - 1 || a.right > b.right + 1 }).map(each => each.textContent)"
    if page != "odd":
        assert shown.value(cut) == []


@pytest.mark.skipif(not AXE.is_file(), reason="there is no axe-core: AGGREGATOR_AXE does not name its axe.min.js")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("page", [*PAGES, "odd"])
def test_axe_finds_nothing_against_it(shown: Browser, pages: dict[str, Path], page: str, view: str) -> None:
    width, dark = VIEWS[view]
    shown.open(pages[page], width=width, dark=dark)
    shown.value(f"{AXE.read_text(encoding='utf-8')}; 1")
    shown.value("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert shown.value(JUDGED) == []


def test_a_page_is_printed_without_what_only_a_screen_needs(shown: Browser, pages: dict[str, Path]) -> None:
    shown.open(pages["year"])
    hidden = "getComputedStyle(document.querySelector('details')).display"
    assert shown.value(hidden) == "block"
    shown.do("Emulation.setEmulatedMedia", media="print")
    assert shown.value(hidden) == "none"
    assert shown.value("getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"
    assert shown.printed().startswith(b"%PDF")
