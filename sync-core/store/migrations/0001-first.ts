/**
 * @file The first shape of the store. A released migration is never edited: a change of shape is a new file.
 *
 * Moments in tables that the window reads are ISO text; `*_at_ms` columns are milliseconds since 1970, for arithmetic.
 */
export const first = `
CREATE TABLE links (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('linked', 'detached')),
  why         TEXT,
  origin      TEXT NOT NULL CHECK (origin IN ('crm', 'calendar', 'adopted')),
  incarnation INTEGER NOT NULL DEFAULT 0,
  footing     TEXT NOT NULL CHECK (footing IN ('sound', 'behind', 'open')),
  created_at  TEXT NOT NULL,
  changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX links_by_state ON links (kind, state);
CREATE INDEX links_open ON links (kind) WHERE footing = 'open';

CREATE TABLE link_sides (
  link     TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
  side     TEXT NOT NULL CHECK (side IN ('crm', 'calendar')),
  kind     TEXT NOT NULL,
  account  TEXT NOT NULL,
  item     TEXT NOT NULL,
  version  TEXT NOT NULL,
  replaced TEXT,
  created_in TEXT,
  agreed   TEXT NOT NULL,
  seen     TEXT NOT NULL,
  edited   TEXT NOT NULL,
  starts   TEXT NOT NULL,
  ends     TEXT NOT NULL,
  PRIMARY KEY (link, side)
) STRICT;
CREATE UNIQUE INDEX link_sides_by_item ON link_sides (kind, side, account, item);
CREATE INDEX link_sides_created ON link_sides (kind, side) WHERE created_in IS NOT NULL;
CREATE INDEX link_sides_by_time ON link_sides (kind, side, starts);

CREATE TABLE operations (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  run        TEXT NOT NULL,
  kind       TEXT NOT NULL,
  pair       TEXT NOT NULL,
  link       TEXT,
  side       TEXT NOT NULL CHECK (side IN ('crm', 'calendar')),
  account    TEXT NOT NULL,
  action     TEXT NOT NULL CHECK (action IN ('create', 'update', 'remove')),
  state      TEXT NOT NULL CHECK (state IN ('intended', 'done', 'failed')),
  item       TEXT,
  key        TEXT,
  work       TEXT NOT NULL,
  error      TEXT,
  created_at TEXT NOT NULL,
  settled_at TEXT
) STRICT;
CREATE INDEX operations_open ON operations (state) WHERE state = 'intended';
CREATE INDEX operations_by_pair ON operations (pair);
CREATE INDEX operations_by_age ON operations (created_at);

CREATE TABLE waiting (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL,
  pair          TEXT NOT NULL,
  link          TEXT,
  crm           TEXT,
  calendar      TEXT,
  state         TEXT NOT NULL CHECK (state IN ('parked', 'held')),
  decision      TEXT CHECK (decision IN ('apply')),
  incarnation   INTEGER NOT NULL DEFAULT 0,
  attempts      INTEGER NOT NULL DEFAULT 0,
  next_at_ms    INTEGER,
  entry         INTEGER,
  since         TEXT NOT NULL,
  UNIQUE (kind, pair)
) STRICT;
CREATE INDEX waiting_by_link ON waiting (link);

CREATE TABLE cursors (
  kind    TEXT NOT NULL,
  side    TEXT NOT NULL CHECK (side IN ('crm', 'calendar')),
  account TEXT NOT NULL,
  cursor  TEXT NOT NULL,
  question TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (kind, side, account)
) STRICT;

CREATE TABLE left_out (
  kind    TEXT NOT NULL,
  side    TEXT NOT NULL CHECK (side IN ('crm', 'calendar')),
  account TEXT NOT NULL,
  item    TEXT NOT NULL,
  code    TEXT NOT NULL,
  since   TEXT NOT NULL,
  PRIMARY KEY (kind, side, account, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      TEXT NOT NULL,
  run     TEXT NOT NULL,
  kind    TEXT NOT NULL,
  title   TEXT,
  starts  TEXT,
  action  TEXT NOT NULL,
  side    TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason  TEXT,
  changes TEXT NOT NULL,
  items   TEXT NOT NULL
) STRICT;
CREATE INDEX activity_by_outcome ON activity (outcome, id);
CREATE INDEX activity_by_age ON activity (at);

CREATE TABLE runs (
  id          TEXT PRIMARY KEY,
  started_at  TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  dry_run     INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
  outcome     TEXT NOT NULL,
  eventful    INTEGER NOT NULL CHECK (eventful IN (0, 1)),
  report      TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_age ON runs (finished_at);
`;
