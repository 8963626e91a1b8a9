"""Messages reach real services on 127.0.0.1; what fails says why, without its address."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator.errors import AlertError, UsageError
from aggregator.notify import Secret, Target, form, send
from aggregator.notify.delivery import MOST, hidden, reason
from tests.notify.servers import hook, mail

pytest.importorskip("apprise", reason="the extra alert is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")  # apprise's own
PASSWORD = "hunter22"
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "MIME-Version",
    "Content-Type",
    "X-Application",
    "Message-ID",
    "Reply-To",
    "Content-Transfer-Encoding",
}


def mailbox(port: int) -> Target:
    return Target("team", Secret(f"mailto://127.0.0.1:{port}?from=news@a.example&to=desk@b.example&mode=insecure"))


def webhook(port: int, path: str = "") -> Target:
    return Target("hook", Secret(f"json://news:{PASSWORD}@127.0.0.1:{port}/{path}"))


def test_a_mail_arrives_with_its_subject_and_both_bodies() -> None:
    with mail() as box:
        send(mailbox(box.port), "3 new stories: Ärzte 医院", "<p><b>Größe</b> 医院</p>", "html")
    (made,) = box.mails
    assert made["Subject"] == "3 new stories: Ärzte 医院"
    assert box.recipients == [["desk@b.example"]]
    html = made.get_body(("html",))
    assert html is not None
    assert "<b>Größe</b> 医院" in html.get_content()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(title=st.text(max_size=80), body=st.text(max_size=80))
@example(title="a\r\nBcc: evil@e.example\r\n\r\nhello", body="\r\n.\r\nMAIL FROM:<x@y>\r\n")
@example(title="a\nX-Evil: 1", body="x")
@example(title="=?utf-8?q?a=0d=0aBcc:_evil@e.example?=", body="x")
@example(title="a\x0bBcc: x\x85y\u2028Bcc: z", body="\0")
def test_no_title_or_body_makes_a_header_or_a_recipient(title: str, body: str) -> None:
    with mail() as box:
        try:
            send(mailbox(box.port), title, body or "-", "text")
        except AlertError:
            return  # apprise sends nothing that is empty
    (made,) = box.mails
    assert set(made.keys()) <= HEADERS
    assert len(made.keys()) == len(set(made.keys()))
    assert box.recipients == [["desk@b.example"]]


def test_a_webhook_is_sent_json() -> None:
    with hook() as box:
        send(webhook(box.port), "title\nX: y", "body <b>", "text")
    (post,) = box.posts
    assert (post["title"], post["message"]) == ("title X: y", "body <b>")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_webhook_that_refuses_is_told_without_its_secret(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with hook(status) as box, pytest.raises(AlertError) as caught:
        send(webhook(box.port, "T0KEN/secretpath"), "t", "b", "text")
    told = f"{caught.value}{caught.value.hint}{caplog.text}"
    assert str(status) in told
    assert not any(secret in told for secret in (PASSWORD, "T0KEN", "secretpath"))
    assert caught.value.where == "hook"


def test_a_mail_server_that_refuses_and_one_that_is_not_there() -> None:
    with mail(refuse=True) as box, pytest.raises(AlertError, match=r"refused|not take"):
        send(mailbox(box.port), "t", "b", "text")
    with hook() as gone:
        port = gone.port
    with pytest.raises(AlertError) as caught:
        send(mailbox(port), "t", "b", "text")
    assert str(caught.value)
    with pytest.raises(AlertError):
        send(webhook(port), "t", "b", "text")


@pytest.mark.parametrize(
    "address", ["", "garbage", "x://", "mailto://", f"slack://{PASSWORD}", f"nosuch://{PASSWORD}@h", "json://[::", "\0"]
)
def test_an_address_that_is_none_is_told_without_it(address: str) -> None:
    with pytest.raises(AlertError) as caught:
        send(Target("a", Secret(address)), "t", "b", "text")
    assert PASSWORD not in f"{caught.value}{caught.value.hint}"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("mailto://a:b@smtp.example", "html"),
        ("json://127.0.0.1", "text"),
        ("ntfy://topic", "text"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/", "text"),
        ("workflows://host/workflow1234/signature1234", "markdown"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "html"),
    ],
)
def test_every_service_says_what_it_takes(address: str, taken: str) -> None:
    found = form(Target("a", Secret(address)))
    assert found.format == taken
    assert 0 < found.most <= MOST
    assert 0 < found.title <= 200


@given(st.text(alphabet="abc123%/:@?&=", max_size=30), st.text(max_size=30))
def test_no_part_of_an_address_is_in_a_reason(rest: str, words: str) -> None:
    secret = Secret(f"json://user:{PASSWORD}@127.0.0.1/{rest}")
    told = reason([f"{words} {secret.value} {words} {PASSWORD}"], secret)
    assert PASSWORD not in told
    assert secret.value not in told
    assert hidden("a%40b a@b", Secret("mailto://u:a%40b@127.0.0.1")).count("•••") == 2


def test_without_apprise_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    with pytest.raises(UsageError) as caught:
        form(Target("a", Secret("json://127.0.0.1")))
    assert "[alert]" in caught.value.hint
