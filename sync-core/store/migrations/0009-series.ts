/**
 * @file When a series goes on beyond what one side holds of it, and a plainer name for a series that nobody understands. What was read
 * of a series before was left out, and is read once more.
 */
export const series = `
ALTER TABLE link_sides ADD COLUMN goes_on TEXT;
CREATE INDEX link_sides_goes_on ON link_sides (kind, goes_on) WHERE goes_on IS NOT NULL;
UPDATE runs SET report = replace(report, '"seriesNotYet"', '"seriesNotUnderstood"') WHERE report LIKE '%"seriesNotYet"%';
UPDATE links SET why = replace(why, '"seriesNotYet"', '"seriesNotUnderstood"') WHERE why LIKE '%"seriesNotYet"%';
DELETE FROM left_out WHERE code = 'seriesNotYet';
UPDATE activity SET reason = replace(reason, '"seriesNotYet"', '"seriesNotUnderstood"') WHERE reason LIKE '%"seriesNotYet"%';
DELETE FROM cursors;
`;
