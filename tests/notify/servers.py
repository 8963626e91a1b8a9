"""Services on 127.0.0.1 that alerts are sent to: a mail server and a webhook, good, failing and slow ones."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Box:
    """What a service was sent."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)


@contextmanager
def mail(refuse: bool = False) -> Iterator[Box]:
    """A mail server. `refuse`: it takes no message."""
    from aiosmtpd.controller import Controller

    box = Box()

    class Handler:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            if refuse:
                return "554 refused by policy"
            box.raw.append(envelope.content)
            box.recipients.append(envelope.rcpt_tos)
            made = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            box.mails.append(made)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def hook(status: int = 200, seconds: float = 0.0) -> Iterator[Box]:
    """A webhook. `status`: what it answers; `seconds`: it drips its answer, a byte at a time, for that long."""
    box = Box()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.raw.append(body)
            box.posts.append(json.loads(body))
            self.send_response(status)
            self.send_header("Content-Length", "100000" if seconds else "2")
            self.end_headers()
            until = time.monotonic() + seconds
            while time.monotonic() < until and not ended.wait(0.2):
                self.wfile.write(b".")
                self.wfile.flush()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        box.port = server.server_address[1]
        yield box
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
