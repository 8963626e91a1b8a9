"""Regions of the world: every country of ours lies in one."""

from __future__ import annotations

import pytest

from aggregator.reference import countries, regions


def test_every_country_has_a_region() -> None:
    assert [each.code for each in countries.all_countries() if not regions.region(each.code)] == []


@pytest.mark.parametrize(
    ("codes", "region"),
    [
        (("CN", "JP"), "East Asia"),
        (("sg",), "Southeast Asia"),
        (("SG", "CN"), regions.ACROSS),
        ((), ""),
        (("??",), ""),
        (("??", "DE"), "Europe"),
    ],
)
def test_the_region_that_countries_have_in_common(codes: tuple[str, ...], region: str) -> None:
    assert regions.common(codes) == region
