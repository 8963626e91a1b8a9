-- The archive, version 1. Every statement runs in one transaction (see migrations.py). Never edit a released file: append the next number.
--
-- Conventions: instants are ISO 8601 text in UTC with microseconds and +00:00 (they sort); days are YYYY-MM-DD text; countries ISO 3166-1
-- alpha-2; booleans 0 or 1; ids that others may keep are never given twice (AUTOINCREMENT); JSON columns hold what no query filters by. 64-bit hashes are stored as SQLite's signed integers.


-- ==== how the sources are =================================================================================================

-- One row per source of feeds.toml, by name. `configured` is the address as feeds.toml says it (when that changes, the row starts anew),
-- `address` the one in use (where a permanent redirect led, once the place had proved to be readable).
-- `gone`: since when the host says 410. `failures`: in a row. `retry_after`: the host asked us to stay away until then.
-- `signature`: the layout by which a press page was read last. `titled`: what the feed calls itself.
CREATE TABLE source_state (
  source       TEXT PRIMARY KEY,
  configured   TEXT NOT NULL,
  address      TEXT NOT NULL,
  gone         TEXT,
  failures     INTEGER NOT NULL DEFAULT 0,
  reason       TEXT,
  retry_after  TEXT,
  next_due     TEXT,
  last_visit   TEXT,
  last_success TEXT,
  last_new     TEXT,
  signature    TEXT,
  titled       TEXT
) STRICT, WITHOUT ROWID;

-- What makes the next request to an address conditional, for a source's own address and the further ones it leads to.
-- Written in the same commit as the entries the answer held. `full`: when it last answered with a whole body.
-- `body`: hash of that body; `reader`: hash of how it was read (program, kind, selectors, keywords): if that changes, all is read again.
-- `follow`: JSON list of the addresses an index led to (they are asked even when the index itself is unchanged).
CREATE TABLE cache (
  source        TEXT NOT NULL REFERENCES source_state ON DELETE CASCADE,
  address       TEXT NOT NULL,
  etag          TEXT,
  last_modified TEXT,
  body          BLOB NOT NULL,
  reader        BLOB NOT NULL,
  asked         TEXT NOT NULL,
  full          TEXT NOT NULL,
  follow        TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (source, address)
) STRICT, WITHOUT ROWID;

-- One line per visit of a source: its history, from which `status` tells health. `outcome`: new, nothing-new, unchanged, or failed.
CREATE TABLE visit (
  id       INTEGER PRIMARY KEY,
  source   TEXT NOT NULL,
  run      INTEGER REFERENCES run,
  at       TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  entries  INTEGER NOT NULL DEFAULT 0,
  fresh    INTEGER NOT NULL DEFAULT 0,
  reason   TEXT
) STRICT;
CREATE INDEX visit_of_source ON visit (source, at);


-- ==== the waiting list ====================================================================================================

-- One row per thing a source ever listed, once per archive: `key` is the identity of its address (or of source and identifier where it has no
-- address). States: waiting (to be asked, not before `next_try`), filed (`article` says as which), passed_over (the source's keywords
-- did not let it in), given_up (asked for the last time; the host says that it is gone for good). `mark` is a hash of what the feed says of it: when it
-- changes, the entry waits again and its article becomes a new version. `published`, `updated`: JSON of a Published.
CREATE TABLE entry (
  id        INTEGER PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,
  source    TEXT NOT NULL,
  url       TEXT NOT NULL,
  identity  TEXT,
  title     TEXT,
  published TEXT,
  updated   TEXT,
  summary   TEXT,
  text      TEXT,
  language  TEXT,
  mark      BLOB NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('waiting', 'filed', 'passed_over', 'given_up')),
  attempts  INTEGER NOT NULL DEFAULT 0,
  next_try  TEXT,
  reason    TEXT,
  seen      TEXT NOT NULL,
  article   INTEGER REFERENCES article
) STRICT;
CREATE INDEX entry_waiting ON entry (source, next_try) WHERE state = 'waiting';
CREATE INDEX entry_identity ON entry (source, identity) WHERE identity IS NOT NULL;
CREATE INDEX entry_article ON entry (article) WHERE article IS NOT NULL;


-- ==== articles ============================================================================================================

-- One row per article and publisher: a copy on another site is a row of its own that points at what it copies (`copy_of`, never a chain).
-- `text`: paragraphs with an empty line between; `whole` (what spans count in) is title, two line feeds, text.
-- `published`: JSON of the Published believed, `day` its day (NULL: unknown; never the day of fetching), `dates`: JSON list of all found.
-- `seen`: when its page was first fetched; `filed`, `changed`: when this row was first and last written.
-- `probability`, `reason`, `tagger`: what tagging said of it and which version. `copy_*`, `placed_*`: why it is a copy, why it is in its story.
-- `outlet`: 0 a press release, 1 a wire, 2 a paper: the most original one leads its story.
-- `notices`: JSON list of the publisher's machine-readable reservations (noai, noarchive, tdm-reservation: 1).
CREATE TABLE article (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  story         INTEGER NOT NULL REFERENCES story,
  copy_of       INTEGER REFERENCES article,
  source        TEXT NOT NULL,
  url           TEXT NOT NULL,
  canonical_url TEXT,
  title         TEXT NOT NULL,
  text          TEXT NOT NULL,
  day           TEXT,
  published     TEXT,
  dates         TEXT NOT NULL,
  language      TEXT,
  publisher     TEXT,
  partial       INTEGER NOT NULL CHECK (partial IN (0, 1)),
  seen          TEXT NOT NULL,
  filed         TEXT NOT NULL,
  changed       TEXT NOT NULL,
  versions      INTEGER NOT NULL DEFAULT 1,
  probability   REAL NOT NULL,
  reason        TEXT,
  tagger        TEXT NOT NULL,
  copy_score    REAL NOT NULL DEFAULT 0,
  copy_reason   TEXT NOT NULL DEFAULT '',
  placed_score  REAL NOT NULL DEFAULT 0,
  placed_reason TEXT NOT NULL DEFAULT '',
  outlet        INTEGER NOT NULL DEFAULT 2,
  notices       TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX article_story ON article (story);
CREATE INDEX article_copies ON article (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX article_day ON article (day);
CREATE INDEX article_seen ON article (seen);
CREATE INDEX article_source ON article (source, day);
CREATE INDEX article_language ON article (language, story);

-- Texts that a revision replaced, oldest = 1; the newest text is in `article`, whose number is article.versions.
CREATE TABLE version (
  article   INTEGER NOT NULL REFERENCES article,
  number    INTEGER NOT NULL,
  title     TEXT NOT NULL,
  text      TEXT NOT NULL,
  published TEXT,
  seen      TEXT NOT NULL,
  replaced  TEXT NOT NULL,
  PRIMARY KEY (article, number)
) STRICT;

-- The answers from which the versions were read, compressed (`codec`: zlib), for `retag --pages`. `body` NULL: pruned at `pruned`, or the publisher
-- asked that no copy be kept (noarchive). `size`: bytes before compression; `digest`: SHA-256 of them (verify).
CREATE TABLE page (
  article    INTEGER NOT NULL REFERENCES article,
  number     INTEGER NOT NULL,
  url        TEXT NOT NULL,
  final_url  TEXT NOT NULL,
  status     INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  charset    TEXT,
  fetched    TEXT NOT NULL,
  codec      TEXT NOT NULL,
  size       INTEGER NOT NULL,
  digest     BLOB NOT NULL,
  pruned     TEXT,
  body       BLOB,
  PRIMARY KEY (article, number)
) STRICT;

-- Full-text index, contentless (the text is in `article`): rowid = article.id. Text goes in through words.indexed(), queries through words.phrase(): CJK runs
-- become bigrams. Only write.py changes it; deleting needs the old text, which it takes from `article`.
CREATE VIRTUAL TABLE search USING fts5 (title, text, content = '', tokenize = 'unicode61 remove_diacritics 2');


-- ==== what articles say ===================================================================================================

-- Every organisation that an article named: of the register (`org:…`) or found in a text (`new:…`). Aliases and ambiguous_forms: JSON lists.
CREATE TABLE organisation (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  aliases         TEXT NOT NULL DEFAULT '[]',
  country         TEXT,
  kind            TEXT,
  parent          TEXT,
  domain          TEXT,
  ambiguous_forms TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;

-- Where an article names an organisation: whole[first:last] = surface.
CREATE TABLE mention (
  article      INTEGER NOT NULL REFERENCES article,
  number       INTEGER NOT NULL,
  organisation TEXT NOT NULL REFERENCES organisation,
  surface      TEXT NOT NULL,
  first        INTEGER NOT NULL,
  last         INTEGER NOT NULL,
  rule         TEXT NOT NULL,
  confidence   REAL NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

-- Which organisations an article is tagged with, in order: one row each, what queries by organisation ask.
CREATE TABLE article_organisation (
  article      INTEGER NOT NULL REFERENCES article,
  number       INTEGER NOT NULL,
  organisation TEXT NOT NULL REFERENCES organisation,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_by_organisation ON article_organisation (organisation, article);

-- Where an article names or implies a country.
CREATE TABLE place (
  article    INTEGER NOT NULL REFERENCES article,
  number     INTEGER NOT NULL,
  country    TEXT NOT NULL,
  surface    TEXT NOT NULL,
  first      INTEGER NOT NULL,
  last       INTEGER NOT NULL,
  rule       TEXT NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

-- The countries of an article: `about` 1 those it is about (Tags.countries), 0 those only mentioned (the rest of Tags.countries_mentioned).
-- `number`, `mentioned_number`: its place in either list, NULL where it is not in it.
CREATE TABLE article_country (
  article          INTEGER NOT NULL REFERENCES article,
  country          TEXT NOT NULL,
  about            INTEGER NOT NULL CHECK (about IN (0, 1)),
  number           INTEGER,
  mentioned_number INTEGER,
  PRIMARY KEY (article, country)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_by_country ON article_country (country, about, article);

-- The deal that is the news of an article. `countries`, `topics`: JSON lists; `value_*`: a stated amount.
CREATE TABLE partnership (
  article        INTEGER PRIMARY KEY REFERENCES article,
  deal_type      TEXT NOT NULL,
  status         TEXT NOT NULL,
  announced      TEXT,
  announced_rule TEXT NOT NULL,
  countries      TEXT NOT NULL,
  topics         TEXT NOT NULL,
  value_amount   REAL,
  value_currency TEXT,
  value_surface  TEXT,
  confidence     REAL NOT NULL
) STRICT;
CREATE INDEX partnership_type ON partnership (deal_type, article);

-- Its partners, in order. `organisation` is an organisation's id.
CREATE TABLE party (
  article      INTEGER NOT NULL REFERENCES article,
  number       INTEGER NOT NULL,
  organisation TEXT NOT NULL REFERENCES organisation,
  name         TEXT NOT NULL,
  country      TEXT,
  role         TEXT,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_organisation ON party (organisation, article);

-- The sentences that say so: whole[first:last] = sentence.
CREATE TABLE evidence (
  article  INTEGER NOT NULL REFERENCES article,
  number   INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  first    INTEGER NOT NULL,
  last     INTEGER NOT NULL,
  rule     TEXT NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;


-- ==== stories =============================================================================================================

-- One row per event. `lead`: the article that speaks for it (the most original one, then the earliest); `teller`: the article whose partnership
-- is the story's (NULL: no partnership is the news). `day`: the lead's day, else the day it was first seen: what lists are sorted by.
CREATE TABLE story (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  lead       INTEGER REFERENCES article DEFERRABLE INITIALLY DEFERRED,
  teller     INTEGER REFERENCES article DEFERRABLE INITIALLY DEFERRED,
  day        TEXT NOT NULL,
  first_seen TEXT NOT NULL
) STRICT;
CREATE INDEX story_day ON story (day, id);

-- Stories that turned out to be another one: the old id leads on to the one that took it in.
CREATE TABLE story_alias (
  old   INTEGER PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES story
) STRICT;
CREATE INDEX story_alias_story ON story_alias (story);

-- Different stories of one relation between the same parties (memorandum, contract, opening): the earlier and the later one.
CREATE TABLE development (
  earlier INTEGER NOT NULL REFERENCES story,
  later   INTEGER NOT NULL REFERENCES story,
  PRIMARY KEY (earlier, later)
) STRICT, WITHOUT ROWID;
CREATE INDEX development_later ON development (later);


-- ==== by what articles are recognised =====================================================================================

-- Every address an article was met under (feed link, final address, believed canonical address), by key.
CREATE TABLE address (
  key     TEXT PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article
) STRICT, WITHOUT ROWID;
CREATE INDEX address_article ON address (article);

-- The Fingerprint of each article; `shingles`, `paragraphs`: packed big-endian 64-bit hashes; `posted`: how many of the shingles are in `shingle`
-- (none for a copy, whatever the number says).
CREATE TABLE fingerprint (
  article    INTEGER PRIMARY KEY REFERENCES article,
  address    TEXT NOT NULL,
  text       TEXT NOT NULL,
  size       INTEGER NOT NULL,
  posted     INTEGER NOT NULL,
  shingles   BLOB NOT NULL,
  paragraphs BLOB NOT NULL
) STRICT;
CREATE INDEX fingerprint_text ON fingerprint (text);
CREATE INDEX fingerprint_address ON fingerprint (address);

-- Which articles that are no copies hold a shingle. One that very many hold is furniture: beyond a bound no more rows are added.
CREATE TABLE shingle (
  hash    INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES article,
  PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

-- The sites (urls.site) whose lines are counted.
CREATE TABLE site (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- On which articles of a site a line stood (verdict new): a line of several pages is furniture. Beyond a bound no more rows are added.
CREATE TABLE line (
  site    INTEGER NOT NULL REFERENCES site,
  hash    INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES article,
  PRIMARY KEY (site, hash, article)
) STRICT, WITHOUT ROWID;

-- The Account of each article that is no copy, as JSON (without id, story and title).
CREATE TABLE account (
  article INTEGER PRIMARY KEY REFERENCES article,
  value   TEXT NOT NULL
) STRICT;

-- The keys of accounts (organisations, rare words, numbers) with the number of accounts that have them; key '' counts all accounts.
CREATE TABLE term (
  id       INTEGER PRIMARY KEY,
  key      TEXT NOT NULL UNIQUE,
  articles INTEGER NOT NULL
) STRICT;

-- Which accounts have a key, by day (proleptic Gregorian ordinal, 0: unknown), so that a window of days is a range.
CREATE TABLE account_term (
  term    INTEGER NOT NULL REFERENCES term,
  day     INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES article,
  PRIMARY KEY (term, day, article)
) STRICT, WITHOUT ROWID;


-- ==== runs ================================================================================================================

-- What the archive must know of itself. `words`: by which rules texts are in the search index (words.VERSION); when the rules change, the index is
-- built anew.
CREATE TABLE fact (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far a long errand (`retag`) has come: what it was asked to do, and the last article it finished. The row goes when it is done.
CREATE TABLE errand (
  name    TEXT PRIMARY KEY,
  options TEXT NOT NULL,
  last    INTEGER NOT NULL,
  started TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per run of `fetch`: the Run in JSON without its failures; `ended` NULL: it runs still, or was killed.
CREATE TABLE run (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  started TEXT NOT NULL,
  ended   TEXT,
  version TEXT NOT NULL,
  counts  TEXT NOT NULL
) STRICT;

-- What went wrong, one row per failure, of every run.
CREATE TABLE failure (
  id        INTEGER PRIMARY KEY,
  run       INTEGER NOT NULL REFERENCES run,
  at        TEXT NOT NULL,
  stage     TEXT NOT NULL,
  source    TEXT NOT NULL,
  url       TEXT NOT NULL,
  message   TEXT NOT NULL,
  hint      TEXT NOT NULL,
  permanent INTEGER NOT NULL CHECK (permanent IN (0, 1))
) STRICT;
CREATE INDEX failure_run ON failure (run);
CREATE INDEX failure_source ON failure (source, at);
