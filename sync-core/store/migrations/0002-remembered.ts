/** @file A place for the slowly changing facts of the accounts, which survive the process that read them. */
export const remembered = `
CREATE TABLE remembered (
  account     TEXT NOT NULL,
  name        TEXT NOT NULL,
  value       TEXT NOT NULL,
  set_at_ms   INTEGER NOT NULL,
  until_ms    INTEGER NOT NULL,
  PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;
`;
