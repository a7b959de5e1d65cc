/**
 * @file A preference that is switched when everything is synchronised already: what both sides have stays as it was, with each of its
 * values and when it is switched back. Contacts alone follow what decides of which fields they are made.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { type PreferenceId, preferenceIds } from '../../../sync-core/preferences/schema.ts';
import { table } from './table.ts';
import { at, dayFrom, openWorld, type World } from './world.ts';

let world: Awaited<ReturnType<typeof openWorld>> | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Items of every nature that a preference speaks of, made on either side, beside those of the small world. */
async function openFull(): Promise<World & { close(): Promise<void> }> {
  const full = await openWorld({ 'calendar.private': true, 'crm.persons.selections': [51] });
  const { crm, calendar } = full;
  crm.createAppointment({ title: 'Besuch', ...at(3), typeId: 7, reminderMinutes: 30, body: '<p>Plan</p>' });
  crm.createAppointment({ title: 'Runde', ...at(4), participants: [15], guests: ['gast@example.org'] });
  crm.createAppointment({ title: 'Am Rand', ...at(170) });
  calendar.createEvent({ title: 'Ganztags', start: dayFrom(5), end: dayFrom(6), allDay: true });
  calendar.createEvent({ title: 'Frei', ...at(6), free: true, categories: ['Visit'] });
  calendar.createEvent({ title: 'Privat', ...at(7), private: true, reminderMinutes: 15 });
  calendar.createEvent({ title: 'Gäste', ...at(8), guests: ['gast@example.org'], body: '<p>Plan</p>' });
  calendar.createEvent({ title: 'Gestern', ...at(-1) });
  calendar.createTask({ title: 'Angebot', due: dayFrom(9) });
  crm.createTodo({ title: 'Nachfassen', due: dayFrom(10) });
  await full.sync();
  return full;
}

/** What both sides have, by their own ids. */
function held({ crm, calendar }: World, id: PreferenceId): ReadonlyMap<unknown, unknown> {
  const contacts = table[id].later === 'follows' ? [] : calendar.contacts();
  const items = [...crm.list(), ...crm.todos(), ...calendar.list(), ...calendar.tasks(), ...contacts];
  return new Map(items.map((item) => ['kind' in item || 'due' in item ? `${item.id} ${item.title}` : item.id, item]));
}

describe('what is synchronised stays as it is on both sides when a preference is switched', () => {
  test.each(preferenceIds)('%s', async (id) => {
    world = await openFull();
    const before = held(world, id);
    expect(before.size).toBeGreaterThan(20);
    const { said, cases, later } = table[id];
    for (const { value } of [...cases, { value: said.standard }]) {
      world.choose({ [id]: value });
      // Whoever is chosen no more is asked for twice before the contact goes.
      expect((await world.run()).problem).toBeUndefined();
      const after = held(world, id);
      for (const [key, item] of before) expect(after.get(key), `${id}=${JSON.stringify(value)}`).toEqual(item);
    }
    if (later !== 'follows') await world.inPeace();
  });
});
