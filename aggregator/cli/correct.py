"""`correct`: the analyst sets right what is said of a story. It takes effect at once and stays, whatever is tagged or fetched later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from aggregator import archive, clock, periods, plain, screen
from aggregator.archive import amending, correcting, corrections, read
from aggregator.archive.handle import Archive
from aggregator.cli import identity, naming
from aggregator.cli.options import spread, today
from aggregator.cli.settings import Settings
from aggregator.cli.story import found
from aggregator.errors import UsageError
from aggregator.model import Organisation, Story
from aggregator.reference import deals
from aggregator.reference.names import fold

app = typer.Typer(add_completion=False)
EXAMPLES = """\b
Examples:
  aggregator correct 17 --party "Raffles Medical" --not-party "Acme Events" --note "the organiser is no partner"
  aggregator correct 17 --type joint_venture --announced 2026-11-19
  aggregator correct 23 --not-a-partnership
  aggregator correct 17 --merge-with 23            aggregator correct 17 --split 41 42
  aggregator correct 17 --undo
"""


@dataclass(frozen=True, slots=True)
class Right:
    """What is right of a story's tags."""

    party: Annotated[
        list[str] | None,
        typer.Option(
            help="A partner that is missing, by any name. May be repeated, as the next three.", autocompletion=naming.organisations
        ),
    ] = None
    not_party: Annotated[list[str] | None, typer.Option(help="A partner that is none.", autocompletion=naming.organisations)] = None
    country: Annotated[list[str] | None, typer.Option(help="A country that the story is about too.", autocompletion=naming.countries)] = (
        None
    )
    not_country: Annotated[list[str] | None, typer.Option(help="A country that it is not about.", autocompletion=naming.countries)] = None
    type: Annotated[str | None, typer.Option(help="The kind of deal: mou, joint_venture …", autocompletion=naming.every_type)] = None
    status: Annotated[
        str | None, typer.Option(help="announced, planned, signed, extended, completed or ended.", autocompletion=naming.every_status)
    ] = None
    announced: Annotated[str | None, typer.Option(help="The day the deal was announced, or none.")] = None
    partnership: Annotated[
        bool | None, typer.Option("--partnership/--not-a-partnership", help="A deal is the news, or is not.", show_default=False)
    ] = None

    def changes(self, opened: Archive, story: Story) -> Iterator[tuple[str, str, str]]:
        """What to keep: (field, change, value). Raises UsageError for what cannot be understood."""
        if self.partnership is not None:
            yield "partnership", "set", "yes" if self.partnership else "no"
        if self.type is not None:
            yield "type", "set", _among(self.type, deals.types(), "kind of deal")
        if self.status is not None:
            yield "status", "set", _among(self.status, deals.statuses(), "status")
        if self.announced is not None:
            yield "announced", "set", _day(self.announced)
        yield from (("party", "add", _party(opened, each)) for each in self.party or ())
        yield from (("party", "remove", _partner(story, each, opened)) for each in self.not_party or ())
        yield from (("country", "add", identity.country(each)) for each in self.country or ())
        yield from (("country", "remove", _about(story, each)) for each in self.not_country or ())


@dataclass(frozen=True, slots=True)
class Event:
    """Which reports tell one event."""

    merge_with: Annotated[int | None, typer.Option(metavar="ID", help="Another story that is the same event.", show_default=False)] = None
    split: Annotated[bool, typer.Option("--split", help="Its articles named behind the ID are another story; none named: each is one.")] = (
        False
    )


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is to be done."""

    note: Annotated[str, typer.Option(help="Why, for whoever reads it later.")] = ""
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said of the story last.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False


@app.command("correct", epilog=EXAMPLES)
@spread
def correct(
    ctx: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID [ARTICLE…]", help="The number of a story; with --split, articles of it.")],
    right: Right,
    event: Event,
    manner: Manner,
) -> None:
    """Set right what is said of a story: partners, countries, kind of deal, day, which reports tell it. Kept through every retag."""
    settings: Settings = ctx.obj
    if len(ids) > 1 and not event.split:
        raise UsageError("One story at a time.", hint="Only --split takes more numbers: articles of the story.")
    with archive.open(settings.archive_path(), write=True) as opened:
        story = found(opened, ids[0])
        with correcting.rehearsed(opened, dry_run=manner.dry_run):
            now = _undone(opened, story) if manner.undo else _said(opened, (story, tuple(ids[1:])), (right, event), manner)
            told = [*_differences(story, read.stories(opened, (now[0],))[0]), *_elsewhere(opened, now)]
    if settings.verbosity >= 0:
        for line in told or ["as it was"]:
            screen.note(f"story {now[0]}: {line}")
        screen.note(_closing(now[0], manner))


def _said(opened: Archive, which: tuple[Story, tuple[int, ...]], asked: tuple[Right, Event], manner: Manner) -> tuple[int, ...]:
    """Keep what is said. Returns the stories that came of it, the corrected one first."""
    (story, articles), (right, event) = which, asked
    changes, saying = tuple(right.changes(opened, story)), correcting.Saying(clock.now(), plain.line(manner.note))
    if not changes and event.merge_with is None and not event.split:
        raise UsageError("Nothing was said of the story.", hint="See `aggregator correct --help`.")
    _is_whole(story, right, changes)
    if changes:
        saying = saying.after(correcting.say(opened, story, changes, saying))
    if event.merge_with is not None:
        saying = saying.after(correcting.merge(opened, story.id, found(opened, event.merge_with).id, saying))
    if event.split:
        correcting.split(opened, story, articles, saying)
    numbers = [each.id for each in read.filed(opened, (each.id for each in story.articles))]
    now = [each.story for each in read.filed(opened, numbers)]
    return tuple(dict.fromkeys((now[0], *now)))


def _is_whole(story: Story, right: Right, changes: tuple[tuple[str, str, str], ...]) -> None:
    """A deal that no report tells has to be said whole."""
    of_deal = any(field != "country" for field, _, _ in changes) and right.partnership is not False
    if of_deal and story.partnership is None and not (right.partnership and right.type):
        raise UsageError(f"Story {story.id} is no partnership.", hint="If it is one, say so: --partnership --type mou --party NAME …")


def _undone(opened: Archive, story: Story) -> tuple[int, ...]:
    said = correcting.concerning(opened, story.id)
    if not said:
        raise UsageError(f"Nothing was said of story {story.id} that could be taken back.", hint="See `aggregator corrections list`.")
    last = max(said, key=lambda each: each.id)
    stories = correcting.undo(opened, corrections.batch(opened, last.batch), clock.now())
    return tuple(dict.fromkeys((story.id if story.id in stories else stories[0], *stories)))


# ---- what is meant ---------------------------------------------------------------------------------------------------------


def _among(text: str, known: tuple[str, ...], label: str) -> str:
    name = deals.named(text, known)
    if name is None:
        raise UsageError(f"There is no {label} {text!r}.", hint=f"Choose one of: {', '.join(known)}.")
    return name


def _day(text: str) -> str:
    return "none" if text.casefold().strip() in ("none", "") else periods.day(text, today()).isoformat()


def _party(opened: Archive, name: str) -> str:
    organisation = identity.meant(opened, name)
    if organisation is None:
        near = identity.near(opened, name)
        screen.warning(f"No organisation {identity.spoken(name)!r} is known: it is taken as it is. {near}".strip())
        organisation = identity.unknown(name)
    return amending.party_value(organisation)


def _partner(story: Story, name: str, opened: Archive) -> str:
    """A partner of the story's deal, by its name there or any other of its names."""
    parties = story.partnership.parties if story.partnership else ()
    text = identity.spoken(name)
    here = [each for each in parties if text == each.organisation or fold(each.name) == fold(text)]
    ids = () if here else tuple(each.id for each in identity.names(opened).named(text))
    chosen = here or [each for each in parties if each.organisation in ids] or [each for each in parties if fold(text) in fold(each.name)]
    if len(chosen) != 1:
        hint = f"Its partners: {', '.join(each.name for each in parties)}." if parties else "It has none."
        raise UsageError(f"{text!r} is no partner in story {story.id}.", hint=hint)
    return amending.party_value(Organisation(chosen[0].organisation, chosen[0].name, country=chosen[0].country))


def _about(story: Story, text: str) -> str:
    code = identity.country(text)
    if code not in story.countries:
        hint = f"It is about {', '.join(story.countries)}." if story.countries else "It is about none."
        raise UsageError(f"Story {story.id} is not about {code}.", hint=hint)
    return code


# ---- what is told ----------------------------------------------------------------------------------------------------------


def _differences(old: Story, new: Story) -> Iterator[str]:
    """What is different in a story, a line each."""
    for field in ("partnership", "type", "status", "announced"):
        before, after = correcting.before(old, field), correcting.before(new, field)
        if before != after:
            yield f"{field}: {before or 'none'} -> {after or 'none'}"
    parties = ([each.name for each in story.partnership.parties] if story.partnership else [] for story in (old, new))
    yield from _more_and_less("party", *parties)
    yield from _more_and_less("country", old.countries, new.countries)
    if len(old.articles) != len(new.articles):
        yield f"reports: {len(old.articles)} -> {len(new.articles)}"


def _more_and_less(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    yield from (f"{field} - {each}" for each in before if each not in after)
    yield from (f"{field} + {each}" for each in after if each not in before)


def _elsewhere(opened: Archive, now: tuple[int, ...]) -> Iterator[str]:
    for each in read.stories(opened, now[1:]):
        yield f"of its own now: story {each.id}, {each.title} ({len(each.articles)} report{'s' * (len(each.articles) > 1)})"


def _closing(story: int, manner: Manner) -> str:
    if manner.dry_run:
        return "dry run: nothing was written"
    return "taken back" if manner.undo else f"kept; `aggregator correct {story} --undo` takes it back"
