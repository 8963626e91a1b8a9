"""A tree in, its lines of text out: one line per block element, inline text joined, white space folded. Pure."""

from __future__ import annotations

from lxml import etree

from aggregator import plain

# HTML's block elements, and those of trafilatura's own output (head, item, list, quote, row, lb).
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "caption",
            "center",
            "code",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "head",
            "header",
            "hr",
            "html",
            "item",
            "lb",
            "legend",
        ),
        *("li", "list", "main", "menu", "nav", "ol", "option", "p", "pre", "quote", "row", "section", "summary", "table", "tbody", "tfoot"),
        *("thead", "tr", "ul"),
    )
)
_CELLS = frozenset(("td", "th", "cell"))
_SKIPPED = frozenset(
    (
        *(
            "audio",
            "button",
            "canvas",
            "datalist",
            "dialog",
            "embed",
            "iframe",
            "input",
            "link",
            "map",
            "meta",
            "noscript",
            "object",
            "picture",
        ),
        *("script", "select", "source", "style", "svg", "template", "textarea", "title", "track", "video"),
    )
)


class _Collector:
    """Collects the pieces of the line that is being read, and the lines that are done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pieces: list[str] = []

    def end_line(self) -> None:
        """What was collected becomes a line, unless it is blank."""
        if text := plain.tidy("".join(self.pieces)).strip("| "):
            self.done.append(text)
        self.pieces.clear()

    def open(self, node: etree._Element) -> None:
        """A start tag: blocks begin a line, cells are set off from the one before."""
        if node.tag in _CELLS and not _lays_out(node):
            self.pieces.append(" | ")
        elif node.tag in _BLOCKS or node.tag in _CELLS:
            self.end_line()
        if node.text:
            self.pieces.append(node.text)

    def close(self, node: etree._Element) -> None:
        """An end tag: blocks end their line."""
        if node.tag in _BLOCKS or (node.tag in _CELLS and _lays_out(node)):
            self.end_line()


def _lays_out(cell: etree._Element) -> bool:
    """Whether a table's cell holds blocks of its own: such tables are layout, not data."""
    return next(cell.iterdescendants(*_BLOCKS), None) is not None


def lines(element: etree._Element) -> tuple[str, ...]:
    """The visible lines below an element, in order; the cells of a table's row stand in one line, set off by bars."""
    collector = _Collector()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        skipped = node.tag in _SKIPPED
        if event == "start" and skipped:
            walk.skip_subtree()
        elif event == "start":
            collector.open(node)
        if event == "end":
            if not skipped:
                collector.close(node)
            if node.tail and node is not element:
                collector.pieces.append(node.tail)
    collector.end_line()
    return tuple(collector.done)
