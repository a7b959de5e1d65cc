/**
 * @file A pair can wait for several answers at once, and each can be any of the user's words. What a question was about is
 * kept, so that an answer is never applied to something that was not asked. A linked item that was seen to be gone, and
 * stays linked nevertheless, is remembered as such.
 */
export const decisions = `
CREATE TABLE waiting_now (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL,
  pair          TEXT NOT NULL,
  link          TEXT,
  crm           TEXT,
  calendar      TEXT,
  state         TEXT NOT NULL CHECK (state IN ('parked', 'held')),
  question      TEXT NOT NULL DEFAULT '',
  asked         TEXT,
  decision      TEXT CHECK (decision IN ('apply', 'keep', 'restore', 'crm', 'calendar')),
  incarnation   INTEGER NOT NULL DEFAULT 0,
  attempts      INTEGER NOT NULL DEFAULT 0,
  next_at_ms    INTEGER,
  entry         INTEGER,
  since         TEXT NOT NULL,
  CHECK ((state = 'held') = (question <> '')),
  UNIQUE (kind, pair, question)
) STRICT;
INSERT INTO waiting_now (id, kind, pair, link, crm, calendar, state, question, decision, incarnation, attempts, next_at_ms, entry, since)
  SELECT id, kind, pair, link, crm, calendar, state, CASE state WHEN 'held' THEN 'manyRemovals' ELSE '' END, decision,
    incarnation, attempts, next_at_ms, entry, since FROM waiting;
DROP TABLE waiting;
ALTER TABLE waiting_now RENAME TO waiting;
CREATE INDEX waiting_by_link ON waiting (link);
CREATE INDEX waiting_by_entry ON waiting (entry) WHERE entry IS NOT NULL;

ALTER TABLE link_sides ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1));
`;
