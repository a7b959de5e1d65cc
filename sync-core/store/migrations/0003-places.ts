/** @file With which account and calendar the links were made, and what was last seen of the lease. */
export const places = `
CREATE TABLE places (
  side          TEXT PRIMARY KEY CHECK (side IN ('crm', 'calendar')),
  account       TEXT NOT NULL,
  folder        TEXT,
  other_account TEXT,
  other_folder  TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  account      TEXT PRIMARY KEY,
  installation TEXT NOT NULL,
  looked_at_ms INTEGER NOT NULL,
  record       TEXT,
  since_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
