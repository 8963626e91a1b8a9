"""Content codings: whatever the chunks, the same body; whatever the cut, never half a body; whatever the bomb, little memory."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections import deque
from collections.abc import Callable, Iterator

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.coding import LAYERS, decoded
from aggregator.fetch.failures import Trouble

LIMIT = 10_000_000
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body)),
    "zstd": zstandard.compress,
}
NAMES = st.sampled_from(sorted(PACK))


def chunked(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


@given(st.binary(min_size=1, max_size=3000), st.lists(NAMES, max_size=LAYERS), st.integers(1, 700))
def test_what_was_packed_is_unpacked(body: bytes, codings: list[str], size: int) -> None:
    packed = body
    for coding in codings:
        packed = PACK[coding](packed)
    assert b"".join(decoded(chunked(packed, size), tuple(codings), LIMIT)) == body


@given(NAMES, st.integers(0, 400), st.integers(1, 50))
def test_a_cut_stream_is_never_a_whole_one(coding: str, cut: int, size: int) -> None:
    body = bytes(range(256)) * 8
    packed = PACK[coding](body)
    end = cut % len(packed)
    with pytest.raises(Trouble) as caught:
        assert b"".join(decoded(chunked(packed[: end or 1], size), (coding,), LIMIT)) == body
    assert caught.value.reason in ("truncated", "encoding")


@given(st.binary(max_size=300), st.lists(NAMES, min_size=1, max_size=3))
def test_any_bytes_end_in_good_order(body: bytes, codings: list[str]) -> None:
    try:
        found = b"".join(decoded(chunked(body, 7), tuple(codings), 5_000_000))
    except Trouble as trouble:
        found = trouble.reason.encode()
    assert len(found) <= 5_000_000


def bomb(coding: str, megabytes: int = 64) -> bytes:
    """Nothing but zeros, packed without ever being whole in memory."""
    zeros = bytes(1 << 20)
    if coding == "br":
        packer = brotli.Compressor(quality=3)
        return b"".join(packer.process(zeros) for _ in range(megabytes)) + bytes(packer.finish())
    if coding == "zstd":
        sink = io.BytesIO()
        with zstandard.ZstdCompressor(level=3).stream_writer(sink, closefd=False) as writer:
            for _ in range(megabytes):
                writer.write(zeros)
        return sink.getvalue()
    squeezer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    return b"".join(squeezer.compress(zeros) for _ in range(megabytes)) + squeezer.flush()


@pytest.mark.parametrize("coding", sorted(PACK))
@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_costs_little_memory(coding: str, layers: int) -> None:
    packed = bomb(coding)
    for _ in range(layers - 1):
        packed = PACK[coding](packed)
    tracemalloc.start()
    with pytest.raises(Trouble) as caught:
        deque(decoded(chunked(packed, 65536), (coding,) * layers, LIMIT), maxlen=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.reason == "too-large"
    assert peak < 20_000_000


def test_a_million_empty_frames_end() -> None:
    empty = zstandard.compress(b"") * 20_000
    assert b"".join(decoded(chunked(empty, 65536), ("zstd",), LIMIT)) == b""


def test_windows_that_want_too_much_memory_are_refused() -> None:
    settings = zstandard.ZstdCompressionParameters(window_log=27, compression_level=3)
    packer = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(3)) + packer.flush()
    with pytest.raises(Trouble) as caught:
        list(decoded(iter([packed]), ("zstd",), LIMIT))
    assert caught.value.reason == "encoding"
