"""Once more through tagging and stories, without the network: what changed is told, what fails stays, what was interrupted goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from aggregator.archive import care, read
from aggregator.archive.errands import Choice
from aggregator.errors import ExtractError, TagError
from aggregator.model import Article, Entry, Organisation, Page, Partnership, Party, Source, Tags
from aggregator.pipeline import retagging, work
from aggregator.pipeline.retagging import Change, differences
from tests.pipeline import web as fakes
from tests.pipeline.web import House, Web


def again(house: House, choice: Choice | None = None, **changes: object) -> list[Change]:
    """A retag with some stages changed."""
    stages = replace(fakes.stages(house.web), **changes)  # type: ignore[arg-type]
    house.clock(house.now)
    return list(retagging.retag(house.archive, choice or Choice(), (fakes.SOURCE,), stages=stages))


@pytest.fixture
def full(house: House, web: Web) -> House:
    """A house with three articles."""
    web.feed(1, 2, 3)
    web.articles(1, 2, 3)
    house.run()
    web.urls()
    return house


def described_as(name: str) -> Callable[[Article], work.Description]:
    """A tagger that names one organisation everywhere."""

    def described(article: Article) -> work.Description:
        found = fakes.described(article)
        return replace(found, tags=replace(found.tags, organisations=(Organisation(f"new:{name}", name),), version="2"))

    return described


def tags_of(house: House) -> list[Tags]:
    """The tags of all articles."""
    return [each.tags for each in read.filed(house.archive, (1, 2, 3))]


def test_nothing_changes_where_tagging_is_the_same(full: House) -> None:
    assert [change.told for change in again(full)] == [(), (), ()]
    assert full.web.urls() == []
    assert list(care.faults(full.archive)) == []


def test_what_changed_is_told_and_filed(full: House) -> None:
    told = again(full, described=described_as("Acme"))
    assert {change.told for change in told} == {("organisation + Acme",)}
    assert {each.organisations[0].name for each in tags_of(full)} == {"Acme"}
    assert {each.version for each in tags_of(full)} == {"2"}


def test_a_dry_run_changes_nothing(full: House) -> None:
    stages = replace(fakes.stages(full.web), described=described_as("Acme"))
    told = list(retagging.retag(full.archive, Choice(), stages=stages, dry_run=True))
    assert all(change.told for change in told)
    assert {each.version for each in tags_of(full)} == {"1"}


def test_what_fails_is_told_and_stays_as_it_was(full: House) -> None:
    def described(article: Article) -> work.Description:
        if "2" in article.title:
            raise TagError("Cannot.")
        return described_as("Acme")(article)

    told = again(full, described=described)
    assert [change.told[0].startswith("failed") for change in told] == [False, True, False]
    assert [each.version for each in tags_of(full)] == ["2", "1", "2"]


def test_an_interrupted_one_goes_on_where_it_stopped(full: House) -> None:
    def described(article: Article) -> work.Description:
        if "2" in article.title:
            raise KeyboardInterrupt
        return described_as("Acme")(article)

    with pytest.raises(KeyboardInterrupt):
        again(full, described=described)
    told = again(full, described=described_as("Acme"))
    assert len(told) == 2
    assert {each.version for each in tags_of(full)} == {"2"}
    assert len(again(full)) == 3


def test_pages_are_read_again_and_a_different_text_is_a_new_version(full: House) -> None:
    def articled(page: Page, entry: Entry, source: Source) -> work.Reading:
        reading = fakes.articled(page, entry, source)
        return replace(reading, article=replace(reading.article, paragraphs=(*reading.article.paragraphs, "More was found.")))

    told = again(full, Choice(pages=True), articled=articled)
    assert all("text read anew" in change.told for change in told)
    assert [each.versions for each in read.filed(full.archive, (1, 2, 3))] == [2, 2, 2]
    assert all(each.article.text.endswith("More was found.") for each in read.filed(full.archive, (1, 2, 3)))
    assert list(care.faults(full.archive)) == []


def test_pages_that_read_the_same_make_no_version(full: House) -> None:
    assert {change.told for change in again(full, Choice(pages=True))} == {()}
    assert [each.versions for each in read.filed(full.archive, (1, 2, 3))] == [1, 1, 1]


def test_a_page_that_can_no_longer_be_read_leaves_the_article(full: House) -> None:
    def articled(page: Page, entry: Entry, source: Source) -> work.Reading:
        raise ExtractError("No.")

    assert all(change.told[0].startswith("failed") for change in again(full, Choice(pages=True), articled=articled))
    assert len(read.filed(full.archive, (1, 2, 3))) == 3


ACME, LAKE = Organisation("org:acme", "Acme"), Organisation("org:lake", "Lake")
DEAL = Partnership((Party("org:acme", "Acme"),), "mou", ())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (Tags(), Tags(), []),
        (Tags(organisations=(ACME,)), Tags(organisations=(LAKE,)), ["organisation + Lake", "organisation - Acme"]),
        (Tags(countries=("SG", "CN")), Tags(countries=("CN", "SG")), []),
        (Tags(countries=("SG",)), Tags(countries=("MY",)), ["country + MY", "country - SG"]),
        (Tags(), Tags(partnership=DEAL), ["partnership found"]),
        (Tags(partnership=DEAL), Tags(), ["partnership dropped"]),
        (Tags(partnership=DEAL), Tags(partnership=replace(DEAL, deal_type="contract")), ["deal type mou -> contract"]),
        (Tags(partnership=DEAL), Tags(partnership=replace(DEAL, parties=())), ["party - Acme"]),
    ],
)
def test_differences_in_words(old: Tags, new: Tags, told: list[str]) -> None:
    assert list(differences(old, new)) == told
