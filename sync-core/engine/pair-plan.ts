/** @file What is known of a pair when it is decided on, by which rules, and what a decision is made of. */
import type { AccountFacts, RemoteItem, Window } from '../connectors/connector.ts';
import type { ItemFields } from '../model/item.ts';
import type { LeftOutCode } from '../model/reason.ts';
import type { ItemId, Side } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import type { DirectionStrategy } from '../preferences/direction.ts';
import type { Preferences } from '../preferences/schema.ts';
import type { ActivityDraft } from '../store/activity.ts';
import type { Operation, PairKey } from '../store/operation.ts';
import type { DetachedWhy, Link, LinkSide } from '../store/records.ts';
import type { HeldPair, Question } from '../store/waiting.ts';

/** What one side shows, or is remembered to have shown. */
export type Sight =
  | { readonly state: 'present'; readonly item: RemoteItem }
  | { readonly state: 'gone' }
  /** There never was one. */
  | { readonly state: 'none' };

export interface PairSight {
  readonly pair: PairKey;
  /** null for items that are not linked (yet). */
  readonly link: Link | null;
  readonly sides: Readonly<Record<Side, Sight>>;
  /** At least so often the item was created on the other side already: keys of a lower number are used up. */
  readonly incarnation: number;
  /** What the user was asked about the pair; answers are part of what is decided on. */
  readonly held: readonly HeldPair[];
  readonly invitation?: Invitation;
}

/** The invitation to what a pair is about, where it is in the calendar beside the pair's own item there. */
export interface Invitation {
  readonly item: RemoteItem;
  /** What we made from the pair's item in the CRM, as the calendar itself says. */
  readonly copies: readonly ItemId[];
}

export interface PlanRules {
  readonly preferences: Preferences;
  readonly direction: DirectionStrategy;
  readonly facts: Readonly<
    Record<Side, Pick<AccountFacts, 'accountKey' | 'canBePrivate' | 'keepsAdded' | 'zone' | 'language' | 'addresses'>>
  >;
  /** As far as the window reaches. */
  readonly express: Readonly<Record<Side, <F extends ItemFields>(fields: F) => F>>;
  readonly window: Window;
  readonly now: Instant;
}

/** What becomes of the link itself; operations change it once more when they are done. */
export type LinkChange =
  | { readonly do: 'insert'; readonly link: Omit<Link, 'id' | 'kind'> }
  | { readonly do: 'learn'; readonly sides: Readonly<Record<Side, LinkSide>> }
  | { readonly do: 'detach'; readonly why: DetachedWhy; readonly gone: Side }
  /** Another item takes the place of that of its side. */
  | { readonly do: 'replace'; readonly sides: Readonly<Record<Side, LinkSide>> }
  /** The item of that side is gone, and that stays as it is. */
  | { readonly do: 'noteGone'; readonly side: Side }
  | { readonly do: 'forget' }
  | { readonly do: 'nothing' };

export interface PairPlan {
  readonly link: LinkChange;
  readonly operations: readonly Operation[];
  /** Sides that the user has agreed to have written. */
  readonly agreedTo: readonly Side[];
  /** What the user must be asked, beside what the guard will ask. */
  readonly questions: readonly { readonly question: Question; readonly entry: ActivityDraft }[];
  /** Questions (by id) whose answer cannot be carried out: they are open again. */
  readonly reopened: readonly number[];
  /** A change was seen that is neither carried nor agreed on. */
  readonly behind: boolean;
  /** Why an item of the pair is left as it is. */
  readonly leftOut: readonly { readonly side: Side; readonly item: RemoteItem; readonly code: LeftOutCode }[];
  /** What the activity list says at once. */
  readonly entries: readonly ActivityDraft[];
}

export const nothing: PairPlan = {
  link: { do: 'nothing' },
  operations: [],
  agreedTo: [],
  questions: [],
  reopened: [],
  behind: false,
  leftOut: [],
  entries: [],
};
