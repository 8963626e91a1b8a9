"""Stories of a period -> Briefing: which are told, in which section, in which order. Pure.

    New deals                     a deal whose parties had none in common before
    Developments of known deals   a deal with an earlier story of the same relation
    Corrected                     told in an earlier briefing, and set right by the analyst since: as it is now
    Also noted                    no deal, but it nearly was: the most probable first, at most fifteen

A story that an earlier briefing told is not told again; what developed since is another story, and told. Inside a section the stories
that most independent reports tell come first, then those we are surest of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from aggregator.model import Briefing, Section, Story

NEW = "New deals"
DEVELOPED = "Developments of known deals"
CORRECTED = "Corrected"
NOTED = "Also noted"
MOST_NOTED = 15
NEARLY = 0.2  # a story without a deal is noted from this probability on


@dataclass(frozen=True, slots=True)
class Past:
    """What was before: stories that earlier briefings told, for a story the earlier ones of its relation, and which of those told were
    corrected since."""

    told: frozenset[int] = frozenset()
    earlier: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    corrected: frozenset[int] = frozenset()


def briefing(period: tuple[date, date], stories: Iterable[Story], past: Past, group: Callable[[Story], str] | None = None) -> Briefing:
    """The briefing of these days (both included). `group`: by what a section of deals is parted further, such as the deal's type."""
    stories = tuple(stories)
    fresh = [story for story in stories if story.id not in past.told]
    deals = sorted((story for story in fresh if story.partnership), key=_weight)
    new = [story for story in deals if not past.earlier.get(story.id)]
    developed = [story for story in deals if past.earlier.get(story.id)]
    noted = sorted((story for story in fresh if _nearly(story)), key=lambda story: (-_probability(story), story.id))[:MOST_NOTED]
    again = sorted((story for story in stories if story.id in past.corrected), key=_weight)
    deals_told = (*_parted(NEW, new, group), *_parted(DEVELOPED, developed, group))
    counts = {"new deals": len(new), "developments": len(developed), "also noted": len(noted)}
    counts |= {"corrected": len(again)} if again else {}
    return Briefing(*period, (*deals_told, *_parted(CORRECTED, again, None), *_parted(NOTED, noted, None)), counts)


def told(value: Briefing) -> tuple[int, ...]:
    """The stories of a briefing."""
    return tuple(story.id for section in value.sections for story in section.stories)


def counted(value: Briefing) -> str:
    """Its counts in words: `1 new deal, 2 developments, 0 also noted`."""
    return ", ".join(f"{count} {name.removesuffix('s') if count == 1 else name}" for name, count in value.counts.items())


def _parted(heading: str, stories: list[Story], group: Callable[[Story], str] | None) -> tuple[Section, ...]:
    if not stories:
        return ()
    if group is None:
        return (Section(heading, tuple(stories)),)
    names = sorted({group(story) for story in stories}, key=lambda name: (name == "", name))
    return tuple(Section(f"{heading}: {name or 'other'}", tuple(story for story in stories if group(story) == name)) for name in names)


def _weight(story: Story) -> tuple[float, ...]:
    deal = story.partnership
    confidence, valued = (deal.confidence, deal.value is not None) if deal else (0.0, False)
    independent = sum(each.copy_of is None for each in story.articles)
    return (-independent, -valued, -confidence, -(story.published.day.toordinal() if story.published else 0), story.id)


def _nearly(story: Story) -> bool:
    return story.partnership is None and bool(story.organisations) and _probability(story) >= NEARLY


def _probability(story: Story) -> float:
    return max((each.tags.probability for each in story.articles if each.copy_of is None), default=0.0)
