/** @file What the systems allow at best, from their published limits. */

/** SuperOffice's published figure for one application. */
const superOfficeCallsPerSecond = 10;
/** Microsoft 365: requests of one mailbox, those inside batches included, in ten minutes. */
const graphRequestsPerTenMinutes = 10_000;

export interface Spent {
  readonly superoffice: { readonly requests: number };
  readonly microsoft365: { readonly single: number };
}

/**
 * The least time in which these requests can be sent: SuperOffice's pace from the first second on; Microsoft 365's quota
 * only beyond its first ten thousand.
 */
export function bestPossibleSeconds(spent: Spent): number {
  const superoffice = Math.max(0, spent.superoffice.requests - superOfficeCallsPerSecond) / superOfficeCallsPerSecond;
  const windows = Math.max(0, Math.ceil(spent.microsoft365.single / graphRequestsPerTenMinutes) - 1);
  return Math.max(superoffice, windows * 600);
}
