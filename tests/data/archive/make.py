"""Make the archives of this folder: see README.md. `make.py REPOSITORY COMMIT`: the code of that commit, run over a site of our own."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
VERSIONS = (1, 2, 3)
MORNINGS = ("2026-11-20T06:00:00+00:00", "2026-11-21T06:00:00+00:00")

ALLIANCE = (
    "Harbour Medical Group and Chongqing Jinhai Hospital open a joint eye centre",
    "Harbour Medical Group of Singapore and Chongqing Jinhai Hospital said on 18 November 2026 that they had signed a "
    "joint venture agreement.",
    "The centre in Chongqing will have forty beds and will cost US$12 million, of which the hospital pays a third.",
)
CORRECTED = (*ALLIANCE[:2], "The centre in Chongqing will have sixty beds and will cost US$14 million, of which the hospital pays a third.")
CHINESE = (
    "港湾医疗集团与重庆金海医院共建眼科中心",
    "新加坡港湾医疗集团与重庆金海医院十一月十八日签署合资协议, 双方将在重庆共同建设一家眼科中心, 首期设置病床四十张。",
    "金海医院院长表示, 合作为期十年, 双方每年互派医生二十名。",
)
PLAIN = (
    "A new wing for the children's ward of Oakfield Hospital",
    "Oakfield Hospital opened a wing with twelve rooms for children on Friday. Parents can stay overnight in each of them.",
    "The wing was paid for by donations of the town, which the hospital had collected for five years.",
)
PRIVATE = (
    "Elmbrook Clinic and Vale University sign a memorandum on nursing",
    "Elmbrook Clinic and Vale University have signed a memorandum of understanding on the training of nurses, both said on Thursday.",
    "Thirty students a year will spend a term on the wards of the clinic in Leeds.",
)
MISSING = ("Words that were taken back", "")


class Site(BaseHTTPRequestHandler):
    """Two newsrooms: /one with five releases, /two with a copy of the first. On the second morning the first is corrected."""

    morning = 0

    def do_GET(self) -> None:
        """Answer."""
        first = CORRECTED if Site.morning else ALLIANCE
        pages = {"/one/a": first, "/one/b": CHINESE, "/one/c": PLAIN, "/one/d": PRIVATE, "/two/a": ALLIANCE}
        if self.path in ("/one", "/two"):
            listed = {path: page for path, page in {**pages, "/one/e": MISSING}.items() if path.startswith(self.path + "/")}
            self._answer("application/rss+xml", "".join(self._entry(path, page[0]) for path, page in listed.items()))
        elif self.path in pages:
            self._answer("text/html", self._page(pages[self.path]))
        else:
            self.send_error(404)

    def _entry(self, path: str, title: str) -> str:
        at = "Thu, 19 Nov 2026 08:00:00 +0000" if Site.morning and path == "/one/a" else "Wed, 18 Nov 2026 08:00:00 +0000"
        return (
            f"<item><title>{title}</title><link>http://{self.headers['Host']}{path}</link><guid>{path}</guid><pubDate>{at}</pubDate></item>"
        )

    def _page(self, text: tuple[str, ...]) -> str:
        title, *paragraphs = text
        robots = '<meta name="robots" content="noarchive">' if text is PRIVATE else ""
        body = "".join(f"<p>{each}</p>" for each in paragraphs)
        return (
            f"<html><head><title>{title}</title>{robots}</head><body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
        )

    def _answer(self, kind: str, text: str) -> None:
        body = f'<rss version="2.0"><channel><title>News</title>{text}</channel></rss>' if kind.endswith("xml") else text
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""


def make(code: Path, version: int, port: int) -> None:
    """One archive, by the code in this folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings, archive = Path(folder) / "feeds.toml", Path(folder) / "archive.db"
        sources = "".join(
            f'[[source]]\nname = "{name}"\nurl = "http://127.0.0.{n}:{port}/{name}"\nkind = "feed"\n'
            for n, name in ((1, "one"), (2, "two"))
        )
        settings.write_text(f'[fetch]\nallow_networks = ["127.0.0.0/8"]\npause = 0.0\n{sources}')
        program = [sys.executable, "-m", "aggregator", "--config", str(settings), "--archive", str(archive)]
        for Site.morning, now in enumerate(MORNINGS):
            subprocess.run([*program, "fetch"], cwd=code, env={**os.environ, "AGGREGATOR_NOW": now}, check=False)
        if version > 1:
            subprocess.run([*program, "searches", "save", "eyes", "eye centre -nursing"], cwd=code, check=True)
            subprocess.run(
                [*program, "mark", "1", "--star", "--label", "follow up", "--note", "asked the press office"], cwd=code, check=True
            )
            subprocess.run([*program, "brief", "--week", "2026-W47", "-o", f"{folder}/brief.md"], cwd=code, check=False)
        with sqlite3.connect(archive) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        connection.close()
        (HERE / f"v{version}.db.gz").write_bytes(gzip.compress(archive.read_bytes(), 9, mtime=0))


def main(repository: str, commit: str) -> None:
    """All of them."""
    server = ThreadingHTTPServer(("0.0.0.0", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for version in VERSIONS:
        with tempfile.TemporaryDirectory() as code:
            subprocess.run(["git", "clone", "-q", repository, code], check=True)
            subprocess.run(["git", "-C", code, "checkout", "-q", commit], check=True)
            for script in Path(code).glob("aggregator/archive/schema/*.sql"):
                if int(script.stem) > version:
                    script.unlink()
            make(Path(code), version, server.server_address[1])
    server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
