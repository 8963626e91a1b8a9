"""Stories -> the body of a message of bounded size: text, markdown or html. What does not fit is counted in the last line.

    Raffles Medical and Chongqing sign
    2026-11-20 · mou · Raffles Medical Group × 重庆国际总医院 · CN, SG · asia, watched: Raffles Medical Group
    “The two groups signed …”
    https://…

What strangers wrote cannot become markup, nor call people together in a chat: `<!channel>`, `@everyone` and masked links lose their
signs in text, where chats read marks of their own into it; in markdown and html they are escaped as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from aggregator import plain
from aggregator.export._table import address
from aggregator.export.md import escaped
from aggregator.model import Story

FORMATS = ("text", "markdown", "html")
_TITLE, _SENTENCE, _URL, _PARTIES = 200, 300, 500, 6
_INERT = str.maketrans({"<": "‹", ">": "›", "@": "＠", "`": "'"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A story with the reasons for which it is told: names of searches, of those watched."""

    story: Story
    reasons: tuple[str, ...] = ()


def subject(count: int, reasons: Iterable[str], most: int = _TITLE) -> str:
    """What a message of so many stories is called: one line."""
    named = ", ".join(dict.fromkeys(plain.line(each) for each in reasons))
    stories = f"{count} new {'story' if count == 1 else 'stories'}"
    return _cut(f"Healthcare partnerships: {stories}{f' ({named})' if named else ''}", most)


def letter(notices: Iterable[Notice], format: str, most: int, more: int = 0) -> str:  # noqa: A002 - the word of the trade
    """The body, of at most `most` bytes in UTF-8: as many whole stories as fit, and how many others there are (`more` beside these)."""
    write, gap = {"text": (_text, "\n\n"), "markdown": (_markdown, "\n\n"), "html": (_html, "\n")}[format]
    parts = [write(each) for each in notices]
    kept: list[str] = []
    for part in parts:
        if _bytes(gap.join((*kept, part, _rest(len(parts) + more, format)))) > most:
            break
        kept.append(part)
    left = len(parts) - len(kept) + more
    whole = gap.join((*kept, _rest(left, format))) if left else gap.join(kept)
    return whole if _bytes(whole) <= most else ""


def _rest(left: int, format: str) -> str:  # noqa: A002
    line = f"{left} more: see aggregator query"
    return f"<p>{line}</p>" if format == "html" else line


def _facts(notice: Notice) -> list[str]:
    """What is told of a story in a few words each."""
    story, deal = notice.story, notice.story.partnership
    day = story.published.day.isoformat() if story.published else "undated"
    parties = deal.parties if deal else ()
    more = f" and {len(parties) - _PARTIES} more" if len(parties) > _PARTIES else ""
    told = [day, deal.deal_type.replace("_", " ") if deal else "", " × ".join(each.name for each in parties[:_PARTIES]) + more]
    return [_cut(plain.line(each), _SENTENCE) for each in (*told, ", ".join(story.countries), ", ".join(notice.reasons)) if each]


def _quote(notice: Notice) -> str:
    deal = notice.story.partnership
    return _cut(deal.evidence[0].sentence, _SENTENCE) if deal and deal.evidence else ""


def _link(notice: Notice) -> str:
    link = address(notice.story.articles[0].article.url) if notice.story.articles else ""
    return link if len(link) <= _URL else ""


def _text(notice: Notice) -> str:
    lines = [_cut(notice.story.title, _TITLE), " · ".join(_facts(notice))]
    lines += [f"“{quote}”"] if (quote := _quote(notice)) else []
    return "\n".join([*(_inert(each) for each in lines), *filter(None, [_link(notice).replace("@", "%40")])])


def _markdown(notice: Notice) -> str:
    title, link = escaped(_inert(_cut(notice.story.title, _TITLE))), _link(notice).replace("@", "%40")
    quote = _quote(notice)
    lines = [f"**[{title}](<{link}>)**" if link else f"**{title}**", escaped(_inert(" · ".join(_facts(notice))))]
    return "\n\n".join([*lines, *([f"> {escaped(_inert(quote))}"] if quote else [])])


def _html(notice: Notice) -> str:
    title, link, quote = escape(_cut(notice.story.title, _TITLE)), escape(_link(notice)), _quote(notice)
    lines = [f'<b><a href="{link}">{title}</a></b>' if link else f"<b>{title}</b>", escape(" · ".join(_facts(notice)))]
    return f"<p>{'<br>'.join([*lines, *([f'<i>{escape(quote)}</i>'] if quote else [])])}</p>"


def _inert(text: str) -> str:
    """The text without what a chat would read as a mark-up of its own."""
    return text.translate(_INERT).replace("](", "] (")


def _cut(text: str, most: int) -> str:
    line = plain.line(text)
    return line if len(line) <= most else line[: max(most - 1, 0)] + "…"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
