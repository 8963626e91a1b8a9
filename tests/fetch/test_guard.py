"""Which addresses may be asked: spellings, carried addresses, resolvers that lie."""

from __future__ import annotations

import socket
import threading
import time
from ipaddress import ip_address

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import FetchError
from aggregator.fetch import Fleet
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import Guarded
from aggregator.fetch.failures import Stopped, Trouble
from aggregator.fetch.guard import Guard, checked, public
from aggregator.fetch.wire import Wire
from aggregator.model import Page, Request
from tests.fetch.conftest import SYSTEM, Serve, failure, limits
from tests.fetch.server import answer

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]
PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:10.0.0.1",
    "2001:0:808:808:0:0:80ff:fffe",
]  # fmt: skip
SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://017700000001/",
    "http://0177.0.0.1/", "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/", "http://localhost/",
    "http://LOCALHOST/", "http://localhost./", "http://0/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://[fd00:ec2::254]/", "http://10.0.0.1/", "http://192.168.0.1:8080/",
    "http://100.100.100.200/", "https://127.0.0.1/",
]  # fmt: skip


def budget(seconds: float = 2.0) -> Budget:
    return Budget(seconds, threading.Event())


@pytest.mark.parametrize("text", PUBLIC)
def test_public(text: str) -> None:
    assert public(ip_address(text))


@pytest.mark.parametrize("text", PRIVATE)
def test_not_public(text: str) -> None:
    assert not public(ip_address(text))


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_carries_a_private_one(address: object) -> None:
    six = ip_address(str(address))
    for carried in (getattr(six, "ipv4_mapped", None), getattr(six, "sixtofour", None)):
        assert carried is None or public(carried) or not public(six)


@given(st.ip_addresses(v=4))
def test_mapping_changes_nothing(address: object) -> None:
    assert public(ip_address(str(address))) == public(ip_address(f"::ffff:{address}"))


@pytest.mark.parametrize("url", SPELLINGS)
def test_every_spelling_of_a_private_address_is_refused(url: str) -> None:
    reason = failure(url, allow_networks=()).reason
    assert reason == "private-address" or (reason.startswith("dns") and url.endswith("./"))  # not every resolver knows `localhost.`


@pytest.mark.parametrize(
    ("text", "permitted"), [("127.77.1.1", True), ("::ffff:127.77.1.1", True), ("127.78.1.1", False), ("127.0.0.1", False), ("::1", False)]
)
def test_named_networks_are_open(text: str, permitted: bool) -> None:
    assert Guard(("127.77.0.0/16",)).permits(ip_address(text)) == permitted


def test_a_network_of_six_is_opened_too() -> None:
    guard = Guard(("fd00::/8", "10.1.2.3/16"))
    assert guard.permits(ip_address("fd12::1"))
    assert guard.permits(ip_address("10.1.9.9"))
    assert not guard.permits(ip_address("10.2.0.1"))


def test_only_permitted_answers_of_a_resolver_are_used() -> None:
    guard = Guard((), resolve=lambda host, port: ["10.0.0.1", "8.8.8.8", "8.8.8.8", "fe80::1%eth0"])
    assert guard.addresses("mixed.example", 80, budget()) == (ip_address("8.8.8.8"),)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "dns"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "dns-busy"),
        (UnicodeError("label too long"), "dns"),
        (OSError("broken"), "dns"),
    ],
)
def test_resolvers_that_fail(error: Exception, reason: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(Trouble) as caught:
        Guard(resolve=resolve).addresses("some.example", 80, budget())
    assert caught.value.reason == reason


def test_a_resolver_without_an_answer() -> None:
    with pytest.raises(Trouble) as caught:
        Guard(resolve=lambda host, port: []).addresses("some.example", 80, budget())
    assert caught.value.reason == "dns"


def test_a_slow_resolver_does_not_outlast_the_budget() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(5)
        return ["8.8.8.8"]

    began = time.monotonic()
    with pytest.raises(Trouble) as caught:
        Guard(resolve=resolve).addresses("slow.example", 80, budget(0.5))
    assert caught.value.reason == "deadline"
    assert time.monotonic() - began < 4


def test_a_stopped_budget_ends_the_wait_for_a_resolver() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()

    def resolve(host: str, port: int) -> list[str]:
        time.sleep(3)
        return []

    with pytest.raises(Stopped):
        Guard(resolve=resolve).addresses("slow.example", 80, Budget(60, stop))


def test_a_name_that_changes_its_address_is_resolved_once_for_a_connection(serve: Serve) -> None:
    server = serve(lambda seen: answer(200, "<p>fine") if seen.path == "/feed" else None)
    answers = [[server.ip], ["127.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    guard = Guard(limits().allow_networks, resolve)
    url = f"http://rebind.example:{server.port}/feed"
    with Fleet(limits(), tls=SYSTEM, guard=guard) as fleet:
        ((_, first),) = fleet.pages([Request(url)])
        ((_, second),) = fleet.pages([Request(url)])
    assert isinstance(first, Page)
    assert isinstance(second, FetchError)
    assert second.reason == "private-address"
    assert asked == ["rebind.example"] * 2
    assert server.paths() == ["/feed"]


def test_the_second_address_is_tried(serve: Serve) -> None:
    server = serve(lambda seen: answer(200, "<p>fine") if seen.path == "/feed" else None)
    guard = Guard(limits().allow_networks, lambda host, port: ["127.77.255.254", server.ip])
    with Fleet(limits(), tls=SYSTEM, guard=guard) as fleet:
        ((_, outcome),) = fleet.pages([Request(f"http://two.example:{server.port}/feed")])
    assert isinstance(outcome, Page)
    assert server.seen[0].headers["host"] == f"two.example:{server.port}"


def test_httpx_asks_through_our_wire() -> None:
    """httpx takes no network backend: should its private pool move, this fails, and so do all who rely on the guard."""
    wire = Wire(Guard(), 1000)
    wire.budget = budget()
    with Guarded(SYSTEM, wire) as transport, pytest.raises(Trouble) as caught:
        transport.handle_request(httpx.Request("GET", "http://127.0.0.1:1/"))
    assert caught.value.reason == "private-address"
    assert isinstance(transport._pool, httpcore.ConnectionPool)


def test_a_wire_without_an_exchange_is_a_bug() -> None:
    with pytest.raises(RuntimeError):
        Wire(Guard(), 1000).connect_tcp("127.0.0.1", 80)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_no_proxy_of_the_environment_is_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    proxy = serve(lambda seen: answer(200, "from the proxy"))
    server = serve(lambda seen: answer(200, "<p>fine") if seen.path == "/feed" else None)
    monkeypatch.setenv(variable, proxy.base)
    with Fleet(limits(), tls=SYSTEM) as fleet:
        ((_, outcome),) = fleet.pages([Request(server.url())])
    assert isinstance(outcome, Page)
    assert proxy.seen == []


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("HTTP://Example.org", "http://example.org/"),
        ("http://example.org/a b", None),
        ("http://münchen.example/ü", "http://xn--mnchen-3ya.example/%C3%BC"),
        ("http://example.org/a#b", "http://example.org/a"),
        ("http://example.org/a?q=\\", "http://example.org/a?q=\\"),
        ("http://[2606:4700::1111]:8080/a", "http://[2606:4700::1111]:8080/a"),
    ],
)
def test_one_spelling_is_asked(url: str, asked: str | None) -> None:
    if asked is None:
        with pytest.raises(Trouble):
            checked(url)
    else:
        assert checked(url) == asked


@given(st.text(max_size=40) | st.builds("http://{}".format, st.text(alphabet="ab.:@/\\[]%①0x1 \t#?", max_size=20)))
def test_checked_never_fails_in_another_way(url: str) -> None:
    try:
        found = checked(url)
    except Trouble as trouble:
        found = "http://" if trouble.reason == "unsafe-url" else trouble.reason
    assert found.startswith(("http://", "https://"))
