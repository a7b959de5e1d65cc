/** @file How much a run may do unasked. Pure. The numbers are the product's (product.md 4, G1.3). */

const always = 10;
const share = 1 / 10;

/** @param linked pairs before the run. */
function tooMany(count: number, linked: number): boolean {
  return count > always && count > linked * share;
}

/**
 * @param removals that nobody agreed to: of this run, and those still waiting for a decision.
 * @param linked pairs before the run.
 * @returns whether they must wait for the user: too many, or all that is linked, be it a single one.
 */
export function mustAskRemovals(removals: number, linked: number): boolean {
  return tooMany(removals, linked) || (removals > 0 && removals >= linked);
}

/**
 * @param changes pairs, linked before the run, of which one side would be overwritten by the run.
 * @param linked pairs before the run.
 */
export function mustAskChanges(changes: number, linked: number): boolean {
  return tooMany(changes, linked);
}
