/** @file How many deletions a run may do unasked. Pure. The numbers are the product's (product.md 4, G1.3). */

export interface RemovalShare {
  /** Removals that nobody agreed to: of this run, and those still waiting for a decision. */
  readonly removals: number;
  /** Linked pairs before the run. */
  readonly linked: number;
}

/** @returns whether the removals must wait for the user: more than 10 and over a tenth, or all that is linked. */
export function mustAsk({ removals, linked }: RemovalShare): boolean {
  return (removals > 10 && removals > linked / 10) || (removals > 1 && removals >= linked);
}
