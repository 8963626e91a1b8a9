"""One run at a time; a lock ends with its holder, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.archive import lock
from aggregator.errors import ArchiveError, LockedError

HOLD = """
import sys, time
from pathlib import Path
from aggregator.archive import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """A process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_refused_with_the_holders_number(path: Path) -> None:
    with holder(path) as process:
        with pytest.raises(LockedError, match=str(process.pid)) as caught, lock.held(path):
            pass
        process.kill()
    assert caught.value.exit_code == 5
    assert caught.value.hint


def test_the_lock_of_a_killed_holder_is_free(path: Path) -> None:
    with holder(path) as process:
        os.kill(process.pid, signal.SIGKILL)
    with lock.held(path):
        pass


def test_it_can_be_held_again_and_two_archives_do_not_meet(path: Path) -> None:
    with lock.held(path), lock.held(path.with_name("other.db")):
        pass
    with lock.held(path):
        pass


def test_a_folder_that_cannot_be_written_is_an_archive_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError) as caught, lock.held(tmp_path / "file" / "archive.db"):
        pass
    assert caught.value.exit_code == 7
