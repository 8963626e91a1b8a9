"""Which articles are copies of each other, and which tell the same event. Pure: the archive is asked by the pipeline.

    Article ── lines ──▶ (archive: recurring lines of the site) ── fingerprint ──▶ Fingerprint
    Fingerprint ──▶ (archive: known, postings) ── match ──▶ Match          same · revised · copy · new    before tagging
    Article + Tags ── account ──▶ Account
    Account ──▶ (archive: near, frequency) ── place ──▶ Placing          joins · opens · merges stories   after tagging

**What the archive keeps and answers** (the contract; `memory.Index` is the same in memory, `bounds` holds the numbers)

For copies, per article:
  `Fingerprint` whole; index on `address` and on `text`; one posting (hash, article) for each of the first
  `fingerprint.posted` of `fingerprint.shingles`, but *only for one article of each group of copies*, its longest (a revision
  replaces the postings of the version before). So a wire printed a hundred times has one set of postings, and what is posted
  often is furniture. Per site and line hash: on how many articles of verdict new the line stood. Every group is led by its
  most original article (`originals`), whichever came first: the others point at it.

  `recurring(site, lines(article)) -> frozenset[int]`   the lines that stood on at least RECURRING_PAGES articles of the site
                                                        (`urls.site`), this address not counted
  `postings(fingerprint) -> Mapping[int, int]`          for each of its shingles that anybody posted: by how many articles
                                                        (ask each with LIMIT POSTINGS_CUT + 1; more need not be told apart)
  `known(fingerprint) -> tuple[Known, ...]`             1. all with its address key; 2. the first four with its text key;
                                                        3. by shingles: over those of `fingerprint.shingles` with at most
                                                        POSTINGS_CUT postings (it may stop after POSTINGS_MOST, rarest
                                                        first), articles that SHARED_LEAST of them found at least,
                                                        ranked by the sum of 1 / postings over these (then by
                                                        id), at most KNOWN_MOST. Copies
                                                        that 1 and 2 found bring their representative along
                                                        (`Known.copy_of`). One reading of the index can answer both.

  Then `fingerprint(article, recurring)` and `match(fingerprint, article, known, postings, recurring)`; each Known brings its
  paragraphs along, to compare passages, and to see whether one template was filled in with other names (`stock`), which makes no
  copy. A Match never points at a copy,
  always at its representative, except SAME and REVISED, which name the very row of that address. NEW with a known address
  (`reason` "address reused") means: another article stands there now; file it as one of its own, beside the old one.
  SAME with another address: the same page under a further address (believed canonical); file the address, no new article.

For stories, per article that is no copy (a copy takes the story of its representative):
  `Account` whole; one posting (key, article, day) for each of `account.keys`; per key its document frequency.
  `words` are for comparison only and get no posting.

  `frequency(keys) -> Mapping[str, int]`                how many accounts have each key; "" gives the number of all accounts.
                                                        Ask it for `account.keys`; keys that nobody has may be missing
  `near(account) -> tuple[Account, ...]`                1. keys by frequency, rarest first, at most KEYS_ASKED of them (keys
                                                        that begin with `r:` aside, and those that only an account filed
                                                        already has itself); of each at most POSTINGS_ASKED postings
                                                        whose day is within WINDOW_DAYS of the account's or unknown (all,
                                                        if the account has no day), nearest day first; accounts ranked by
                                                        the sum of 1 / (1 + frequency) over the keys that found them; at
                                                        most NEAR_MOST. 2. for each story among them at most MEMBERS_MOST
                                                        further accounts. 3. for each `r:` key at most RELATED_MOST accounts
                                                        of any day, newest first. `id` and `story` are filled in.

  Then `place(account, near, frequency)`. `Placing.story` None: open a new story. `merge`: these stories are the same one as
  `story`; the lowest id stays, the others lead on to it. `developments`: stories of the same relation (same parties, another
  event), by day; `place` returns them whether or not it found a story. An analyst's decisions stand above all of it: the archive
  hands them over as `Bonds` (stories kept apart, stories put together), and keeps to them when it files.

`explain(one, other, frequency)` says feature by feature why two accounts are, or are not, one story.
"""

from __future__ import annotations

from aggregator.dedupe.account import account
from aggregator.dedupe.cluster import Clustered, cluster
from aggregator.dedupe.copies import likeness, match
from aggregator.dedupe.explain import Explanation, Reason, explain
from aggregator.dedupe.fingerprint import fingerprint, lines
from aggregator.dedupe.originals import original
from aggregator.dedupe.stories import place

__all__ = [
    "Clustered",
    "Explanation",
    "Reason",
    "account",
    "cluster",
    "explain",
    "fingerprint",
    "likeness",
    "lines",
    "match",
    "original",
    "place",
]
