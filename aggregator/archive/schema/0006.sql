-- The archive, version 6: watch lists, alerts sent.

-- Who is watched: an organisation (`id` as in organisation.id; its subsidiaries are looked up when asked) or a country (its code). `name`: as it was
-- called when it was added, so that it is found again after the register has changed.
CREATE TABLE watch (
  kind  TEXT NOT NULL CHECK (kind IN ('org', 'country')),
  id    TEXT NOT NULL,
  name  TEXT NOT NULL,
  added TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Which stories a target of alerts was sent: none is sent to it twice.
CREATE TABLE alerted (
  target TEXT NOT NULL,
  story  INTEGER NOT NULL,
  sent   TEXT NOT NULL,
  PRIMARY KEY (target, story)
) STRICT, WITHOUT ROWID;

-- How far a target was told of a topic (`search:` and the name of a saved search, or `watched`): the newest article that was looked at.
CREATE TABLE alert_reached (
  target  TEXT NOT NULL,
  topic   TEXT NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (target, topic)
) STRICT, WITHOUT ROWID;

-- One row per message that was sent or could not be. `message`: its subject, or why it failed. Never an address or a secret of the target.
CREATE TABLE alert_log (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      TEXT NOT NULL,
  target  TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'failed')),
  stories INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
