"""The log: one line an event whatever strangers wrote, for its owner alone, quiet by default, silent about secrets."""

from __future__ import annotations

import json
import logging
import os
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import logs
from aggregator.cli import run
from aggregator.errors import ExtractError, FetchError, UsageError
from aggregator.logs import event, kept
from aggregator.pipeline.outcomes import failure

log = logging.getLogger("aggregator.tests")
BREAKING = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.fixture
def shown() -> list[str]:
    """What people were shown."""
    return []


def lines(path: Path) -> list[dict[str, object]]:
    """The events in a JSON log."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_failure_is_one_line_with_all_that_is_known(tmp_path: Path, shown: list[str]) -> None:
    with kept(tmp_path / "log", "json", 0, shown.append):
        failure(FetchError("It timed out.", hint="Wait a day.", reason="timeout"), "Riverside", "https://r.example/feed?token=abcdef")
        failure(ExtractError("No text.", reason="empty"), "Riverside", "https://r.example/a")
    first, second = lines(tmp_path / "log")
    assert first["message"] == "It timed out."
    assert {key: first[key] for key in ("level", "event", "stage", "source", "address", "reason", "hint")} == {
        "level": "warning",
        "event": "failure",
        "stage": "fetch",
        "source": "Riverside",
        "address": "https://r.example/feed?token=•••",
        "reason": "timeout",
        "hint": "Wait a day.",
    }
    assert second["reason"] == "empty"
    assert shown == []


def test_as_text(tmp_path: Path, shown: list[str]) -> None:
    with kept(tmp_path / "log", "text", 0, shown.append):
        failure(FetchError('It said "no".\nTwice.', reason="refused"), "R", "https://r.example/")
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert ' warning failure "It said \\"no\\".\\nTwice." stage="fetch" source="R" address="https://r.example/" reason="refused"' in line


def test_it_is_for_its_owner_alone_and_appended_to(tmp_path: Path, shown: list[str]) -> None:
    before = os.umask(0)
    try:
        for _ in range(2):
            with kept(tmp_path / "log", "json", 0, shown.append):
                log.info("again")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600
    assert len(lines(tmp_path / "log")) == 2


@pytest.mark.parametrize(
    ("verbosity", "told"),
    [
        (-1, ["worse"]),
        (0, ["warned", "worse"]),
        (1, ["warned", "worse"]),
        (2, ["fine", "read (source: R, new: 3)", "warned", "worse", "R: fetch: https://r.example/?token=•••: It broke. Mend it."]),
    ],
)
def test_what_people_see_follows_v_and_q(verbosity: int, told: list[str], shown: list[str]) -> None:
    with kept(None, None, verbosity, shown.append):
        log.info("fine")
        log.info("read", extra=event("visited", source="R", new=3))
        log.warning("warned")
        log.error("worse")
        log.error("told by the command itself", extra=event("error"))
        failure(FetchError("It broke.", hint="Mend it."), "R", "https://r.example/?token=abcdefgh")
    assert shown == told


def test_other_libraries_are_not_heard(capsys: pytest.CaptureFixture[str], tmp_path: Path, shown: list[str]) -> None:
    with kept(tmp_path / "log", "json", 2, shown.append):
        for name in ("httpx", "httpcore", "trafilatura.core", "htmldate", "pypdf", "hpack", "dateparser"):
            logging.getLogger(name).error("look at me")
    assert (*lines(tmp_path / "log"), *shown) == ()
    assert capsys.readouterr().err == ""


def test_a_bug_is_told_with_its_trace_on_one_line(tmp_path: Path, shown: list[str]) -> None:
    with kept(tmp_path / "log", "json", 0, shown.append):
        try:
            raise ZeroDivisionError("by nothing")
        except ZeroDivisionError as error:
            failure(error, "R", "https://r.example/")
    (only,) = lines(tmp_path / "log")
    assert only["event"] == "bug"
    assert "test_logs.py" in str(only["trace"])
    assert "ZeroDivisionError" in shown[0]


FORMS = st.sampled_from(logs.FORMATS)


@given(st.text(alphabet=st.characters(categories=None) | st.sampled_from(BREAKING + '\x1b\u202e\ud800"\\=')), FORMS)
def test_whatever_strangers_write_is_one_harmless_line(text: str, form: str) -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (text,), "levelname": "INFO", **event("x", source=text, address=text)})
    line = (logs.JsonLine() if form == "json" else logs.TextLine()).format(record)
    assert len(line.splitlines()) == 1
    assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(line) & set(BREAKING + "\x1b\u202e\u200b\ufeff")
    line.encode()
    if form == "json":
        assert isinstance(json.loads(line), dict)


def test_a_full_disk_does_not_end_a_run(shown: list[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with kept(Path("/dev/full"), "json", 0, shown.append):
        log.warning("goes on")
    assert shown == ["goes on"]


@pytest.mark.parametrize("path", ["missing/log", "."])
def test_a_log_that_cannot_be_written_is_told(tmp_path: Path, path: str, shown: list[str]) -> None:
    with pytest.raises(UsageError, match="log"), kept(tmp_path / path, None, 0, shown.append):
        pass


def test_afterwards_all_is_as_before(tmp_path: Path, shown: list[str]) -> None:
    ours, root = logging.getLogger("aggregator"), logging.getLogger()
    before = (ours.handlers, ours.level, ours.propagate, list(root.handlers))
    with kept(tmp_path / "log", "text", 2, shown.append):
        pass
    assert (ours.handlers, ours.level, ours.propagate, list(root.handlers)) == before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a source that refuses connections."""
    (tmp_path / "feeds.toml").write_text(
        '[fetch]\nallow_networks = ["127.0.0.0/8"]\npause = 0.0\nretries = 0\n'
        '[[source]]\nname = "Closed"\nurl = "http://127.0.0.1:9/feed?api_key=VERYSECRET1"\nkind = "feed"\n'
    )
    return tmp_path


@pytest.mark.parametrize("command", [["fetch"], ["sources", "check"]])
def test_a_commands_failures_are_in_its_log(folder: Path, command: list[str]) -> None:
    code = run(["--config", str(folder / "feeds.toml"), "--log-file", str(folder / "log"), "--log-format", "json", *command])
    told = lines(folder / "log")
    assert code == 4
    assert [each["command"] for each in told if each["event"] == "command"] == [command[0]] * 2
    assert told[-1]["exit_code"] == 4
    failures = [each for each in told if each["event"] == "failure"]
    assert [(each["source"], "address" in each, "reason" in each) for each in failures] == [("Closed", True, True)]
    assert "VERYSECRET1" not in (folder / "log").read_text()


def test_a_wrong_format_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--log-format", "xml", "status"]) == 2
    assert "text or json" in capsys.readouterr().err
