"""Functions in a process of their own: values and errors come back; what is stuck, too large or broken ends, and work goes on."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.bounded import Child
from aggregator.errors import BoundError, ExtractError
from aggregator.model import Match, Verdict

GENEROUS = 60.0


def echo(value: object) -> object:
    """Give the value back."""
    return value


def process() -> int:
    """The number of the process this runs in."""
    return os.getpid()


def sleep(seconds: float) -> None:
    """Be stuck."""
    time.sleep(seconds)


def swell(megabytes: int) -> int:
    """Take memory, and let it go."""
    return sum(len(piece) for piece in [os.urandom(1 << 20) for _ in range(megabytes)])


def stop_dead() -> None:
    """End the process without a word."""
    os._exit(3)


def segfault() -> None:
    """What a broken library does."""
    ctypes.string_at(0)


def recurse(depth: int) -> int:
    """Recursion that Python ends."""
    return recurse(depth + 1)


def refuse() -> None:
    """Raise one of our errors with everything it carries."""
    error = ExtractError("A wall.", where="https://x.example", hint="Wait.", reason="consent-wall")
    error.permanent = True
    raise error


class Awkward(Exception):
    """An exception that pickle cannot bring back."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)
        self.two = two


def be_awkward() -> None:
    """Raise it."""
    raise Awkward("one", "two")


def unpicklable() -> object:
    """Return what cannot be sent."""
    return lambda: None


def chatter() -> str:
    """Print what must not be taken for a reply."""
    print("\0" * 100)
    os.write(1, b"rubbish" * 100)
    return "quiet"


@pytest.fixture
def child() -> Iterator[Child]:
    """A child, ended afterwards."""
    with Child() as started:
        yield started


@pytest.mark.parametrize("value", [None, 7, "text", b"\0" * 3_000_000, Match(Verdict.COPY, 3, 0.5, "x"), {"a": (1, 2)}])
def test_values_go_in_and_come_out(child: Child, value: object) -> None:
    assert child.call(echo, value, seconds=GENEROUS) == value


def test_it_is_another_process_and_stays_the_same_one(child: Child) -> None:
    first = child.call(process, seconds=GENEROUS)
    assert first != os.getpid()
    assert child.call(process, seconds=GENEROUS) == first


def test_nothing_is_started_before_it_is_needed() -> None:
    with Child() as child:
        assert child._process is None


def test_our_errors_come_back_whole(child: Child) -> None:
    with pytest.raises(ExtractError) as caught:
        child.call(refuse, seconds=GENEROUS)
    error = caught.value
    assert (error.message, error.where, error.hint, error.reason, error.permanent) == (
        "A wall.",
        "https://x.example",
        "Wait.",
        "consent-wall",
        True,
    )


def test_a_bug_comes_back_with_its_traceback(child: Child) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        child.call(divmod, 1, 0, seconds=GENEROUS)
    assert "Traceback" in caught.value.__notes__[0]


@pytest.mark.parametrize("function", [be_awkward, unpicklable])
def test_what_cannot_be_sent_is_an_error_and_the_child_goes_on(child: Child, function: object) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - which one pickle raises is its own affair
        child.call(function, seconds=GENEROUS)  # type: ignore[arg-type]
    assert child.call(echo, 1, seconds=GENEROUS) == 1


def test_what_takes_too_long_is_ended(child: Child) -> None:
    started = time.monotonic()
    with pytest.raises(BoundError) as caught:
        child.call(sleep, 120.0, seconds=0.5)
    assert caught.value.reason == "too-slow"
    assert time.monotonic() - started < 30
    assert child.call(echo, "on", seconds=GENEROUS) == "on"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux only")
def test_what_takes_too_much_memory_is_ended(child: Child) -> None:
    with pytest.raises(BoundError) as caught:
        child.call(swell, 2000, seconds=GENEROUS)
    assert caught.value.reason in ("too-large", "died")
    assert child.call(swell, 20, seconds=GENEROUS) == 20 << 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux only")
def test_the_bound_is_on_the_whole_process() -> None:
    with Child(memory=120 << 20) as child:
        assert child.call(swell, 60, seconds=GENEROUS)
        with pytest.raises(BoundError):
            child.call(swell, 130, seconds=GENEROUS)


@pytest.mark.parametrize("function", [stop_dead, segfault])
def test_a_broken_child_is_replaced(child: Child, function: object) -> None:
    with pytest.raises(BoundError):
        child.call(function, seconds=GENEROUS)  # type: ignore[arg-type]
    assert child.call(echo, 1, seconds=GENEROUS) == 1


def test_deep_recursion_is_an_error_like_any_other(child: Child) -> None:
    with pytest.raises((RecursionError, BoundError, RuntimeError)):
        child.call(recurse, 0, seconds=GENEROUS)
    assert child.call(echo, 1, seconds=GENEROUS) == 1


def test_a_child_that_died_while_idle_is_replaced(child: Child) -> None:
    os.kill(child.call(process, seconds=GENEROUS), signal.SIGKILL)
    time.sleep(0.2)
    assert child.call(echo, 1, seconds=GENEROUS) == 1


def test_what_it_prints_is_no_reply(child: Child, capfd: pytest.CaptureFixture[str]) -> None:
    assert child.call(chatter, seconds=GENEROUS) == "quiet"
    assert capfd.readouterr().out == ""


def test_signals_to_the_group_leave_it_to_its_parent(child: Child) -> None:
    number = child.call(process, seconds=GENEROUS)
    os.kill(number, signal.SIGTERM)
    os.kill(number, signal.SIGINT)
    assert child.call(process, seconds=GENEROUS) == number


PARENT = """
import os, sys, time
from aggregator.bounded import Child
from tests.test_bounded import process, sleep
child = Child()
print(child.call(process, seconds=60), flush=True)
child.call(sleep, 120, seconds=120)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_it_dies_with_its_parent_even_while_at_work() -> None:
    where = str(Path(__file__).parent.parent)
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=where) as parent:
        assert parent.stdout is not None
        number = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    for _ in range(100):
        if not Path(f"/proc/{number}").exists() or "State:\tZ" in Path(f"/proc/{number}/status").read_text():
            return
        time.sleep(0.1)
    raise AssertionError("the child lives on")


def spin(seconds: float) -> None:
    """Use the processor."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_seconds_are_the_processors(child: Child) -> None:
    child.call(echo, "imports what it needs", seconds=GENEROUS)
    child.call(sleep, 1.0, seconds=0.5)
    with pytest.raises(BoundError) as caught:
        child.call(spin, 60.0, seconds=0.5)
    assert caught.value.reason == "too-slow"
