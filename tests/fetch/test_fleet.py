"""The fleet: everything comes out, in bounded threads, time and memory; it is polite; and it ends when nobody listens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import Fleet
from aggregator.fetch.budget import Budget
from aggregator.fetch.failures import Stopped, Trouble
from aggregator.fetch.room import ALL, SMALL, Room
from aggregator.model import Page, Request
from tests.fetch.conftest import SYSTEM, Serve, fetch, limits
from tests.fetch.server import NETWORK, Seen, answer, drip, redirect


def simple(seen: Seen) -> bytes | None:
    return None if seen.path == "/robots.txt" else answer(200, f"<p>{seen.path}")


def dripping(seen: Seen) -> Iterator[bytes] | None:
    return None if seen.path == "/robots.txt" else drip(b"HTTP/1.1 200 OK\r\n\r\n<html>")


def fetching() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("fetch ")]


def gone_within(seconds: float) -> bool:
    until = time.monotonic() + seconds
    while fetching() and time.monotonic() < until:
        time.sleep(0.02)
    return not fetching()


def test_every_request_comes_out_once(serve: Serve) -> None:
    servers = [serve(simple) for _ in range(8)]
    requests = [Request(server.url(f"/{number}"), key=str(number)) for server in servers for number in range(5)]
    requests += [requests[0], Request("nonsense"), Request("http://127.0.0.1/")]
    with Fleet(limits(workers=3), tls=SYSTEM) as fleet:
        outcomes = list(fleet.pages(iter(requests)))
    assert Counter(request.url for request, _ in outcomes) == Counter(request.url for request in requests)
    assert sum(isinstance(outcome, Page) for _, outcome in outcomes) == 41
    assert gone_within(10)


def test_a_slow_host_holds_no_run(serve: Serve) -> None:
    """It answers each request well, but two hundred of them would take a minute; another host's pages come all the same."""

    def slow(seen: Seen) -> bytes | None:
        time.sleep(0 if seen.path == "/robots.txt" else 0.6)
        return simple(seen)

    server, other = serve(slow), serve(simple)
    requests = [Request(each.url(f"/{number}")) for each in (server, other) for number in range(200)]
    began = time.monotonic()
    with Fleet(limits(deadline=2.0, retries=0), tls=SYSTEM) as fleet:
        outcomes = {request.url: outcome for request, outcome in fleet.pages(requests)}
        whole = [url for url, outcome in outcomes.items() if isinstance(outcome, Page)]
        assert time.monotonic() - began < 50
        assert {getattr(outcome, "reason", "") for outcome in outcomes.values()} == {"", "deadline", "host-down"}
        assert len([url for url in whole if url.startswith(other.base)]) == 200
        assert 3 <= len([url for url in whole if url.startswith(server.base)]) <= 8
        (_, again), *_ = fleet.pages(requests[:1])  # a later round may try again
        assert isinstance(again, Page)


def test_slow_pages_cost_no_quick_ones(serve: Serve) -> None:
    """Every other page never ends; half of the deadline, which is what is left to the next one, is plenty for a quick one."""

    def script(seen: Seen) -> bytes | Iterator[bytes] | None:
        return dripping(seen) if seen.path in ("/1", "/3") else simple(seen)

    server = serve(script)
    with Fleet(limits(deadline=6.0, timeout=6.0, retries=0), tls=SYSTEM) as fleet:
        outcomes = {request.url: outcome for request, outcome in fleet.pages([Request(server.url(f"/{n}")) for n in range(6)])}
    whole = [url.rpartition("/")[2] for url, outcome in outcomes.items() if isinstance(outcome, Page)]
    assert sorted(whole) == ["0", "2", "4", "5"]


def test_nothing_in_nothing_out() -> None:
    assert fetch() == []


def test_threads_are_bounded_and_a_host_is_asked_by_one_at_a_time(serve: Serve) -> None:
    def slow(seen: Seen) -> bytes | None:
        time.sleep(0.05)
        return simple(seen)

    servers = [serve(slow) for _ in range(6)]
    most = 0
    with Fleet(limits(workers=2), tls=SYSTEM) as fleet:
        for _ in fleet.pages(Request(server.url(f"/{number}")) for number in range(3) for server in servers):
            most = max(most, len(fetching()))
    assert most == 2
    assert [server.most_at_once for server in servers] == [1] * 6
    assert all(server.paths() == ["/0", "/1", "/2"] for server in servers)


def test_two_hosts_that_lead_to_a_third_take_turns_there(serve: Serve) -> None:
    def slow(seen: Seen) -> bytes | None:
        time.sleep(0.05)
        return simple(seen)

    third = serve(slow)
    hosts = [serve(lambda seen: None if seen.path == "/robots.txt" else redirect(third.url(seen.path))) for _ in range(4)]
    outcomes = fetch(*(host.url(f"/{number}") for number, host in enumerate(hosts)))
    assert all(isinstance(outcome, Page) for outcome in outcomes)
    assert third.most_at_once == 1


def test_the_pause_lies_between_any_two_requests(serve: Serve) -> None:
    server = serve(lambda seen: redirect("/there") if seen.path == "/a" else simple(seen))
    with Fleet(limits(pause=0.3), tls=SYSTEM) as fleet:
        list(fleet.pages([Request(server.url("/a"))]))
        list(fleet.pages([Request(server.url("/b"))]))
    times = [seen.at for seen in server.seen]
    assert server.paths(robots=True) == ["/robots.txt", "/a", "/there", "/b"]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.3


def test_a_connection_is_used_again(serve: Serve) -> None:
    ports: set[str] = set()
    server = serve(simple)
    accepted = server._serve

    def counted(connection: object) -> None:
        ports.add(str(connection))
        accepted(connection)  # type: ignore[arg-type]

    server._serve = counted  # type: ignore[method-assign]
    fetch(*(server.url(f"/{number}") for number in range(5)))
    assert len(ports) == 1


def test_a_host_that_sends_us_away_is_left_alone(serve: Serve) -> None:
    server = serve(lambda seen: None if seen.path == "/robots.txt" else answer(429, Retry_After="600"))
    with Fleet(limits(), tls=SYSTEM) as fleet:
        first, *others = [outcome for _, outcome in fleet.pages([Request(server.url(f"/{number}")) for number in range(10)])]
        later = [outcome for _, outcome in fleet.pages([Request(server.url("/later"))])]
    assert isinstance(first, FetchError)
    assert first.reason == "status-429"
    for outcome in others + later:
        assert isinstance(outcome, FetchError)
        assert outcome.reason == "resting"
        assert outcome.retry_after is not None
        assert 590 < outcome.retry_after <= 600
    assert server.paths() == ["/0"]


def test_a_host_that_fails_on_and_on_is_given_up_for_the_round(serve: Serve) -> None:
    server = serve(lambda seen: None if seen.path == "/robots.txt" else answer(500))
    with Fleet(limits(retries=0), tls=SYSTEM) as fleet:
        reasons = [getattr(outcome, "reason", "") for _, outcome in fleet.pages([Request(server.url(f"/{number}")) for number in range(6)])]
        again = [getattr(outcome, "reason", "") for _, outcome in fleet.pages([Request(server.url("/again"))])]
    assert reasons == ["status-500"] * 3 + ["host-down"] * 3
    assert again == ["status-500"]


def test_an_answer_forgives_failures(serve: Serve) -> None:
    server = serve(lambda seen: answer(500) if seen.path.startswith("/bad") else simple(seen))
    paths = ["/bad1", "/bad2", "/good1", "/bad3", "/bad4", "/good2"]
    outcomes = fetch(*(server.url(path) for path in paths), retries=0)
    assert [isinstance(outcome, Page) for outcome in outcomes] == [path.startswith("/good") for path in paths]


def test_a_host_that_drips_on_every_page_gets_less_and_less_time(serve: Serve) -> None:
    server = serve(dripping)
    began = time.monotonic()
    outcomes = fetch(*(server.url(f"/{number}") for number in range(8)), deadline=4.0)
    assert time.monotonic() - began < 11  # 4 + 2 + 1, and what a busy machine adds; three times 4 would be 12
    assert [getattr(outcome, "reason", "") for outcome in outcomes] == ["deadline"] * 3 + ["host-down"] * 5


def test_the_end_of_the_consumer_is_the_end_of_the_work(serve: Serve) -> None:
    quick, slow = serve(simple), serve(dripping)
    requests = [Request(quick.url(f"/{number}")) for number in range(200)] + [Request(slow.url())]
    with Fleet(limits(deadline=60.0, timeout=60.0), tls=SYSTEM) as fleet:
        pages = fleet.pages(requests)
        next(pages)
        began = time.monotonic()
        pages.close()  # type: ignore[attr-defined]
        assert time.monotonic() - began < 20
        assert gone_within(10)
    time.sleep(0.3)  # what was under way reaches the server's book
    asked = len(quick.seen)
    time.sleep(0.3)
    assert len(quick.seen) == asked < 60


def test_leaving_the_fleet_ends_its_rounds(serve: Serve) -> None:
    slow = serve(dripping)
    began = time.monotonic()
    with Fleet(limits(deadline=60.0, timeout=60.0), tls=SYSTEM) as fleet:
        pages = fleet.pages([Request(slow.url())])
        threading.Timer(0.3, fleet.close).start()
        assert list(pages) == []
    assert time.monotonic() - began < 20
    assert gone_within(10)


def test_a_consumer_that_raises_leaves_no_thread_behind(serve: Serve) -> None:
    server, slow = serve(simple), serve(dripping)

    def consume() -> None:
        with Fleet(limits(deadline=60.0), tls=SYSTEM) as fleet:
            for _ in fleet.pages([Request(server.url("/a")), Request(slow.url())]):
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consume()
    assert gone_within(10)


def test_a_bug_is_a_value_too(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is asked once a page has come: a wrong AGGREGATOR_NOW stands for any exception that nobody foresaw."""
    monkeypatch.setenv("AGGREGATOR_NOW", "nonsense")
    server = serve(simple)
    first, second = fetch(server.url("/a"), server.url("/b"))
    assert "AGGREGATOR_NOW" in str(first)
    assert "AGGREGATOR_NOW" in str(second)


def test_an_error_keeps_no_page_alive(serve: Serve) -> None:
    server = serve(lambda seen: None if seen.path == "/robots.txt" else answer(200, b"x" * 400_000))
    (error,) = fetch(server.url(), max_bytes=300_000)
    assert isinstance(error, FetchError)
    assert error.__traceback__ is None
    assert error.__cause__ is None
    assert error.__context__ is None


# ---- memory --------------------------------------------------------------------------------------------------------------


def test_only_a_few_large_pages_at_a_time() -> None:
    room = Room(ALL // 2)
    budgets = [Budget(0.4, threading.Event()) for _ in range(3)]
    for budget in budgets:
        room.hold(budget, SMALL)
    room.hold(budgets[0], SMALL + 1)
    room.hold(budgets[0], SMALL + 2)
    room.hold(budgets[1], SMALL + 1)
    with pytest.raises(Trouble) as caught:
        room.hold(budgets[2], SMALL + 1)
    assert caught.value.reason == "no-room"
    room.free(budgets[0])
    room.free(budgets[0])
    room.hold(budgets[2], SMALL + 1)
    assert budgets[2].left() > 0


def test_waiting_for_room_ends_when_stopped() -> None:
    room = Room(ALL)
    stop = threading.Event()
    room.hold(Budget(9, stop), SMALL + 1)
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(Stopped):
        room.hold(Budget(9, stop), SMALL + 1)


def test_large_pages_of_many_hosts_all_come_out_and_are_let_go(serve: Serve) -> None:
    body = b"<p>" + b"x" * (SMALL * 3)
    servers = [serve(lambda seen: None if seen.path == "/robots.txt" else answer(200, body)) for _ in range(8)]
    count = 0
    with Fleet(limits(deadline=30.0, timeout=30.0), tls=SYSTEM) as fleet:
        for _, outcome in fleet.pages(Request(server.url()) for server in servers):
            assert isinstance(outcome, Page), repr(outcome)
            count += len(outcome.content) == len(body)
    assert count == 8


PROGRAM = f"""
import resource, signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins deaf to it
from aggregator.fetch import Fleet
from aggregator.model import Limits, Request
limits = Limits(user_agent="aggregator-test/1.0 (+https://example.org)", pause=0.0, deadline=30.0, allow_networks=("{NETWORK}",), retries=0)
with Fleet(limits) as fleet:
    for request, outcome in fleet.pages([Request(url) for url in sys.argv[1:]]):
        print(getattr(outcome, "reason", "page"), flush=True)
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def child(*urls: str, program: str = PROGRAM) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *urls],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_sixteen_endless_hosts_cost_less_than_300_megabytes(serve: Serve) -> None:
    def endless(seen: Seen) -> Iterator[bytes] | None:
        return None if seen.path == "/robots.txt" else drip(b"HTTP/1.1 200 OK\r\n\r\n<html>", b"x" * 65536, 0.0)

    output, _ = child(*(serve(endless).url() for _ in range(16))).communicate(timeout=120)
    *reasons, peak = output.split()
    assert reasons == ["too-large"] * 16
    assert int(peak) < 300  # VmHWM, for ru_maxrss counts what the test's own process was before exec: see getrusage(2)


def test_an_interrupt_ends_a_program_at_once(serve: Serve) -> None:
    quick, slow = serve(simple), serve(dripping)
    process = child(quick.url(), slow.url(), program=PROGRAM.replace("deadline=30.0", "deadline=600.0, timeout=600.0"))
    assert process.stdout is not None
    assert process.stdout.readline() == "page\n"
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - began < 30
    assert process.returncode == -signal.SIGINT
    assert errors.rstrip().endswith("KeyboardInterrupt")
