"""The network backend under httpx: connects to checked addresses only, and no socket outlasts its request's budget.

Sockets block in short slices, so that a deadline or a stop ends even a host that drips a byte a second. The stream counts
what comes off the wire and finds the end of the headers, to tell a body that goes on after its declared end.
"""

from __future__ import annotations

import errno
import os
import re
import select
import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore

from aggregator.fetch.budget import SLICE, Budget
from aggregator.fetch.failures import Trouble
from aggregator.fetch.guard import Address, Guard

_TRIES = 4  # addresses of one host that are tried
_HEAD = 128 * 1024  # bytes within which the headers are looked for (h11 itself stops at 100 KiB)
_HEAD_END = re.compile(rb"\n\r?\n")
_PAST = 64  # bytes past the declared end of a body that are looked at


class Wire(httpcore.NetworkBackend):
    """One host's way to the network. `budget` is set before each exchange; `limit` is the largest body, for messages."""

    def __init__(self, guard: Guard, limit: int) -> None:
        self._guard = guard
        self.limit = limit
        self.budget: Budget | None = None

    def spending(self) -> Budget:
        """The budget of the exchange under way."""
        if self.budget is None:
            raise RuntimeError("a connection was asked for outside of an exchange")
        return self.budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that is permitted and answers. Raises Trouble."""
        budget = self.spending()
        addresses = self._guard.addresses(host, port, budget)[:_TRIES]
        for address in addresses[:-1]:
            try:
                return Stream(_connected(address, port, (timeout or budget.left()) / 2, budget), self)
            except Trouble as trouble:
                if trouble.reason == "deadline":
                    raise
        return Stream(_connected(addresses[-1], port, timeout or budget.left(), budget), self)


class Stream(httpcore.NetworkStream):
    """One connection. Raises Trouble for time and size, httpcore's own errors for what the network does."""

    def __init__(self, connection: socket.socket, wire: Wire) -> None:
        self._socket = connection
        self._wire = wire
        self._head: bytearray | None = bytearray()
        self._last = b""
        self._spoilt = False
        self.received = 0
        self.body_received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes as they come; b"" at the end."""
        budget = self._wire.spending()
        patient_until = time.monotonic() + (timeout or budget.seconds)
        while True:
            self._socket.settimeout(budget.slice())
            try:
                taken = self._socket.recv(max_bytes)
                break
            except TimeoutError:
                if time.monotonic() >= patient_until:
                    raise Trouble("timeout", seconds=timeout or budget.seconds) from None
            except OSError as error:
                raise httpcore.ReadError(str(error)) from error
        budget.spend(len(taken), self._wire.limit)
        self._note(taken)
        return taken

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it. A request begins: what is received is counted anew."""
        if not buffer:
            return
        budget = self._wire.spending()
        self._head, self.received, self.body_received, self._last = bytearray(), 0, 0, b""
        patient_until = time.monotonic() + (timeout or budget.seconds)
        while buffer:
            self._socket.settimeout(budget.slice())
            try:
                buffer = buffer[self._socket.send(buffer) :]
            except TimeoutError:
                if time.monotonic() >= patient_until:
                    raise Trouble("timeout", seconds=timeout or budget.seconds) from None
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS, verified. Raises Trouble("tls") when it cannot be."""
        budget = self._wire.spending()
        patient_until = time.monotonic() + (timeout or budget.seconds)
        try:
            self._socket.settimeout(SLICE)
            secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname, do_handshake_on_connect=False)
            self._socket = secured
            while not _shaken(secured, budget):
                if time.monotonic() >= patient_until:
                    raise Trouble("timeout", seconds=timeout or budget.seconds)
        except ssl.SSLError as error:
            self.close()
            raise Trouble("tls", why=getattr(error, "verify_message", "") or error.reason or str(error)) from error
        except OSError as error:
            self.close()
            raise Trouble("disconnected") from error
        except BaseException:
            self.close()
            raise
        return Stream(secured, self._wire)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore wants to know of a connection. One with bytes left over counts as readable, hence as not to be used again."""
        known: dict[str, Any] = {"socket": self._socket}
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return self._spoilt or self._readable()
        return known.get(info)

    def past(self, length: int) -> bytes:
        """The last bytes that came after a body of this declared length, if any (HTTP/1 only). Looks once more, without waiting."""
        if self._head is not None:
            return b""
        if self._readable():
            self._spoilt = True
            with suppress(OSError):
                self._socket.settimeout(0.01)
                self._note(self._socket.recv(_PAST))
        extra = self.body_received - length
        self._spoilt = self._spoilt or extra > 0
        return self._last[-extra:] if extra > 0 else b""

    def _readable(self) -> bool:
        if self._socket.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))

    def _note(self, taken: bytes) -> None:
        """Count; find where the headers end; keep the newest bytes of the body."""
        self.received += len(taken)
        if self._head is not None:
            self._head += taken
            taken = self._after_head()
        self.body_received += len(taken)
        self._last = (self._last + taken)[-_PAST:] if len(taken) < _PAST else taken[-_PAST:]

    def _after_head(self) -> bytes:
        """What follows the headers, once they are whole; interim answers (1xx) are passed over."""
        while self._head is not None:
            end = _HEAD_END.search(self._head)
            if end is None:
                del self._head[_HEAD:]
                return b""
            rest = self._head[end.end() :]
            if self._head[9:10] != b"1":
                self._head = None
                return bytes(rest)
            self._head = rest
        return b""


def _connected(address: Address, port: int, patience: float, budget: Budget) -> socket.socket:
    """A connected socket. Raises Trouble."""
    connection = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        _await(connection, connection.connect_ex((str(address), port)), patience, budget)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def _await(connection: socket.socket, state: int, patience: float, budget: Budget) -> None:
    """Wait until a connection stands."""
    if state == errno.EINPROGRESS:
        poll = select.poll()
        poll.register(connection, select.POLLOUT)
        until = time.monotonic() + patience
        while not poll.poll(budget.slice() * 1000):
            if time.monotonic() >= until:
                raise Trouble("timeout", seconds=patience)
        state = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if state == errno.ECONNREFUSED:
        raise Trouble("refused")
    if state:
        raise Trouble("unreachable", why=os.strerror(state))


def _shaken(secured: ssl.SSLSocket, budget: Budget) -> bool:
    secured.settimeout(budget.slice())
    try:
        secured.do_handshake()
    except TimeoutError:
        return False
    return True
