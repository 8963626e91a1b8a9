-- The archive, version 2: what the analyst keeps. Stories are named by number and never by reference: a story that turned out to be another one leads on
-- through story_alias, and what the analyst said of it goes with it.

-- Saved searches, in the query language. `created`: when the name was first saved.
CREATE TABLE saved_search (
  name    TEXT PRIMARY KEY,
  words   TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the analyst noted of a story. `seen`, `starred`: since when, NULL: not. `labels`: JSON list.
CREATE TABLE mark (
  story   INTEGER PRIMARY KEY,
  seen    TEXT,
  starred TEXT,
  labels  TEXT NOT NULL DEFAULT '[]',
  note    TEXT NOT NULL DEFAULT ''
) STRICT;

-- Which stories a briefing told, by its period (both days included) and name, so that a later one does not tell them again.
CREATE TABLE told (
  name  TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  story INTEGER NOT NULL,
  made  TEXT NOT NULL,
  PRIMARY KEY (name, since, until, story)
) STRICT, WITHOUT ROWID;
