"""The garbage collector is off while a table is built, and afterwards as it was before."""

from __future__ import annotations

import gc

import pytest

from aggregator.reference.uncollected import uncollected


@uncollected()
def built(size: int) -> tuple[bool, list[tuple[int, ...]]]:
    """A table, and whether the collector was on meanwhile."""
    return gc.isenabled(), [(number,) for number in range(size)]


def test_off_inside_and_on_again() -> None:
    held = gc.get_freeze_count()
    during, table = built(5000)
    assert (during, gc.isenabled(), len(table)) == (False, True, 5000)
    assert gc.get_freeze_count() > held  # what is built is out of its sight


def test_nested_and_after_an_error() -> None:
    with uncollected():
        with pytest.raises(ZeroDivisionError), uncollected():
            print(1 // 0)
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        built(10)
        assert not gc.isenabled()
    finally:
        gc.enable()
