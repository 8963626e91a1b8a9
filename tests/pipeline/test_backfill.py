"""Back in time, over a real server: each way a site lists its past, alone; bounds, resumption, a kill in the middle; nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aggregator import archive as room
from aggregator import cli, config
from aggregator.archive import backfill as track
from aggregator.cli import summary
from aggregator.model import Run
from aggregator.pipeline import Choice, Stages, run
from tests.pipeline.site import Site, opened
from tests.pipeline.web import Inline, described

NAME = "Two Hospitals"
NOW = "2026-06-01T06:00:00+00:00"
Served = Callable[..., Site]


@pytest.fixture
def served() -> Iterator[Served]:
    """A function that opens newsrooms; they close with the test."""
    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(opened(Site(**given)))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_NOW", NOW)


def settled(folder: Path, site: Site, path: str, kind: str, more: str = "", fetch: str = "") -> None:
    """A feeds.toml for this newsroom."""
    text = f'[fetch]\nallow_networks = ["127.0.0.0/8"]\npause = 0.0\n{fetch}\n'
    source = f'[[source]]\nname = "{NAME}"\nurl = "{site.base}{path}"\nkind = "{kind}"\n{more}\n'
    (folder / "feeds.toml").write_text(text + source)


def command(folder: Path, since: str) -> int:
    """One run back in time by the command line; its exit code."""
    return cli.run(["--config", str(folder / "feeds.toml"), "fetch", "--source", NAME, "--since", since])


def walk(folder: Path, since: int = 2024) -> Run:
    """One run back in time, in this process, with articles tagged in the simplest way."""
    stages = Stages(child=lambda: nullcontext(Inline()), described=described)
    with room.open(folder / "data" / "archive.db", write=True) as archive:
        return run(config.load(folder / "feeds.toml"), archive, Choice((NAME,), date(since, 1, 1)), stages=stages)


def listed(folder: Path, state: str | None = None) -> list[str]:
    """The paths of the entries in the archive."""
    with room.open(folder / "data" / "archive.db", write=False) as archive:
        found = archive.rows("SELECT url FROM entry WHERE ? IS NULL OR state = ?", (state, state))
        return sorted(urlsplit(row["url"]).path for row in found)


def progress(folder: Path) -> track.Progress:
    """How far the walk has come."""
    with room.open(folder / "data" / "archive.db", write=False) as archive:
        found = track.progress(archive, NAME)
        assert found is not None
        return found


NO_MAPS = ("/robots.txt", "/sitemap_index.xml")


@pytest.mark.parametrize(
    ("path", "kind", "without"),
    [
        ("/news/", "press_page", NO_MAPS),
        ("/years/", "press_page", NO_MAPS),
        ("/feed/", "feed", NO_MAPS),
        ("/feed/", "feed", ()),
        ("/years/", "press_page", ()),
        ("/sitemap_index.xml", "sitemap", ("/robots.txt",)),
        ("/news/", "press_page", ("/robots.txt",)),
    ],
    ids=["next pages", "years", "paged feed", "feed and sitemaps", "page and sitemaps", "sitemap index", "usual sitemaps"],
)
def test_every_way_back(tmp_path: Path, served: Served, path: str, kind: str, without: tuple[str, ...]) -> None:
    site = served(without=without)
    settled(tmp_path, site, path, kind, fetch="max_articles = 1\nmax_pages = 1")
    assert walk(tmp_path).sources_failed == 0
    wanted = site.since(date(2024, 1, 1))
    found = set(listed(tmp_path))
    assert wanted <= found
    if kind != "sitemap":
        assert found <= wanted | {told.path for told in site.articles[:20]}  # the ordinary visit reads two pages
    assert progress(tmp_path).finished is not None
    assert not [path for path in site.listings() if "2022" in path or "2021" in path or "doctors" in path]
    assert max(Counter(site.listings()).values()) <= 2  # its own address: once as ever, once for the walk


def test_all_is_filed_once_and_the_end_is_told(tmp_path: Path, served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    site = served(count=14)
    settled(tmp_path, site, "/feed/", "feed")
    assert command(tmp_path, "2023") == 0
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("1 source, 14 new articles")
    assert f"{NAME} back to 2023-01-01: complete" in line
    assert set(listed(tmp_path, "filed")) == site.since(date(2023, 1, 1))
    asked = len(site.asked)
    assert command(tmp_path, "2023") == 0
    assert "0 new articles" in capsys.readouterr().err
    assert len(site.asked) - asked <= 3  # robots.txt, the feed, a policy


def test_the_report_tells_how_far_it_came(tmp_path: Path, served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    site = served(without=NO_MAPS, count=12)
    settled(tmp_path, site, "/feed/", "feed", fetch="max_articles = 1")
    arguments = ["fetch", "--source", NAME, "--since", "2023", "--report", "json"]
    assert cli.run(["--config", str(tmp_path / "feeds.toml"), *arguments]) == 0
    (told,) = json.loads(capsys.readouterr().out)["backfill"]
    assert (told["source"], told["since"], told["left"], told["waiting"]) == (NAME, "2023-01-01", 0, 11)
    assert told["finished"].startswith("2026-06-01")
    assert told["oldest"] == min(each.day for each in site.articles).isoformat()


def test_another_day_is_another_walk(tmp_path: Path, served: Served) -> None:
    site = served()
    settled(tmp_path, site, "/news/", "press_page", fetch="max_articles = 1")
    walk(tmp_path, 2025)
    assert progress(tmp_path).since == date(2025, 1, 1)
    walk(tmp_path, 2022)
    assert progress(tmp_path).finished is not None
    assert site.since(date(2022, 1, 1)) <= set(listed(tmp_path))
    assert len(listed(tmp_path)) == len(set(listed(tmp_path)))


def test_keywords_sift_the_past_too(tmp_path: Path, served: Served) -> None:
    site = served(without=NO_MAPS)
    settled(tmp_path, site, "/feed/", "feed", 'keywords = ["ward 210", "ward 7"]', fetch="max_articles = 1")
    walk(tmp_path, 2018)
    assert [path.rpartition("-")[2] for path in (*listed(tmp_path, "waiting"), *listed(tmp_path, "filed"))] == ["30", "1"]
    assert len(listed(tmp_path, "passed_over")) == len(site.since(date(2018, 1, 1))) - 2


def test_a_bounded_run_says_what_is_left_and_the_next_goes_on(tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["aggregator.pipeline.backfill"], "MOST_ASKED", 4)
    site = served()
    settled(tmp_path, site, "/news/", "press_page", fetch="max_articles = 1\nmax_pages = 1")
    told = []
    for _ in range(9):
        walk(tmp_path, 2019)
        told.append(summary.walked(progress(tmp_path)))
        if progress(tmp_path).finished:
            break
    assert 2 < len(told) < 9
    assert all("to read: run it again to go on" in line for line in told[:-1])
    assert "complete" in told[-1]
    assert site.since(date(2019, 1, 1)) <= set(listed(tmp_path))
    visited = ("/news/", "/news/?page=2", "/robots.txt")  # by the ordinary visit too
    walked = Counter(path for path in site.listings() if path not in visited)
    assert set(walked.values()) == {1}


def test_the_usual_bound_of_pages_does_not_cut_it(tmp_path: Path, served: Served) -> None:
    site = served(without=NO_MAPS)
    settled(tmp_path, site, "/news/", "press_page", fetch="max_pages = 1\nmax_articles = 1")
    walk(tmp_path, 2018)
    assert site.since(date(2018, 1, 1)) <= set(listed(tmp_path))


def test_an_address_that_fails_is_tried_again_in_later_runs(tmp_path: Path, served: Served) -> None:
    site = served(without=NO_MAPS)
    settled(tmp_path, site, "/news/", "press_page", fetch="max_articles = 1\nretries = 0")
    answer, down = site.answer, True

    def moody(path: str) -> tuple[int, str, str]:
        return (503, "text/html", "busy") if down and path == "/news/?page=2" else answer(path)

    site.answer = moody  # type: ignore[method-assign]
    assert walk(tmp_path, 2020).sources_failed == 0
    assert (progress(tmp_path).left, progress(tmp_path).finished) == (1, None)
    down = False
    walk(tmp_path, 2020)
    assert progress(tmp_path).finished is not None
    assert site.since(date(2020, 1, 1)) <= set(listed(tmp_path))


def test_pages_that_come_round_again_end(tmp_path: Path, served: Served) -> None:
    site = served(without=NO_MAPS, count=10)
    settled(tmp_path, site, "/feed/", "feed", fetch="max_articles = 1")
    answer = site.answer
    site.answer = lambda path: answer(path.partition("?")[0])  # type: ignore[method-assign]
    walk(tmp_path, 2010)
    assert progress(tmp_path).finished is not None
    assert len([path for path in site.asked if path.startswith("/feed/?")]) == 1


def test_a_source_that_cannot_be_read_is_not_walked(tmp_path: Path, served: Served) -> None:
    site = served(robots="User-agent: *\nDisallow: /news/\n")
    settled(tmp_path, site, "/news/", "press_page")
    assert walk(tmp_path).sources_failed == 1
    assert set(site.asked) == {"/robots.txt"}


def test_what_robots_forbids_is_not_walked(tmp_path: Path, served: Served) -> None:
    site = served(robots="User-agent: *\nDisallow: /*page=\nSitemap: /none.xml\n")
    settled(tmp_path, site, "/news/", "press_page", fetch="max_articles = 1")
    assert walk(tmp_path).sources_failed == 0
    assert not [path for path in site.asked if "page=" in path]


@pytest.mark.parametrize(
    "arguments", [["--since", "2020"], ["--since", "2020", "--source", NAME, "--dry-run"], ["--since", "x", "--source", NAME]]
)
def test_wrong_arguments(tmp_path: Path, served: Served, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    settled(tmp_path, served(), "/feed/", "feed")
    assert cli.run(["--config", str(tmp_path / "feeds.toml"), "fetch", *arguments]) == 2
    assert "hint:" in capsys.readouterr().err


# ---- killed ------------------------------------------------------------------------------------------------------------------


def started(folder: Path) -> subprocess.Popen[bytes]:
    """The program, walking, as a process of its own."""
    command = [sys.executable, "-m", "aggregator", "--config", str(folder / "feeds.toml"), "fetch", "--source", NAME, "--since", "2018"]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "AGGREGATOR_NOW": NOW})


def test_killed_in_the_middle_it_goes_on_where_it_stopped(tmp_path: Path, served: Served) -> None:
    site = served(slow=0.05)
    settled(tmp_path, site, "/news/", "press_page", fetch="max_articles = 5")
    for enough in (4, 9):
        process, before = started(tmp_path), len(site.listings())
        until = time.monotonic() + 60
        while len(site.listings()) < before + enough and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    read = progress(tmp_path).read
    assert read >= 3
    site.slow = 0.0
    assert started(tmp_path).wait(120) == 0
    assert progress(tmp_path).finished is not None
    found = listed(tmp_path)
    assert site.since(date(2018, 1, 1)) == set(found)
    assert len(found) == len(set(found))
    walked = Counter(path for path in site.listings() if path not in ("/news/", "/robots.txt"))
    assert sum(count - 1 for count in walked.values()) <= 2 * 10  # at most what was under way when it was killed
    with room.open(tmp_path / "data" / "archive.db", write=False) as archive:
        assert [row[0] for row in archive.rows("PRAGMA integrity_check")] == ["ok"]
