"""On which line does a key stand?"""

from __future__ import annotations

import pytest

from aggregator.config.lines import Lines

DOCUMENT = '''# comment
timezone = "UTC"
[fetch]
allow_networks = [
  "10.0.0.0/8", # [not] a = table
  "10.1.0.0/16",
]
pause = 1.5

[[source]]
name = "one"
note = """
url = "not a key"
[[source]]
"""
url = "http://a.example/"
selectors.text = "main"

[[source]]
name = 'two # = three'
[source.selectors]
link = "a[href='x']"
"quoted key" = 1
[[source]]
selectors = { text = "[x]", title = "h1" }
kind = "feed"
'''


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("timezone",), 2),
        (("fetch",), 3),
        (("fetch", "allow_networks"), 4),
        (("fetch", "allow_networks", 1), 4),
        (("fetch", "pause"), 8),
        (("source", 0), 10),
        (("source", 0, "name"), 11),
        (("source", 0, "note"), 12),
        (("source", 0, "url"), 16),
        (("source", 0, "selectors", "text"), 17),
        (("source", 1), 19),
        (("source", 1, "name"), 20),
        (("source", 1, "url"), 19),
        (("source", 1, "selectors"), 21),
        (("source", 1, "selectors", "link"), 22),
        (("source", 1, "selectors", "quoted key"), 23),
        (("source", 2, "selectors", "title"), 25),
        (("source", 2, "kind"), 26),
        (("source", 7, "kind"), 1),
        ((), 1),
    ],
)
def test_line_of(where: tuple[str | int, ...], line: int) -> None:
    assert Lines.of(DOCUMENT).line(where) == line


def test_an_empty_document_has_one_line() -> None:
    assert Lines.of("").line(("source", 0)) == 1
