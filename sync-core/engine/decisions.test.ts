/** @file Tests of the small pure decisions: guard, pauses, marks, fingerprints, old copies, matching inside a group. */

import { describe, expect, test } from 'vitest';
import type { RemoteItem } from '../connectors/connector.ts';
import type { Appointment } from '../model/appointment.ts';
import { type ItemFields, isAppointment } from '../model/item.ts';
import type { ItemId, ItemVersion } from '../model/side.ts';
import type { Instant, LocalDate, ZoneId } from '../model/time.ts';
import { defaultPreferences } from '../preferences/schema.ts';
import { fingerprint } from './fingerprint.ts';
import { mustAskChanges, mustAskRemovals } from './guard.ts';
import { creationMark, markedId } from './mark.ts';
import { matchGroup } from './match.ts';
import { pauseAfter } from './pause.ts';
import { isStale } from './pull.ts';
import { keptByCrm, meeting } from './testing/scene.ts';

test.each([
  [1, 1, true],
  [1, 2, false],
  [2, 2, true],
  [10, 50, false],
  [11, 50, true],
  [11, 110, false],
  [12, 110, true],
  [0, 0, false],
])('%i removals of %i linked must be asked for: %s', (removals, linked, asks) => {
  expect(mustAskRemovals(removals, linked)).toBe(asks);
});

test.each([
  [10, 10, false],
  [10, 50, false],
  [11, 11, true],
  [11, 109, true],
  [11, 110, false],
  [12, 110, true],
  [0, 0, false],
])('%i changes of %i linked must be asked for: %s', (changes, linked, asks) => {
  expect(mustAskChanges(changes, linked)).toBe(asks);
});

test('pauses double from five minutes up to a day', () => {
  expect([1, 2, 3, 9, 10, 1000].map((attempts) => pauseAfter(attempts) / 60_000)).toEqual([
    5, 10, 20, 1280, 1440, 1440,
  ]);
});

describe('a mark', () => {
  const id = '5001' as ItemId;
  const account = 'superoffice:Cust70001:12';

  test('is the same on every device, and another for another incarnation', () => {
    const mark = creationMark(account, id, 0);
    expect(creationMark(account, id, 0)).toEqual(mark);
    expect(mark).toEqual({ key: '84722fe9-1f74-5959-9981-92ba17e98cec', marker: 'superoffice:Cust70001:12:5001' });
    expect(creationMark(account, id, 1).key).not.toBe(mark.key);
  });

  test('is read for its own account only', () => {
    expect(markedId(account, 'superoffice:Cust70001:12:5001')).toBe(id);
    expect(markedId(account, 'superoffice:Cust70001:123:5001')).toBeUndefined();
    expect(markedId(account, `${account}:`)).toBeUndefined();
    expect(markedId(account, '')).toBeUndefined();
  });
});

describe('a fingerprint', () => {
  test('is that of the title and the time, whatever their spelling', () => {
    expect(fingerprint(meeting({ title: ' forecast  Q1' }))).toBe(fingerprint(meeting({ body: 'x', location: 'y' })));
  });
  test('tells whole days from hours', () => {
    const span = { kind: 'allDay', firstDay: '2026-12-01' as LocalDate, lastDay: '2026-12-01' as LocalDate } as const;
    expect(fingerprint(meeting({ span }))).not.toBe(fingerprint(meeting()));
  });
});

function item(id: string, over: Partial<Appointment> = {}): RemoteItem {
  return {
    id: id as ItemId,
    version: 'v1' as ItemVersion,
    fields: meeting(over),
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: '2026-11-23T08:00:00Z' as Instant,
    categories: [],
  };
}

const inCrm = <F extends ItemFields>(fields: F): F =>
  isAppointment(fields) ? { ...fields, ...keptByCrm(fields) } : fields;

describe('items that look alike', () => {
  const place = { accountKey: 'a', canBePrivate: true, zone: 'Europe/Berlin' as ZoneId };
  const rules = {
    express: { crm: inCrm, calendar: <F extends ItemFields>(fields: F) => fields },
    preferences: defaultPreferences,
    facts: { crm: place, calendar: place },
    window: { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-22T00:00:00Z' as Instant },
  };
  const ids = (group: Parameters<typeof matchGroup>[0]) => {
    const { pairs, ambiguous } = matchGroup(group, rules);
    const idsOf = (items: readonly RemoteItem[]) => items.map(({ id }) => id);
    return {
      pairs: pairs.map(({ crm, calendar }) => `${crm.id}=${calendar.id}`),
      ambiguous: [...idsOf(ambiguous.crm), ...idsOf(ambiguous.calendar)],
    };
  };

  test('are paired where equal, each at most once', () => {
    const group = { crm: [item('a'), item('b')], calendar: [item('x', { availability: 'tentative' })] };
    expect(ids(group)).toEqual({ pairs: ['a=x'], ambiguous: [] });
  });
  test('are paired where only one is left on each side', () => {
    const group = { crm: [item('a', { body: '1' }), item('b')], calendar: [item('x'), item('y', { body: '2' })] };
    expect(ids(group)).toEqual({ pairs: ['b=x', 'a=y'], ambiguous: [] });
  });
  test('are left alone where more than one answer is possible', () => {
    const group = { crm: [item('a', { body: '1' }), item('b', { body: '2' })], calendar: [item('x', { body: '3' })] };
    expect(ids(group)).toEqual({ pairs: [], ambiguous: ['a', 'b', 'x'] });
  });
});

describe('an old copy', () => {
  const known = {
    version: 'v5' as ItemVersion,
    replaced: 'v4' as ItemVersion,
    editedAt: '2026-11-23T08:00:00Z' as Instant,
  };
  const shown = (version: string, editedAt: string) =>
    isStale(known, { ...item('a'), version: version as ItemVersion, editedAt: editedAt as Instant });

  test('is what shows the version that we replaced, or was edited before what we know', () => {
    expect(shown('v4', '2026-11-23T08:00:00Z')).toBe(true);
    expect(shown('v3', '2026-11-23T07:00:00Z')).toBe(true);
  });
  test('is not what was edited since, nor what we know', () => {
    expect(shown('v6', '2026-11-23T08:00:00Z')).toBe(false);
    expect(shown('v5', '2026-11-23T07:00:00Z')).toBe(false);
  });
});
