"""TLS is verified, always; HTTP/2 is spoken where the server speaks it."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress

import h2.config
import h2.connection
import h2.events
import pytest

from aggregator.errors import FetchError
from aggregator.fetch.trust import context
from aggregator.model import Page
from tests.fetch.conftest import CERTIFICATE, Serve, failure, fetch, page
from tests.fetch.server import Seen, answer, redirect

IP = "127.77.7.7"  # the address that the certificate names


def simple(seen: Seen) -> bytes | None:
    return None if seen.path == "/robots.txt" else answer(200, "<p>secret news")


def test_nobody_vouches_for_a_self_signed_certificate(serve: Serve, server_tls: ssl.SSLContext) -> None:
    server = serve(simple, tls=server_tls, ip=IP)
    error = failure(server.url())
    assert error.reason == "tls"
    assert "self-signed" in error.message
    assert server.seen == []


def test_who_is_trusted_is_read(serve: Serve, server_tls: ssl.SSLContext, trusting_tls: ssl.SSLContext) -> None:
    server = serve(simple, tls=server_tls, ip=IP)
    first, second = fetch(server.url("/a"), server.url("/b"), tls=trusting_tls)
    assert isinstance(first, Page)
    assert isinstance(second, Page)


def test_another_host_s_certificate_is_refused(serve: Serve, server_tls: ssl.SSLContext, trusting_tls: ssl.SSLContext) -> None:
    assert failure(serve(simple, tls=server_tls).url(), tls=trusting_tls).reason == "tls"


def test_tls_where_there_is_none(serve: Serve) -> None:
    server = serve(simple)
    assert failure(server.url().replace("http:", "https:")).reason in ("tls", "disconnected", "timeout")


def test_a_redirect_to_a_false_host_is_refused(serve: Serve, server_tls: ssl.SSLContext) -> None:
    there = serve(simple, tls=server_tls, ip=IP)
    here = serve(lambda seen: None if seen.path == "/robots.txt" else redirect(there.url()))
    assert failure(here.url()).reason == "tls"


def test_a_handshake_that_never_ends() -> None:
    with socket.create_server(("127.77.8.8", 0)) as silent:
        error = failure(f"https://127.77.8.8:{silent.getsockname()[1]}/")
    assert error.reason in ("timeout", "deadline")


def test_our_context_verifies() -> None:
    made = context()
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert made.cert_store_stats()["x509_ca"] > 50


class Two:
    """A server that speaks nothing but HTTP/2, one connection at a time."""

    def __init__(self, length: int, declared: int | None = None) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(CERTIFICATE)
        self._context.set_alpn_protocols(["h2"])
        self._length, self._declared = length, declared
        self._listening = socket.create_server((IP, 0))
        self.url = f"https://{IP}:{self._listening.getsockname()[1]}/feed"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                with suppress(OSError, ssl.SSLError):
                    self._serve(self._context.wrap_socket(connection, server_side=True))

    def _serve(self, connection: ssl.SSLSocket) -> None:
        two = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        two.initiate_connection()
        waiting: dict[int, int] = {}
        connection.sendall(two.data_to_send())
        while taken := connection.recv(65536):
            for event in two.receive_data(taken):
                if isinstance(event, h2.events.RequestReceived):
                    self._begin(two, event, waiting)
            for stream in list(waiting):
                self._more(two, stream, waiting)
            connection.sendall(two.data_to_send())

    def _begin(self, two: h2.connection.H2Connection, event: h2.events.RequestReceived, waiting: dict[int, int]) -> None:
        path = dict(event.headers or [])[b":path"]
        assert event.stream_id is not None
        if path != b"/feed":
            two.send_headers(event.stream_id, [(":status", "404")], end_stream=True)
            return
        head = [(":status", "200"), ("content-type", "text/html"), ("etag", '"two"')]
        two.send_headers(event.stream_id, head + ([("content-length", str(self._declared))] if self._declared else []))
        waiting[event.stream_id] = self._length

    def _more(self, two: h2.connection.H2Connection, stream: int, waiting: dict[int, int]) -> None:
        while waiting[stream] and (room := min(two.local_flow_control_window(stream), two.max_outbound_frame_size, waiting[stream])):
            two.send_data(stream, b"x" * room)
            waiting[stream] -= room
        if not waiting[stream]:
            two.end_stream(stream)
            del waiting[stream]


def test_http_2(trusting_tls: ssl.SSLContext) -> None:
    server = Two(300_000)
    found = page(server.url, tls=trusting_tls)
    server.close()
    assert (len(found.content), found.etag) == (300_000, '"two"')


def test_http_2_is_bounded_too(trusting_tls: ssl.SSLContext) -> None:
    server = Two(3_000_000)
    error = failure(server.url, tls=trusting_tls, max_bytes=500_000)
    server.close()
    assert error.reason == "too-large"


@pytest.mark.parametrize("declared", [400_000, 200_000])
def test_http_2_with_a_wrong_length_is_not_whole(trusting_tls: ssl.SSLContext, declared: int) -> None:
    server = Two(300_000, declared)
    (outcome,) = fetch(server.url, tls=trusting_tls, retries=0)
    server.close()
    assert isinstance(outcome, FetchError)
    assert outcome.reason == "truncated"
