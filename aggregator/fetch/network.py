"""What all journeys share: the hosts by name, with their robots.txt, their turns and their clients."""

from __future__ import annotations

import ssl
import threading
from urllib.parse import urlsplit

import httpx

from aggregator import clock, urls
from aggregator.fetch import reservation, robots
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import Answer, Ask, Client
from aggregator.fetch.failures import Trouble, way
from aggregator.fetch.guard import Guard, checked
from aggregator.fetch.hosts import Host, locked
from aggregator.fetch.room import Room
from aggregator.model import Limits


class Network:
    """Hosts by name, kept as long as this lives. Used by many threads."""

    def __init__(self, limits: Limits, tls: ssl.SSLContext, guard: Guard | None = None) -> None:
        self.limits = limits
        self.room = Room(limits.max_bytes)
        self._tls = tls
        self._guard = guard or Guard(limits.allow_networks)
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def host(self, url: str) -> Host:
        """The host of an address, made when first met."""
        name = urls.host(url)
        with self._lock:
            if name not in self._hosts:
                client = Client(self.limits, self._guard, self._tls, self.room)
                self._hosts[name] = Host(name, client, self.limits.pause, self.limits.deadline)
            return self._hosts[name]

    def hosts(self) -> tuple[Host, ...]:
        """All hosts met so far."""
        with self._lock:
            return tuple(self._hosts.values())

    def ask(self, ask: Ask, budget: Budget) -> Answer:
        """One exchange, in turn, with the host of the address. Raises Trouble and Stopped."""
        host = self.host(ask.url)
        with host.turn(budget):
            answer = host.client.exchange(ask, budget)
            if answer.status == 429:
                host.send_away(answer.headers.retry_after(clock.now()))
        if answer.status < 500:
            host.answered()
        return answer

    def rules(self, url: str, budget: Budget) -> robots.Rules:
        """What robots.txt of this address's host and port says; asked once. Raises Trouble: "robots-down" while the host cannot
        answer that question (5xx), else why it cannot be asked at all."""
        host = self.host(url)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with locked(host.asking_rules, budget):
            known = host.rules.get(origin)
            if known is None:
                known = self._asked_rules(origin, budget)
                if isinstance(known, robots.Rules):
                    host.slow_down(known.delay)
                if isinstance(known, robots.Rules) or not way(known.reason).again:
                    host.rules[origin] = known
        if isinstance(known, Trouble):
            raise Trouble(known.reason, **known.details)
        return known

    def reserved(self, url: str, budget: Budget) -> bool:
        """Whether the host's /.well-known/tdmrep.json reserves text and data mining for this address. Asked once per origin, if
        robots.txt lets us; a host without that file, or in trouble, reserves nothing by it. Raises Stopped."""
        host = self.host(url)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with locked(host.asking_rules, budget):
            if origin not in host.reservations:
                host.reservations[origin] = self._policy(origin + reservation.PATH, host.rules.get(origin), budget)
        return reservation.reserved(host.reservations[origin], url)

    def _policy(self, url: str, rules: robots.Rules | Trouble | None, budget: Budget) -> bytes:
        """The body of a tdmrep.json; nothing where there is none."""
        if isinstance(rules, robots.Rules) and not rules.allow(url):
            return b""
        try:
            answer = self.ask(Ask(url, most=reservation.LARGEST, long=True), budget)
        except Trouble:
            return b""
        return answer.content if answer.status == 200 else b""

    def _asked_rules(self, origin: str, budget: Budget) -> robots.Rules | Trouble:
        try:
            return self._read_rules(self._robots_answer(origin + robots.PATH, budget))
        except Trouble as trouble:
            return trouble

    def _robots_answer(self, url: str, budget: Budget) -> Answer:
        """The answer to a request for robots.txt, along at most five redirects; the last redirect itself where there are more."""
        cookies = httpx.Cookies()
        answer = self.ask(Ask(checked(url), most=robots.LARGEST, cut=True, cookies=cookies), budget)
        for _ in range(robots.REDIRECTS):
            target = urls.absolute(answer.url, answer.headers.get("location")) if answer.status in (301, 302, 303, 307, 308) else None
            if target is None:
                break
            answer = self.ask(Ask(checked(target), most=robots.LARGEST, cut=True, cookies=cookies), budget)
        return answer

    def _read_rules(self, answer: Answer) -> robots.Rules:
        """What an answer means (RFC 9309, 2.3.1): rules, freedom, or a ban."""
        if answer.status >= 500:
            raise Trouble("robots-down", status=answer.status)
        if not 200 <= answer.status < 300:
            return robots.free(self.limits.user_agent)
        return robots.rules(answer.content, answer.headers.media_type, self.limits.user_agent)
