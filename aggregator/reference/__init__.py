"""Reference knowledge that ships: organisations, countries, places. Data files and their loaders, read on first use.

A query needs the register and the names of countries; places and models are loaded only by the taggers.
"""

from __future__ import annotations

from aggregator.reference.gazetteer import Gazetteer, gazetteer

__all__ = ["Gazetteer", "gazetteer"]
