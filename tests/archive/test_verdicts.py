"""What the analyst says of stories stands above every placing, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import archive as room
from aggregator.archive import Archive, bonds, care, filing, read, verdicts
from aggregator.errors import UsageError
from aggregator.model import Bonds, Match, Placing, Verdict
from tests.archive import samples
from tests.archive.samples import NOW, lines, listed, record

Partition = frozenset[frozenset[int]]


def file(archive: Archive, number: int, **changes: object) -> filing.Place:
    """List and file one article."""
    listed(archive, samples.entry(number))
    entry = archive.rows("SELECT id FROM entry WHERE url = ?", (samples.entry(number).url,))[0]["id"]
    return filing.file(archive, record(number, entry=entry, **changes), lines(number), NOW)


def files(archive: Archive, count: int) -> list[filing.Place]:
    """Articles 1 to `count`, each a story of its own."""
    return [file(archive, number) for number in range(1, count + 1)]


def retag(archive: Archive, article: int, placing: Placing) -> None:
    """The machine thinks again."""
    filing.retag(archive, article, filing.Told(samples.tags(1), samples.account(1)), placing)


def together(archive: Archive, article: int, other: int) -> verdicts.Ruling:
    """The analyst puts two together, as a commit of its own."""
    with archive.transaction():
        return verdicts.together(archive, article, other)


def apart(archive: Archive, article: int) -> verdicts.Ruling:
    """The analyst parts one, as a commit of its own."""
    with archive.transaction():
        return verdicts.apart(archive, article)


def forget(archive: Archive, ruling: int) -> None:
    """The analyst takes a ruling back, as a commit of its own."""
    with archive.transaction():
        verdicts.forget(archive, ruling)


def stories(archive: Archive) -> Partition:
    """Which articles are one story."""
    found: dict[int, set[int]] = {}
    for row in archive.rows("SELECT id, story FROM article"):
        found.setdefault(row["story"], set()).add(row["id"])
    return frozenset(map(frozenset, found.values()))


def sets(*groups: tuple[int, ...]) -> Partition:
    """Groups of articles."""
    return frozenset(map(frozenset, groups))


# ---- together ------------------------------------------------------------


def test_two_stories_become_one_under_the_lower_id(archive: Archive) -> None:
    one, _, three = files(archive, 3)
    ruling = together(archive, three.article, one.article)
    assert (ruling.kind, ruling.story, ruling.others) == ("together", one.story, (one.article,))
    assert stories(archive) == sets((1, 3), (2,))
    assert read.story_of(archive, three.story) == one.story
    assert not list(care.faults(archive))


def test_what_was_put_together_no_retag_parts(archive: Archive) -> None:
    files(archive, 4)
    retag(archive, 2, Placing(1))
    retag(archive, 4, Placing(3))
    together(archive, 4, 1)
    for article in (1, 2, 3, 4):
        retag(archive, article, Placing(None))
    assert stories(archive) == sets((1, 2, 3, 4))


def test_what_the_machine_added_later_it_may_take_away_again(archive: Archive) -> None:
    files(archive, 2)
    story = together(archive, 1, 2).story
    file(archive, 3, placing=Placing(story))
    retag(archive, 3, Placing(None))
    assert stories(archive) == sets((1, 2), (3,))


def test_a_held_story_still_takes_in_others(archive: Archive) -> None:
    files(archive, 3)
    story = together(archive, 2, 3).story
    retag(archive, 1, Placing(1, merge=(story,)))
    assert stories(archive) == sets((1, 2, 3))


def test_taking_it_back_gives_both_their_ids_again(archive: Archive) -> None:
    one, two = files(archive, 2)
    file(archive, 3, placing=Placing(two.story))
    before = stories(archive)
    ruling = together(archive, 2, 1)
    forget(archive, ruling.number)
    assert stories(archive) == before
    assert [read.story_of(archive, each) for each in (one.story, two.story)] == [one.story, two.story]
    retag(archive, 3, Placing(None))
    assert stories(archive) == sets((1,), (2,), (3,))
    assert not list(care.faults(archive))


# ---- apart ------------------------------------------------------------


def test_what_was_parted_comes_back_by_no_way(archive: Archive) -> None:
    one, _, _ = files(archive, 3)
    retag(archive, 2, Placing(one.story))
    ruling = apart(archive, 2)
    assert stories(archive) == sets((1,), (2,), (3,))
    retag(archive, 2, Placing(one.story))
    retag(archive, 1, Placing(ruling.story))
    retag(archive, 3, Placing(one.story, merge=(ruling.story,)))
    file(archive, 4, placing=Placing(ruling.story, merge=(one.story,)))
    assert stories(archive) == sets((1, 3), (2, 4))
    assert not list(care.faults(archive))


def test_a_third_story_does_not_bring_them_together(archive: Archive) -> None:
    files(archive, 3)
    retag(archive, 2, Placing(1))
    second = apart(archive, 2).story
    retag(archive, 3, Placing(second))
    file(archive, 4, placing=Placing(1, merge=(second,)))
    file(archive, 5, placing=Placing(second, merge=(1,)))
    assert stories(archive) == sets((1, 4), (2, 3, 5))


def test_its_copies_go_with_it(archive: Archive) -> None:
    one, _ = files(archive, 2)
    retag(archive, 2, Placing(one.story))
    file(archive, 3, match=Match(Verdict.COPY, 2, 0.9, "contained"))
    apart(archive, 2)
    assert stories(archive) == sets((1,), (2, 3))


def test_an_article_alone_is_parted_from_nothing(archive: Archive) -> None:
    files(archive, 1)
    with pytest.raises(UsageError, match="for itself"):
        apart(archive, 1)


def test_taking_it_back_brings_it_home(archive: Archive) -> None:
    one, _ = files(archive, 2)
    retag(archive, 2, Placing(one.story))
    ruling = apart(archive, 2)
    forget(archive, ruling.number)
    assert stories(archive) == sets((1, 2))
    assert read.story_of(archive, ruling.story) == one.story
    retag(archive, 2, Placing(None))
    assert stories(archive) == sets((1,), (2,))


# ---- the later ruling counts ------------------------------------------------------------


def test_the_later_ruling_lifts_the_earlier_and_gives_way_again(archive: Archive) -> None:
    files(archive, 2)
    first = together(archive, 1, 2)
    second = apart(archive, 2)
    assert [each.number for each in verdicts.rulings(archive)] == [first.number, second.number]
    retag(archive, 2, Placing(first.story))
    assert stories(archive) == sets((1,), (2,))
    third = together(archive, 1, 2)
    retag(archive, 2, Placing(None))
    assert stories(archive) == sets((1, 2))
    forget(archive, third.number)
    retag(archive, 2, Placing(first.story))
    assert stories(archive) == sets((1,), (2,))


def test_parting_one_leaves_the_rest_together(archive: Archive) -> None:
    files(archive, 3)
    together(archive, 1, 2)
    together(archive, 1, 3)
    apart(archive, 1)
    for article in (2, 3):
        retag(archive, article, Placing(None))
    assert stories(archive) == sets((1,), (2, 3))


def test_rulings_of_a_story_are_told(archive: Archive) -> None:
    one, *_ = files(archive, 3)
    together(archive, 1, 2)
    assert [(each.kind, each.article, each.others) for each in verdicts.rulings(archive, one.story)] == [("together", 1, (2,))]
    assert verdicts.rulings(archive, 3) == ()


def test_nothing_said_binds_nothing(archive: Archive) -> None:
    files(archive, 2)
    assert bonds.bonds(archive, 1, (1, 2)) == Bonds()


def test_bonds_name_what_is_held_and_what_is_apart(archive: Archive) -> None:
    files(archive, 4)
    together(archive, 1, 2)
    retag(archive, 4, Placing(3))
    parted = apart(archive, 4).story
    found = bonds.bonds(archive, 4, (1, 3, parted))
    assert found.held == {1}
    assert found.apart == {0: frozenset({3}), 3: frozenset({parted}), parted: frozenset({3})}


# ---- a law ------------------------------------------------------------

_ARTICLES = 5
_number = st.integers(1, _ARTICLES)
_step = st.one_of(
    st.tuples(st.just("together"), _number, _number),
    st.tuples(st.just("apart"), _number, _number),
    st.tuples(st.just("join"), _number, _number),
    st.tuples(st.just("merge"), _number, _number),
    st.tuples(st.just("leave"), _number, _number),
)


@settings(max_examples=40)
@given(st.lists(_step, max_size=14))
def test_whatever_machines_do_the_analyst_is_obeyed(steps: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder, room.open(Path(folder) / "a.db", write=True) as archive:
        files(archive, _ARTICLES)
        for what, one, other in steps:
            _do(archive, what, one, other)
            _obeyed(archive)
        assert not list(care.faults(archive))


def _do(archive: Archive, what: str, one: int, other: int) -> None:
    story = {row["id"]: row["story"] for row in archive.rows("SELECT id, story FROM article")}
    if what == "together" and one != other:
        together(archive, one, other)
    elif what == "apart" and sum(each == story[one] for each in story.values()) > 1:
        apart(archive, one)
    elif what in ("join", "merge", "leave"):
        retag(archive, one, {"join": Placing(story[other]), "merge": Placing(story[one], (story[other],)), "leave": Placing(None)}[what])


def _obeyed(archive: Archive) -> None:
    story = {row["id"]: row["story"] for row in archive.rows("SELECT id, story FROM article")}
    for each in archive.rows("SELECT kind, one, other FROM verdict WHERE lifted IS NULL"):
        assert (story[each["one"]] == story[each["other"]]) == (each["kind"] == "together")
