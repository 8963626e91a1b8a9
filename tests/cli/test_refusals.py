"""What publishers say to programs, from outside and over a real server: kept to by `fetch`, told by `sources` and `status`."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aggregator import cli

FEED = (
    '<rss version="2.0"><channel><title>News</title>'
    + "".join(f"<item><title>Wards {number} and others agree</title><link>/a/{number}</link></item>" for number in range(4))
    + "</channel></rss>"
)
POLICY = '[{"location": "/reserved/*", "tdm-reservation": 1, "tdm-policy": "https://example.org/terms"}]'
HOME = '<html><head><meta name="tdm-reservation" content="1"></head><body><a href="/reserved/feed">RSS</a></body></html>'


class Handler(BaseHTTPRequestHandler):
    """Feeds of publishers with different wishes; `asked` remembers the paths."""

    asked: list[str]

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        head, _, rest = self.path.lstrip("/").partition("/")
        if self.path == "/.well-known/tdmrep.json":
            self._send(POLICY, "application/json")
        elif self.path == "/robots.txt":
            self._send("User-agent: *\nDisallow: /forbidden/\n", "text/plain")
        elif self.path == "/":
            self._send(HOME, "text/html")
        elif rest == "feed":
            said = {"header": {"TDM-Reservation": "1"}, "wishes": {"X-Robots-Tag": "noai, noarchive, nosnippet"}}.get(head, {})
            self._send(FEED.replace("<link>/a", f"<link>/{head}/a"), "application/rss+xml", said)
        else:
            self.send_error(404)

    def _send(self, text: str, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""


NAMES = ("Open", "Wishes", "Header", "Reserved", "Forbidden")


@pytest.fixture
def base() -> Iterator[str]:
    """The server's address."""
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def feeds(tmp_path: Path, base: str) -> Path:
    """Settings that name all of them."""
    tables = "".join(f'[[source]]\nname = "{name}"\nurl = "{base}/{name.lower()}/feed"\nkind = "feed"\n' for name in NAMES)
    (tmp_path / "feeds.toml").write_text(f'[fetch]\npause = 0.0\nretries = 0\nallow_networks = ["127.0.0.0/8"]\n{tables}')
    return tmp_path / "feeds.toml"


def run(feeds: Path, *arguments: str) -> int:
    """The exit code of a command."""
    return cli.run(["--config", str(feeds), *arguments])


def test_check_tells_who_refuses_and_who_wishes_what(feeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(feeds, "sources", "check", "--format", "json") == 3
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name: row["state"] for name, row in rows.items()} == {
        "Open": "ok", "Wishes": "ok", "Header": "refused", "Reserved": "refused", "Forbidden": "refused",
    }  # fmt: skip
    assert rows["Wishes"]["publisher"] == "noai; noarchive"
    assert rows["Header"]["publisher"] == "tdm-reservation: 1"
    assert "reserves text and data mining" in rows["Reserved"]["what to do"]


def test_fetch_keeps_to_it_and_says_so_once(feeds: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(feeds, "fetch", "--report", "json") == 4  # of the others the articles are missing
    out, err = capsys.readouterr()
    told = json.loads(out)
    turned = {each["source"]: each["state"] for each in told["turned"]}
    assert told["states"] == {"Open": "undated", "Wishes": "undated", "Header": "refused", "Reserved": "refused", "Forbidden": "refused"}
    assert turned["Header"] == turned["Reserved"] == turned["Forbidden"] == "refused"
    assert "3 sources turned bad: Forbidden refused, Header refused, Reserved refused" in err
    assert not [path for path in Handler.asked if path.startswith(("/header/a", "/reserved/a", "/forbidden"))]
    assert [path for path in Handler.asked if path.startswith("/open/a")]
    assert Handler.asked.count("/.well-known/tdmrep.json") == 1
    monkeypatch.setenv("AGGREGATOR_NOW", "2031-01-01T00:00:00+00:00")
    assert run(feeds, "fetch") == 3
    assert "turned bad" not in capsys.readouterr().err


def test_status_and_list_show_it(feeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(feeds, "sources", "list") == 0
    run(feeds, "fetch")
    capsys.readouterr()
    assert run(feeds, "status", "--format", "json") == 0
    told = {each["source"]: each for each in json.loads(capsys.readouterr().out)["sources"]}
    assert (told["Reserved"]["state"], told["Wishes"]["notices"]) == ("refused", ["noai", "noarchive"])
    assert run(feeds, "status", "--source", "Wishes") == 0
    assert "publisher: noai; noarchive" in capsys.readouterr().out
    assert run(feeds, "sources", "list") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert next(row for row in rows if row[0] == "Wishes")[rows[0].index("publisher")] == "noai; noarchive"
    assert run(feeds, "sources", "list", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)[1]["notices"] == ["noai", "noarchive"]


def test_add_says_why_a_site_is_not_added(feeds: Path, base: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = feeds.read_text()
    assert run(feeds, "sources", "add", f"{base}/", "--yes") == 3
    assert "reserves text and data mining" in capsys.readouterr().err
    assert feeds.read_text() == before
