"""Content codings, undone in small pieces: raw chunks in, decoded pieces of at most about PIECE bytes out, lazily.

    Content-Encoding: gzip, br     decoded(chunks, ("gzip", "br"), limit) -> br first, then gzip: the last applied goes first

No layer may give more than `limit` bytes, whatever the others do, so that no bomb costs more than a few pieces of memory. A
stream that ends before its own end mark is truncated. What claims a coding but plainly is text is passed through, what claims to be
text but is a gzip stream is undone: servers and the caches before them forget to say, or say so twice.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain

from aggregator.fetch.failures import Trouble

PIECE = 64 * 1024
ACCEPTED = "gzip, deflate, br, zstd"
LAYERS = 4
"""Codings on top of one another that are undone; more are refused."""

_WINDOW = 8 * 1024 * 1024  # bytes of memory a zstd stream may ask for (RFC 9659)
_SIP = 128  # bytes fed to zstd at once: a block of 4 bytes can stand for 128 KiB
_HEAD = 64  # bytes by which a coding is recognised
_GZIP = b"\x1f\x8b"  # how each member begins; anything else after the first is filling
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")

Layer = Callable[[Iterator[bytes]], Iterator[bytes]]


def decoded(chunks: Iterator[bytes], codings: tuple[str, ...], limit: int, *, textual: bool = False) -> Iterator[bytes]:
    """The body without its codings (named in the order in which they were applied). `textual`: it is said to be text.

    Raises Trouble: "encoding" for unknown, broken or too many codings, "truncated" where a stream is cut, "too-large"
    where a layer gives more than `limit` bytes.
    """
    named = tuple(coding for coding in codings if coding not in ("", "identity"))
    if len(named) > LAYERS:
        raise Trouble("encoding", why=f"{len(named)} codings on top of one another")
    for coding in reversed(named):
        chunks = _bounded(_peeled(chunks, coding), limit)
    return _bounded(_unsaid(chunks), limit) if textual else chunks


def _bounded(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise Trouble("too-large", limit=limit)
        yield piece


def _peeled(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """One coding undone, unless the bytes show that it was never applied."""
    head, whole = _begun(chunks)
    marked = _marked(head, coding)
    if head and not marked and _is_text(head):
        return whole
    if head and coding not in _LAYERS:
        raise Trouble("encoding", why=f"{coding[:40]!r} is not known")
    if head and marked is False:
        raise Trouble("encoding", why="the body is not what its header claims")
    return _LAYERS[coding](whole) if head else whole


def _unsaid(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A gzip stream undone of which no header spoke; anything else as it is."""
    head, whole = _begun(chunks)
    return _gzip(whole) if head.startswith(_GZIP + b"\x08") else whole


def _begun(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and all of them."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD:
            break
    return head, chain((head,), chunks) if head else iter(())


def _marked(head: bytes, coding: str) -> bool | None:
    """Whether the bytes begin with the mark of this coding; None where it has none."""
    if coding in ("gzip", "x-gzip"):
        return head.startswith(b"\x1f\x8b")
    if coding == "zstd":
        return head.startswith(b"\x28\xb5\x2f\xfd") or head[1:4] == b"\x2a\x4d\x18"
    return None


def _is_text(head: bytes) -> bool:
    """Whether these are markup or JSON as they stand: compressed bytes are never free of control characters for long."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"[")) and not _CONTROLS.search(head)


def _gzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 1952: one or more members; filling after the last one is ignored."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        while chunk:
            if inflater.eof:
                if not chunk.startswith(_GZIP[: len(chunk)]):
                    return
                inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield from _inflated(inflater, chunk)
            chunk = inflater.unused_data
    _must_have_ended(inflater.eof)


def _deflate(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 1950 (zlib), or the bare RFC 1951 stream that some servers send under the same name."""
    first = next(chunks, b"")
    wrapped = len(first) >= 2 and first[0] & 15 == 8 and (first[0] << 8 | first[1]) % 31 == 0
    inflater = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    for chunk in chain((first,), chunks):
        yield from _inflated(inflater, chunk)
        if inflater.eof:
            return
    _must_have_ended(inflater.eof)


def _inflated(inflater: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    try:
        while chunk and not inflater.eof:
            piece = inflater.decompress(chunk, PIECE)
            chunk = inflater.unconsumed_tail
            if piece:
                yield piece
        while not inflater.eof and (piece := inflater.decompress(b"", PIECE)):
            yield piece
    except zlib.error as error:
        raise Trouble("encoding", why=str(error)) from error


def _brotli(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 7932."""
    import brotli

    expander = brotli.Decompressor()
    try:
        for chunk in chunks:
            yield expander.process(chunk, output_buffer_limit=PIECE)
            while not (expander.is_finished() or expander.can_accept_more_data()):
                yield expander.process(b"", output_buffer_limit=PIECE)
            if expander.is_finished():
                return
    except brotli.error as error:
        raise Trouble("encoding", why=str(error)) from error
    _must_have_ended(expander.is_finished())


def _zstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 8878: one or more frames."""
    import zstandard

    opener = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    expander = opener.decompressobj()
    begun = False
    try:
        for chunk in chunks:
            for start in range(0, len(chunk), _SIP):
                sip = chunk[start : start + _SIP]
                while sip:
                    if expander.eof:
                        expander = opener.decompressobj()
                    begun = True
                    yield expander.decompress(sip)
                    sip = expander.unused_data if expander.eof else b""
    except zstandard.ZstdError as error:
        raise Trouble("encoding", why=str(error)) from error
    _must_have_ended(not begun or expander.eof)


def _must_have_ended(ended: bool) -> None:
    if not ended:
        raise Trouble("truncated", why="the compressed stream is cut")


_LAYERS: dict[str, Layer] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
