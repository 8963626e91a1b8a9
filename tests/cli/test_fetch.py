"""`fetch` and `schedule` from outside: exit codes, the summary line, the crontab line and the units."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.cli import run, timetable
from aggregator.cli.summary import as_dict, exit_code, summary
from aggregator.errors import UsageError
from aggregator.model import Failure, Run

STARTED = datetime(2026, 6, 1, tzinfo=UTC)
RUN = Run(STARTED, STARTED + timedelta(seconds=12), sources=8)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"sources": 0}, 0),
        ({"sources_failed": 1}, 3),
        ({"sources_failed": 8}, 4),
        ({"sources_failed": 8, "interrupted": True}, 130),
        ({"articles_failed": 5}, 0),
    ],
)
def test_exit_codes(changes: dict[str, int], code: int) -> None:
    assert exit_code(replace(RUN, **changes)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "8 sources, 0 new articles (12 s)"),
        ({"sources": 1, "articles_new": 1, "copies": 1}, "1 source, 1 new article, 1 copy (12 s)"),
        ({"articles_new": 13, "partnerships": 7}, "8 sources, 13 new articles, 7 of them tell of a partnership (12 s)"),
        ({"articles_new": 2, "partnerships": 1}, "8 sources, 2 new articles, 1 of them tells of a partnership (12 s)"),
        ({"sources_failed": 2, "articles_failed": 1}, "8 sources, 0 new articles, 2 sources failed, 1 article failed (12 s)"),
        ({"interrupted": True}, "interrupted: 8 sources, 0 new articles (12 s)"),
    ],
)
def test_the_summary_is_one_line(changes: dict[str, int], line: str) -> None:
    assert summary(replace(RUN, **changes)) == line  # type: ignore[arg-type]


def test_the_report_is_json() -> None:
    failure = Failure("fetch", "News", "https://x.example", "It timed out.", "Wait.")
    told = json.loads(json.dumps(as_dict(replace(RUN, failures=(failure,), sources_failed=1))))
    assert told["exit_code"] == 3
    assert told["failures"][0]["hint"] == "Wait."
    assert told["started"] == "2026-06-01T00:00:00+00:00"


def test_without_settings_it_is_a_configuration_error(tmp_path: Path) -> None:
    assert run(["--config", str(tmp_path / "none.toml"), "--archive", str(tmp_path / "a.db"), "fetch"]) == 6
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("arguments", [["fetch", "--report", "xml"], ["schedule", "at"], ["schedule", "cron", "--at", "25:00"]])
def test_wrong_arguments(arguments: list[str], tmp_path: Path) -> None:
    assert run(["--config", str(tmp_path / "feeds.toml"), *arguments]) == 2


def test_a_folder_in_the_archives_place(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text('[[source]]\nname = "R"\nurl = "https://x.example/feed"\nkind = "feed"\n')
    (tmp_path / "a.db").mkdir()
    assert run(["--config", str(tmp_path / "feeds.toml"), "--archive", str(tmp_path / "a.db"), "fetch"]) == 7


# ---- schedule --------------------------------------------------------------------------------------------------------


def test_the_crontab_line_runs_this_installation(tmp_path: Path) -> None:
    line = timetable.printed("cron", "6:05", tmp_path / "my feeds.toml", tmp_path / "archive.db")
    minute, hour, *days, command = line.split(maxsplit=5)
    assert (minute, hour, days) == ("5", "6", ["*", "*", "*"])
    words = shlex.split(command)
    assert words[-5:] == ["--config", str(tmp_path / "my feeds.toml"), "--archive", str(tmp_path / "archive.db"), "fetch"]
    assert line.endswith("fetch\n")


def test_cron_reads_no_line_break_into_a_percent_sign(tmp_path: Path) -> None:
    assert r"100\%" in timetable.printed("cron", "06:00", tmp_path / "100%.toml", tmp_path / "a.db")


def test_the_units_run_daily_and_catch_up(tmp_path: Path) -> None:
    units = timetable.printed("systemd", "06:30", tmp_path / "my $feeds 100%.toml", tmp_path / "a.db")
    assert "OnCalendar=*-*-* 06:30:00" in units
    assert "Persistent=true" in units
    assert f'"{tmp_path}/my $$feeds 100%%.toml"' in units


@pytest.mark.parametrize("at", ["", "6", "24:00", "06:60", "noon"])
def test_what_is_no_time_of_day(at: str) -> None:
    with pytest.raises(UsageError):
        timetable.printed("cron", at, Path("f"), Path("a"))
