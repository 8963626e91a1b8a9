"""The frozen values that pass between the stages, named by their moment in the flow. Standard library only.

    Source -> Request -> Page -> Findings(Entry*) -> Article -> Fingerprint, Match -> Tags -> Record -> Story -> Briefing

Nothing here is ever changed after its birth: use `dataclasses.replace`. Days are `datetime.date` in the publisher's own
calendar; instants are aware `datetime`s. Countries are ISO 3166-1 alpha-2 codes, languages ISO 639-1 codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

# ---- what is asked -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of one site, all optional. The first five read a listing, the last four an article page."""

    entry: str | None = None
    link: str | None = None
    entry_title: str | None = None
    entry_date: str | None = None
    next: str | None = None
    text: str | None = None
    title: str | None = None
    date: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One `[[source]]` table of feeds.toml. `kind` is the name of a file in `aggregator/sources/`."""

    name: str
    url: str
    kind: str
    organisation: str | None = None
    country: str | None = None
    language: str | None = None
    category: str | None = None
    every: timedelta | None = None
    enabled: bool = True
    selectors: Selectors = Selectors()
    keywords: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The `[fetch]` table: how we behave towards hosts, and what we bear from them. Seconds and bytes."""

    user_agent: str
    pause: float = 1.0
    timeout: float = 20.0
    deadline: float = 60.0
    max_bytes: int = 20 * 1024 * 1024
    max_redirects: int = 10
    retries: int = 2
    workers: int = 16
    max_articles: int = 500
    max_pages: int = 5
    allow_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """feeds.toml as a whole. `path` is where it stands; `timezone` an IANA name: in which a week begins."""

    sources: tuple[Source, ...]
    limits: Limits
    path: Path
    timezone: str = "UTC"

    @property
    def enabled(self) -> tuple[Source, ...]:
        """The sources that a run visits."""
        return tuple(source for source in self.sources if source.enabled)


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask of a host. Caching headers go back verbatim; `key` is the asker's own mark and comes back untouched. `cut`: of a body
    beyond the limit of size the beginning is wanted all the same."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    key: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a host answered: a whole, decoded body (or a 304 without one). `notices` are machine-readable reservations
    found in headers (`noai`, `noarchive`, `tdm-reservation: 1`). `permanent_url`: where 301/308 alone have led.
    `cut`: only the beginning of a body that is larger than the limit."""

    url: str
    final_url: str
    status: int
    content: bytes
    media_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    fetched: datetime
    permanent_url: str | None = None
    notices: tuple[str, ...] = ()
    cut: bool = False


# ---- what a source lists --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """A publication day with where it came from.

    `day` is the day as the publisher printed it; `at` the instant, with the publisher's own offset, where a time was
    given; `provenance` one of feed, sitemap, listing, json-ld, meta, time, markup, url, text, pdf, selector, given;
    `raw` the string that was read; `confidence` 0 to 1.
    """

    day: date
    provenance: str
    at: datetime | None = None
    raw: str = ""
    confidence: float = 1.0

    def iso(self) -> str:
        """ISO 8601: the instant where one is known, else the day."""
        return self.at.isoformat() if self.at else self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as seen in a listing or feed. `url` is absolute http(s), or "" where the feed gives an identifier and
    text but no address. `identity` is the feed's own guid, not to be trusted alone. `text` is the feed's full text (plain)."""

    url: str
    source: str
    title: str | None = None
    published: Published | None = None
    updated: Published | None = None
    summary: str | None = None
    text: str | None = None
    identity: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What reading one page of a source gave. `follow`: further addresses to ask (a sitemap's children, the next page).
    `problems`: what was wrong, in words; without entries and follow they make the visit a failure. `signature`: the
    layout by which a press page was read."""

    kind: str
    entries: tuple[Entry, ...] = ()
    follow: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    title: str | None = None
    language: str | None = None
    signature: str | None = None


# ---- what an article says -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read. `paragraphs` are plain lines without furniture; `seen` is when its page was first fetched.
    `dates` are all that were found (feed, page, text), `published` the one believed. `partial`: only a teaser was open."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    seen: datetime
    canonical_url: str | None = None
    published: Published | None = None
    language: str | None = None
    publisher: str | None = None
    source: str = ""
    dates: tuple[Published, ...] = ()
    partial: bool = False

    @property
    def text(self) -> str:
        """The paragraphs with a blank line between them."""
        return "\n\n".join(self.paragraphs)

    @property
    def whole(self) -> str:
        """Title and text, as the taggers see it: spans of mentions, places and evidence count characters in this string."""
        return f"{self.title}\n\n{self.text}"


class Verdict(StrEnum):
    """What an article is to the archive."""

    NEW = "new"
    SAME = "same"
    REVISED = "revised"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what an article is recognised. `address`: canonical address key; `text`: hash of the normalised text;
    `shingles`: sorted 48-bit hashes sampled from its word shingles (copies share them), the first `posted` of them for the
    archive's index; `size`: how many shingles the whole text has; `paragraphs`: one hash per paragraph."""

    address: str
    text: str
    shingles: tuple[int, ...]
    size: int
    paragraphs: tuple[int, ...] = ()
    posted: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict on an article and, unless it is new, of which archived article (its row id), how alike (0 to 1) and why."""

    verdict: Verdict
    of: int | None = None
    score: float = 0.0
    reason: str = ""


# ---- what it is about -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the register, or one found in a text. `id` is stable for registered ones (`org:<slug>`), and
    `new:<slug>` for unknown ones. `ambiguous_forms` are aliases that count only in context."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    kind: str | None = None
    parent: str | None = None
    domain: str | None = None
    ambiguous_forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an organisation is named: `whole[start:end] == surface`; `rule` says what made it (register, model, shape, short form)."""

    organisation: str
    surface: str
    start: int
    end: int
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a country is named or implied: `rule` is name, nationality, city, region, institution or source."""

    country: str
    surface: str
    start: int
    end: int
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that is a partner of the deal. `role`: operator, client, licensor, licensee, supplier, investor … or None."""

    organisation: str
    name: str
    country: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that says so: `whole[start:end] == sentence`; `rule` names what was recognised in it."""

    sentence: str
    start: int
    end: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A stated amount of money, in units of an ISO 4217 currency."""

    amount: float
    currency: str
    surface: str


@dataclass(frozen=True, slots=True)
class Partnership:
    """A deal that is the news. `announced` is the day the text yields, or None; `countries` are those of the parties."""

    parties: tuple[Party, ...]
    deal_type: str
    evidence: tuple[Evidence, ...]
    announced: date | None = None
    announced_rule: str = ""
    status: str = "announced"
    countries: tuple[str, ...] = ()
    value: Value | None = None
    topics: tuple[str, ...] = ()
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """What of the tags is in doubt (`kind`: verdict, parties, day, unknown), how much (0 to 1), and why, in words."""

    kind: str
    score: float
    told: str


@dataclass(frozen=True, slots=True)
class Tags:
    """All that tagging says of an article. `probability` that a partnership is the news; `reason` of a no (a near miss by
    name: award, earnings, …). `countries`: what it is about; `countries_mentioned`: every country named or implied."""

    organisations: tuple[Organisation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    countries: tuple[str, ...] = ()
    countries_mentioned: tuple[str, ...] = ()
    partnership: Partnership | None = None
    probability: float = 0.0
    reason: str | None = None
    version: str = ""
    doubts: tuple[Doubt, ...] = ()


# ---- which event it tells ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """An archived article as the search for copies sees it. `copy_of`: its representative, if it is a copy itself; `paragraphs`: its
    text, to compare passages."""

    id: int
    fingerprint: Fingerprint
    url: str
    source: str
    published: date | None = None
    copy_of: int | None = None
    canonical_url: str | None = None
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An article as the search for stories sees it: one account of some event. `keys` are what the archive's index finds
    it by (organisation ids, rare words, numbers, in any language), each with a prefix that says which; `words` are further
    words of the text, for comparison only."""

    id: int
    story: int
    title: str
    day: date | None
    parties: tuple[str, ...]
    organisations: tuple[str, ...]
    countries: tuple[str, ...]
    deal_type: str | None
    status: str | None
    announced: date | None
    keys: tuple[str, ...]
    language: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """To which story an account belongs (None: a new one), which other stories it shows to be the same one (`merge`), with
    which earlier stories it stands in one relation (`developments`), how sure (0 to 1), and why."""

    story: int | None = None
    merge: tuple[int, ...] = ()
    developments: tuple[int, ...] = ()
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bonds:
    """What the analyst has said of stories. `apart`: by story, those it is kept apart from (under 0: those that the account itself is);
    `held`: stories that he put together."""

    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    held: frozenset[int] = frozenset()


# ---- what is filed --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """All that one commit files: the waiting entry it answers (its row id), and what became of it. `outlet`: how original its teller
    is (0 press release, 1 wire, 2 paper): the most original one leads a story."""

    entry: int
    article: Article
    fingerprint: Fingerprint
    match: Match
    tags: Tags
    account: Account
    placing: Placing = Placing()
    page: Page | None = None
    outlet: int = 2


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, where (source and address), at which stage, and what to do. `permanent`: do not try again."""

    stage: str
    source: str
    url: str
    message: str
    hint: str = ""
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the river, in counts. `sources`: asked; `articles_failed`: entries that could not be filed; `waiting`: how many
    entries wait when it ends."""

    started: datetime
    ended: datetime | None = None
    sources: int = 0
    sources_failed: int = 0
    unchanged: int = 0
    entries_new: int = 0
    passed_over: int = 0
    articles_new: int = 0
    articles_revised: int = 0
    copies: int = 0
    stories_new: int = 0
    partnerships: int = 0
    articles_failed: int = 0
    waiting: int = 0
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False
    warnings: tuple[str, ...] = ()


# ---- what is asked of the archive, and answered -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query:
    """What an analyst asks. Days are inclusive. `words` is the free text in the query language; `limit` 0 means all."""

    words: str = ""
    organisations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    deal_types: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    deals: bool = False
    limit: int = 50
    sort: str = "date"


@dataclass(frozen=True, slots=True)
class Filed:
    """An archived article as a reader sees it: the article, its row id, its story, what it copies, its address and state. `review`: what
    of its tags is still in doubt, after second opinions and the analyst's corrections."""

    id: int
    article: Article
    story: int
    tags: Tags = Tags()
    copy_of: int | None = None
    versions: int = 1
    review: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One event as told by one or more articles, first and most original first. `corrected`: what the analyst set right, in words."""

    id: int
    title: str
    first_seen: datetime
    published: Published | None
    articles: tuple[Filed, ...]
    partnership: Partnership | None = None
    organisations: tuple[Organisation, ...] = ()
    countries: tuple[str, ...] = ()
    snippet: str = ""
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a briefing: a heading and its stories."""

    heading: str
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """The weekly briefing: stories of a period, chosen, ordered, grouped. Both days inclusive."""

    since: date
    until: date
    sections: tuple[Section, ...]
    counts: dict[str, int] = field(default_factory=dict)
