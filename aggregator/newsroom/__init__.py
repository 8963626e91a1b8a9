"""The demonstration's newsroom: seven small sites on the loopback interface, each on an address of its own.

`sites/sites.toml` says which file answers which path; the texts are written for this purpose, their publishers invented.
"""

from __future__ import annotations

import mimetypes
import threading
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

from aggregator.model import Source

NETWORK = "127.0.0.0/8"
_TYPES = {".xml": "application/xml", ".json": "application/feed+json"}


@dataclass(frozen=True, slots=True)
class Site:
    """One site: its files by path, and the source that it is registered as."""

    name: str
    base: str
    source: Source
    asked: list[str]


@contextmanager
def opened() -> Iterator[tuple[Site, ...]]:
    """Serve the newsroom while the block runs. `Site.asked` grows by the path of each request."""
    with ExitStack() as stack:
        yield tuple(stack.enter_context(_served(name, table, number)) for number, (name, table) in enumerate(_tables().items(), 2))


def _tables() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "sites" / "sites.toml").read_text(encoding="utf-8"))


@contextmanager
def _served(name: str, table: dict[str, Any], number: int) -> Iterator[Site]:
    folder = resources.files(__package__) / "sites" / name
    files = {path: (folder / file).read_bytes() for path, file in table["files"].items()}
    types = {path: _media_type(file) for path, file in table["files"].items()}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked.append(path)
            if path not in files:
                self.send_error(404)
                return
            body = files[path].replace(b"{{base}}", base.encode())
            self.send_response(200)
            self.send_header("Content-Type", types[path])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Stay silent: the demonstration shows what was asked in its own words."""

    server = _bound(number, Handler)
    base = f"http://{server.server_address[0]!s}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    register = dict(table["source"])
    try:
        yield Site(name, base, Source(url=base + register.pop("path"), **register), asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(number: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """A server on 127.0.0.<number>; where the system has only 127.0.0.1, there."""
    try:
        return ThreadingHTTPServer((f"127.0.0.{number}", 0), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def _media_type(file: str) -> str:
    suffix = "." + file.rpartition(".")[2]
    return _TYPES.get(suffix) or f"{mimetypes.types_map.get(suffix, 'text/html')}; charset=utf-8"
