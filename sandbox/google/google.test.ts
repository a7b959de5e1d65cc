/** @file The whole system: loaded with the sample world, controlled by tests, saved and restored. */
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../kit/clock.ts';
import { sampleWorld } from '../sample/sample-world.ts';
import { createGoogle, googleSwitches } from './index.ts';
import { type Body, meeting, primary, startServices } from './testing/checked-client.ts';

function loaded(size: 'small' | 'sample' = 'small') {
  const system = createGoogle({ seed: 5, clock: createManualClock(Date.UTC(2026, 10, 23, 8)) });
  const world = sampleWorld({ seed: 1, size, today: '2026-11-23' });
  system.load(world);
  return { system, world };
}

describe('the sample world', () => {
  it('stands in the main user’s calendar, everybody having an account', () => {
    const { system, world } = loaded('sample');
    const expected = world.appointments.filter((appointment) => appointment.on !== 'crm');
    const list = system.control.list() as readonly Body[];
    expect(list).toHaveLength(expected.length);
    for (const [index, appointment] of expected.entries()) {
      const event = list[index];
      expect(event).toMatchObject({
        summary: appointment.title,
        organizer: { email: appointment.organiser ?? world.users[0]?.email },
      });
      expect(event?.['visibility']).toBe(appointment.private ? 'private' : undefined);
      expect(event?.['transparency']).toBe(appointment.free ? 'transparent' : undefined);
      expect(event?.['recurrence'] === undefined).toBe(appointment.weekly === null);
      if (appointment.allDay) expect(event?.start.date).toBe(appointment.start);
    }
    expect(system.describe().users).toHaveLength(world.users.filter((user) => !user.isRoom).length);
    expect(system.control.mails()).toEqual([]);
  });

  it('stands in the main user’s tasks, with days and texts', () => {
    const { system, world } = loaded('sample');
    const expected = world.tasks.filter((task) => task.on !== 'crm');
    const titles = system.control.listTasks().map((task) => task.title);
    expect(titles.toSorted()).toEqual(expected.map((task) => task.title).toSorted());
    expect(titles.length).toBeGreaterThan(0);
  });

  it('is answered as described, event by event, and is the same for the same seed', async () => {
    const read = async () => {
      const { system, send } = startServices();
      system.load(sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }));
      return (await send('GET', primary)).body.items;
    };
    const items = await read();
    expect(items.length).toBeGreaterThan(5);
    expect(await read()).toEqual(items);
  });
});

describe('the control', () => {
  it('makes, changes and deletes events as somebody else would, and tells who is in no calendar', () => {
    const { system } = loaded();
    const before = system.control.list().length;
    const { id } = system.control.createEvent({ event: meeting(), organizer: 'boss@x.example', locked: true });
    const changed = system.control.changeEvent({ id: String(id), change: { summary: 'Changed' } });
    expect(changed).toMatchObject({ summary: 'Changed', locked: true, organizer: { email: 'boss@x.example' } });
    system.control.deleteEvent({ id: String(id) });
    expect(system.control.list()).toHaveLength(before);
    expect(() => system.control.deleteEvent({ id: 'nothing' })).toThrow(RangeError);
    expect(() => system.control.createEvent({ event: { subject: 'x' } })).toThrow(/subject/);
    expect(() => system.control.list({ user: 'nobody@x.example' })).toThrow(/Nobody/);
  });

  it('keeps the whole state, and gives it back', () => {
    const { system } = loaded();
    const saved = JSON.parse(JSON.stringify(system.save()));
    const other = createGoogle({ seed: 5 });
    other.restore(saved);
    expect(other.control.list()).toEqual(system.control.list());
    expect(other.describe().users).toEqual(system.describe().users);
    expect(JSON.parse(JSON.stringify(other.save()))).toEqual(saved);
  });

  it('takes every value that a switch says it takes', () => {
    const { system } = loaded();
    for (const [name, entry] of Object.entries(googleSwitches)) {
      expect(entry.meaning).not.toBe('');
      const choices: readonly (string | number | boolean)[] = 'choices' in entry ? entry.choices : [entry.default];
      expect(choices).toContain(entry.default);
      for (const choice of choices) system.control.set(name, choice);
    }
  });
});

describe('what a fault does', () => {
  it('to reads that are answered from an older state', async () => {
    const { system, clock, send } = startServices();
    const { body } = await send('POST', primary, meeting());
    clock.advance(60_000);
    await send('PATCH', `${primary}/${body.id}`, { summary: 'New' });
    clock.advance(1_000);
    system.control.fault({ method: 'GET', effect: { kind: 'stale', milliseconds: 30_000 } });
    expect((await send('GET', `${primary}/${body.id}`)).body['summary']).toBe('Budget');
    expect((await send('GET', `${primary}/${body.id}`)).body['summary']).toBe('New');
  });

  it('in Calendar’s own form', async () => {
    const { system, send } = startServices();
    system.control.fault({ effect: { kind: 'status', status: 503 } });
    expect(await send('GET', primary)).toMatchObject({ status: 503, reason: 'backendError' });
    system.control.fault({ effect: { kind: 'status', status: 429, retryAfterSeconds: 3 } });
    const { reason, headers } = await send('GET', primary);
    expect([reason, headers.get('retry-after')]).toEqual(['rateLimitExceeded', '3']);
  });
});
