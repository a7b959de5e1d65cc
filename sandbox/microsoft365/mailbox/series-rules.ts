/** @file What is not confirmed of how Exchange treats a series; the switches decide. */

export interface SeriesRules {
  /** Whether a series has another version when one of its occurrences was changed or removed; otherwise only for its own sake. */
  readonly versionWithOccurrences: boolean;
  /** Whether occurrences have other ids once time or pattern of their series have changed. */
  readonly newOccurrenceIds: boolean;
  /** Which changed and removed occurrences outlive a change of the series' time or pattern, as far as the days are still there. */
  readonly outliving: 'none' | 'rangeOnly' | 'all';
  /** Which occurrences a change of other properties of the series reaches. */
  readonly editReaches: 'plain' | 'unchanged' | 'all';
  /** What becomes of a start that the pattern does not have: it goes to the first day that fits, or stays. */
  readonly offPattern: 'moved' | 'kept';
}
