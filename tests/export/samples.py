"""A story, its articles and hostile texts, as every format gets them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from aggregator.export import Table
from aggregator.model import Article, Evidence, Filed, Organisation, Partnership, Party, Published, Story, Tags, Value

SEEN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
SENTENCE = "Northlake Clinics and 海河医院 signed a letter of intent on Thursday."

HOSTILE = (
    "plain",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1)) ![y](https://evil.example/z) `code` *b* | cell & &lt;",
    "# heading",
    "- list",
    "1. one",
    "=HYPERLINK(A1)",
    " \u201c=1+1",
    "+1",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    "-2+3",
    "\x1b[31mred\x1b]8;;http://evil.example/\x07 \x9b31m\x00",
    "\u202egnp.exe",
    "two\nlines",
    "医院 & Clinique d’Été",
)

DEAL = Partnership(
    parties=(Party("org:northlake", "Northlake Clinics", "CA", "operator"), Party("org:haihe", "海河医院", "CN")),
    deal_type="mou",
    evidence=(Evidence(SENTENCE, 10, 75, "signed"),),
    announced=date(2026, 11, 19),
    countries=("CA", "CN"),
    value=Value(2_500_000.0, "USD", "US$2.5 million"),
    topics=("cardiology",),
    confidence=0.91,
)


def filed(number: int = 7, *, copy_of: int | None = None, title: str = "Northlake signs with 海河医院") -> Filed:
    """An article as the archive gives it."""
    article = Article(
        url=f"https://news.example/{number}",
        title=title,
        paragraphs=("First paragraph.", SENTENCE),
        seen=SEEN,
        published=Published(date(2026, 11, 20), "json-ld", datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
        language="en",
        publisher="The Example",
        source="example",
    )
    organisations = (Organisation("org:northlake", "Northlake Clinics", country="CA"), Organisation("org:haihe", "海河医院", country="CN"))
    return Filed(number, article, 3, Tags(organisations=organisations, countries=("CA", "CN"), partnership=DEAL), copy_of)


def story() -> Story:
    """A story of two reports, one of them a copy."""
    first, second = filed(7), filed(8, copy_of=7)
    return Story(3, first.article.title, SEEN, first.article.published, (first, second), DEAL, first.tags.organisations, ("CA", "CN"))


def hostile() -> Table:
    """Hostile texts in each kind of column."""
    rows = tuple((number, each, f"https://news.example/{number}", (each, "b"), each, each) for number, each in enumerate(HOSTILE))
    return Table(("id", "title", "url", "parties", "evidence", "text"), rows, title="<b>Hostile</b>")
