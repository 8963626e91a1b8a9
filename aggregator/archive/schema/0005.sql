-- The archive, version 5: what the analyst sets right, and the user's own register of organisations.

-- What the analyst set right, one row a change. Said of an article, it holds for all reports of the story that the article is in, today's and later ones.
-- `batch`: the rows of one command (the first one's id). `article` NULL: it has not arrived; `address` (its key) and `url` name it.
-- `field`: partnership, type, status, announced (set), party, country (add, remove), together, apart (of stories). `value`: what is right, as text, or JSON
-- for a party and the articles of together and apart. `before`: what the story said until then, in words. `ruling`: the rows of table verdict that
-- came of it. `undone`: since when it holds no longer.
CREATE TABLE correction (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  batch   INTEGER NOT NULL,
  article INTEGER REFERENCES article,
  address TEXT NOT NULL,
  url     TEXT NOT NULL,
  field   TEXT NOT NULL,
  change  TEXT NOT NULL CHECK (change IN ('set', 'add', 'remove')),
  value   TEXT NOT NULL,
  before  TEXT NOT NULL DEFAULT '',
  ruling  INTEGER,
  note    TEXT NOT NULL DEFAULT '',
  made    TEXT NOT NULL,
  undone  TEXT
) STRICT;
CREATE INDEX correction_article ON correction (article, id) WHERE undone IS NULL;
CREATE INDEX correction_waiting ON correction (address) WHERE article IS NULL;

-- What the taggers say of an article whose tags are corrected: `tags` as JSON (NULL: the tables hold it, for it has just been tagged), `deal`: the
-- last partnership they found, on which corrections of a deal stand although a later tagging finds none.
CREATE TABLE machine_tags (
  article INTEGER PRIMARY KEY REFERENCES article,
  tags    TEXT,
  deal    TEXT
) STRICT;

-- The user's own organisations. One with the id of a shipped one stands in its place. Aliases and ambiguous_forms: JSON lists. `origin`: the file it
-- was imported from, '' where the analyst said it.
CREATE TABLE own_organisation (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  aliases         TEXT NOT NULL DEFAULT '[]',
  country         TEXT,
  kind            TEXT,
  parent          TEXT,
  domain          TEXT,
  ambiguous_forms TEXT NOT NULL DEFAULT '[]',
  origin          TEXT NOT NULL DEFAULT '',
  made            TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX own_organisation_parent ON own_organisation (parent) WHERE parent IS NOT NULL;

-- All their names, folded as the register folds them, so that a question needs not read them all.
CREATE TABLE own_name (
  form         TEXT NOT NULL,
  organisation TEXT NOT NULL REFERENCES own_organisation ON DELETE CASCADE,
  PRIMARY KEY (form, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_name_organisation ON own_name (organisation);

-- Organisations that turned out to be another one: the old id leads on to it. `name`: what the old one was called.
CREATE TABLE organisation_alias (
  old          TEXT PRIMARY KEY,
  organisation TEXT NOT NULL,
  name         TEXT NOT NULL,
  made         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organisation_alias_of ON organisation_alias (organisation);

-- What a name is looked up by.
CREATE INDEX organisation_name ON organisation (name COLLATE NOCASE);
