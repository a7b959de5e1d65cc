/** @file Titles to look items up by, and whether they may be shown: together in an index, so that no snapshot is read for them. */
export const titles = `
CREATE INDEX link_sides_titles ON link_sides (link, agreed ->> '$.title', agreed ->> '$.visibility');
`;
