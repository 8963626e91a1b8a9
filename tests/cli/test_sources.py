"""The register's commands, from outside: feeds.toml on disk, the demonstration's newsroom on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

import pytest

from aggregator import cli, config, newsroom
from aggregator.newsroom import Site
from aggregator.sources import called
from tests.shown import Terminal

HEAD = '[fetch]\npause = 0.0\nallow_networks = ["127.0.0.0/8"]\n\n# kept\n'
ONE = '[[source]]\nname = "One"\nurl = "http://127.0.0.1:9/feed"\nkind = "feed"\ncountry = "SG"\ncategory = "trade"\n'


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    with newsroom.opened() as opened:
        yield {site.name: site for site in opened}


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(HEAD + ONE, encoding="utf-8")
    return path


def run(feeds: Path, *arguments: str) -> int:
    return cli.run(["--config", str(feeds), "sources", *arguments])


def test_list(feeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(feeds, "list", "--country", "Singapore", "--category", "TRADE") == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("One\tfeed\tSG\ttrade\tyes\t")
    assert run(feeds, "list", "--disabled") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(feeds, "list", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)[0]["url"] == "http://127.0.0.1:9/feed"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--category", "nosuch"), "note: No source is of the category 'nosuch'. There are: trade.\n"),
        (("--country", "Fiji"), "note: No source is of the country FJ.\n"),
        (("--category", "trade", "--disabled"), ""),
    ],
)
def test_a_list_says_what_no_source_has(feeds: Path, asked: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(feeds, "list", *asked) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert said.err == told


NAMES = ("Example Newswire: Health Care industry", "Example Newswire: Health Care Providers", "Example Newswire: Mergers and Acquisitions")


def listed(feeds: Path, columns: int) -> list[str]:
    """`sources list` on a terminal of so many columns."""
    table = '[[source]]\nname = "{0}"\nurl = "https://newswire.example/en/rss/subject/{1}/feed-of-{1}.xml"\nkind = "feed"\n'
    feeds.write_text("".join(table.format(name, name.rpartition(" ")[2]) for name in NAMES))
    with mock.patch.dict("os.environ", {"COLUMNS": str(columns), "NO_COLOR": "1"}), redirect_stdout(Terminal()) as told:
        assert run(feeds, "list") == 0
    return told.getvalue().splitlines()


@pytest.mark.parametrize("columns", [46, 60, 80, 100, 120, 200])
def test_names_can_be_copied_from_a_list(feeds: Path, columns: int) -> None:
    head, *lines = listed(feeds, columns)
    assert [line[: len(NAMES[-1])].strip() for line in lines] == list(NAMES)
    assert max(map(len, (head, *lines))) <= columns
    assert "publisher" not in head, "no publisher has said anything"
    assert ("address" in head) == (columns >= 80)
    assert all(line.endswith(".xml") for line in lines if "address" in head), "the end of an address tells one from another"


@pytest.mark.parametrize("form", ["csv", "jsonl", "md", "html"])
def test_a_list_in_every_format(feeds: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(feeds, "list", "--format", form) == 0
    told = capsys.readouterr().out
    assert "http://127.0.0.1:9/feed" in told
    assert "trade" in told


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_list_for_the_office(feeds: Path, form: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(feeds, "list", "--format", form) == 0
    assert capfdbinary.readouterr().out.startswith(b"PK")


def test_a_list_shows_no_secret(feeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = '[[source]]\nname = "Own"\nurl = "https://{0}@own.example/feed?page=2&token={0}"\nkind = "feed"\n'
    table += 'keywords = ["https://{0}@own.example/word"]\nnote = "see https://{0}@own.example/"\n'
    feeds.write_text(table.format("hush-hush-1"))
    for form in ("table", "json", "csv", "md"):
        run(feeds, "list", "--format", form)
        told = capsys.readouterr()
        assert "hush-hush" not in told.out + told.err
        assert "own.example/feed?page=2&token=•••" in told.out or told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--country", "Atlantis"],
        ["list", "--format", "xml"],
        ["enable", "Nobody"],
        ["remove", "Nobody"],
        ["check", "Nobody"],
        ["import", "none.csv"],
        ["export", "x.doc"],
    ],
)  # fmt: skip
def test_mistakes_are_told_with_a_hint(feeds: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(feeds, *arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "error: " in told.err
    assert "hint: " in told.err


def test_on_off_and_out(feeds: Path) -> None:
    assert run(feeds, "disable", "one") == 0
    assert not config.load(feeds).sources[0].enabled
    assert run(feeds, "enable", "One") == 0
    assert config.load(feeds).sources[0].enabled
    assert run(feeds, "remove", "One") == 0
    assert feeds.read_text(encoding="utf-8").strip() == HEAD.strip()


@pytest.mark.parametrize("ending", ["opml", "csv"])
def test_out_and_in(feeds: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"register.{ending}"
    assert run(feeds, "export", str(file)) == 0
    other = tmp_path / "other.toml"
    assert run(other, "import", str(file), "--dry-run") == 0
    assert not other.exists()
    assert run(other, "import", str(file), "--disabled") == 0
    (source,) = config.load(other).sources
    assert (source.name, source.url, source.category, source.enabled) == ("One", "http://127.0.0.1:9/feed", "trade", False)
    assert run(other, "import", str(file)) == 0
    assert len(config.load(other).sources) == 1


@pytest.mark.parametrize(
    ("site", "kind", "name", "entries"),
    [
        ("alliance", "press_page", "Northern Health Alliance", 3),
        ("medical", "press_page", "Raffles Medical Group (demonstration)", 3),
        ("wire", "feed", "Harbour Wire: health (demonstration)", 2),
        ("ledger", "feed", "The Straits Ledger: companies (demonstration)", 2),
        ("hospital", "sitemap", "127.0.0.6", 2),
        ("klinik", "feed", "Klinikum Auental: Presse (Demonstration)", 2),
    ],
)
def test_add(
    feeds: Path, sites: dict[str, Site], site: str, kind: str, name: str, entries: int, capsys: pytest.CaptureFixture[str]
) -> None:
    url = sites[site].source.url
    assert run(feeds, "add", url, "--dry-run") == 0
    assert len(config.load(feeds).sources) == 1
    assert capsys.readouterr().out.count("\n20") == entries + (site == "ledger") * -1
    assert run(feeds, "add", url, "--yes", "--category", "corporate", "--country", "China", "--keyword", "@health") == 0
    source = config.load(feeds).sources[1]
    assert (source.name, source.url, source.kind, source.country) == (name, url, kind, "CN")
    assert (source.category, source.keywords) == ("corporate", ("@health",))
    assert feeds.read_text(encoding="utf-8").startswith(HEAD)
    assert run(feeds, "add", url, "--yes") == 2


def test_what_lists_nothing_is_not_added(feeds: Path, sites: dict[str, Site]) -> None:
    before = feeds.read_text(encoding="utf-8")
    assert run(feeds, "add", sites["broken"].source.url, "--yes") == 3
    assert run(feeds, "add", sites["broken"].base + "/nothing", "--yes") == 3
    assert feeds.read_text(encoding="utf-8") == before


def test_a_private_address_is_not_asked(tmp_path: Path, sites: dict[str, Site], capsys: pytest.CaptureFixture[str]) -> None:
    asked = len(sites["wire"].asked)
    assert run(tmp_path / "none.toml", "add", sites["wire"].source.url, "--yes") == 3
    assert "not public" in capsys.readouterr().err.casefold()
    assert len(sites["wire"].asked) == asked


def test_check_tells_what_to_do(feeds: Path, sites: dict[str, Site], capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(f'[[source]]\nname = "{site.name}"\nurl = "{site.source.url}"\nkind = "{site.source.kind}"\n' for site in sites.values())
    feeds.write_text(HEAD + text, encoding="utf-8")
    assert run(feeds, "check", "--format", "json") == 3
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name for name, row in rows.items() if row["state"] == "ok"} == set(sites) - {"broken"}
    assert rows["broken"]["what to do"]
    assert rows["wire"]["newest"] == "2025-06-10"
    assert run(feeds, "check", "broken") == 4
    assert run(feeds, "check", "wire", "klinik") == 0


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Newsroom | Example Health", "Example Health"),
        ("Example Health - Press releases", "Example Health"),
        ("Latest news – RSS feed", "Latest news – RSS feed"),
        ("新闻中心 | 重庆医院", "重庆医院"),
        ("Aktuelles", "Aktuelles"),
        ("", ""),
        ("x" * 300, "x" * 80),
    ],
)
def test_what_a_site_is_called(title: str, name: str) -> None:
    assert called(title) == name
