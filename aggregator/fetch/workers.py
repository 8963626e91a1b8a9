"""The fleet: a thread and a client per host behind a plain iterator. Pages come out as they arrive.

    requests ──by host──> [host: request, request …]  ┐ at most limits.workers threads, each with one host at a time
                          [host: request …]           ┼──> bounded queue ──> (request, Page | error)
                          …                           ┘

Every exception becomes a value, else the consumer would wait for ever. When the consumer stops, by any way, so do the
threads: they block in slices only, and are daemons besides.
"""

from __future__ import annotations

import queue
import ssl
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from aggregator import urls
from aggregator.errors import AggregatorError
from aggregator.fetch.budget import SLICE, Budget
from aggregator.fetch.failures import Stopped
from aggregator.fetch.guard import Guard
from aggregator.fetch.journey import journey
from aggregator.fetch.network import Network
from aggregator.fetch.trust import context
from aggregator.model import Limits, Page, Request

Outcome = Page | AggregatorError | Exception

_FAREWELL = 1.0  # seconds for which the end of a round waits for its threads
_WAITING = 8  # pages that may wait for the consumer


class Fleet:
    """Asks hosts for pages, politely and many at once. A context manager; robots.txt, pauses and connections are kept over
    several calls of `pages`. `tls` and `guard` are for tests and unusual networks: whom to trust, whom to connect to."""

    def __init__(self, limits: Limits, *, tls: ssl.SSLContext | None = None, guard: Guard | None = None) -> None:
        self._limits = limits
        self._network = Network(limits, tls or context(), guard)
        self._rounds: set[_Round] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop whatever is under way and close all connections."""
        for each in tuple(self._rounds):
            each.stop()
        for host in self._network.hosts():
            host.close()

    def pages(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        """Ask for all, and give each with its page or with the error that stands in its place, as they come.

        Requests to one host keep their order. Nothing is asked before the first one is wanted, and nothing more once the
        iterator is closed.
        """
        this = _Round(self._network, self._limits)
        self._rounds.add(this)
        try:
            yield from this.outcomes(requests)
        finally:
            this.stop()
            self._rounds.discard(this)


class _Round:
    """One call of `pages`: its threads, its queue, its end."""

    def __init__(self, network: Network, limits: Limits) -> None:
        self._network = network
        self._limits = limits
        self._stop = threading.Event()
        self._hosts: deque[list[Request]] = deque()
        self._done: queue.Queue[tuple[Request, Outcome, Budget]] = queue.Queue(_WAITING)
        self._threads: list[threading.Thread] = []

    def outcomes(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        """Every request with its outcome."""
        count = self._sort(requests)
        self._start()
        for _ in range(count):
            done = self._next()
            if done is None:
                return
            request, outcome, budget = done
            yield request, outcome
            self._network.room.free(budget)

    def stop(self) -> None:
        """End the threads; wait for them a moment, not for ever."""
        self._stop.set()
        until = time.monotonic() + _FAREWELL
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))
        if not self._done.mutex.acquire(timeout=_FAREWELL):  # an interrupt came between taking this lock and giving it back
            return
        self._done.mutex.release()
        while True:
            try:
                self._network.room.free(self._done.get_nowait()[2])
            except queue.Empty:
                return

    def _sort(self, requests: Iterable[Request]) -> int:
        """Requests by host, the longest list first."""
        by_host: dict[str, list[Request]] = {}
        for request in requests:
            by_host.setdefault(urls.host(request.url), []).append(request)
        self._hosts.extend(sorted(by_host.values(), key=len, reverse=True))
        return sum(len(each) for each in by_host.values())

    def _start(self) -> None:
        for number in range(min(self._limits.workers, len(self._hosts))):
            thread = threading.Thread(target=self._work, name=f"fetch {number}", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the system gives no more threads: those that run do the work
                if not self._threads:
                    raise
                return
            self._threads.append(thread)

    def _next(self) -> tuple[Request, Outcome, Budget] | None:
        """The next outcome; None once the fleet is closed. Waits in slices, so that it sees that, and a signal on every system."""
        while True:
            alive = any(thread.is_alive() for thread in self._threads)
            try:
                return self._done.get(timeout=SLICE)
            except queue.Empty:
                if self._stop.is_set():
                    return None
                if not alive:
                    raise RuntimeError("the fleet's threads have ended before their work") from None

    def _work(self) -> None:
        """One thread: host after host, until none is left."""
        with suppress(IndexError, Stopped):
            while not self._stop.is_set():
                self._serve(self._hosts.popleft())

    def _serve(self, requests: list[Request]) -> None:
        """All requests to one host, in order."""
        host = self._network.host(requests[0].url)
        host.new_round()
        try:
            for request in requests:
                self._hand_over(request, Budget(host.patience(self._limits.deadline), self._stop))
        finally:
            host.close()

    def _hand_over(self, request: Request, budget: Budget) -> None:
        outcome: Outcome
        try:
            outcome = journey(self._network, request, budget)
        except Stopped:
            self._network.room.free(budget)
            raise
        except Exception as error:  # a bug too is a value: the pipeline shows it, and other pages go on
            outcome = _light(error)
        if not isinstance(outcome, Page):
            self._network.room.free(budget)
        while True:
            try:
                return self._done.put((request, outcome, budget), timeout=SLICE)
            except queue.Full:
                budget.check_stopped()


def _light(error: Exception) -> Exception:
    """The error without the bodies that its frames hold: a consumer may keep many. What we foresaw needs no traceback at all."""
    if isinstance(error, AggregatorError):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    traceback.clear_frames(error.__traceback__)
    return error
