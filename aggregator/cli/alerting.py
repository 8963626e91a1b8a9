"""From saved searches and the watch list to messages that were sent: what is new for each target, told once, recorded after it was taken.

A target that fails keeps no other from its message; what it missed is sent next time. Every target is served in a process of its own, which
is ended when a service takes too long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self, TypeVar

from aggregator import clock, export, notify
from aggregator.archive import alerts, analyst, following, read, search, watch
from aggregator.archive.handle import Archive
from aggregator.bounded import BUSY, Child
from aggregator.cli.options import today
from aggregator.cli.settings import APPLICATION
from aggregator.errors import AggregatorError, AlertError, BoundError, ConfigError, UsageError
from aggregator.model import Query
from aggregator.notify import Target
from aggregator.reference import gazetteer

Value = TypeVar("Value")
WATCHED = "watched"
FIRST = timedelta(days=1)
"""How far back a target looks that is told of a topic for the first time."""

_SEARCH = "search:"
_SECONDS = 10.0  # of the processor; BUSY times as many of the clock. Loading what knows all services takes two
_MOST = 100  # stories read for one message; the rest are counted
_MEMORY = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class News:
    """What is new for a target: stories with why each is told, and how far it has come with each topic when they are sent."""

    stories: Mapping[int, tuple[str, ...]]
    come: Mapping[str, int]

    @property
    def reasons(self) -> tuple[str, ...]:
        """All reasons, each once."""
        return tuple(dict.fromkeys(reason for each in self.stories.values() for reason in each))


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to one target."""

    title: str
    body: str
    format: str


def targets(chosen: tuple[str, ...]) -> tuple[Target, ...]:
    """The targets there are, or the chosen ones. Raises ConfigError when there are none, UsageError for a name nobody has."""
    path = targets_path()
    found = notify.targets(path, os.environ)
    if not found:
        hint = f"Write a [[target]] with name and url into {path} (chmod 600), or set AGGREGATOR_ALERT_NAME. See docs/operator.md, Alerts."
        raise ConfigError("There is no target for alerts.", where=str(path), hint=hint)
    unknown = [name for name in chosen if name not in {each.name for each in found}]
    if unknown:
        raise UsageError(f"There is no target {unknown[0]!r}.", hint=f"There are: {', '.join(each.name for each in found)}.")
    return tuple(each for each in found if not chosen or each.name in chosen)


def targets_path() -> Path:
    """Where alerts.toml stands: as AGGREGATOR_ALERTS says, else in the user's config folder."""
    told = os.environ.get("AGGREGATOR_ALERTS")
    if told:
        return Path(told)
    import platformdirs

    return Path(platformdirs.user_config_dir(APPLICATION)) / "alerts.toml"


# ---- what is new -----------------------------------------------------------------------------------------------------------


def news(opened: Archive, target: Target, now: datetime) -> News:
    """What the target was not told yet. Raises UsageError when it wants a search that is not there, or that can no longer be read."""
    upto = alerts.newest(opened)
    stories: dict[int, tuple[str, ...]] = {}
    come = {}
    for topic, words in _topics(opened, target):
        since = alerts.reached(opened, target.name, topic)
        since = alerts.newest(opened, now - FIRST) if since is None else since
        asked = search.asked(opened, Query(words), gazetteer, today())
        for story in alerts.fresh(opened, asked, target.name, (since, upto)):
            stories[story] = (*stories.get(story, ()), topic.removeprefix(_SEARCH))
        come[topic] = upto
    return News(stories, come)


def _topics(opened: Archive, target: Target) -> Iterator[tuple[str, str]]:
    """The questions of a target: name of the topic, words of the query."""
    saved = {each.name: each.words for each in analyst.searches(opened)}
    wanted = tuple(saved) if target.searches is None else target.searches
    for name in wanted:
        if name not in saved:
            raise UsageError(f"It wants the saved search {name!r}, which is not there.", hint="See `aggregator searches list`.")
        yield f"{_SEARCH}{name}", saved[name]
    if target.watched and watch.watched(opened):
        yield WATCHED, "watched:yes"


def message(opened: Archive, found: News, form: notify.Form) -> Message:
    """What is to be sent, in the form that the service takes."""
    shown = tuple(found.stories)[:_MOST]
    concerned = following.topics(opened, gazetteer, today(), (each for each in shown if WATCHED in found.stories[each]))
    notices = [
        export.Notice(story, _reasons(found.stories[story.id], concerned.get(story.id, ()))) for story in read.stories(opened, shown)
    ]
    body = export.letter(notices, form.format, form.most, more=len(found.stories) - len(notices))
    return Message(export.subject(len(found.stories), found.reasons, form.title), body, form.format)


def _reasons(topics: tuple[str, ...], concerned: tuple[str, ...]) -> tuple[str, ...]:
    watched = (f"watched: {', '.join(concerned)}",) if concerned else ()
    return (*(topic for topic in topics if topic != WATCHED), *watched)


# ---- sending ---------------------------------------------------------------------------------------------------------------


class Post:
    """The process that talks to services: a context manager."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._child = Child(_MEMORY)
        self._seconds = seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()

    def form(self, target: Target) -> notify.Form:
        """What the target's service takes. Raises AlertError, UsageError."""
        return self._called(target, notify.form, target)

    def send(self, target: Target, message: Message) -> None:
        """Send a message. Raises AlertError, also when the service does not answer in time."""
        self._called(target, notify.send, target, message.title, message.body, message.format)

    def _called(self, target: Target, function: Callable[..., Value], *arguments: object) -> Value:
        try:
            return self._child.call(function, *arguments, seconds=self._seconds)
        except BoundError:
            raise AlertError(f"No answer within {self._seconds * BUSY:.0f} s.", where=target.name) from None


def serve(opened: Archive, target: Target, post: Post) -> int:
    """Send the target what is new for it, if anything is, and record it. Returns how many stories were sent. Raises AggregatorError after
    the failure was recorded."""
    try:
        found = news(opened, target, clock.now())
        if not found.stories:
            alerts.come(opened, target.name, found.come)
            return 0
        made = message(opened, found, post.form(target))
        post.send(target, made)
    except AggregatorError as error:
        alerts.failed(opened, alerts.Entry(clock.now(), target.name, "failed", 0, error.message))
        raise
    entry = alerts.Entry(clock.now(), target.name, "sent", len(found.stories), made.title)
    alerts.record(opened, entry, found.stories, found.come)
    return len(found.stories)
