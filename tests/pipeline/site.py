"""A newsroom on loopback with years of news, listed in every way at once; it remembers what it was asked.

/robots.txt              Sitemap: /sitemap_index.xml
/sitemap_index.xml       one sitemap a year, and one of doctors
/news/                   the newest ten, ?page=2 … the older ones; /years/: the newest ten, /years/2024/ … all of a year
/feed/                   the newest ten, ?paged=2 … the older ones (404 beyond the last)
/news/DAY-word-NUMBER    articles, three months apart, the newest has number 1
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

NEWEST = date(2026, 5, 20)
_APART = timedelta(days=91)
_PAGE = 10


@dataclass(frozen=True)
class Told:
    """One article."""

    number: int
    day: date

    @property
    def path(self) -> str:
        """Its address."""
        return f"/news/agreement-of-two-hospitals-number-{self.number}"

    @property
    def title(self) -> str:
        """Its headline."""
        return f"Agreement {self.number} of two hospitals on ward {self.number * 7}"

    @property
    def html(self) -> str:
        """Its page: words of its own, so that no two are alike."""
        lines = [" ".join(f"word{self.number}x{part}x{each} is said here" for each in range(12)) for part in range(4)]
        body = "".join(f"<p>{line}.</p>" for line in lines)
        head = f'<meta property="article:published_time" content="{self.day}"><title>{self.title}</title>'
        return f"<html lang=en><head>{head}</head><body><main><article><h1>{self.title}</h1>{body}</article></main></body></html>"


@dataclass
class Site:
    """The newsroom. `without`: paths that answer 404; `slow`: seconds that each answer takes; `robots`: what is allowed."""

    count: int = 34
    slow: float = 0.0
    without: tuple[str, ...] = ()
    robots: str = "User-agent: *\nDisallow: /private/\nSitemap: /sitemap_index.xml\n"
    base: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def articles(self) -> list[Told]:
        """All of them, the newest first."""
        return [Told(number, NEWEST - (number - 1) * _APART) for number in range(1, self.count + 1)]

    def since(self, first: date) -> set[str]:
        """The paths of those not older than a day."""
        return {told.path for told in self.articles if told.day >= first}

    def listings(self) -> list[str]:
        """What was asked but articles, and leave."""
        return [path for path in self.asked if "number-" not in path and "well-known" not in path]

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, media type and body for a path with its query."""
        parts = urlsplit(path)
        asked = dict(parse_qsl(parts.query))
        if parts.path in self.without:
            return 404, "text/html", "nothing"
        for told in self.articles:
            if parts.path == told.path:
                return 200, "text/html", told.html
        match parts.path:
            case "/robots.txt":
                return 200, "text/plain", self.robots.replace("Sitemap: ", f"Sitemap: {self.base}")
            case "/sitemap_index.xml":
                return 200, "application/xml", self._index()
            case "/feed/":
                return self._feed(int(asked.get("paged", "1")))
            case "/news/":
                return 200, "text/html", self._page(int(asked.get("page", "1")))
        return self._other(parts.path)

    def _other(self, path: str) -> tuple[int, str, str]:
        if path.startswith("/sitemap-20"):
            return 200, "application/xml", self._sitemap(int(path[9:13]))
        if path == "/sitemap-doctors.xml":
            return 200, "application/xml", f"<urlset><url><loc>{self.base}/doctors/jane</loc></url></urlset>"
        if path == "/years/":
            return 200, "text/html", self._listing(self.articles[:_PAGE], self._years())
        if path.startswith("/years/20"):
            return 200, "text/html", self._listing([told for told in self.articles if told.day.year == int(path[7:11])], self._years())
        return 404, "text/html", "nothing"

    def _index(self) -> str:
        years = sorted({told.day.year for told in self.articles})
        names = ["sitemap-doctors.xml", *(f"sitemap-{year}.xml" for year in years)]
        return f"<sitemapindex>{''.join(f'<sitemap><loc>{self.base}/{name}</loc></sitemap>' for name in names)}</sitemapindex>"

    def _sitemap(self, year: int) -> str:
        places = [f"{told.path}</loc><lastmod>{told.day}</lastmod>" for told in self.articles if told.day.year == year]
        places += ["/about-us</loc>", "/services/heart-and-lung-surgery-for-all</loc>"]
        return f"<urlset>{''.join(f'<url><loc>{self.base}{place}</url>' for place in places)}</urlset>"

    def _feed(self, number: int) -> tuple[int, str, str]:
        chosen = self.articles[(number - 1) * _PAGE : number * _PAGE]
        if not chosen:
            return 404, "text/html", "nothing"
        entries = "".join(
            f"<item><title>{told.title}</title><link>{self.base}{told.path}</link>"
            f"<pubDate>{told.day:%a, %d %b %Y} 09:00:00 GMT</pubDate></item>"
            for told in chosen
        )
        return 200, "application/rss+xml", f'<rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'

    def _page(self, number: int) -> str:
        chosen = self.articles[(number - 1) * _PAGE : number * _PAGE]
        older = f'<a rel="next" href="/news/?page={number + 1}">Older</a>' if number * _PAGE < self.count else ""
        return self._listing(chosen, older)

    def _years(self) -> str:
        years = sorted({told.day.year for told in self.articles}, reverse=True)
        return f"<div class=years>{''.join(f'<a href=/years/{year}/>{year}</a> ' for year in years)}</div>"

    def _listing(self, chosen: list[Told], more: str) -> str:
        rows = "".join(f"<li><time>{told.day:%d %B %Y}</time> <h3><a href='{told.path}'>{told.title}</a></h3></li>" for told in chosen)
        return f"<html lang=en><body><main><h1>News</h1><ul class=news>{rows}</ul>{more}</main></body></html>"


@contextmanager
def opened(site: Site) -> Iterator[Site]:
    """Serve it while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            time.sleep(site.slow)
            status, kind, body = site.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
