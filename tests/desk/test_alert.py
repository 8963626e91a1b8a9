"""Alerts over the sample archive, to services on 127.0.0.1: what is new is sent once; what fails is told, and sent next time."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from aggregator import archive
from aggregator.archive import alerts, filing, watch
from aggregator.archive.watch import Watched
from aggregator.cli import alerting
from aggregator.errors import AlertError
from aggregator.notify import Secret, Target
from tests.desk.asking import Ask, Done
from tests.desk.samples import NOW, REPORTS, Told, fill, record
from tests.notify.servers import hook, mail

pytest.importorskip("apprise", reason="the extra alert is not installed")

PASSWORD = "hunter22"
POST = alerting.Post
LATER = NOW.replace(hour=20)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sample archive that the test may change, with a saved search and someone watched."""
    path = fill(tmp_path / "archive.db")
    with archive.open(path, write=True) as opened:
        watch.add(opened, [Watched("country", "EG", "Egypt")], NOW)
        with opened.transaction():
            opened.do("INSERT INTO saved_search (name, words, created) VALUES ('asia', 'country:CN', ?)", (NOW.isoformat(),))
    return path


class Lasting(alerting.Post):
    """A process that serves all tests of this file: loading what knows the services takes two seconds."""

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def post() -> Iterator[Lasting]:
    """The process that talks to services."""
    lasting = Lasting()
    yield lasting
    alerting.Post.__exit__(lasting)


@pytest.fixture(autouse=True)
def _post(monkeypatch: pytest.MonkeyPatch, post: Lasting) -> None:
    monkeypatch.setattr(alerting, "Post", lambda: post)


@pytest.fixture(autouse=True)
def _no_targets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AGGREGATOR_ALERTS", str(tmp_path / "alerts.toml"))


def aim(monkeypatch: pytest.MonkeyPatch, **ports: int) -> None:
    for name, port in ports.items():
        monkeypatch.setenv(f"AGGREGATOR_ALERT_{name.upper()}", f"json://news:{PASSWORD}@127.0.0.1:{port}/")


def file(path: Path, number: int, told: Told, at: datetime = LATER) -> None:
    """File one more report."""
    with archive.open(path, write=True) as opened:
        made = record(replace(told, number=number, source=f"late {number}"), {1: 1})
        filing.file(opened, replace(made, article=replace(made.article, seen=at)), filing.Lines("late.example"), at)


def told(path: Path) -> list[tuple[str, str, int]]:
    with archive.open(path, write=False) as opened:
        return [(each.target, each.outcome, each.stories) for each in alerts.log(opened, 0)]


def test_what_is_new_is_sent_once_with_the_reason(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as box:
        aim(monkeypatch, team=box.port)
        assert ask("alert", archive=own).err == "team: 2 stories sent\n"
        again = ask("alert", archive=own)
        assert (again.code, again.err) == (0, "")
        file(own, 10, replace(REPORTS[0], title="Another deal in Chongqing"))
        file(own, 11, replace(REPORTS[4], title="Nothing of interest"))
        file(own, 12, replace(REPORTS[1], title="One more report of the first", story_of=1))
        assert ask("alert", archive=own).err == "team: 1 story sent\n"
    first, second = box.posts
    assert first["title"] == "Healthcare partnerships: 2 new stories (asia, watched)"
    assert "Raffles Medical signs" in first["message"]
    assert "watched: Egypt" in first["message"]
    assert second["message"].startswith("Another deal in Chongqing\n")
    assert told(own) == [("team", "sent", 1), ("team", "sent", 2)]


def test_a_target_begins_with_the_last_day(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_NOW", "2026-11-25T09:00:00+00:00")
    with hook() as box:
        aim(monkeypatch, team=box.port)
        assert ask("alert", archive=own).err == ""
        file(own, 10, REPORTS[0], LATER.replace(day=25))
        assert ask("alert", archive=own).err == "team: 1 story sent\n"


def failing(ask: Ask, own: Path, *arguments: str) -> tuple[Done, str]:
    done = ask("-v", "alert", *arguments, archive=own)
    whole = done.out + done.err + ask("alert", "log", archive=own).out + ask("alert", "targets", archive=own).out
    assert PASSWORD not in whole
    assert "127.0.0.1" not in whole
    return done, done.err


def test_one_that_fails_does_not_stop_others_and_is_tried_again(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook(500) as broken, hook() as good:
        aim(monkeypatch, a_broken=broken.port, b_good=good.port)
        done, err = failing(ask, own)
        assert done.code == 3
        lines = err.splitlines()
        assert lines[0].startswith("a_broken: failed: ")
        assert "500" in lines[0]
        assert lines[1:] == ["b_good: 2 stories sent"]
        assert told(own) == [("b_good", "sent", 2), ("a_broken", "failed", 0)]
    with hook() as mended:
        aim(monkeypatch, a_broken=mended.port)
        assert failing(ask, own)[1].splitlines() == ["a_broken: 2 stories sent", "b_good: nothing new"]
        assert len(mended.posts) == 1


def test_when_all_fail_it_is_4_and_nothing_is_recorded_as_sent(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as gone:
        aim(monkeypatch, team=gone.port)
    assert failing(ask, own)[0].code == 4
    with archive.open(own, write=False) as opened:
        assert not opened.rows("SELECT * FROM alerted")
        assert not opened.rows("SELECT * FROM alert_reached")


def test_a_slow_service_is_given_up() -> None:
    with hook(seconds=60) as slow, POST(0.7) as post:
        began = time.monotonic()
        with pytest.raises(AlertError, match="No answer"):
            post.send(Target("slow", Secret(f"json://127.0.0.1:{slow.port}/")), alerting.Message("t", "b", "text"))
        assert time.monotonic() - began < 30


def test_a_crash_between_sending_and_recording_sends_again(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with hook() as box:
        aim(monkeypatch, team=box.port)
        with monkeypatch.context() as patch:
            patch.setattr(alerts, "record", crash)
            assert ask("alert", archive=own).code == 130
        assert told(own) == []
        assert ask("alert", archive=own).err == "team: 2 stories sent\n"
    assert len(box.posts) == 2
    assert box.posts[0] == box.posts[1]


def test_a_mail_has_one_subject_and_no_header_of_a_stranger(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file(own, 10, replace(REPORTS[0], title="Deal\r\nBcc: evil@e.example\r\n\r\n<script>alert(1)</script>"))
    with archive.open(own, write=True) as opened, opened.transaction():
        opened.do("UPDATE saved_search SET name = ?", ("asia\r\nBcc: evil@e.example",))
    with mail() as box:
        monkeypatch.setenv("AGGREGATOR_ALERT_DESK", f"mailto://127.0.0.1:{box.port}?from=news@a.example&to=desk@b.example&mode=insecure")
        assert ask("alert", archive=own).code == 0
    (made,) = box.mails
    assert box.recipients == [["desk@b.example"]]
    assert made["Bcc"] is None
    assert made["Subject"].endswith("(asia Bcc: evil@e.example, watched)")
    html = made.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;" in html.get_content()


def test_a_dry_run_shows_and_changes_nothing(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as box:
        aim(monkeypatch, team=box.port)
        done = ask("alert", "--dry-run", archive=own)
        assert (done.code, box.posts, told(own)) == (0, [], [])
        assert done.out.startswith("team (json): Healthcare partnerships: 2 new stories (asia, watched)\n")
        assert "Raffles Medical signs" in done.out
        assert PASSWORD not in done.out + done.err
        assert ask("alert", "--target", "team", archive=own).err == "team: 2 stories sent\n"


def test_a_target_may_want_some_searches_only(ask: Ask, own: Path, tmp_path: Path) -> None:
    with hook() as box:
        file_ = tmp_path / "alerts.toml"
        file_.write_text(f'[[target]]\nname = "only"\nurl = "json://127.0.0.1:{box.port}"\nsearches = ["asia"]\nwatched = false\n')
        file_.chmod(0o600)
        assert ask("alert", archive=own).err == "only: 1 story sent\n"
        assert "(asia)" in box.posts[0]["title"]
        rows = ask("alert", "targets", "--format", "jsonl", archive=own).out
        assert json.loads(rows) == {"target": "only", "service": "json", "searches": "asia", "watched": False}
        file_.write_text(file_.read_text().replace("asia", "gone"))
        assert "'gone', which is not there" in ask("alert", archive=own).err
        file_.chmod(0o644)
        refused = ask("alert", archive=own)
        assert refused.code == 6
        assert "chmod 600" in refused.err


def test_a_test_message_is_sent_and_not_recorded(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as box:
        aim(monkeypatch, team=box.port)
        assert ask("alert", "test", archive=own).err == "team: sent\n"
        assert box.posts[0]["title"] == "Healthcare partnerships: a test"
        assert told(own) == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(["alert"], 6, "no target for alerts"), (["alert", "targets"], 6, "alerts.toml"), (["alert", "--target", "x"], 6, "no target")],
)
def test_without_targets_it_is_said_where_they_go(ask: Ask, own: Path, arguments: list[str], code: int, message: str) -> None:
    done = ask(*arguments, archive=own)
    assert done.code == code
    assert message in done.err


def test_an_unknown_target_lists_those_there_are(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aim(monkeypatch, team=9)
    done = ask("alert", "--target", "taem", archive=own)
    assert done.code == 2
    assert "team" in done.err


def test_the_command_itself_never_loads_what_knows_the_services(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "apprise"]:
        monkeypatch.delitem(sys.modules, name)
    with hook() as box:
        aim(monkeypatch, team=box.port)
        assert ask("alert", archive=own).code == 0
    assert "apprise" not in sys.modules
