"""A web of a few addresses and stages simple enough to foresee: listings are lines `address|title`, articles are plain text.

index: line      -> Findings.follow          next: line   -> Findings.follow beside entries
problem: text    -> Findings.problems        title|updated|summary after the address are the entry's
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from aggregator import clock
from aggregator.archive import Archive, read
from aggregator.config import Config
from aggregator.errors import ExtractError, FetchError, SourceError, TagError
from aggregator.model import Account, Article, Entry, Findings, Limits, Organisation, Page, Published, Request, Run, Source, Tags
from aggregator.pipeline import Choice, Stages, run, work
from aggregator.pipeline.stages import Answer, Caller, Fleet

HOST = "https://news.example"
FEED = f"{HOST}/feed"
SOURCE = Source("News", FEED, "feed")
SEEN = datetime(2026, 6, 1, tzinfo=UTC)
Value = TypeVar("Value")
Reply = Answer | Callable[[Request], Answer]


def page(url: str, body: str, **changes: object) -> Page:
    """A page with this text."""
    made = Page(url, url, 200, body.encode(), "text/plain", "utf-8", None, None, SEEN)
    return replace(made, **changes)  # type: ignore[arg-type]


def article_text(number: int) -> str:
    """The text of article `number`: words of its own, so that no two are alike."""
    words = [f"word{number}x{each}" for each in range(60)]
    return f"Headline {number}\n" + "\n".join(" ".join(words[at : at + 20]) for at in (0, 20, 40))


def refused(status: int, **changes: object) -> FetchError:
    """A refusal with this status."""
    error = FetchError(f"The host answers {status}.", where=HOST, hint="Wait.", reason=f"status-{status}")
    error.status = status
    for name, value in changes.items():
        setattr(error, name, value)
    return error


@dataclass
class Web:
    """Answers by address, and what was asked. An address that is not there answers 404."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def feed(self, *lines: object, at: str = FEED, **changes: object) -> None:
        """Let the feed list these lines (a number stands for that article)."""
        body = "\n".join(f"{HOST}/{line}|Headline {line}" if isinstance(line, int) else str(line) for line in lines)
        self.replies[at] = page(at, body, **changes)

    def articles(self, *numbers: int) -> None:
        """Let these articles be there."""
        for number in numbers:
            self.replies[f"{HOST}/{number}"] = page(f"{HOST}/{number}", article_text(number))

    def pages(self, requests: Iterable[Request], /) -> Iterator[tuple[Request, Answer]]:
        """Answer each request."""
        for request in requests:
            self.asked.append(request)
            reply = self.replies.get(request.url, refused(404))
            yield request, reply(request) if callable(reply) else reply

    def urls(self) -> list[str]:
        """What was asked since the last call, without the host."""
        found = [request.url.removeprefix(HOST) for request in self.asked]
        self.asked.clear()
        return found


class Inline:
    """Runs functions where it stands."""

    def call(self, function: Callable[..., Value], *arguments: object, seconds: float) -> Value:
        """Call it."""
        return function(*arguments)


def listed(source: Source, page: Page) -> work.Listed:
    """Read a listing."""
    lines = page.content.decode().splitlines()
    if lines and lines[0] == "broken":
        raise SourceError("This is no listing.", where=page.url)
    told = {kind: tuple(line[len(kind) :] for line in lines if line.startswith(kind)) for kind in ("index:", "next:", "problem:")}
    entries = tuple(_entry(source, line) for line in lines if not line.startswith(tuple(told)))
    over = frozenset(at for at, entry in enumerate(entries) if source.keywords and source.keywords[0] not in (entry.title or ""))
    findings = Findings(source.kind, entries, told["index:"] + told["next:"], told["problem:"])
    return work.Listed(findings, over)


def _entry(source: Source, line: str) -> Entry:
    url, title, updated, summary = (line + "|||").split("|")[:4]
    return Entry(
        url=url,
        source=source.name,
        title=title or None,
        updated=Published(date.fromisoformat(updated), "feed") if updated else None,
        summary=summary or None,
        identity=url or title,
    )


def articled(page: Page, entry: Entry, source: Source) -> work.Reading:
    """Read an article."""
    text = page.content.decode()
    if text.startswith("wall"):
        raise ExtractError("A wall.", where=page.url, reason="challenge")
    if text.startswith("bug"):
        raise ZeroDivisionError
    title, *paragraphs = text.split("\n")
    return told(Article(entry.url, title, tuple(paragraphs), page.fetched, source=source.name))


def told(article: Article) -> work.Reading:
    """The lines of an article."""
    return work.told(article)


def described(article: Article) -> work.Description:
    """Tag an article: every word with a capital is an organisation."""
    if "untaggable" in article.text:
        raise TagError("Cannot be tagged.")
    names = dict.fromkeys(word for word in article.text.split() if word[0].isupper())
    found = tuple(Organisation(f"new:{name.casefold()}", name) for name in names)
    tags = Tags(organisations=found, version="1")
    keys = tuple(f"o:{each.id}" for each in found)
    return work.Description(tags, Account(0, 0, article.title, None, (), keys, (), None, None, None, keys))


def stages(web: Web) -> Stages:
    """Stages over this web, all in this process."""

    def fleet(limits: Limits) -> AbstractContextManager[Fleet]:
        return nullcontext(web)

    def child() -> AbstractContextManager[Caller]:
        return nullcontext(Inline())

    return Stages(fleet=fleet, child=child, listed=listed, articled=articled, told=told, described=described)


@dataclass
class House:
    """An archive, a web and sources; `run` runs the river some days after the last run."""

    archive: Archive
    web: Web
    clock: Callable[[datetime], None]
    sources: tuple[Source, ...] = (SOURCE,)
    now: datetime = SEEN

    def run(self, days: float = 1.0, *, only: tuple[str, ...] = (), since: date | None = None, **limits: object) -> Run:
        """One run, `days` later."""
        from datetime import timedelta

        self.now += timedelta(days=days)
        self.clock(self.now)
        config = Config(self.sources, replace(Limits("test"), **limits), Path("feeds.toml"))  # type: ignore[arg-type]
        return run(config, self.archive, Choice(only, since), stages=stages(self.web))

    def titles(self) -> list[str]:
        """The titles of all articles, sorted."""
        return sorted(row["title"] for row in self.archive.rows("SELECT title FROM article"))

    def texts(self) -> list[str]:
        """The first paragraph of all articles."""
        numbers = [row["id"] for row in self.archive.rows("SELECT id FROM article ORDER BY id")]
        return [each.article.paragraphs[0] if each.article.paragraphs else "" for each in read.filed(self.archive, numbers)]


def told_clock(at: datetime, set_variable: Callable[[str, str], None]) -> None:
    """Let the program's clock show this instant."""
    set_variable(clock.VARIABLE, at.isoformat())
