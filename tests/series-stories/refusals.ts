/** @file A person reads that something cannot be, and leaves it. */

/** @param why what is said then. @throws anything else */
export function unlessRefused(why: RegExp, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!why.test(String(error))) throw error;
  }
}
