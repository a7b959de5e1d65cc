/** @file Two installations for one person: the second notices the first, and nobody is locked out. */
import { afterEach, describe, expect, test } from 'vitest';
import type { LeaseRecord } from '../connectors/connector.ts';
import { Rejected, Unavailable } from '../connectors/errors.ts';
import type { Instant } from '../model/time.ts';
import { defaultPreferences } from '../preferences/schema.ts';
import type { LeaseMemory } from '../store/lease-memory.ts';
import { decideLease, mustLook } from './lease.ts';
import type { Call } from './testing/memory-system.ts';
import { createScene, meeting, type Scene, writesOf } from './testing/scene.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-23T08:00:00Z');
const desk = { id: 'desk', name: 'DESK' };
const laptop = { id: 'laptop', name: 'LAPTOP' };

function heldBy({ id, name }: typeof desk, age: number): LeaseRecord {
  return { holder: id, name, renewedAt: new Date(now - age).toISOString() as Instant };
}

describe('the decision about a lease', () => {
  test('takes what is nobody’s, and what was not renewed for a day', () => {
    expect(decideLease(null, now, desk, now)).toEqual({ do: 'take' });
    expect(decideLease(heldBy(laptop, 24 * hour), now, desk, now)).toEqual({ do: 'take' });
  });

  test('stops before a fresh one of another installation, and says whose it is', () => {
    expect(decideLease(heldBy(laptop, 24 * hour - 1000), now, desk, now)).toEqual({
      do: 'stop',
      device: { name: 'LAPTOP', seenAt: '2026-11-22T08:00:01Z' },
    });
  });

  test('renews its own once an hour', () => {
    expect(decideLease(heldBy(desk, hour - 1), now, desk, now)).toEqual({ do: 'keep' });
    expect(decideLease(heldBy(desk, hour), now, desk, now)).toEqual({ do: 'take' });
  });

  test('renews its own that carries a time to come: the clock was set back', () => {
    expect(decideLease(heldBy(desk, -48 * hour), now, desk, now)).toEqual({ do: 'take' });
  });

  test('believes no time to come of another one for longer than a day of its own', () => {
    const ahead = heldBy(laptop, -365 * 24 * hour);
    const stop = { do: 'stop', device: { name: 'LAPTOP', seenAt: '2026-11-23T08:00:00Z' } };
    expect(decideLease(ahead, now - 23 * hour, desk, now)).toEqual(stop);
    expect(decideLease(ahead, now - 24 * hour, desk, now)).toEqual({ do: 'take' });
  });
});

describe('whether to look', () => {
  const seen: LeaseMemory = { installation: 'desk', lookedAt: now, record: heldBy(desk, 0), since: now };

  test('once an hour while the lease is ours', () => {
    expect(mustLook(seen, desk, now + hour - 1)).toBe(false);
    expect(mustLook(seen, desk, now + hour)).toBe(true);
  });

  test('always where it was never seen, was another one’s, or the memory is a copy of another computer’s', () => {
    expect(mustLook(undefined, desk, now)).toBe(true);
    expect(mustLook({ ...seen, record: heldBy(laptop, 0) }, desk, now)).toBe(true);
    expect(mustLook(seen, laptop, now)).toBe(true);
  });

  test('when the clock was set back', () => {
    expect(mustLook(seen, desk, now - 1)).toBe(true);
  });
});

const open: Scene[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.store.close();
});

const calls: Call[] = [];
/** Two computers on the same accounts. */
async function twoComputers() {
  calls.length = 0;
  const first = await createScene({
    installation: desk,
    calendar: {
      withLease: true,
      mishap: (call) => {
        calls.push(call);
        return undefined;
      },
    },
  });
  const second = await createScene({ installation: laptop, besides: first });
  open.push(first, second);
  return { first, second };
}

const soon = (scene: Scene, dryRun = false) =>
  scene.engine.run({
    trigger: 'timer',
    preferences: defaultPreferences,
    signal: new AbortController().signal,
    ...(dryRun ? { dryRun } : {}),
  });

describe('a second installation', () => {
  test('ends its run before anything is read or written, and names the first', async () => {
    const { first, second } = await twoComputers();
    first.crm.create(meeting());
    expect((await first.run()).outcome).toBe('ok');
    first.crm.create(meeting({ title: 'Later' }));
    const calendarCalls = calls.length;
    const report = await second.run();
    expect(report.problem).toEqual({
      code: 'otherDevice',
      system: 'microsoft365',
      device: { name: 'DESK', seenAt: '2026-11-23T09:00:00Z' },
    });
    expect(calls.slice(calendarCalls)).toEqual(['facts', 'readLease']);
    expect(first.calendar.items()).toHaveLength(1);
  });

  test('goes on when the first has been silent for a day, and creates nothing that is there', async () => {
    const { first, second } = await twoComputers();
    first.crm.create(meeting());
    await first.run();
    first.clock.advance(23 * hour);
    const report = await second.run();
    expect(report.outcome).toBe('ok');
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    expect(first.calendar.lease).toMatchObject({ holder: 'laptop', name: 'LAPTOP' });
  });

  test('takes over when the user says so; the first notices within the hour', async () => {
    const { first, second } = await twoComputers();
    await first.run();
    await second.run();
    expect(await second.engine.takeOver(new AbortController().signal)).toBeNull();
    expect((await soon(second)).outcome).toBe('ok');
    first.clock.advance(hour);
    expect((await soon(first)).problem).toMatchObject({ code: 'otherDevice', device: { name: 'LAPTOP' } });
    expect((await soon(second)).outcome).toBe('ok');
  });

  test('that cannot reach the account does not take over, and says why', async () => {
    const { first, second } = await twoComputers();
    await first.run();
    first.calendar.facts = {};
    const unreachable = new Unavailable('down', { system: 'microsoft365' });
    const broken = await createScene({
      installation: laptop,
      calendar: { withLease: true, mishap: () => ({ kind: 'throw', error: unreachable }) },
    });
    open.push(broken);
    expect(await broken.engine.takeOver(new AbortController().signal)).toMatchObject({ code: 'unavailable' });
    expect(second.calendar.lease?.holder).toBe('desk');
  });

  test('previews what it would do without taking the lease', async () => {
    const { first, second } = await twoComputers();
    await first.run();
    const before = calls.length;
    const report = await soon(second, true);
    expect(report.outcome).toBe('ok');
    expect(calls.slice(before)).not.toContain('writeLease');
    expect(first.calendar.lease?.holder).toBe('desk');
  });

  test('with a copied database looks at once, instead of believing what the other computer saw', async () => {
    const { first, second } = await twoComputers();
    await first.run();
    const copied = first.store.tables.lease.get('microsoft365:tenant:12');
    if (copied === undefined) throw new Error('the lease is not remembered');
    second.store.tables.lease.set('microsoft365:tenant:12', copied);
    expect((await soon(second)).problem?.code).toBe('otherDevice');
  });
});

describe('one installation', () => {
  test('looks at the lease once an hour, and a quiet run in between costs no request for it', async () => {
    const { first } = await twoComputers();
    await first.run();
    calls.length = 0;
    for (let minutes = 10; minutes < 60; minutes += 10) {
      first.clock.advance(10 * 60_000);
      await soon(first);
    }
    expect(calls.filter((call) => call.endsWith('Lease'))).toEqual([]);
    first.clock.advance(10 * 60_000);
    await soon(first);
    expect(calls.filter((call) => call.endsWith('Lease'))).toEqual(['readLease', 'writeLease']);
  });

  test.each([
    { jump: 400 * 24 * hour, name: 'ahead' },
    { jump: -400 * 24 * hour, name: 'back' },
  ])('is not locked out when its clock jumps $name', async ({ jump }) => {
    const { first } = await twoComputers();
    await first.run();
    first.clock.advance(jump);
    expect((await soon(first)).outcome).toBe('ok');
    first.clock.advance(-jump);
    expect((await soon(first)).outcome).toBe('ok');
  });

  test('is locked out for a day at the most by another one whose clock was years ahead', async () => {
    const { first, second } = await twoComputers();
    first.clock.advance(3 * 365 * 24 * hour);
    await soon(first);
    first.clock.advance(-3 * 365 * 24 * hour);
    expect((await soon(second)).problem?.code).toBe('otherDevice');
    first.clock.advance(24 * hour);
    expect((await soon(second)).outcome).toBe('ok');
  });

  test('synchronises all the same where the account does not take the record, and does not try with every run', async () => {
    calls.length = 0;
    const error = new Rejected('no', { system: 'microsoft365' });
    const scene = await createScene({
      installation: desk,
      calendar: {
        withLease: true,
        mishap: (call) => {
          calls.push(call);
          return call === 'writeLease' ? { kind: 'throw', error } : undefined;
        },
      },
    });
    open.push(scene);
    scene.crm.create(meeting());
    expect((await scene.run()).outcome).toBe('ok');
    expect(scene.calendar.items()).toHaveLength(1);
    scene.clock.advance(60_000);
    await soon(scene);
    expect(calls.filter((call) => call === 'writeLease')).toHaveLength(1);
  });

  test('looks again when another one writes at the same moment, and stops before it', async () => {
    let other = false;
    const scene = await createScene({
      installation: desk,
      calendar: {
        withLease: true,
        mishap: (call) => {
          if (call === 'writeLease' && !other) {
            other = true;
            scene.calendar.lease = { holder: 'laptop', name: 'LAPTOP', renewedAt: '2026-11-23T09:00:00Z' as Instant };
          }
          return undefined;
        },
      },
    });
    open.push(scene);
    expect((await scene.run()).problem).toMatchObject({ code: 'otherDevice', device: { name: 'LAPTOP' } });
  });
});
