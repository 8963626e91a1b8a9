"""A request's budget: time that counts and time that does not, bytes, and whoever stops it."""

from __future__ import annotations

import threading
import time

import pytest

from aggregator.fetch.budget import SLICE, Budget
from aggregator.fetch.failures import Stopped, Trouble, told, way
from aggregator.fetch.hosts import locked


def test_time_runs_out() -> None:
    budget = Budget(0.1, threading.Event())
    assert 0 < budget.left() <= 0.1
    time.sleep(0.12)
    with pytest.raises(Trouble) as caught:
        budget.left()
    assert caught.value.reason == "deadline"


def test_excused_time_does_not_count() -> None:
    budget = Budget(0.2, threading.Event())
    with budget.excused():
        time.sleep(0.3)
    assert budget.left() > 0.1


def test_pauses_add_up_to_a_bound() -> None:
    budget = Budget(900, threading.Event(), pauses=30)
    budget.pause(-5)
    budget.pause(0.2)
    began = time.monotonic()
    with pytest.raises(Trouble) as caught:
        budget.pause(30)
    assert caught.value.reason == "long-way"
    assert time.monotonic() - began < 10


def test_a_slice_is_short() -> None:
    assert Budget(100, threading.Event()).slice() == SLICE
    assert Budget(0.1, threading.Event()).slice() <= 0.1


def test_bytes_run_out() -> None:
    budget = Budget(1, threading.Event())
    budget.allow(10)
    budget.spend(10, 10)
    with pytest.raises(Trouble) as caught:
        budget.spend(1, 10)
    assert caught.value.reason == "too-large"


def test_a_rest_ends_when_stopped() -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        Budget(60, stop).rest(30)
    assert time.monotonic() - began < 20


def test_a_lock_is_waited_for_without_cost_and_left_when_stopped() -> None:
    lock, stop = threading.Lock(), threading.Event()
    budget = Budget(0.3, stop)
    lock.acquire()
    threading.Timer(0.4, lock.release).start()
    with locked(lock, budget):
        assert lock.locked()
    assert not lock.locked()
    assert budget.left() > 0.2
    lock.acquire()
    stop.set()
    with pytest.raises(Stopped), locked(lock, budget):
        pass


def test_a_lock_is_let_go_after_an_error_but_kept_on_wish() -> None:
    lock, budget = threading.Lock(), Budget(1, threading.Event())
    with pytest.raises(ZeroDivisionError), locked(lock, budget, keep=True):
        raise ZeroDivisionError
    assert not lock.locked()
    with locked(lock, budget, keep=True):
        pass
    assert lock.locked()


def test_a_status_without_a_line_of_its_own_takes_that_of_its_hundred() -> None:
    assert way("status-418").message == way("status-499").message
    assert way("status-599").again
    assert not way("status-418").again


def test_words_of_strangers_are_shown_on_one_line() -> None:
    error = told(Trouble("not-http", why="\x1b[2Jbad\r\nline\u202e" + "x" * 900), "http://example.org/", "example.org")
    assert error.message.startswith("example.org does not answer in HTTP: [2Jbad line")
    assert len(error.message) < 300
    assert error.where == "http://example.org/"
