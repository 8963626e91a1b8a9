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
