"""The demonstration does what README says: the real pipeline on its own newsroom, filed and asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator import cli


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    """Exit code, what was printed, and the archive, of one demonstration."""
    import contextlib
    import io

    archive = tmp_path_factory.mktemp("demo") / "demo.db"
    archive.write_bytes(b"an older demonstration")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = cli.run(["--archive", str(archive), "demo"])
    return code, out.getvalue(), archive


def test_it_ends_well_and_makes_its_archive_anew(told: tuple[int, str, Path]) -> None:
    code, _, archive = told
    assert code == 0
    assert archive.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    "words",
    [
        "7 sources, 13 new articles, 1 copy",
        "1 source failed",
        "A feed that became a web page: ",
        "none of them for an article",
        "6 sources, 0 new articles",
        "Raffles Medical Group; ",
        "Novo Nordisk",
        "4 reports",
        "copy of",
        "Text (Raffles Medical Group",  # the press release leads, whichever report came first
        "我院与新加坡莱佛士医疗集团签署战略合作协议",
    ],
)
def test_it_shows_the_main_job(told: tuple[int, str, Path], words: str) -> None:
    assert words in told[1]


@pytest.mark.parametrize("words", ["in your inbox", "S$0.975", "Start a project with us", "Find a doctor", "版权所有", "Cookies"])
def test_no_furniture_is_shown(told: tuple[int, str, Path], words: str) -> None:
    assert words not in told[1]


def test_the_award_and_the_figures_are_no_partnerships(told: tuple[int, str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["--archive", str(told[2]), "deals", "--limit", "0"])
    ledger = capsys.readouterr().out
    assert "Rongqiao Group" in ledger
    assert "Leipzig" in ledger
    assert "shortlist" not in ledger.casefold()
    cli.run(["--archive", str(told[2]), "query", "--articles", "--limit", "0", "--format", "csv"])
    assert capsys.readouterr().out.count("http://127.0.0.") >= 14
