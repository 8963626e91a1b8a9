-- The archive, version 4: health of sources, what keywords pass over, and how far a backfill has come.


-- ==== health ==============================================================================================================

-- Of a visit also: how far from the source's own address (0: that one itself); how many of its entries carry a date (NULL: not counted then);
-- whether it joins up with what was listed before (1, 0; NULL: nothing to join: nothing listed, or for the first time); the layout by which
-- it was read; the stable name of what went wrong. Of a source the visits of its last
-- 100 runs are kept. `outcome` may now be `index` and `empty` too.
ALTER TABLE visit ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN dated INTEGER;
ALTER TABLE visit ADD COLUMN joined INTEGER;
ALTER TABLE visit ADD COLUMN signature TEXT;
ALTER TABLE visit ADD COLUMN cause TEXT;

-- `cause`: the stable name of the last failure. `notices`: JSON list of the reservations that the source's own page carries.
ALTER TABLE source_state ADD COLUMN cause TEXT;
ALTER TABLE source_state ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';

-- In which state a source was when a run last said so: a run tells which have turned bad since.
CREATE TABLE state_told (
  source TEXT PRIMARY KEY,
  state  TEXT NOT NULL,
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- On which days a source brought something new, and how much: its rhythm is learnt from this. The day is the entry's own, or where it has none
-- or an old one, the day it was first seen. Three years are kept.
CREATE TABLE news_day (
  source  TEXT NOT NULL,
  day     TEXT NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;
INSERT INTO news_day
SELECT source, min(coalesce(json_extract(published, '$.day'), substr(seen, 1, 10)), substr(seen, 1, 10)) AS day, count(*)
FROM entry GROUP BY source, day;


-- ==== what keywords pass over =============================================================================================

-- A passed-over entry keeps its title and address, for some 400 days; its texts are not needed.
CREATE INDEX entry_passed_over ON entry (source, seen) WHERE state = 'passed_over';
UPDATE entry SET summary = NULL, text = NULL WHERE state = 'passed_over';


-- ==== backfill ============================================================================================================

-- One walk back in time a source: from which address it began, to which day it goes, when it was done (NULL: not yet).
CREATE TABLE backfill (
  source     TEXT PRIMARY KEY,
  configured TEXT NOT NULL,
  since      TEXT NOT NULL,
  started    TEXT NOT NULL,
  finished   TEXT
) STRICT, WITHOUT ROWID;

-- The addresses of a walk: read as `kind`; `newest`: no entry there is younger than this day, as far as its name or the index that led there
-- says. States: open (to be asked, `attempts` so far), read, none (nothing there: a guess, or beyond
-- the last page), failed (in trouble each time it was asked), beyond (older than the walk goes). `digest`: hash of the
-- addresses it listed, by which pages that come round again are known. `oldest`: the earliest day listed; `entries`: how many were taken.
CREATE TABLE backfill_address (
  id       INTEGER PRIMARY KEY,
  source   TEXT NOT NULL REFERENCES backfill ON DELETE CASCADE,
  address  TEXT NOT NULL,
  kind     TEXT NOT NULL,
  newest   TEXT,
  state    TEXT NOT NULL CHECK (state IN ('open', 'read', 'none', 'failed', 'beyond')),
  attempts INTEGER NOT NULL DEFAULT 0,
  asked    TEXT,
  digest   BLOB,
  oldest   TEXT,
  entries  INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source, address)
) STRICT;
CREATE INDEX backfill_open ON backfill_address (source, newest) WHERE state = 'open';
