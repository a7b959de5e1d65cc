/**
 * @file Histories of the fast kind that are known to fail, each with what goes wrong. The test plays them and expects exactly
 * these to fail: whoever mends one takes it out here and makes it a test with a name.
 */
export const openSeeds: ReadonlyMap<number, string> = new Map([
  [
    937,
    'a creation that is refused for no reason gives up its key; a second computer uses it, and the item is there twice',
  ],
  [
    1242,
    'a copy is taken for the appointment that it was made from, which was deleted since, after a run that was stopped',
  ],
]);
