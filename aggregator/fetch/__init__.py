"""Request -> Page: the only network. Requests in, pages or errors out; polite, bounded, guarded.

    with Fleet(limits) as fleet:
        for request, outcome in fleet.pages(requests):     # Page, FetchError, or the exception of a bug
            ...

`FetchError.reason` is one of `failures.WAYS`, or `status-NNN`.
"""

from __future__ import annotations

import sys

# httpx has a command line of its own and reads rich, click and pygments for it whenever it is imported: a fifth of the time that a fetch
# takes to find nothing new. A module that is None is one that cannot be imported (Python's own rule), and httpx goes without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

from aggregator.fetch.workers import Fleet, Outcome  # noqa: E402

__all__ = ["Fleet", "Outcome"]
