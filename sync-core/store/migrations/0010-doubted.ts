/** @file When an item of a waiting pair was first shown as it was before: an old state is believed by how long it stays. */
export const doubted = `
ALTER TABLE waiting ADD COLUMN doubted_at_ms INTEGER;
`;
