/** @file The lease in a calendar of Microsoft 365, with the real connector and the sandbox that answers as Graph does. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LeaseRecord } from '../../sync-core/connectors/connector.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Instant } from '../../sync-core/model/time.ts';
import { type Computers, startComputers } from '../support/computers.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';

const desk = { id: 'desk', name: 'Maras "Desk" – Büro' };
const laptop = { id: 'laptop', name: 'LAPTOP' };
const hour = 3_600_000;
const never = new AbortController().signal;

let world: Computers;
beforeEach(async () => {
  world = await startComputers();
});
afterEach(() => world.close());

function lease() {
  const { lease: face } = connectAccounts({
    superOffice: world.sandbox.superoffice,
    microsoft365: world.sandbox.microsoft365,
    clock: clockOf(world.sandbox.microsoft365.control.clock),
    random: () => 0.5,
  }).calendar;
  if (face === undefined) throw new Error('the calendar carries no lease');
  return face;
}

const record = (holder: string): LeaseRecord => ({
  holder,
  name: `${holder}'s name`,
  renewedAt: '2026-11-23T08:00:00Z' as Instant,
});

describe('the record in the calendar', () => {
  test('is nothing at first, and then what was written', async () => {
    const face = lease();
    const empty = await face.read(never);
    expect(empty.record).toBeNull();
    expect(await face.write(record('desk'), empty, never)).toBe('written');
    expect((await face.read(never)).record).toEqual(record('desk'));
  });

  test.each(['honoured', 'ignored'])('goes to one of two that write at once, where If-Match is %s', async (how) => {
    world.sandbox.microsoft365.control.set('calendarIfMatch', how);
    const face = lease();
    const seen = await face.read(never);
    const outcomes = await Promise.all([
      face.write(record('desk'), seen, never),
      face.write(record('laptop'), seen, never),
    ]);
    const { record: stands } = await face.read(never);
    const winner = outcomes[stands?.holder === 'desk' ? 0 : 1];
    expect(winner).toBe('written');
    if (how === 'honoured') expect(outcomes.toSorted()).toEqual(['lost', 'written']);
  });

  test('that cannot be understood is nobody’s, so that it locks nobody out', async () => {
    const { microsoft365 } = world.sandbox;
    const { addresses, users } = microsoft365.describe();
    const id = 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name SynchronizerLease';
    for (const value of ['', '{', '{"holder":""}', '[]', 'null', '{"holder":"x","name":"y","renewedAt":"yesterday"}']) {
      const answer = await microsoft365.fetch(`${addresses['graph']}/v1.0/me/calendar`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${users[0]?.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ singleValueExtendedProperties: [{ id, value }] }),
      });
      expect(answer.status).toBe(200);
      expect((await lease().read(never)).record).toBeNull();
    }
  });

  test('survives a lost answer: the one who wrote it has it', async () => {
    const computer = await world.computer(':memory:', desk);
    world.sandbox.microsoft365.control.fault({
      method: 'PATCH',
      path: '/me/calendar',
      effect: { kind: 'dropAfter' },
      times: 1,
    });
    expect((await computer.run()).outcome).toBe('ok');
    expect((await lease().read(never)).record?.holder).toBe('desk');
  });
});

describe('the first run of all', () => {
  const ourKey = /"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/;
  /** Questions by UID: for what we may have made, and for the bookings that invitations in the calendar belong to. */
  const uidsAsked = () => {
    const asked = world.sandbox.superoffice.control
      .journal()
      .filter(({ path }) => path.includes('GetAppointmentFromUID'))
      .map(({ requestBody }) => JSON.stringify(requestBody));
    return {
      keys: asked.filter((body) => ourKey.test(body)).length,
      invitations: asked.filter((body) => !ourKey.test(body)).length,
    };
  };

  test('asks for no more than a handful of keys; the first after a lost memory asks for all that it must', async () => {
    const { superoffice, microsoft365 } = world.sandbox;
    for (let n = 0; n < 20; n += 1) {
      const when = {
        start: `2026-12-03T${10 + (n % 10)}:00:00`,
        end: `2026-12-03T${10 + (n % 10)}:30:00`,
        zone: 'Europe/Berlin',
      };
      microsoft365.control.createEvent({ title: `Kalender ${n}`, ...when });
    }
    expect((await (await world.computer(':memory:', desk)).run()).outcome).toBe('ok');
    expect(uidsAsked()).toEqual({ keys: 11, invitations: 4 });
    for (const row of superoffice.control.list()) {
      if (row.title.startsWith('Kalender'))
        superoffice.control.changeAppointment({ id: row.id, title: `${row.title}, im CRM` });
    }
    const before = superoffice.control.list().length;
    const report = await (await world.computer(':memory:', desk)).run();
    expect(report.written.calendar).toEqual({ created: 0, updated: 20, removed: 0 });
    expect(superoffice.control.list()).toHaveLength(before);
  });
});

describe('two computers', () => {
  test('the second says who was first, writes nothing, and takes over when it is told to', async () => {
    const first = await world.computer(':memory:', desk);
    const second = await world.computer(':memory:', laptop);
    expect((await first.run()).outcome).toBe('ok');
    const refused = await second.run();
    expect(refused.problem).toMatchObject({ code: 'otherDevice', system: 'microsoft365', device: { name: desk.name } });
    expect(writesOf(refused)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    expect(await second.engine.takeOver(never)).toBeNull();
    const report = await second.run();
    expect(report.outcome).toBe('ok');
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    world.advance(hour);
    expect((await first.run()).problem?.code).toBe('otherDevice');
  });

  test('a quiet run asks for the lease once an hour and no more', async () => {
    const first = await world.computer(':memory:', desk);
    await first.run();
    await first.run();
    world.sandbox.microsoft365.control.clearJournal();
    for (let n = 0; n < 11; n += 1) await first.run();
    const asked = world.sandbox.microsoft365.control.journal().filter(({ path }) => path.includes('SynchronizerLease'));
    expect(asked).toHaveLength(1);
  });
});

describe('another calendar in the place of the default one', () => {
  test('ends the run before anything is concluded, until the user has decided', async () => {
    const first = await world.computer();
    await first.run();
    const rows = world.sandbox.superoffice.control.list();
    world.sandbox.microsoft365.control.replaceCalendar();
    world.advance(hour);
    const refused = await first.run();
    expect(refused.problem).toEqual({ code: 'otherFolder', system: 'microsoft365' });
    expect(world.sandbox.superoffice.control.list()).toEqual(rows);
    first.store.relink('leave');
    const left = await first.run();
    expect(left.problem).toBeUndefined();
    expect(writesOf(left)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    expect(world.sandbox.superoffice.control.list()).toEqual(rows);
  });

  test('is noticed at once when its emptiness would delete, and costs one question in a run that does', async () => {
    const first = await world.computer();
    await first.run();
    const { control } = world.sandbox.microsoft365;
    const rows = world.sandbox.superoffice.control.list();
    control.deleteEvent({ id: control.list()[0]?.id ?? '' });
    control.clearJournal();
    const asked = () => control.journal().filter(({ path }) => /\/me\/calendar\?/.test(path));
    const deleting = await first.run();
    expect(deleting.written.crm.removed).toBe(1);
    expect(asked()).toHaveLength(1);
    control.replaceCalendar();
    const refused = await first.run();
    expect(refused.problem).toEqual({ code: 'otherFolder', system: 'microsoft365' });
    expect(refused.held).toBe(0);
    expect(world.sandbox.superoffice.control.list()).toHaveLength(rows.length - 1);
  });

  test('matched anew, gets what the CRM has', async () => {
    const first = await world.computer();
    await first.run();
    const linked = first.store.counts().linked.appointment;
    world.sandbox.microsoft365.control.replaceCalendar();
    world.advance(hour);
    await first.run();
    first.store.relink('rematch');
    expect((await first.run()).written.crm).toEqual({ created: 0, updated: 0, removed: 0 });
    // The keys of the copies in the former calendar are used up; the next ones are taken after a pause.
    world.advance(10 * 60_000);
    expect((await first.run()).written.crm).toEqual({ created: 0, updated: 0, removed: 0 });
    expect(first.store.counts()).toMatchObject({ linked: { appointment: linked }, parked: 0 });
    expect(writesOf(await first.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
  });
});
