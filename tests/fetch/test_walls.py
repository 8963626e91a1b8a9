"""Walls and reservations by table: what is one, and above all what is none."""

from __future__ import annotations

import time

import pytest

from aggregator.fetch import reservation, walls
from aggregator.fetch.client import Answer
from aggregator.fetch.headers import Headers

URL = "https://example.org/news/1"
NEWS = "<p>The two hospitals will train nurses together from March, their boards said on Monday.</p>" * 40


def said(body: str, status: int = 200, url: str = URL, **fields: str) -> Answer:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"content_type": "text/html", **fields}.items()]
    return Answer(url, status, Headers(raw), body.encode())


def document(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


WALLS = [
    (said("", 403, cf_mitigated="challenge"), "challenge"),
    (said("", 202, x_amzn_waf_action="challenge"), "challenge"),
    (said(document("Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>"), 403), "challenge"),
    (said(document("Just a moment...", "")), "challenge"),
    (said(document("Please hold", "Checking your browser before accessing the site."), 503), "challenge"),
    (said(document("", "Verify you are human by completing the action below.")), "challenge"),
    (said(document("DDoS-Guard", "")), "challenge"),
    (said(document("Einen Moment, bitte", "Überprüfung Ihres Browsers")), "challenge"),
    (said(document("安全验证", "请完成安全验证后继续访问")), "challenge"),
    (said(document("", "<script src='https://geo.captcha-delivery.com/c.js'></script>"), 403), "challenge"),
    (said(document("news", "<script src='/x?_Incapsula_Resource=1'></script>")), "challenge"),
    (said("<html><head><title>Attention Required! | Cloudflare</title>" + NEWS, 403), "challenge"),
    (said("", 401), "login"),
    (said(document("Sign in", "<form><input name=p type=password></form>")), "login"),
    (said(document("Anmelden – Intranet", '<INPUT id="x" TYPE="password">')), "login"),
    (said(document("Welcome", "<input type='password'>")), "login"),
    (said(NEWS, url="https://example.org/account/login?next=%2Fnews%2F1"), "login"),
    (said(NEWS, url="https://sso.example.org/start"), "login"),
    (said(NEWS, url="https://example.org/wp-login.php"), "login"),
]

NO_WALLS = [
    said(document("Hospital chooses partner", NEWS)),
    said(document("Just a moment for nurses", NEWS)),
    said(document("Checking your browser: a guide", "<h1>Checking your browser</h1>" + NEWS)),
    said(document("News", NEWS + "<form><input type='password'></form>")),
    said(document("News", "<script src='https://x.awswaf.com/a.js'></script>" + NEWS)),
    said(document("Press releases", "<script src='/cdn-cgi/challenge-platform/h/b/jsd.js'></script>" + NEWS[:800])),
    said(document("Login system for clinics", NEWS), url="https://example.org/news/login-system-for-clinics"),
    said("", 404),
    said(document("Not found", "Nothing here"), 404),
    said('{"title": "Just a moment..."}'),
    said("<rss><channel><title>Just a moment...</title></channel></rss>"),
    said(document("Redirecting", "<script>location='/x'</script>")),
]


@pytest.mark.parametrize(("answer", "reason"), WALLS)
def test_walls(answer: Answer, reason: str) -> None:
    found = walls.wall(answer, URL)
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize("answer", NO_WALLS)
def test_pages_that_only_look_like_walls(answer: Answer) -> None:
    assert walls.wall(answer, URL) is None


def test_a_page_that_was_asked_under_a_login_address_is_no_wall() -> None:
    assert walls.wall(said(NEWS, url="https://example.org/auth/news"), "https://example.org/auth/news") is None


@pytest.mark.parametrize("piece", ["<", "<title", "<!--", "<script", "<style>", "<input ", "<a ", "&#", "</script", "<meta "])
def test_hostile_markup_takes_a_moment(piece: str) -> None:
    answer = said("<html>" + piece * (250_000 // len(piece)))
    began = time.process_time()
    walls.wall(answer, URL)
    reservation.notices(answer)
    assert time.process_time() - began < 1.0


NOTICES = [
    (said("", tdm_reservation="1"), ("tdm-reservation: 1",)),
    (said("", tdm_reservation=" 1 ", tdm_policy="https://example.org/p"), ("tdm-reservation: 1", "tdm-policy: https://example.org/p")),
    (said("", tdm_reservation="0"), ()),
    (said("", tdm_policy="javascript:x"), ()),
    (said("", x_robots_tag="noai, noimageai"), ("noai", "noimageai")),
    (said("", x_robots_tag="NoArchive"), ("noarchive",)),
    (said("", x_robots_tag="otherbot: noai"), ()),
    (said("", x_robots_tag="noindex, nofollow"), ()),
    (said("", x_robots_tag="unavailable_after: 25 Jun 2030 15:00:00 PST"), ()),
    (said('<meta name="tdm-reservation" content="1">'), ("tdm-reservation: 1",)),
    (said("<META CONTENT='noai' NAME='robots'>"), ("noai",)),
    (said("<meta name=robots content=noarchive>"), ("noarchive",)),
    (said('<meta name="robots" content="noai"><meta name="robots" content="noai">'), ("noai",)),
    (said('<meta name="description" content="noai">'), ()),
    (said('<meta name="googlebot" content="noai">'), ()),
    (said('<meta name="tdm-reservation" content="1">', content_type="application/rss+xml"), ()),
    (said("x" * 70_000 + '<meta name="robots" content="noai">'), ()),
]


@pytest.mark.parametrize(("answer", "notices"), NOTICES)
def test_reservations_are_noted(answer: Answer, notices: tuple[str, ...]) -> None:
    assert reservation.notices(answer) == notices


@pytest.mark.parametrize(
    ("policy", "path", "reserved"),
    [
        ('[{"location": "/", "tdm-reservation": 1}]', "/a", True),
        ('[{"location": "/", "tdm-reservation": 0}]', "/a", False),
        ('[{"location": "/", "tdm-reservation": "1"}]', "/a", True),
        ('[{"location": "/", "tdm-reservation": true}]', "/a", False),
        ('[{"location": "/a", "tdm-reservation": 1}, {"location": "/a/open", "tdm-reservation": 0}]', "/a/open/1", False),
        ('[{"location": "/a", "tdm-reservation": 0}, {"location": "/a/closed", "tdm-reservation": 1}]', "/a/closed/1", True),
        ('[{"location": "/*.pdf$", "tdm-reservation": 1}]', "/x/y.pdf", True),
        ('[{"location": "/*.pdf$", "tdm-reservation": 1}]', "/x/y.pdf?z", False),
        ('[{"location": "/a$", "tdm-reservation": 1}]', "/ab", False),
        ('[{"location": "/*b*c", "tdm-reservation": 1}]', "/cb", False),
        ('\ufeff[{"location": "/", "tdm-reservation": 1}]', "/a", True),
        ('[{"tdm-reservation": 1}, {"location": 5}, 7, null]', "/a", False),
        ('{"location": "/", "tdm-reservation": 1}', "/a", False),
        ("<html>", "/a", False),
        ("[" * 100_000, "/a", False),
        ("", "/a", False),
    ],
)
def test_tdmrep(policy: str, path: str, reserved: bool) -> None:
    assert reservation.reserved(policy.encode(), f"https://example.org{path}") == reserved
