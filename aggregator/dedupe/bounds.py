"""The numbers that bound the work of deduplication, so that filing costs the same in a large archive as in a small one.

Nothing comes in or goes out: constants only. The archive keeps the same numbers in its own room (stages never import each
other) and a test holds the two together.
"""

from __future__ import annotations

# ---- copies ---------------------------------------------------------------------------------------------------------
SHINGLE_BITS = 48  # a shingle's hash is below 2**48: six bytes in SQLite, and 10**8 of them still rarely meet by chance
KEPT_SHARE = 4  # one shingle in four is kept in the fingerprint (the lowest hashes) ...
KEPT_LEAST, KEPT_MOST = 64, 512  # ... but never fewer than this (if the text has them), nor more
POSTED_SHARE = 8  # one in eight is posted in the archive's index ...
POSTED_LEAST, POSTED_MOST = 40, 192
POSTINGS_CUT = 48  # a shingle posted by more articles than this is furniture of the trade: it finds nobody
POSTINGS_MOST = 160  # of all its shingles together so many postings are looked at, the rarest shingles first
SHARED_LEAST = 2  # so many of these shingles find a candidate at least: by chance texts of one trade often share one
KNOWN_MOST = 8  # candidates that the archive hands over for one fingerprint
RECURRING_PAGES = 3  # a line is a site's furniture once it stands on this many of its pages with otherwise different text

# ---- stories --------------------------------------------------------------------------------------------------------
WINDOW_DAYS = 45  # two accounts of one event are published within so many days of each other; undated ones always are
GENERAL_DAYS = 14  # ... and of general news within so many: what comes later is the next event with the same people
KEYS_MOST = 56  # index keys of one account
WORDS_MOST = 80  # words kept for comparison only
KEYS_ASKED = 20  # of an account's keys, so many are asked for candidates, the rarest first
POSTINGS_ASKED = 48  # and of each key's postings so many, those nearest in time
NEAR_MOST = 20  # accounts that the archive hands over for one account
MEMBERS_MOST = 6  # further accounts of each story among them
RELATED_MOST = 24  # accounts of the same relation (an `r:` key), whatever their day, newest first
