"""The commands over the river, end to end in this process, against a small server on loopback: fetch, dry run, report, retag."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.cli import run

SENTENCES = (
    "Riverside Hospital Group and Hillside Clinics signed an agreement on Tuesday to open a dialysis centre together in Porto.",
    "Nurses of both houses will be trained side by side for two years before the first wards open their doors to patients.",
    "A joint board of nine people will look after costs and quality, and reports to both owners every spring.",
)
FEED = """<rss version="2.0"><channel><title>News</title><item><title>Riverside and Hillside open a dialysis centre</title>
<link>/a/1</link><pubDate>Tue, 09 Jun 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
PAGE = """<html lang="en"><head><title>Riverside and Hillside open a dialysis centre</title></head><body><main><article>
<h1>Riverside and Hillside open a dialysis centre</h1><time datetime="2026-06-09">9 June 2026</time>{}</article></main></body></html>"""


class Handler(BaseHTTPRequestHandler):
    """A feed with one article."""

    def do_GET(self) -> None:
        """Answer."""
        answers = {
            "/feed": ("application/rss+xml", FEED),
            "/a/1": ("text/html", PAGE.format("".join(f"<p>{each}</p>" for each in SENTENCES))),
        }
        if self.path not in answers:
            self.send_error(404)
            return
        kind, text = answers[self.path]
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with settings for that server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    source = f'[[source]]\nname = "News"\nurl = "http://127.0.0.1:{server.server_port}/feed"\nkind = "feed"\n'
    (tmp_path / "feeds.toml").write_text(f'[fetch]\nallow_networks = ["127.0.0.0/8"]\npause = 0.0\n{source}')
    yield tmp_path
    server.shutdown()
    server.server_close()


def call(folder: Path, *arguments: str) -> int:
    """The exit code of a command in this folder."""
    return run(["--config", str(folder / "feeds.toml"), *arguments])


def test_from_settings_to_an_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "fetch", "--dry-run") == 0
    assert capsys.readouterr().out == "News\t1 new of 1 listed\n"
    assert not (folder / "data").exists()

    assert call(folder, "fetch", "--report", "json") == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["articles_new"], told["sources_failed"], told["exit_code"]) == (1, 0, 0)
    assert err.startswith("1 source, 1 new article")

    with room.open(folder / "data" / "archive.db", write=False) as opened:
        row = opened.rows("SELECT title, text, day FROM article")[0]
    assert row["title"] == "Riverside and Hillside open a dialysis centre"
    assert row["text"].split("\n\n") == list(SENTENCES)
    assert row["day"] == "2026-06-09"

    assert call(folder, "-q", "fetch") == 0
    assert capsys.readouterr() == ("", "")
    assert call(folder, "retag", "--pages") == 0
    assert capsys.readouterr().err == "1 article tagged again, 0 changed\n"
    assert call(folder, "verify") == 0


def test_a_failing_source_is_told_by_status_and_exit_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = (folder / "feeds.toml").read_text()
    port = settings.split("127.0.0.1:")[1].split("/")[0]
    (folder / "feeds.toml").write_text(f'{settings}[[source]]\nname = "Gone"\nurl = "http://127.0.0.1:{port}/none"\nkind = "feed"\n')
    assert call(folder, "fetch") == 3
    assert "1 source failed" in capsys.readouterr().err
    assert call(folder, "fetch", "--source", "Gone") == 4
    assert call(folder, "status", "--failing") == 0
    assert "Gone\tfailing" in capsys.readouterr().out
