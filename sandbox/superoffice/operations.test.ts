import { afterEach, describe, expect, it } from 'vitest';
import { createSuperOffice, type SuperOfficeSystem, superOfficeSwitches } from './index.ts';
import { sampleAppointment, startTestTenant, testWorld } from './testing.ts';

const opened: SuperOfficeSystem[] = [];
afterEach(async () => {
  for (const system of opened.splice(0)) await system.close();
});

describe('what tests do as somebody else', () => {
  it('creates, changes, lists and deletes in plain words', () => {
    const { control } = startTestTenant().system;
    const { id } = control.createAppointment({
      title: 'Termin',
      start: '2026-11-24T10:00:00',
      end: '2026-11-24T11:00:00',
      reminderMinutes: 30,
    });
    control.changeAppointment({
      id,
      title: 'Neu',
      start: '2026-11-24T09:00:00',
      end: '2026-11-24T10:00:00',
      zone: 'Europe/London',
      private: true,
    });
    expect(control.list()).toMatchObject([
      {
        id,
        kind: 'appointment',
        title: 'Neu',
        start: '2026-11-24T10:00:00',
        end: '2026-11-24T11:00:00',
        private: true,
        reminderMinutes: 30,
      },
    ]);
    control.deleteAppointment({ id });
    expect(control.list()).toEqual([]);
  });

  it('has dates for all-day entries, with the end inclusive', () => {
    const { control } = startTestTenant().system;
    control.createAppointment({ title: 'Urlaub', start: '2026-12-28', end: '2026-12-30', allDay: true, user: 15 });
    expect(control.list({ user: 'toke@nordlicht.example' })).toMatchObject([
      { start: '2026-12-28', end: '2026-12-30', allDay: true },
    ]);
  });

  it('books others, who answer', () => {
    const { control } = startTestTenant().system;
    control.createAppointment({
      user: 15,
      title: 'Runde',
      start: '2026-11-24T10:00:00',
      participants: [12],
      guests: ['g@x.example'],
    });
    const [mine] = control.list();
    expect(mine).toMatchObject({ id: 5002, motherId: 5001, invitation: 'Invitation', start: '2026-11-24T16:00:00' });
    control.answerInvitation({ id: 5002, answer: 'accept' });
    expect(control.list()[0]?.invitation).toBe('Accepted');
    expect(() => control.changeAppointment({ id: 5001, user: 12, title: 'x' })).toThrow(/belongs to another user/);
    expect(() => control.changeAppointment({ id: 1, title: 'x' })).toThrow(/not found/);
  });
});

describe('the sample world', () => {
  it('stands in the CRM without what is in the calendar alone', () => {
    const { control } = startTestTenant({
      appointments: [
        sampleAppointment({ key: 'a', on: 'both', title: 'beide' }),
        sampleAppointment({ key: 'b', on: 'calendar', title: 'nur Kalender' }),
        sampleAppointment({ key: 'c', title: 'gebucht', bookedBy: 15, response: 'tentative' }),
        sampleAppointment({ key: 'd', title: 'mit Raum', bookedAssociates: [31], completed: true }),
      ],
    }).system;
    expect(control.list().map(({ title, invitation, completed }) => [title, invitation, completed])).toEqual([
      ['beide', 'Accepted', false],
      ['gebucht', 'Seen', false],
      ['mit Raum', 'Accepted', true],
    ]);
    expect(control.list({ user: 31 })).toMatchObject([{ title: 'mit Raum', invitation: 'Accepted' }]);
  });

  it('is kept and taken up again with everything that happened', async () => {
    const first = startTestTenant({ appointments: [sampleAppointment({ weekly: 2, bookedAssociates: [15] })] });
    first.system.control.createAppointment({ title: 'Termin', start: '2026-11-24T10:00:00' });
    const saved = JSON.parse(JSON.stringify(first.system.save()));
    const second = startTestTenant();
    second.system.restore(saved);
    expect(second.system.control.list()).toEqual(first.system.control.list());
    expect(second.system.describe().users).toEqual(first.system.describe().users);
    expect(await (await second.ask('GET', 'Appointment/5001')).body).toMatchObject({
      Recurrence: { IsRecurrence: true },
    });
    expect(second.system.control.createAppointment({ title: 'Noch einer', start: '2026-11-24T10:00:00' }).id).toBe(
      5006,
    );
  });
});

describe('the servers', () => {
  it('listen on loopback, and are controlled by HTTP', async () => {
    const system = createSuperOffice({ switches: { callsPerSecond: 0 } });
    opened.push(system);
    system.load(testWorld);
    const { addresses, users } = await system.listen();
    const post = (name: string, body: unknown) =>
      fetch(`${addresses['control']}/control/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const created = await (
      await post('createAppointment', { title: 'Von außen', start: '2026-11-24T10:00:00' })
    ).json();
    const headers = { authorization: `Bearer ${users[0]?.accessToken}` };
    const read = await fetch(`${addresses['api']}/Cust70001/api/v1/Appointment/${created.result.id}`, { headers });
    expect(await read.json()).toMatchObject({
      Title: 'Von außen',
      _Links: { Self: `${addresses['api']}/Cust70001/api/v1/Appointment/5001/` },
    });
    const version = await (await fetch(`${addresses['api']}/Cust70001/api`)).json();
    expect(version.v1).toBe(`${addresses['api']}/Cust70001/api/v1/`);
    expect((await post('createAppointment', { title: 'ohne Zeit', start: 'bald' })).status).toBe(400);
  });

  it('explain every switch', () => {
    for (const [name, entry] of Object.entries(superOfficeSwitches)) {
      expect(entry.meaning.length, name).toBeGreaterThan(20);
      if ('choices' in entry) expect(entry.choices, name).toContain(entry.default);
    }
  });
});
