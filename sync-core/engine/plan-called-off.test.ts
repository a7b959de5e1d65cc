/** @file When the copy of a meeting that was called off goes, and when a copy makes way for an invitation; and when neither does. */
import { describe, expect, test } from 'vitest';
import type { RemoteItem } from '../connectors/connector.ts';
import type { LeftOutCode } from '../model/reason.ts';
import type { ItemId, ItemVersion } from '../model/side.ts';
import type { Instant, ZoneId } from '../model/time.ts';
import { directionOf } from '../preferences/direction.ts';
import { defaultPreferences, type Preferences } from '../preferences/schema.ts';
import type { Link } from '../store/records.ts';
import { seenOf } from '../store/records.ts';
import type { HeldPair } from '../store/waiting.ts';
import type { PairSight, PlanRules } from './pair-plan.ts';
import { planPair } from './plan.ts';
import { meeting } from './testing/scene.ts';

const remote = (id: string, over: Partial<RemoteItem> = {}): RemoteItem => ({
  id: id as ItemId,
  version: '1' as ItemVersion,
  fields: meeting(),
  form: { kind: 'single' },
  protection: { edit: true, remove: true },
  editedAt: '2026-11-20T08:00:00Z' as Instant,
  categories: [],
  ...over,
});
const facts = { accountKey: 'a', canBePrivate: true, zone: 'Europe/Berlin' as ZoneId };
const rulesWith = (preferences: Partial<Preferences> = {}): PlanRules => {
  const all = { ...defaultPreferences, 'crm.subject.parts': ['title' as const], ...preferences };
  return {
    preferences: all,
    direction: directionOf(all, 'appointment'),
    facts: { crm: facts, calendar: { ...facts, accountKey: 'b' } },
    express: { crm: (fields) => fields, calendar: (fields) => fields },
    window: { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-23T00:00:00Z' as Instant },
    now: '2026-11-23T08:00:00Z' as Instant,
  };
};

interface Case {
  readonly crm?: RemoteItem;
  readonly calendar?: RemoteItem | 'gone';
  readonly invitation?: PairSight['invitation'];
  readonly preferences?: Partial<Preferences>;
  readonly held?: readonly HeldPair[];
}

function planOf({ crm = remote('5'), calendar = remote('e'), invitation, preferences, held = [] }: Case) {
  const known = (item: RemoteItem) => ({
    id: item.id,
    version: '1' as ItemVersion,
    replaced: null,
    agreed: meeting(),
    seen: seenOf(remote(item.id)),
  });
  const link: Link = {
    ...{ id: 'l', kind: 'appointment', state: 'linked', why: null, origin: 'crm', incarnation: 0, footing: 'sound' },
    sides: { crm: known(crm), calendar: known(calendar === 'gone' ? remote('e') : calendar) },
  };
  const pair = { link: 'l', crm: crm.id, calendar: 'e' as ItemId };
  const there = (item: RemoteItem) => ({ state: 'present', item }) as const;
  const sides = { crm: there(crm), calendar: calendar === 'gone' ? ({ state: 'gone' } as const) : there(calendar) };
  const sight = { pair, link, sides, incarnation: 0, held, ...(invitation === undefined ? {} : { invitation }) };
  return planPair(sight, rulesWith(preferences));
}

const edited = { fields: meeting({ body: '<p>What I noted</p>' }) };
const protectedItem = { protection: { edit: false, remove: false, why: 'organisedByOthers' } } as const;
const word = (decision: HeldPair['decision']): readonly HeldPair[] => [
  { id: 1, question: { ask: 'manyRemovals' }, decision } as HeldPair,
];

describe('a meeting that takes no part any more', () => {
  test.each(['cancelled', 'declined'] as const)('%s: its untouched copy goes, with the reason', (code) => {
    const { operations, agreedTo } = planOf({ crm: remote('5', { unfit: code }) });
    expect(operations).toMatchObject([
      { side: 'calendar', work: { do: 'remove' }, target: { id: 'e' }, entry: { reason: { kind: 'leftOut', code } } },
    ]);
    // The guard may still ask.
    expect(agreedTo).toEqual([]);
  });

  const stays: readonly [string, Case, LeftOutCode][] = [
    ['a copy that somebody has changed', { calendar: remote('e', edited) }, 'cancelled'],
    ['a copy that may not be removed', { calendar: remote('e', protectedItem) }, 'cancelled'],
    ['a copy in a calendar that is not written', { preferences: { direction: 'calendarToCrm' } }, 'cancelled'],
    ['a copy that the user wants to keep', { held: word('keep') }, 'cancelled'],
    ['a copy whose own meeting is off as well', { calendar: remote('e', { unfit: 'cancelled' }) }, 'cancelled'],
  ];
  test.each(stays)('%s stays', (_what, given, code) => {
    const { operations, leftOut } = planOf({ ...given, crm: remote('5', { unfit: code }) });
    expect(operations).toEqual([]);
    expect(leftOut).toMatchObject([{ side: 'crm', code }]);
  });

  test('for another reason than that, it keeps its copy', () => {
    expect(planOf({ crm: remote('5', { unfit: 'unknownZone' }) }).operations).toEqual([]);
  });

  test('goes unasked when the user has said so', () => {
    const { agreedTo } = planOf({ crm: remote('5', { unfit: 'cancelled' }), held: word('apply') });
    expect(agreedTo).toEqual(['calendar']);
  });
});

describe('an invitation beside the copy of what it invites to', () => {
  const item = remote('i', { ...protectedItem, invitationUid: 'uid' });
  const invitation = { item, copies: ['e' as ItemId] };

  test('takes the place of the copy, which nobody has to be asked about', () => {
    const { operations, agreedTo, leftOut } = planOf({ invitation });
    expect(operations).toMatchObject([
      { side: 'calendar', work: { do: 'remove', successor: { id: 'i' } }, target: { id: 'e' }, source: { id: '5' } },
    ]);
    expect([agreedTo, leftOut]).toEqual([['calendar'], []]);
  });

  const stays: readonly [string, Case][] = [
    ['an entry that we did not make', { invitation: { item, copies: [] } }],
    ['a copy that somebody has changed', { invitation, calendar: remote('e', edited) }],
    ['a copy that has guests by now', { invitation, calendar: remote('e', protectedItem) }],
    ['a copy in a calendar that is not written', { invitation, preferences: { direction: 'calendarToCrm' } }],
  ];
  test.each(stays)('leaves %s, and is told of', (_what, given) => {
    const { operations, leftOut } = planOf(given);
    expect(operations.filter(({ work }) => work.do === 'remove')).toEqual([]);
    expect(leftOut).toMatchObject([{ side: 'calendar', item: { id: 'i' }, code: 'copiedAlready' }]);
  });

  test('is linked where the copy is gone, and nothing is removed from the CRM for that', () => {
    const { operations, link } = planOf({ invitation, calendar: 'gone' });
    expect(operations).toEqual([]);
    expect(link).toMatchObject({ do: 'replace', sides: { crm: { id: '5' }, calendar: { id: 'i' } } });
  });
});
