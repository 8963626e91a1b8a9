"""The demonstration's newsroom serves what its table promises, and nothing else."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from aggregator import newsroom


def test_every_source_answers_and_is_counted() -> None:
    with newsroom.opened() as sites:
        for site in sites:
            with urlopen(site.source.url) as answer:
                body = answer.read()
            assert body
            assert b"{{base}}" not in body
            assert site.asked == [site.source.url.removeprefix(site.base)]
    assert len({site.base for site in sites}) == len(sites) == 7


def test_what_is_not_in_the_table_is_not_found() -> None:
    with newsroom.opened() as (site, *_), pytest.raises(HTTPError, match="404"):
        urlopen(site.base + "/../sites.toml")
