"""A web server that says exactly what a test tells it, byte for byte, on a loopback address of its own.

A script takes what was Seen and gives bytes, or an iterator of bytes (sent piece by piece: None inside means reset the
connection). The connection stays open only after bytes that declare their length.
"""

from __future__ import annotations

import itertools
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

NETWORK = "127.77.0.0/16"
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it. `nth`: how often this path was asked, this one included."""

    path: str
    headers: dict[str, str]
    at: float
    nth: int
    others: int


Script = Callable[[Seen], "bytes | Iterator[bytes | None] | None"]


def answer(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """A whole answer. Underscores in header names stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    if status == 304:
        fields.pop("Content-Length")
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode("latin-1") + content


def redirect(location: str, status: int = 302, **headers: str) -> bytes:
    """An answer that leads on."""
    return answer(status, Location=location, **headers)


class Server:
    """Listens on 127.77.x.y. Paths that the script has no answer for (None), /robots.txt among them, give 404."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None, ip: str = "") -> None:
        number = next(_NUMBERS)
        self.ip = ip or f"127.77.{1 + number // 250}.{1 + number % 250}"
        self.seen: list[Seen] = []
        self.most_at_once = 0
        self._script, self._tls = script, tls
        self._live = 0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._listening = socket.create_server((self.ip, 0), backlog=64)
        self.port = self._listening.getsockname()[1]
        self.base = f"{'https' if tls else 'http'}://{self.ip}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/feed") -> str:
        """The whole address of a path."""
        return self.base + path

    def paths(self, robots: bool = False, policy: bool = False) -> list[str]:
        """What was asked, in order; on demand also for leave (`robots`) and for reservations (`policy`)."""
        left = {"/robots.txt": not robots, "/.well-known/tdmrep.json": not policy}
        return [seen.path for seen in self.seen if not left.get(seen.path)]

    def close(self) -> None:
        """Stop listening and end what drips."""
        self._closed.set()
        self._listening.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            while self._one(connection):
                pass
        with suppress(OSError):
            connection.close()

    def _one(self, connection: socket.socket) -> bool:
        """One request; whether another may follow on this connection."""
        head = b""
        while b"\r\n\r\n" not in head:
            taken = connection.recv(65536)
            if not taken:
                return False
            head += taken
        with self._lock:
            self._live += 1
            self.most_at_once = max(self.most_at_once, self._live)
            seen = self._note(head.decode("latin-1"))
        try:
            said = self._script(seen)
            if said is None:
                said = answer(404, "nothing here")
            if isinstance(said, bytes):
                connection.sendall(said)
                return b"content-length:" in said.lower() or said.startswith(b"HTTP/1.1 304")
            return self._pieces(connection, said)
        finally:
            with self._lock:
                self._live -= 1

    def _note(self, head: str) -> Seen:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if ":" in line)}
        nth = 1 + sum(seen.path == path for seen in self.seen)
        seen = Seen(path, headers, time.monotonic(), nth, len(self.seen))
        self.seen.append(seen)
        return seen

    def _pieces(self, connection: socket.socket, pieces: Iterator[bytes | None]) -> bool:
        for piece in pieces:
            if self._closed.is_set():
                break
            if piece is None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
                return False
            connection.sendall(piece)
        return False


def drip(first: bytes, piece: bytes = b" ", gap: float = 0.05) -> Iterator[bytes]:
    """Something, and then a little more for ever."""
    yield first
    while True:
        time.sleep(gap)
        yield piece
