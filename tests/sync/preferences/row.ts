/** @file What the table has of one preference. */
import type { PreferenceId, Preferences } from '../../../sync-core/preferences/schema.ts';
import type { Feature, World } from './world.ts';

/** One value, and what is seen of it on items of the practice servers. */
interface Case<I extends PreferenceId> {
  readonly value: Preferences[I];
  /** What is set beside it; the subject is the title alone unless this says otherwise. */
  readonly beside?: Partial<Preferences>;
  readonly shows: string;
  /** Its value is set; nothing was synchronised yet. @throws where the effect is another one */
  readonly seen: (world: World) => Promise<void> | void;
}

export interface Row<I extends PreferenceId> {
  /** What it is called and what it is by itself, in the customer's text, or in the specification where that is silent. */
  readonly said: { readonly label: string; readonly standard: Preferences[I] };
  /** Every value of a few, both ends of a range, a usual and an unusual one of the others. */
  readonly cases: readonly Case<I>[];
  /** Where a calendar system has no room for this, the preference does nothing. */
  readonly needs?: Feature;
  /**
   * What becomes of what is synchronised already when it is switched. `stays`: the practice servers keep all that they had as it was.
   * `follows`: it decides what a contact is made of, and contacts are made anew of it. `notItems`: it does not concern items.
   */
  readonly later: 'stays' | 'follows' | 'notItems';
}

export type Rows<I extends PreferenceId = PreferenceId> = { readonly [Id in I]: Row<Id> };
