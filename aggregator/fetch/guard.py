"""Which addresses may be asked at all: a URL is looked at before it is asked, and every IP address before it is connected to.

    checked(url)                    -> the URL in its one spelling, or Trouble("unsafe-url")
    Guard(networks).addresses(...)  -> the IP addresses behind a host that may be connected to, or Trouble

An IPv4 address is public when the registries call it globally reachable. An IPv6 address is public when it lies in the
global unicast block 2000::/3, outside the special blocks, and when every IPv4 address that it carries inside (mapped,
compatible, NAT64, 6to4, Teredo, ISATAP) is public too. `special_networks.txt` holds what the registries reserve.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
from collections.abc import Callable, Iterator
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from aggregator import urls
from aggregator.fetch.budget import Budget
from aggregator.fetch.failures import Trouble

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], list[str]]

_SPECIAL = Path(__file__).with_name("special_networks.txt")
_PORTS = Path(__file__).with_name("other_ports.txt")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_LOW_32 = 0xFFFFFFFF
_ODD = re.compile(r"[\x00-\x20\x7f]")


def checked(url: str) -> str:
    """The URL as it will be asked. Raises Trouble("unsafe-url") where it is not http(s), carries a user name, or where two
    readers of URLs could take different hosts from it."""
    spelled = urls.absolute("", url)
    if _ODD.search(url.strip()) or "\\" in re.split(r"[?#]", url, maxsplit=1)[0]:
        raise Trouble("unsafe-url", why="it holds characters that are read in different ways")
    if spelled is None:
        raise Trouble("unsafe-url", why="it is no plain http or https address")
    spelled = spelled.partition("#")[0]
    try:
        parts, asked = urlsplit(spelled), urlsplit(url.strip())
        same = urls.host(
            f"http://{asked.hostname or ''}" if ":" not in (asked.hostname or "") else f"http://[{asked.hostname}]"
        ) == urls.host(spelled)
        port = parts.port
    except ValueError:
        raise Trouble("unsafe-url", why="its host cannot be read") from None
    if not same:
        raise Trouble("unsafe-url", why="its host is read in different ways")
    if port in _other_ports():
        raise Trouble("unsafe-url", why=f"port {port} belongs to another service")
    return spelled


def public(address: Address) -> bool:
    """Whether an address, and every address that it carries inside, is reachable by anyone."""
    if any(address in network for network in _special() if network.version == address.version):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    carried = tuple(_carried(address))
    reachable = address in _GLOBAL_UNICAST or address in _NAT64 or address.ipv4_mapped is not None
    return reachable and all(public(inner) for inner in carried)


class Guard:
    """Resolves host names and lets only permitted addresses through. `networks`: those that are permitted although they are
    not public; `resolve`: host and port to addresses as text, raising OSError."""

    def __init__(self, networks: tuple[str, ...] = (), resolve: Resolve | None = None) -> None:
        self._networks = tuple(ip_network(network, strict=False) for network in networks)
        self._resolve = resolve or _system

    def permits(self, address: Address) -> bool:
        """Whether a connection to this address may be made."""
        return public(address) or any(self._listed(form) for form in (address, *_mapped(address)))

    def addresses(self, host: str, port: int, budget: Budget) -> tuple[Address, ...]:
        """The addresses behind a host that may be connected to, in the resolver's order. Resolved once, here.

        Raises Trouble("private-address") when there are none, "dns" or "dns-busy" when the name cannot be resolved,
        "deadline" and Stopped as the budget does.
        """
        found = _literal(host) or self._looked_up(host, port, budget)
        permitted = tuple(address for address in found if self.permits(address))
        if not permitted:
            raise Trouble("private-address", host=host, address=found[0])
        return permitted

    def _listed(self, address: Address) -> bool:
        return any(address in network for network in self._networks if network.version == address.version)

    def _looked_up(self, host: str, port: int, budget: Budget) -> tuple[Address, ...]:
        """Ask the resolver in a thread of its own: a slow name server must not outlast the budget."""
        answer: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
        threading.Thread(target=_answer, args=(self._resolve, host, port, answer), name=f"resolve {host}", daemon=True).start()
        while True:
            try:
                found = answer.get(timeout=budget.slice())
                break
            except queue.Empty:
                continue
        if isinstance(found, Exception):
            raise _unresolved(host, found)
        addresses = tuple(dict.fromkeys(ip_address(text.partition("%")[0]) for text in found))
        if not addresses:
            raise Trouble("dns", host=host)
        return addresses


def _answer(resolve: Resolve, host: str, port: int, answer: queue.SimpleQueue[list[str] | Exception]) -> None:
    try:
        answer.put(resolve(host, port))
    except Exception as error:  # every outcome is a value: somebody waits for it
        answer.put(error)


def _system(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _unresolved(host: str, error: Exception) -> Trouble:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return Trouble("dns-busy", host=host, why=error.strerror or "no answer")
    return Trouble("dns", host=host)


def _literal(host: str) -> tuple[Address, ...]:
    try:
        return (ip_address(host.strip("[]")),)
    except ValueError:
        return ()


def _mapped(address: Address) -> tuple[Address, ...]:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped,) if mapped else ()


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses inside an IPv6 address, by every scheme that puts them there."""
    number = int(address)
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if number >> 32 == 0 or address in _NAT64 or (number >> 32) & 0xFDFFFFFF == 0x00005EFE:  # compatible; NAT64; ISATAP (RFC 5214)
        yield IPv4Address(number & _LOW_32)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo


def _lines(path: Path) -> list[str]:
    """The lines of a data file, without comments."""
    return [line for line in (each.partition("#")[0].strip() for each in path.read_text("utf-8").splitlines()) if line]


@cache
def _other_ports() -> frozenset[int]:
    return frozenset(int(port) for line in _lines(_PORTS) for port in line.split())


@cache
def _special() -> tuple[Network, ...]:
    return tuple(ip_network(line) for line in _lines(_SPECIAL))
