/** @file The whole system: loaded with the sample world, reached by the official client, controlled by tests. */
import { Client, type Middleware } from '@microsoft/microsoft-graph-client';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../kit/clock.ts';
import { sampleWorld } from '../sample/sample-world.ts';
import { createMicrosoft365, type Microsoft365System, microsoft365Switches } from './index.ts';
import { changeRound, meeting, startGraph } from './testing/checked-client.ts';

const opened: Microsoft365System[] = [];
afterEach(async () => {
  for (const system of opened.splice(0)) await system.close();
});

function loaded(size: 'small' | 'sample' = 'small') {
  const system = createMicrosoft365({ seed: 5, clock: createManualClock(Date.UTC(2026, 10, 23, 8)) });
  opened.push(system);
  const world = sampleWorld({ seed: 1, size, today: '2026-11-23' });
  system.load(world);
  return { system, world };
}

describe('the sample world', () => {
  it('stands in the main user’s calendar, everybody having an account', () => {
    const { system, world } = loaded('sample');
    const expected = world.appointments.filter((appointment) => appointment.on !== 'crm');
    const list = system.control.list();
    expect(list).toHaveLength(expected.length);
    for (const [index, appointment] of expected.entries()) {
      expect(list[index]).toMatchObject({
        title: appointment.title,
        start: appointment.start,
        end: appointment.end,
        allDay: appointment.allDay,
        private: appointment.private,
        location: appointment.location,
        categories: appointment.categories,
        reminderMinutes: appointment.reminderMinutes,
        organiser: appointment.organiser,
        guests: appointment.guests,
        type: appointment.weekly === null ? 'singleInstance' : 'seriesMaster',
      });
    }
    expect(system.describe().users[0]).toMatchObject({
      userName: world.users[0]?.email,
      password: world.users[0]?.password,
    });
    expect(system.describe().users).toHaveLength(world.users.filter((user) => !user.isRoom).length);
    expect(system.control.mails()).toEqual([]);
  });

  it('is answered as described, event by event, and is the same for the same seed', async () => {
    const graph = await startGraph();
    graph.system.load(sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }));
    const { rows } = await changeRound(graph, '/me/calendarView/delta?startDateTime=2026-01-01&endDateTime=2028-01-01');
    const other = await startGraph();
    other.system.load(sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }));
    const again = await changeRound(other, '/me/calendarView/delta?startDateTime=2026-01-01&endDateTime=2028-01-01');
    expect(rows.length).toBeGreaterThan(5);
    expect(again.rows).toEqual(rows);
  });
});

describe('the official client', () => {
  it('creates, reads, lists, pages, changes and deletes', async () => {
    const { system } = loaded();
    const { addresses, users } = await system.listen();
    // Its own middleware sends tokens to TLS addresses only.
    const middleware: Middleware = {
      execute: async (context) => {
        const headers = new Headers(context.options?.headers as HeadersInit);
        headers.set('authorization', `Bearer ${users[0]?.accessToken}`);
        context.response = await fetch(context.request, { ...context.options, headers });
      },
    };
    const client = Client.initWithMiddleware({ baseUrl: `${addresses['graph']}/`, middleware });
    const event = await client.api('/me/events').post(meeting());
    const path = `/me/events/${encodeURIComponent(event.id)}`;
    expect(await client.api(path).select('subject').get()).toMatchObject({ subject: 'Budget' });
    expect(
      await client.api(path).header('If-Match', event['@odata.etag']).patch({ subject: 'Forecast' }),
    ).toMatchObject({ subject: 'Forecast' });
    await client.api(path).delete();
    await expect(client.api(path).get()).rejects.toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound' });
    const all: unknown[] = [];
    let page = await client.api('/me/events').top(4).get();
    while (page['@odata.nextLink']) {
      all.push(...page.value);
      // It takes whole addresses with TLS only.
      page = await client.api(page['@odata.nextLink'].replace(`${addresses['graph']}/v1.0`, '')).get();
    }
    all.push(...page.value);
    expect(all).toHaveLength(system.control.list().length);
  });
});

describe('the control', () => {
  it('makes, changes and deletes events by HTTP as somebody else would', async () => {
    const { system } = loaded();
    const { addresses } = await system.listen();
    const call = async (name: string, argument: unknown) => {
      const answer = await fetch(`${addresses['control']}/control/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(argument),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const day = { title: 'Fair', start: '2026-12-01', end: '2026-12-03', allDay: true };
    const { body } = await call('createEvent', day);
    expect(body.result).toMatchObject({ ...day, free: false, private: false, reminderMinutes: null });
    const { id } = body.result;
    expect((await call('changeEvent', { id, title: 'Trade fair' })).body.result).toMatchObject({
      ...day,
      title: 'Trade fair',
    });
    const shown = await call('list', { from: '2026-12-03T00:00:00', to: '2026-12-03T12:00:00' });
    expect(shown.body.result.map((event: { title: string }) => event.title)).toContain('Trade fair');
    expect((await call('deleteEvent', { id })).status).toBe(200);
    expect((await call('deleteEvent', { id })).status).toBe(400);
    expect((await call('createEvent', { titel: 'x' })).status).toBe(400);
    expect((await call('list', { user: 'nobody@x.example' })).status).toBe(400);
  });

  it('keeps the whole state, and gives it back', () => {
    const { system } = loaded();
    const saved = JSON.parse(JSON.stringify(system.save()));
    const other = createMicrosoft365({ seed: 5 });
    opened.push(other);
    other.restore(saved);
    expect(other.control.list()).toEqual(system.control.list());
    expect(other.describe().users).toEqual(system.describe().users);
    expect(JSON.parse(JSON.stringify(other.save()))).toEqual(saved);
  });

  it('takes every value that a switch says it takes', () => {
    const { system } = loaded();
    for (const [name, entry] of Object.entries(microsoft365Switches)) {
      expect(entry.meaning).not.toBe('');
      const choices: readonly (string | number | boolean)[] = 'choices' in entry ? entry.choices : [entry.default];
      expect(choices).toContain(entry.default);
      for (const choice of choices) system.control.set(name, choice);
    }
  });

  it('refuses switches that are not there', () => {
    const { system } = loaded();
    expect(() => system.control.set('leftWindow', 'gone')).toThrow(/removed, nulls, silent/);
    expect(() => createMicrosoft365({ switches: { colour: 1 } })).toThrow(RangeError);
  });
});
