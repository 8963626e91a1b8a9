"""A process of its own in which functions run with bounded time and memory, so that no page stops or swells a run.

    with Child() as child:
        findings = child.call(read, source, page, seconds=30)      # read: a module's function; frozen values in and out

    parent  ── length, pickle of (function, arguments, bytes) ──▶  child
    parent  ◀── length, pickle of ("value" | "error", what) ────   child

The child is started when it is first needed, killed when it is stuck, and started afresh for the next call. It dies with the
parent, does no I/O of its own, and keeps nothing that a kill could lose. What the function raises is raised here.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import resource
import selectors
import signal
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from typing import IO, Any, Self, TypeVar

from aggregator.errors import AggregatorError, BoundError

Value = TypeVar("Value")

MEMORY = 280 * 1024 * 1024
"""Bytes that the child may occupy. Below the 300 MB promised for a run, because libraries loaded later are not counted."""

BUSY = 6
"""How many seconds of the wall's clock one second of the processor may take."""

_WORN = 0.75  # a child that stays above this share of its memory after a call is replaced: the next page has a right to room as well
_REPLY_MOST = 256 * 1024 * 1024
_HEAD = struct.Struct(">Q")
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from aggregator.bounded import serve; serve(int(sys.argv[2]))"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, see prctl(2)


# ---- the parent's side -------------------------------------------------------------------------------------------------


class Child:
    """The process. Not for several threads at once. `memory`: bytes it may occupy."""

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process. It can be called again afterwards: a new one is started then."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def call(self, function: Callable[..., Value], *arguments: object, seconds: float) -> Value:
        """`function(*arguments)`, run in the child. Raises what the function raises, or BoundError. `seconds` are the processor's, so
        that a busy machine does not make a page look slow; of the wall's, BUSY times as many."""
        request = pickle.dumps((function, arguments, self.memory), protocol=5)
        try:
            kind, value, worn = pickle.loads(self._asked(request, seconds))  # noqa: S301 - our own child wrote it
        except BaseException:
            self.close()
            raise
        if worn:
            self.close()
        if kind == "error":
            raise value
        answer: Value = value
        return answer

    def _asked(self, request: bytes, seconds: float) -> bytes:
        try:
            self._send(request)
        except BrokenPipeError:  # it died while it was idle: once more
            self.close()
            self._send(request)
        return self._received(_Patience(self._process.pid if self._process else 0, seconds))

    def _send(self, request: bytes) -> None:
        if self._process is None:
            self._process = _started()
        stdin = _stream(self._process.stdin)
        stdin.write(_HEAD.pack(len(request)))
        stdin.write(request)
        stdin.flush()

    def _received(self, patience: _Patience) -> bytes:
        size = _HEAD.unpack(self._exactly(_HEAD.size, patience))[0]
        if size > _REPLY_MOST:
            raise BoundError("The page holds more than can be handled.", reason="too-large")
        return self._exactly(size, patience)

    def _exactly(self, size: int, patience: _Patience) -> bytes:
        stdout = _stream(self._process.stdout if self._process else None)
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while len(received) < size:
                while not selector.select(patience.slice()):
                    pass
                piece = os.read(stdout.fileno(), min(size - len(received), 1 << 20))
                if not piece:
                    raise BoundError("The page needed more memory than is allowed, or broke the reader.", reason="died")
                received += piece
        return bytes(received)


class _Patience:
    """How long to wait for a process: until it has used so many seconds of the processor, or BUSY times as many have passed."""

    def __init__(self, process: int, seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self._began, self._used = time.monotonic(), _used(process)

    def slice(self) -> float:
        """Seconds to wait before asking again. Raises BoundError when there is no patience left."""
        passed, used = time.monotonic() - self._began, _used(self._process)
        worked = passed if used is None or self._used is None else used - self._used
        if worked >= self._seconds or passed >= self._seconds * BUSY:
            raise BoundError(f"The page took more than {self._seconds:.0f} s to read.", reason="too-slow")
        return min(max(0.01, self._seconds - worked), max(0.01, self._seconds * BUSY - passed))


def _used(process: int) -> float | None:
    """Seconds of the processor that a process has used (proc(5)); None where that cannot be told."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise BoundError("The reader has no pipe.")
    return stream


def _started() -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", _BOOT, json.dumps(sys.path), str(os.getpid())]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603


# ---- the child's side -----------------------------------------------------------------------------------------------------


def serve(parent: int) -> None:
    """Answer calls from stdin on stdout until the parent is gone."""
    _die_with(parent)
    for each in (signal.SIGINT, signal.SIGTERM):  # a signal to the whole group is the parent's to handle
        signal.signal(each, signal.SIG_IGN)
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what a library prints is no reply
    while head := requests.read(_HEAD.size):
        request = requests.read(_HEAD.unpack(head)[0])
        reply = _answered(request)
        del request
        replies.write(_HEAD.pack(len(reply)))
        replies.write(reply)
        replies.flush()


def _answered(request: bytes) -> bytes:
    memory = MEMORY
    try:
        function, arguments, memory = pickle.loads(request)  # noqa: S301 - our own parent wrote it
        del request
        _bound(memory)
        reply: tuple[str, Any, bool] = ("value", function(*arguments), _occupied() > memory * _WORN)
        return pickle.dumps(reply, protocol=5)
    except MemoryError:
        return pickle.dumps(("error", BoundError("The page needs more memory than is allowed.", reason="too-large"), True))
    except Exception as error:
        return _error(error, _occupied() > memory * _WORN)


def _error(error: Exception, worn: bool) -> bytes:
    if not isinstance(error, AggregatorError):
        error.add_note("".join(traceback.format_exception(error)))
    try:
        reply = pickle.dumps(("error", error, worn), protocol=5)
        pickle.loads(reply)  # noqa: S301 - some exceptions can be written but not read back
    except Exception:
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note("".join(traceback.format_exception(error)))
        reply = pickle.dumps(("error", told, worn), protocol=5)
    return reply


def _bound(memory: int) -> None:
    """Let the data segment grow by what is left of `memory`: malloc fails beyond (Linux; elsewhere only time is bounded)."""
    if sys.platform.startswith("linux"):
        room = max(memory - _occupied(), 16 * 1024 * 1024)
        resource.setrlimit(resource.RLIMIT_DATA, (_status("VmData") + room, resource.RLIM_INFINITY))


def _occupied() -> int:
    return _status("VmRSS")


def _status(name: str) -> int:
    """A figure of /proc/self/status, in bytes; 0 where there is none (see proc(5))."""
    try:
        with open("/proc/self/status", "rb") as file:
            line = next(line for line in file if line.startswith(name.encode()))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024


def _die_with(parent: int) -> None:
    """Ask the kernel for a SIGKILL when the parent dies, even while a page is being read."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)
