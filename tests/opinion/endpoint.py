"""A small stand-in for an OpenAI-compatible endpoint, on this machine: it answers what a test tells it, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Question:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    def text(self) -> str:
        """What the user's message holds."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True)
class Reply:
    """What is sent: a status, a body, further headers; `drip`: seconds between two bytes of it."""

    body: bytes = b""
    status: int = 200
    drip: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


Script = Callable[[Question, int], Reply]


@dataclass
class Endpoint:
    """Where it listens, and what it was asked."""

    url: str
    seen: list[Question] = field(default_factory=list)


def said(told: object, tokens_in: int = 800, tokens_out: int = 90) -> Reply:
    """A good chat completion with this content."""
    content = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}], "usage": usage}).encode())


@contextmanager
def listening(script: Script) -> Iterator[Endpoint]:
    """An endpoint that answers by this script, which gets the question and how many came before it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": staticmethod(script)}))
    server.daemon_threads = True
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1")
    server.endpoint = endpoint  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    script: Script

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        question = Question(self.path, {name.lower(): value for name, value in self.headers.items()}, json.loads(self.rfile.read(length)))
        endpoint: Endpoint = self.server.endpoint  # type: ignore[attr-defined]
        endpoint.seen.append(question)
        reply = type(self).script(question, len(endpoint.seen) - 1)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        if not reply.drip:
            self.wfile.write(reply.body)
        for byte in reply.body if reply.drip else b"":
            self.wfile.write(bytes([byte]))
            time.sleep(reply.drip)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base names it so
        """Say nothing."""
