"""What is told to end does end: tidily, or else cut off, with real processes and signals."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from aggregator.cli.interrupts import GRACE

BEFORE = "import time\nfrom aggregator.cli.interrupts import tidily\n"
TIDY = f"""{BEFORE}
try:
    with tidily():
        print("at work", flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    print("tidied up")
"""
STUCK = f"""{BEFORE}
with tidily():
    told = False
    while True:
        try:
            told or print("at work", flush=True)
            told = True
            time.sleep(60)
        except KeyboardInterrupt:
            pass
"""
DONE = f"""{BEFORE}
with tidily():
    pass
print("at work", flush=True)
time.sleep(60)
"""


def told(program: str, number: signal.Signals) -> tuple[int, str, str, float]:
    """Exit code, output, complaints and seconds of a program that is told to end once it is at work."""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.send_signal(number)
        began = time.monotonic()
        output, complaints = process.communicate(timeout=60)
        return process.returncode, output, complaints, time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_work_ends_tidily(number: signal.Signals) -> None:
    code, output, complaints, seconds = told(TIDY, number)
    assert (code, output, complaints) == (0, "tidied up\n", "")
    assert seconds < GRACE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_work_that_does_not_end_is_cut_off(number: signal.Signals) -> None:
    code, _, complaints, seconds = told(STUCK, number)
    assert code == 130
    assert complaints.startswith("stopped: ")
    assert seconds >= GRACE - 0.5


def test_afterwards_signals_are_what_they_were() -> None:
    code, _, complaints, _ = told(DONE, signal.SIGTERM)
    assert (code, complaints) == (-signal.SIGTERM, "")
