"""The real program, a real server on loopback, real signals: killed, stopped, locked out, without room. Nothing lost, nothing twice.

A run is given time by progress, not by the clock: it is killed once so many articles were asked for.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

COUNT = 12
WORDS = (
    "imaging",
    "dialysis",
    "oncology",
    "nursing",
    "stroke",
    "telehealth",
    "vaccines",
    "surgery",
    "rehabilitation",
    "maternity",
    "eye",
    "heart",
)
ITEM = """<item><title>Riverside agreement {0}</title><link>http://127.0.0.1:{1}/a/{0}</link><guid>{0}</guid>
<pubDate>Tue, 10 Jun 2025 09:00:00 +0000</pubDate></item>"""
PAGE = """<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="2025-06-10T09:00:00Z"></head>
<body><main><article><h1>{title}</h1>{text}</article></main></body></html>"""


def paragraphs(number: int) -> list[str]:
    """The text of an article: its own from the first word to the last."""
    topic = WORDS[number % len(WORDS)]
    return [
        f"Riverside Hospital Group signed contract R{number:04} on {topic} with partner house {number} after {number + 3} months of talks.",
        f"The {topic} teams of both sides meet {number + 2} times a year, and {number * 7 + 11} members of staff will be trained under it.",
        f"A board of {number + 5} people watches over {topic} and reports to the council of district {number * 3 + 1} every spring.",
    ]


class Handler(BaseHTTPRequestHandler):
    """A feed and its articles, a little slow."""

    asked = 0

    def do_GET(self) -> None:
        """Answer."""
        port = self.headers["Host"].rpartition(":")[2]
        if self.path == "/feed":
            body = "".join(ITEM.format(number, port) for number in range(COUNT))
            self.answer("application/rss+xml", f'<rss version="2.0"><channel><title>R</title>{body}</channel></rss>')
        elif self.path.startswith("/a/"):
            Handler.asked += 1
            time.sleep(0.05)
            number = int(self.path[3:])
            text = "".join(f"<p>{each}</p>" for each in paragraphs(number))
            self.answer("text/html", PAGE.format(title=f"Riverside agreement {number}", text=text))
        else:
            self.send_error(404)

    def answer(self, kind: str, text: str) -> None:
        """Send it."""
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """A server's port."""
    Handler.asked = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


class Program:
    """The program over one folder; every run is a day later than the one before."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.archive = folder / "data" / "archive.db"
        self.day = 0
        settings = '[fetch]\nallow_networks = ["127.0.0.0/8"]\npause = 0.0\n'
        (folder / "feeds.toml").write_text(f'{settings}[[source]]\nname = "R"\nurl = "http://127.0.0.1:{port}/feed"\nkind = "feed"\n')

    def start(self, *arguments: str, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """Begin a command."""
        self.day += 1
        now = datetime.now(UTC) + timedelta(days=self.day)
        environment = {**os.environ, "AGGREGATOR_NOW": now.isoformat(), "AGGREGATOR_ARCHIVE": str(self.archive)}
        return subprocess.Popen(
            [sys.executable, "-m", "aggregator", "--config", str(self.folder / "feeds.toml"), *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=before,
        )

    def run(self, *arguments: str, before: Callable[[], None] | None = None) -> tuple[int, str]:
        """A command to its end: exit status and stderr."""
        with self.start(*arguments, before=before) as process:
            _, errors = process.communicate(timeout=300)
        return process.returncode, errors

    def stored(self) -> list[str]:
        """The addresses of all articles; each must have its text, and the file must be sound."""
        if not self.archive.exists() or not self.archive.stat().st_size:
            return []
        connection = sqlite3.connect(self.archive)
        try:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = connection.execute("SELECT url, text FROM article").fetchall()
        except sqlite3.OperationalError:  # the schema was not yet written
            return []
        finally:
            connection.close()
        for url, text in found:
            assert f"contract R{int(url.rpartition('/')[2]):04}" in text
        return [url for url, _ in found]

    def ends_complete(self) -> None:
        """The next run brings everything, each once."""
        code, errors = self.run("fetch")
        assert code == 0, errors
        stored = self.stored()
        assert len(stored) == len(set(stored)) == COUNT
        assert self.run("verify")[0] == 0


@pytest.fixture
def program(tmp_path: Path, port: int) -> Program:
    """The program over a folder of its own."""
    return Program(tmp_path, port)


def after(articles: int, process: subprocess.Popen[str]) -> None:
    """Wait until so many articles were asked for, or the process has ended."""
    while Handler.asked < articles and process.poll() is None:
        time.sleep(0.01)


@pytest.mark.parametrize("articles", [1, 7])
def test_killed_at_any_moment_nothing_is_lost_or_doubled(program: Program, articles: int) -> None:
    with program.start("fetch") as process:
        after(articles, process)
        os.killpg(process.pid, signal.SIGKILL)
    before = set(program.stored())
    program.ends_complete()
    assert before <= set(program.stored())


def test_killed_again_and_again_it_comes_to_its_end(program: Program) -> None:
    """Moments drawn from a fixed seed, all over a run, its start and its end among them."""
    draw = random.Random(20261122)
    for _ in range(4):
        Handler.asked = 0
        with program.start("fetch") as process:
            after(draw.randrange(COUNT), process)
            time.sleep(draw.random() * 0.2)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        program.stored()
    program.ends_complete()


def test_a_backup_during_a_run_is_whole(program: Program) -> None:
    with program.start("fetch") as run:
        after(4, run)
        code, errors = program.run("backup", str(program.folder / "copy.db"))
        assert code == 0, errors
        run.communicate(timeout=300)
    connection = sqlite3.connect(program.folder / "copy.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert 0 <= connection.execute("SELECT count(*) FROM article").fetchone()[0] <= COUNT
    connection.close()
    program.ends_complete()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_tidily_and_soon(program: Program, number: signal.Signals) -> None:
    with program.start("fetch") as process:
        after(3, process)
        sent = time.monotonic()
        os.killpg(process.pid, number)
        _, errors = process.communicate(timeout=60)
    assert time.monotonic() - sent < 15
    assert process.returncode == 130
    assert "interrupted" in errors
    assert "Traceback" not in errors
    program.ends_complete()


def test_a_second_run_at_once_leaves_quickly_with_its_own_status(program: Program) -> None:
    with program.start("fetch") as first:
        after(1, first)
        code, errors = program.run("fetch")
        assert code == 5 or first.poll() is not None
        assert "Traceback" not in errors
        first.communicate(timeout=300)
    assert first.returncode == 0
    assert len(program.stored()) == COUNT


@pytest.mark.parametrize("room", [0, 60_000, 420_000])
def test_without_room_it_says_so_and_comes_back_when_there_is(program: Program, room: int) -> None:
    """The file may not grow beyond so many bytes: the write that would is refused, wherever it falls (schema, log, checkpoint)."""

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    code, errors = program.run("fetch", before=narrow)
    assert code in (3, 4, 7)
    assert "Traceback" not in errors
    program.ends_complete()


def test_a_second_run_over_unchanged_sources_asks_no_article(program: Program) -> None:
    program.ends_complete()
    Handler.asked = 0
    code, errors = program.run("fetch", "--report", "json")
    assert code == 0, errors
    assert Handler.asked == 0
