-- The archive, version 7: who speaks for a group of copies, and what the analyst has said of stories.

-- What the analyst has said of which articles tell one event, pair by pair. `ruling`: the rows of one decision; `one`: the article it was said of;
-- `before`: the story of `other` before; `lifted`: the later ruling that contradicts it (NULL: it holds). Machines never merge or part against it.
CREATE TABLE verdict (
  ruling INTEGER NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('together', 'apart')),
  one    INTEGER NOT NULL REFERENCES article,
  other  INTEGER NOT NULL REFERENCES article,
  before INTEGER NOT NULL,
  lifted INTEGER,
  PRIMARY KEY (ruling, one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_one ON verdict (one, kind, other) WHERE lifted IS NULL;
CREATE INDEX verdict_other ON verdict (other, kind, one) WHERE lifted IS NULL;

-- Copies are led by the most original of them and recognised by the longest, their anchor. `indexed`: the article's shingles stand in table shingle.
ALTER TABLE fingerprint ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0 CHECK (indexed IN (0, 1));
UPDATE fingerprint SET indexed = 1 WHERE article IN (SELECT id FROM article WHERE copy_of IS NULL);

-- `posted`: the keys stand in account_term and are counted. Every article has an account from now on; only those of leads are posted.
ALTER TABLE account ADD COLUMN posted INTEGER NOT NULL DEFAULT 1 CHECK (posted IN (0, 1));
