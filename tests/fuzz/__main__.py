"""`./dev fuzz --minutes 10 [TARGET …]`: every target for so long, each in a process of its own, one after the other.

    target: 123,456 examples in 600 s, longest 0.8 s, memory 181 -> 183 MB          or what was found, and where its input is

An input that breaks a law, takes longer than HANG seconds, or ends the process is kept under .cache/fuzz/<target>/: mend the cause and
move it to tests/data/fuzz/<target>/, where test_fuzz.py reads it for ever. Memory may grow by GROWTH after the first quarter.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import hashlib
import random
import signal
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import TARGETS, Target

HANG = 20
"""Seconds of the processor that one input may take."""

GROWTH = 40 * 1024 * 1024
"""Bytes by which the process may grow once it is warm."""

KEPT = Path(".cache") / "fuzz"
_ROUND = 300  # examples; a round ends with a look at memory and clock
_STUCK = 1200  # seconds of the wall's clock after which a library that hears no signal is ended, with a trace of where it is


class HangError(Exception):
    """An input took too long."""


class TimeUp(BaseException):
    """The target has had its time. No Exception: hypothesis lets it pass, as it does an interrupt."""


@dataclass(slots=True)
class Watch:
    """One target's law, watched: what was tried last, how many, how long."""

    target: Target
    until: float
    examples: int = 0
    longest: float = 0.0
    last: bytes = b""

    def law(self, content: bytes) -> None:
        """The target's law, in bounded time."""
        if time.monotonic() > self.until:
            raise TimeUp
        self.last = content
        (KEPT / self.target.name / "current").write_bytes(content)  # what a process that dies was at
        faulthandler.dump_traceback_later(_STUCK, exit=True)
        signal.setitimer(signal.ITIMER_PROF, HANG)
        begun = time.process_time()
        try:
            self.target.law(content)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()
        self.examples += 1
        self.longest = max(self.longest, time.process_time() - begun)

    def keep(self) -> Path:
        """Keep the last input under its digest."""
        path = KEPT / self.target.name / hashlib.blake2b(self.last, digest_size=6).hexdigest()
        path.write_bytes(self.last)
        return path


def fuzz(target: Target, seconds: float) -> int:
    """Fuzz one target for so long. Returns how many rounds failed."""
    signal.signal(signal.SIGPROF, _hang)
    warnings.simplefilter("ignore")  # hypothesis finds our inputs long
    (KEPT / target.name).mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    watch = Watch(target, begun + seconds)
    found: set[str] = set()
    warm = 0
    while time.monotonic() < watch.until:
        told = _round(watch)
        if told and told not in found:
            found.add(told)
            print(f"{target.name}: {told}\n  input: {watch.keep()}", flush=True)
        if not warm and time.monotonic() > begun + seconds / 4:
            warm = _resident()
    grown = _resident() - (warm or _resident())
    if grown > GROWTH:
        found.add(f"memory grew by {grown:,} bytes")
    print(
        f"{target.name}: {watch.examples:,} examples in {seconds:.0f} s, longest {watch.longest:.1f} s, "
        f"memory {warm >> 20} -> {(warm + grown) >> 20} MB, {len(found)} found",
        flush=True,
    )
    return len(found)


def _round(watch: Watch) -> str:
    """Some hundred examples from a fresh seed. Returns what broke, or nothing."""

    @seed(random.SystemRandom().getrandbits(64))
    @settings(
        max_examples=_ROUND,
        derandomize=False,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(watch.target.fed)
    def holds(content: bytes) -> None:
        watch.law(content)

    try:
        holds()
    except TimeUp:
        return ""
    except BaseExceptionGroup as several:
        return _told(several.exceptions[0])
    except Exception as error:
        return _told(error)
    return ""


def _told(error: BaseException) -> str:
    """The error in a line, with the place where it arose."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}: {str(error)[:200]!r}"


def _hang(number: int, frame: FrameType | None) -> None:
    raise HangError(f"more than {HANG} s")


def _resident() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="./dev fuzz", description="Fuzz the readers, each in a process of its own.")
    parser.add_argument("targets", nargs="*", help=f"which: {', '.join(TARGETS)}; default: all")
    parser.add_argument("--minutes", type=float, default=10.0, help="minutes for each target (default 10)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(TARGETS):
        parser.error(f"there is no target {min(unknown)!r}")
    if asked.alone:
        return min(1, fuzz(TARGETS[asked.targets[0]], asked.minutes * 60))
    failed = 0
    for name in asked.targets or TARGETS:
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", "--alone", "--minutes", str(asked.minutes), name], check=False)
        if done.returncode not in (0, 1):
            print(f"{name}: the process ended with {done.returncode}; its last input is {KEPT / name / 'current'}", flush=True)
        failed += done.returncode != 0
    return min(1, failed)


if __name__ == "__main__":
    sys.exit(main())
