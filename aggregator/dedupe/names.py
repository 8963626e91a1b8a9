"""Are two names of organisations one? In: identities (`account.identity`), and keys. Out: which of them match.

Taggers name one body in many ways: "Cisco" and "Cisco Systems", "Sourasky Medical Center" and "Tel Aviv Sourasky Medical
Center". Two names match if they are the same, if one account also uses the other's name, or if all words of the shorter
stand in the longer and one of them is rare ("University of Leeds" and "Leeds Teaching Hospitals" share no whole name).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from aggregator.dedupe.terms import background, plain, said, stem
from aggregator.model import Account

_RARE = 3.0  # rarity (natural logarithm): in fewer than one of twenty texts


def shared(names: Iterable[str], account: Account) -> tuple[str, ...]:
    """Those of the names that the account has too, among all the organisations it names."""
    keys, others = frozenset(account.keys), account.organisations
    return tuple(name for name in names if f"o:{name}" in keys or any(one_body(name, other) for other in others))


def unsaid(name: str, account: Account) -> bool:
    """Has the account neither the name nor any of those words of it that are none of our trade's, though there are some?"""
    telling = [term for term in _terms(name) if term not in background().frequency]
    return bool(telling) and not shared((name,), account) and frozenset((*account.keys, *account.words)).isdisjoint(telling)


@lru_cache(maxsize=20_000)
def _terms(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for term, _ in said(_spelt(name))))


@lru_cache(maxsize=100_000)
def one_body(one: str, other: str) -> bool:
    """Are all words of the shorter name in the longer one, a rare one among them? Symmetric."""
    if one == other:
        return True
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return bool(fewer) and fewer <= more and any(background().rarity(f"w:{word}") >= _RARE for word in fewer)


@lru_cache(maxsize=20_000)
def _words(name: str) -> frozenset[str]:
    """The stems of a folded name or of a register's id; single letters of legal forms do not count."""
    return frozenset(stem(plain(word)) for word in _spelt(name).split() if len(word) > 1)


def _spelt(name: str) -> str:
    """A name, or that in a register's id, as words."""
    return name.removeprefix("org:").replace("-", " ")
