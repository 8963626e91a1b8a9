"""Stories -> a feed file that readers subscribe to: RSS 2.0, Atom (RFC 4287) or JSON Feed 1.1. Pure: the same stories give the same bytes.

    <feed><id>urn:uuid:…</id><title>asia</title><updated>2026-11-21T09:00:00Z</updated>
      <entry><id>urn:uuid:…</id><title>…</title><link href="https://…"/><updated>…</updated><summary>…</summary></entry>

An entry's id is made of the story's number and the instant it was first seen, so that it stays when the story gets further reports or
another lead. The feed is as new as the newest of its stories: a file that is written again with nothing new is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from aggregator import plain
from aggregator.errors import UsageError
from aggregator.export._table import address
from aggregator.model import Story

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DESCRIPTION = "Healthcare partnerships"


@dataclass(frozen=True, slots=True)
class Feed:
    """What is subscribed to: its name and its stories, newest first."""

    name: str
    stories: tuple[Story, ...]

    @property
    def id(self) -> str:
        """What the feed is known by: it depends on its name alone."""
        return _urn(f"feed {self.name}")

    @property
    def updated(self) -> datetime:
        """The instant its newest story came in."""
        return max((each.first_seen for each in self.stories), default=_EPOCH)


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    title: str
    url: str
    at: datetime
    summary: str
    labels: tuple[str, ...]


def feed_form(name: str) -> str:
    """Which feed a file of this name is: atom, rss or json. Raises UsageError."""
    suffix = name.rpartition(".")[2].lower()
    form = {"xml": "rss", "rss": "rss", "atom": "atom", "json": "json"}.get(suffix)
    if form is None:
        raise UsageError(
            f"The name {name!r} does not say which feed it is.", hint="End it in .rss or .xml (RSS), .atom or .json (JSON Feed)."
        )
    return form


def feed(value: Feed, form: str) -> str:
    """The feed as text: `form` is atom, rss or json."""
    write: Callable[[Feed, Sequence[_Entry]], str] = {"atom": _atom, "rss": _rss, "json": _json}[form]
    return write(value, [_entry(story) for story in value.stories])


def _entry(story: Story) -> _Entry:
    deal, link = story.partnership, address(story.articles[0].article.url) if story.articles else ""
    parties = " × ".join(each.name for each in deal.parties) if deal else ""
    sentence = deal.evidence[0].sentence if deal and deal.evidence else story.snippet
    labels = tuple(dict.fromkeys((*((deal.deal_type,) if deal else ()), *story.countries)))
    summary = ". ".join(filter(None, (plain.line(parties), plain.line(sentence))))
    return _Entry(
        _urn(f"{story.id} {story.first_seen.isoformat()}"), plain.line(story.title) or "untitled", link, story.first_seen, summary, labels
    )


def _atom(value: Feed, entries: Sequence[_Entry]) -> str:
    parts = ['<?xml version="1.0" encoding="utf-8"?>', '<feed xmlns="http://www.w3.org/2005/Atom">']
    parts += [f"<id>{value.id}</id>", f"<title>{_safe(value.name)}</title>", f"<subtitle>{_DESCRIPTION}</subtitle>"]
    parts += [f"<updated>{_stamp(value.updated)}</updated>", "<author><name>aggregator</name></author>"]
    for each in entries:
        parts += ["<entry>", f"<id>{each.id}</id>", f"<title>{_safe(each.title)}</title>"]
        parts += [f"<link href={quoteattr(each.url)}/>"] if each.url else []
        parts += [f"<published>{_stamp(each.at)}</published>", f"<updated>{_stamp(each.at)}</updated>"]
        parts += [f"<category term={quoteattr(plain.line(label))}/>" for label in each.labels]
        parts += [f"<summary>{_safe(each.summary)}</summary>", "</entry>"]
    return "\n".join([*parts, "</feed>", ""])


def _rss(value: Feed, entries: Sequence[_Entry]) -> str:
    parts = ['<?xml version="1.0" encoding="utf-8"?>', '<rss version="2.0">', "<channel>", f"<title>{_safe(value.name)}</title>"]
    parts += [f"<link>{value.id}</link>", f"<description>{_DESCRIPTION}</description>"]
    parts += [f"<lastBuildDate>{format_datetime(value.updated)}</lastBuildDate>"]
    for each in entries:
        parts += ["<item>", f'<guid isPermaLink="false">{each.id}</guid>', f"<title>{_safe(each.title)}</title>"]
        parts += [f"<link>{escape(each.url)}</link>"] if each.url else []
        parts += [f"<pubDate>{format_datetime(each.at)}</pubDate>"]
        parts += [f"<category>{_safe(label)}</category>" for label in each.labels]
        # readers take a description for HTML: what is text is escaped once for HTML, and once more for XML
        parts += [f"<description>{escape(_safe(each.summary))}</description>", "</item>"]
    return "\n".join([*parts, "</channel>", "</rss>", ""])


def _json(value: Feed, entries: Sequence[_Entry]) -> str:
    items = [
        {"id": each.id, "title": each.title}
        | ({"url": each.url} if each.url else {})
        | {
            "content_text": each.summary or each.title,
            "date_published": _stamp(each.at),
            "tags": [plain.line(label) for label in each.labels],
        }
        for each in entries
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": plain.line(value.name), "description": _DESCRIPTION, "items": items}
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def _urn(text: str) -> str:
    return uuid5(NAMESPACE_URL, f"urn:healthcare-partnership-aggregator:{text}").urn


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _safe(text: str) -> str:
    return escape(plain.line(text))
