"""robots.txt after RFC 9309: what an answer means, and what its rules say of an address. Matching by protego. Pure.

User-agent: *           200        these rules, of the first 500 KiB
Disallow: /private/     4xx        everything is allowed
Crawl-delay: 10         5xx        nothing is allowed until it answers again
                        HTML       is no robots.txt: everything is allowed
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from protego import Protego

LARGEST = 500 * 1024
"""Bytes of robots.txt that are read (RFC 9309, 2.5)."""

REDIRECTS = 5
"""Redirects of robots.txt that are followed (RFC 9309, 2.3.1.2)."""

LONGEST_DELAY = 60.0
"""Seconds: a longer Crawl-delay counts as this, and is told."""

PATH = "/robots.txt"

_COMPATIBLE = re.compile(r"compatible;\s*([A-Za-z0-9_.-]+)")
_PRODUCT = re.compile(r"[A-Za-z0-9_.-]+")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|script|\?xml|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us. `delay`: seconds between two requests, at most LONGEST_DELAY; `asked_delay`: as written."""

    parsed: Protego | None
    agent: str
    delay: float = 0.0
    asked_delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether this address may be asked. /robots.txt always may."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, self.agent))

    @property
    def notices(self) -> tuple[str, ...]:
        """What an operator should know: a Crawl-delay that was cut."""
        if self.asked_delay <= self.delay:
            return ()
        return (f"crawl-delay: {self.asked_delay:g} (kept as {self.delay:g})",)


def product(user_agent: str) -> str:
    """The name by which robots.txt may address us: the product token of the user agent."""
    found = _COMPATIBLE.search(user_agent)
    if found:
        return found.group(1)
    first = _PRODUCT.match(user_agent.strip())
    return first.group() if first else "*"


def rules(content: bytes, media_type: str, user_agent: str) -> Rules:
    """The rules in a robots.txt. A byte order mark, any line ends and HTML in its place are understood."""
    agent = product(user_agent)
    text = _text(content)
    if _MARKUP.match(text) or (media_type == "text/html" and "<" in text[:1000]):
        return free(user_agent)
    parsed = Protego.parse(text)
    rate = parsed.request_rate(agent)
    asked = max(parsed.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)
    return Rules(parsed, agent, min(asked, LONGEST_DELAY), asked)


def free(user_agent: str) -> Rules:
    """The rules of a host without robots.txt."""
    return Rules(None, product(user_agent))


def _text(content: bytes) -> str:
    """The first LARGEST bytes, without a last line that may be cut."""
    whole = content[:LARGEST]
    if len(content) >= LARGEST:
        whole = whole[: max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1] or whole
    if whole.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return whole.decode("utf-16", "replace")
    return whole.decode("utf-8-sig", "replace").replace("\0", "")
