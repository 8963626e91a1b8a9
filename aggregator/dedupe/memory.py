"""The archive's side of the contract, in memory: for `aggregator cluster`, tests and measurements.

CopyIndex    file(Known) · known(fingerprint) · postings(fingerprint) · file_lines(site, lines) · recurring(site, lines)
StoryIndex   file(Account) · near(account) · frequency(keys) · join(kept, lost)
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from aggregator.dedupe import bounds
from aggregator.model import Account, Fingerprint, Known

_UNDATED = 0
_FAR = 8  # candidates with less than an eighth of the best one's weight are none


class CopyIndex:
    """Finds the candidates of a fingerprint. Postings of shingles are kept for representatives alone."""

    def __init__(self) -> None:
        self._rows: dict[int, Known] = {}
        self._addresses: defaultdict[str, list[int]] = defaultdict(list)
        self._texts: defaultdict[str, list[int]] = defaultdict(list)
        self._postings: dict[int, tuple[int, ...]] = {}
        self._lines: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def file(self, known: Known) -> None:
        """Keep a new row."""
        self._rows[known.id] = known
        self._addresses[known.fingerprint.address].append(known.id)
        self._texts[known.fingerprint.text].append(known.id)
        if known.copy_of is None:
            held, own = self._postings, (known.id,)
            for hash_ in known.fingerprint.shingles[: known.fingerprint.posted]:
                posted = held.get(hash_, ())
                if len(posted) <= bounds.POSTINGS_CUT:
                    held[hash_] = posted + own

    def file_lines(self, site: str, lines: Iterable[int]) -> None:
        """Count the lines of one new article of a site."""
        self._lines[site].update(set(lines))

    def recurring(self, site: str, lines: Iterable[int]) -> frozenset[int]:
        """Those lines that stand on so many of the site's articles that they are its furniture."""
        seen = self._lines.get(site, Counter[int]())
        return frozenset(line for line in lines if seen[line] >= bounds.RECURRING_PAGES)

    def postings(self, fingerprint: Fingerprint) -> dict[int, int]:
        """How many articles hold each of its shingles (counted up to one more than POSTINGS_CUT); those of nobody are left out."""
        return self.relatives(fingerprint)[1]

    def known(self, fingerprint: Fingerprint) -> tuple[Known, ...]:
        """Candidates: by address, by text, by shared shingles."""
        return self.relatives(fingerprint)[0]

    def relatives(self, fingerprint: Fingerprint) -> tuple[tuple[Known, ...], dict[int, int]]:
        """Both in one reading of the index."""
        found = [*self._addresses.get(fingerprint.address, ()), *self._texts.get(fingerprint.text, ())[:4]]
        found += [self._rows[each].copy_of or each for each in found]
        held = list(map(self._postings.get, fingerprint.shingles))
        ranked = _ranked(sorted(filter(None, held), key=len))
        known = tuple(map(self._rows.__getitem__, dict.fromkeys([*found, *ranked])))
        return known, {each: len(posted) for each, posted in zip(fingerprint.shingles, held, strict=True) if posted}


def _ranked(held: Iterable[tuple[int, ...]]) -> list[int]:
    """The articles that share several of the rarest shingles, most alike first; those far behind the best are left out."""
    rows = list(_looked_at(held))
    shared = Counter(chain.from_iterable(rows))
    hits = {each: 0.0 for each, count in shared.items() if count >= bounds.SHARED_LEAST}
    if len(hits) < 2:
        return list(hits)
    for posted in rows:
        weight = 1 / len(posted)
        for each in filter(hits.__contains__, posted):
            hits[each] += weight
    least = max(hits.values()) / _FAR
    near = sorted([(-weight, each) for each, weight in hits.items() if weight >= least])
    return [each for _, each in near[: bounds.KNOWN_MOST]]


def _looked_at(held: Iterable[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """The rarest shingles' postings, as far as their number is bearable."""
    asked = 0
    for posted in held:
        asked += len(posted)
        if len(posted) > bounds.POSTINGS_CUT or asked > bounds.POSTINGS_MOST:
            return
        yield posted


class StoryIndex:
    """Finds the accounts near an account, and how frequent its keys are."""

    def __init__(self) -> None:
        self._rows: dict[int, Account] = {}
        self._postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # (day, account), sorted
        self._members: defaultdict[int, list[int]] = defaultdict(list)
        self._story: dict[int, int] = {}

    def file(self, account: Account) -> None:
        """Keep a new account in its story."""
        self._rows[account.id] = account
        self._members[account.story].append(account.id)
        self._story[account.id] = account.story
        for key in account.keys:
            insort(self._postings[key], (account.day.toordinal() if account.day else _UNDATED, account.id))

    def join(self, kept: int, lost: int) -> None:
        """Two stories are one: the accounts of `lost` belong to `kept`."""
        for each in self._members.pop(lost, []):
            self._story[each] = kept
            self._members[kept].append(each)

    def story(self, account: int) -> int:
        """The story that this account belongs to now."""
        return self._story[account]

    def frequency(self, keys: Iterable[str]) -> Mapping[str, int]:
        """How many accounts have each key; "" stands for all accounts."""
        return {"": len(self._rows), **{key: len(self._postings[key]) for key in keys if key in self._postings}}

    def near(self, account: Account) -> tuple[Account, ...]:
        """Accounts that share rare keys within the window, members of their stories, and accounts of the same relation."""
        scores = self._scores(account)
        found = sorted(scores, key=lambda each: (-scores[each], each))[: bounds.NEAR_MOST]
        members = [each for story in dict.fromkeys(map(self.story, found)) for each in self._further(story, scores)]
        related = [each for key in account.keys if key.startswith("r:") for each in self._newest(key)]
        return tuple(self._current(each) for each in dict.fromkeys([*found, *members, *related]) if each != account.id)

    def _scores(self, account: Account) -> dict[int, float]:
        frequency = self.frequency(account.keys)
        alone = 1 if account.id in self._rows else 0  # what nobody but the account itself has finds nobody
        plain = [key for key in account.keys if frequency.get(key, 0) > alone and not key.startswith("r:")]
        scores: dict[int, float] = defaultdict(float)
        for key in sorted(plain, key=lambda key: (frequency[key], key))[: bounds.KEYS_ASKED]:
            for each in self._within(key, account.day):
                scores[each] += 1 / (1 + frequency[key])
        scores.pop(account.id, None)
        return scores

    def _further(self, story: int, known: Mapping[int, float]) -> list[int]:
        return [each for each in self._members[story] if each not in known][: bounds.MEMBERS_MOST]

    def _current(self, number: int) -> Account:
        row = self._rows[number]
        return row if row.story == self._story[number] else replace(row, story=self._story[number])

    def _within(self, key: str, day: date | None) -> list[int]:
        """The postings of a key, nearest day first: a bounded number on either side, and of those without a day."""
        rows, most = self._postings[key], bounds.POSTINGS_ASKED
        if day is None:
            return [each for _, each in rows[:most]]
        at = day.toordinal()
        middle = bisect_left(rows, (at, 0))
        dated = [*rows[max(0, middle - most) : middle], *rows[middle : middle + most]]
        gaps = [(abs(ordinal - at), each) for ordinal, each in dated if abs(ordinal - at) <= bounds.WINDOW_DAYS]
        gaps += [(bounds.WINDOW_DAYS // 2, each) for ordinal, each in rows[:most] if ordinal == _UNDATED]
        return [each for _, each in sorted(gaps)[:most]]

    def _newest(self, key: str) -> list[int]:
        return [each for _, each in self._postings[key][: -bounds.RELATED_MOST - 1 : -1]] if key in self._postings else []
