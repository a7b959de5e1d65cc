/**
 * @file The way back: an operation knows the activity entry that tells of it, what the system made of it, and which earlier
 * one it takes back. What is left out can be looked up by its title.
 */
export const undo = `
ALTER TABLE operations ADD COLUMN entry INTEGER;
ALTER TABLE operations ADD COLUMN echo TEXT;
ALTER TABLE operations ADD COLUMN undoes INTEGER;
ALTER TABLE operations ADD COLUMN undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1));
ALTER TABLE operations ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE operations SET bytes = octet_length(work);
CREATE UNIQUE INDEX operations_by_entry ON operations (entry) WHERE entry IS NOT NULL;
CREATE INDEX operations_by_size ON operations (state, id, bytes);
CREATE INDEX activity_by_run ON activity (run, id);

ALTER TABLE runs ADD COLUMN undo INTEGER NOT NULL DEFAULT 0 CHECK (undo IN (0, 1));

ALTER TABLE left_out ADD COLUMN title TEXT;
ALTER TABLE left_out ADD COLUMN starts TEXT;
ALTER TABLE left_out ADD COLUMN web_url TEXT;
ALTER TABLE left_out ADD COLUMN entry INTEGER;
`;
