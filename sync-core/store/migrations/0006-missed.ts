/** @file When a pair's item was first missed without the system having said that it is gone: absences count by their distance. */
export const missed = `
ALTER TABLE waiting ADD COLUMN missed_at_ms INTEGER;
`;
