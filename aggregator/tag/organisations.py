"""Organisations in an article. In: the article and the gazetteer; out: organisations and where each is named."""

from __future__ import annotations

from aggregator.model import Article, Mention, Organisation
from aggregator.reference import Gazetteer
from aggregator.tag.register import named


def organisations(article: Article, gazetteer: Gazetteer) -> tuple[tuple[Organisation, ...], tuple[Mention, ...]]:
    """The organisations named in title or text, and every mention of each; spans count characters of `article.whole`."""
    text = article.whole
    mentions = tuple(
        Mention(hit.organisations[0].id, text[hit.start : hit.end], hit.start, hit.end, "register") for hit in named(text, gazetteer) if hit.sure
    )
    found = {organisation.id: organisation for hit in named(text, gazetteer) if hit.sure for organisation in hit.organisations[:1]}
    return tuple(found.values()), mentions
