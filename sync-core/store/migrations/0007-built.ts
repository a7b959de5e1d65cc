/** @file What was made for a side of a link and given to it: the subject that the way back takes apart again. */
export const built = `
ALTER TABLE link_sides ADD COLUMN built TEXT;
`;
