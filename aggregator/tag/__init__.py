"""Tagging: who is named, where, and whether a partnership is the news. In: an article and the gazetteer; out: `Tags`.

organisations -> places -> partnership      each tagger needs only what the ones before it found
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

from aggregator.model import Article, Tags
from aggregator.reference import Gazetteer
from aggregator.tag.countries import places
from aggregator.tag.organisations import organisations
from aggregator.tag.partnership import judge

TAGGERS = "1"
_MODELS = ("organisations.crf.gz", "organisations.json", "countries.json", "deals.json")


def tags(article: Article, gazetteer: Gazetteer) -> Tags:
    """All that can be said of the article offline. Spans count characters of `article.whole`."""
    found, mentions = organisations(article, gazetteer)
    where, about, mentioned = places(article, found, mentions)
    tagged = Tags(organisations=found, mentions=mentions, places=where, countries=about, countries_mentioned=mentioned, version=version())
    return judge(article, tagged, gazetteer)


@cache
def version() -> str:
    """Which taggers and models these are: tags with another version may be made anew. The same files give the same version."""
    folder = files("aggregator.reference") / "models"
    mark = 0
    for name in _MODELS:
        mark = zlib.crc32((folder / name).read_bytes(), mark)
    return f"{TAGGERS}-{mark:08x}"
