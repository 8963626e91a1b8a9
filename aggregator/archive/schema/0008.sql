-- Care of the archive.

-- second opinions

-- What of an article's tags is in doubt, the greatest doubt first: `kind` verdict, parties, day or unknown, `score` 0 to 1, `told`: why, in words.
CREATE TABLE doubt (
  article INTEGER NOT NULL REFERENCES article,
  number  INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  score   REAL NOT NULL,
  told    TEXT NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

-- What a language model answered when it was asked about an article in doubt, one row an answer. It changes no tag. `version`: of which version of the
-- text; `model`, `endpoint` (host and port): who answered. `refused`: why the answer counts for nothing ('': it counts), for it quoted what does not
-- stand in the text, or could not be read. `partnership`, `parties`, `deal_type`, `announced`, `quotes` (JSON lists): what it said. `disagrees`: in what
-- it differs from the tags as they were then, in words ('': in nothing).
CREATE TABLE opinion (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  article       INTEGER NOT NULL REFERENCES article,
  version       INTEGER NOT NULL,
  asked         TEXT NOT NULL,
  model         TEXT NOT NULL,
  endpoint      TEXT NOT NULL,
  tagger        TEXT NOT NULL,
  refused       TEXT NOT NULL,
  partnership   INTEGER CHECK (partnership IN (0, 1)),
  parties       TEXT NOT NULL DEFAULT '[]',
  deal_type     TEXT,
  announced     TEXT,
  quotes        TEXT NOT NULL DEFAULT '[]',
  disagrees     TEXT NOT NULL DEFAULT '',
  tokens_in     INTEGER NOT NULL DEFAULT 0,
  tokens_out    INTEGER NOT NULL DEFAULT 0,
  cost          REAL
) STRICT;
CREATE INDEX opinion_article ON opinion (article, id);

-- What waits for the analyst's eye: doubts that neither an agreeing opinion on today's text nor the analyst has settled, and opinions that disagree.
-- A row of article is as long as its text: it is touched only where there is an opinion.
CREATE VIEW review AS
  SELECT d.article, d.kind, d.score, d.told FROM doubt d
  WHERE NOT EXISTS (
      SELECT 1 FROM opinion o JOIN article a ON a.id = o.article
      WHERE o.article = d.article AND o.version = a.versions AND o.refused = '' AND o.disagrees = '')
    AND (SELECT story FROM article INDEXED BY article_in_story WHERE id = d.article) NOT IN (
      SELECT b.story FROM correction c JOIN article b ON b.id = c.article WHERE c.undone IS NULL)
  UNION ALL
  SELECT o.article, 'opinion', 1.0, 'second opinion of ' || o.model || ': ' || o.disagrees FROM opinion o JOIN article a ON a.id = o.article
  WHERE o.version = a.versions AND o.refused = '' AND o.disagrees <> ''
    AND o.id = (SELECT max(p.id) FROM opinion p WHERE p.article = o.article AND p.refused = '')
    AND a.story NOT IN (SELECT b.story FROM correction c JOIN article b ON b.id = c.article WHERE c.undone IS NULL);
