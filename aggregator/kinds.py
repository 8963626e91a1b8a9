"""A kind is a module in a package; its file name is its name. No registry: `kind = "feed"` is `sources/feed.py`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from aggregator.errors import UsageError


def names(package: ModuleType) -> tuple[str, ...]:
    """The names of all kinds in a package, sorted; files that begin with an underscore are no kinds."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(package.__path__) if not found.name.startswith("_")))


def load(package: ModuleType, name: str) -> ModuleType:
    """The module of this kind. Raises UsageError that lists the kinds there are."""
    if name not in names(package):
        raise UsageError(
            f"There is no {package.__name__.rpartition('.')[2]} kind {name!r}.", hint=f"Choose one of: {', '.join(names(package))}."
        )
    return import_module(f"{package.__name__}.{name}")
