/**
 * @file Whom an appointment is about, through the whole engine and both sandbox servers: in the subject, in the text below the
 * words, and as the CRM's own person and company. Nobody is ever mailed or invited for it.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { defaultPreferences, type Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

const usual: Partial<Preferences> = { 'crm.subject.parts': defaultPreferences['crm.subject.parts'] };
const linking: Partial<Preferences> = { ...usual, 'crm.linkPersonByEmail': true };
const colleague = 15;
const when = { start: '2026-11-25T10:00:00', end: '2026-11-25T11:00:00' } as const;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  const { superoffice, microsoft365 } = stage.sandbox;
  for (const { control } of [superoffice, microsoft365]) expect(control.mails()).toEqual([]);
  for (const { requestBody } of microsoft365.control.journal()) {
    expect(JSON.stringify(requestBody) ?? '').not.toContain('"attendees":[{');
  }
  for (const { requestBody } of superoffice.control.journal()) {
    expect(JSON.stringify(requestBody) ?? '').not.toContain('"SendEmail":true');
  }
  await stage.close();
});

const events = () => stage.sandbox.microsoft365.control.list();
const rows = () => stage.sandbox.superoffice.control.list();
const event = (part: string) => {
  const found = events().filter(({ title }) => title.includes(part));
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[number];
};
const row = (title: string) => {
  const found = rows().filter((one) => one.title === title);
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[number];
};
const run = (preferences = usual) => stage.run({ preferences });
async function expectQuiet(preferences = usual): Promise<void> {
  expect(writesOf(await run(preferences))).toEqual(nothing);
}
/** A customer's person in the address book of the small world. */
function customer() {
  const known = rows().find(({ personId, contactId }) => personId > 0 && contactId > 0);
  if (known === undefined) throw new Error('nobody');
  return { personId: known.personId, contactId: known.contactId };
}

describe('the subject of a new appointment', () => {
  test('is built of type, title, company, department and person, and both ways of reading tell the same', async () => {
    await run();
    const before = event('Quartalsgespräch').title;
    expect(before).toMatch(/^[^*]+ \* Quartalsgespräch \* [^*]+ \* .+/);
    await expectQuiet();
    // Read as a whole after it was read in bulk.
    stage.sandbox.superoffice.control.changeAppointment({ id: row('Quartalsgespräch').id, location: 'Raum Alster' });
    await run();
    expect(event('Quartalsgespräch')).toMatchObject({ title: before, location: 'Raum Alster' });
    stage.sandbox.superoffice.control.changeAppointment({ id: row('Quartalsgespräch').id, location: 'Raum Elbe' });
    // Long enough ago to be read in bulk again.
    await stage.run({ after: 0, preferences: { ...usual, direction: 'calendarToCrm' } });
    await stage.run({ after: 3_600_000, preferences: usual });
    expect(event('Quartalsgespräch')).toMatchObject({ title: before, location: 'Raum Elbe' });
    await expectQuiet();
  });
  test('has the type in the language that the user wants, be it one that the CRM calls otherwise', async () => {
    const { typeNames, title } = row('Quartalsgespräch');
    const preferences = { ...usual, 'crm.subject.language': 'nb' };
    await run(preferences);
    const [type = ''] = event(title).title.split(' * ');
    await run({ ...preferences, 'crm.subject.language': 'en' });
    expect(typeNames).toContain(type);
    stage.sandbox.superoffice.control.changeAppointment({ id: row(title).id, location: 'Raum Elbe II' });
    await run({ ...preferences, 'crm.subject.language': 'en' });
    expect(event(title).title.split(' * ')[0]).not.toBe(type);
  });
  test('gives its title back when it is edited in the calendar', async () => {
    await run();
    const { id, title } = event('Quartalsgespräch');
    stage.sandbox.microsoft365.control.changeEvent({ id, title: title.replace('Quartalsgespräch', 'Jahresgespräch') });
    await run();
    expect(row('Jahresgespräch').contactId).toBeGreaterThan(0);
    await expectQuiet();
  });
  test('costs no requests of its own', async () => {
    const first = async (parts: Preferences['crm.subject.parts']) => {
      const other = await openStage();
      await other.run({ preferences: { 'crm.subject.parts': parts } });
      const cost = { ...other.requests };
      await other.close();
      return cost;
    };
    expect(await first(defaultPreferences['crm.subject.parts'])).toEqual(await first(['title']));
  });
});

describe('participants of a booking', () => {
  test('stand below the text in Outlook, whatever it makes of the HTML, and never grow', async () => {
    const { superoffice } = stage.sandbox;
    superoffice.control.createAppointment({
      ...when,
      title: 'Kickoff',
      body: '<p>Agenda</p>',
      participants: [colleague],
      guests: ['gast@example.org'],
    });
    await run();
    const { body } = event('Kickoff');
    expect(body).toContain('Ingrid Solberg');
    expect(body).toContain('ingrid.solberg@nordlicht.example');
    expect(body).toContain('gast@example.org');
    expect(body).not.toContain('Mara');
    for (let times = 0; times < 20; times += 1) await expectQuiet();
    expect(row('Kickoff').body).toBe('<p>Agenda</p>');
    expect(event('Kickoff').body).toBe(body);
  });
  test('follow a change of the booking, once', async () => {
    const { superoffice } = stage.sandbox;
    const { id } = superoffice.control.createAppointment({ ...when, title: 'Kickoff', participants: [colleague] });
    await run();
    superoffice.control.changeAppointment({ id, guests: ['gast@example.org'], participants: [] });
    await run();
    const { body } = event('Kickoff');
    expect(body.match(/Added by Synchronizer/g)).toHaveLength(1);
    expect(body).toContain('gast@example.org');
    expect(body).not.toContain('Ingrid');
    await expectQuiet();
  });
  test('are told in another language from the next change on, and never twice', async () => {
    const { superoffice, microsoft365 } = stage.sandbox;
    const { id } = superoffice.control.createAppointment({
      ...when,
      title: 'Kickoff',
      body: '<p>Agenda</p>',
      participants: [colleague],
    });
    await run();
    for (const [language, participants] of [
      ['de', 'Teilnehmer:'],
      ['sv', 'Deltagare:'],
      ['nb', 'Deltakere:'],
      ['fi', 'Participants:'],
    ] as const) {
      const preferences = { ...usual, 'crm.subject.language': language };
      await expectQuiet(preferences);
      superoffice.control.changeAppointment({ id, location: `Raum ${language}` });
      await run(preferences);
      const { body } = event('Kickoff');
      expect(body).toContain(participants);
      expect(body.match(/Ingrid Solberg/g)).toHaveLength(1);
      await expectQuiet(preferences);
    }
    // A booking is changed in the CRM alone: the text is put back, with the block below it once.
    const { id: inCalendar, body } = event('Kickoff');
    microsoft365.control.changeEvent({ id: inCalendar, body: body.replace('Agenda', 'Neue Agenda') });
    await run();
    expect(row('Kickoff').body).toBe('<p>Agenda</p>');
    expect(event('Kickoff').body).not.toContain('Neue');
    expect(event('Kickoff').body.match(/Ingrid Solberg/g)).toHaveLength(1);
    await expectQuiet();
  });
  test('of a meeting in the calendar stand in the CRM where the user wants it', async () => {
    const preferences = { ...usual, 'calendar.participantsInText': true };
    await run(preferences);
    expect(row('Proposal walk-through').body).toContain('Participants:');
    for (let times = 0; times < 3; times += 1) await expectQuiet(preferences);
  });
});

describe('an appointment from Outlook with e-mail addresses', () => {
  const addressOf = (personId: number) => {
    const world = stage.sandbox.superoffice.control;
    const email = world.persons().find((one) => one.personId === personId)?.email;
    if (email === undefined) throw new Error('nobody');
    return email;
  };

  test('is linked with the person and the company, in the same write', async () => {
    const { personId, contactId } = customer();
    await run(linking);
    stage.sandbox.microsoft365.control.createEvent({
      ...when,
      title: 'Treffen',
      body: `<p>mit ${addressOf(personId).toUpperCase()}</p>`,
    });
    await run(linking);
    expect(row('Treffen')).toMatchObject({ personId, contactId, motherId: 0 });
    await expectQuiet(linking);
    expect(event('Treffen').title).toBe('Treffen');
  });
  test('has further persons as participants, is still edited from Outlook, and removed with it', async () => {
    const { personId } = customer();
    const other = stage.sandbox.superoffice.control
      .persons()
      .find((one) => one.personId !== personId && one.email !== '')?.personId;
    await run(linking);
    const { id } = stage.sandbox.microsoft365.control.createEvent({
      ...when,
      title: 'Treffen',
      body: `<p>${addressOf(personId)} ${addressOf(other ?? 0)} ingrid.solberg@nordlicht.example nobody@example.org</p>`,
    });
    await run(linking);
    expect(row('Treffen').personId).toBe(personId);
    const [entry] = stage.store.activity({ filter: 'all', search: 'Treffen', before: null, limit: 1 }).entries;
    expect(entry).toMatchObject({ outcome: 'done', reason: { kind: 'person', code: 'noPerson' } });
    await expectQuiet(linking);
    stage.sandbox.microsoft365.control.changeEvent({ id, location: 'Kai 4' });
    await run(linking);
    expect(row('Treffen').location).toBe('Kai 4');
    await expectQuiet(linking);
    stage.sandbox.microsoft365.control.deleteEvent({ id });
    await run(linking);
    await run(linking);
    expect(stage.inCrm('Treffen')).toHaveLength(0);
  });
});
