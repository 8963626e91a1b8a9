"""Request -> Page: the only network. Requests in, pages or errors out; polite, bounded, guarded.

    with Fleet(limits) as fleet:
        for request, outcome in fleet.pages(requests):     # Page, FetchError, or the exception of a bug
            ...

`FetchError.reason` is one of `failures.WAYS`, or `status-NNN`.
"""

from __future__ import annotations

from aggregator.fetch.workers import Fleet, Outcome

__all__ = ["Fleet", "Outcome"]
