"""Tagging: who is named, where, and whether a partnership is the news. In: an article and the gazetteer; out: `Tags`.

    organisations -> places -> partnership      each tagger needs only what the ones before it found
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from aggregator.model import Article, Tags
from aggregator.reference import Gazetteer
from aggregator.tag.countries import places
from aggregator.tag.organisations import organisations

VERSION = "1"


def tags(article: Article, gazetteer: Gazetteer) -> Tags:
    """All that can be said of the article offline. Spans count characters of `article.whole`."""
    found, mentions = organisations(article, gazetteer)
    where, about, mentioned = places(article, found, mentions)
    tagged = Tags(organisations=found, mentions=mentions, places=where, countries=about, countries_mentioned=mentioned, version=VERSION)
    if find_spec("aggregator.tag.partnership") is None:
        return tagged
    judged: Tags = import_module("aggregator.tag.partnership").judge(article, tagged, gazetteer)
    return judged
