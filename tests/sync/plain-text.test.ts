/**
 * @file A SuperOffice from before 10.2.6, which keeps one description of at most 2,047 signs and no formatting, next to a calendar that
 * has both; and the day on which it is brought up to date. What it cannot hold stays in the calendar, whatever is edited where.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { canonicalHtml } from '../../sync-core/translate/text.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let chosen: Partial<Preferences>;
const run = () => stage.run({ preferences: chosen });
const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const when = { start: '2026-12-08T09:07:00', end: '2026-12-08T10:00:00' };
const title = 'Abnahme';

afterEach(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  await stage.close();
});

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}
const row = () =>
  only(
    crm()
      .list()
      .filter((one) => one.start.startsWith('2026-12-08T09:07')),
  );
const event = () =>
  only(
    calendar()
      .list()
      .filter((one) => one.start.startsWith('2026-12-08T09:07')),
  );
const shown = () => canonicalHtml(event().body);
const lines = () => row().text.split('\r\n');
const settled = async () => expect(await run()).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });

/** In a description as in an agenda: what this person sees and edits is text. */
async function writeInCrm(text: string): Promise<void> {
  const [head = '', ...rest] = text.split('\r\n');
  const body = rest.join('\r\n');
  crm().changeAppointment({ id: row().id, title: head, ...(body === row().body ? {} : { body }) });
  await run();
}

const rich = '<h1>Plan</h1><p>see <strong>the</strong> page</p><ul><li>one</li><li>two</li></ul><p>end</p>';
const long = `${rich}${Array.from({ length: 120 }, (_, index) => `<p>line <em>${index}</em> of the minutes</p>`).join('')}`;

describe('with one description for all', () => {
  beforeEach(async () => {
    chosen = {};
    stage = await openStage({ switches: { superoffice: { titleAndAgenda: false } } });
  });

  test('text of the CRM is paragraphs in the calendar, and comes back as the same lines', async () => {
    crm().createAppointment({ title, ...when, body: 'Tor 3<br><br>- Helm &lt;1&gt; &amp; Weste<br>- Ausweis' });
    await settled();
    expect(event().title).toBe(title);
    expect(shown()).toBe('<p>Tor 3</p><p>- Helm &lt;1&gt; &amp; Weste</p><p>- Ausweis</p>');
    calendar().changeEvent({ id: event().id, body: event().body.replace('Tor 3', 'Tor 4') });
    await settled();
    expect(lines()).toEqual([title, 'Tor 4', '- Helm <1> & Weste', '- Ausweis']);
    calendar().changeEvent({ id: event().id, title: 'Begehung' });
    await settled();
    expect(lines()).toEqual(['Begehung', 'Tor 4', '- Helm <1> & Weste', '- Ausweis']);
  });

  test('formatting of the calendar is readable in the CRM, and stays where the words stay', async () => {
    calendar().createEvent({ title, ...when, body: rich });
    await settled();
    expect(lines()).toEqual([title, 'Plan', 'see the page', '- one', '- two', 'end']);
    crm().changeAppointment({ id: row().id, location: 'Tor 3' });
    await settled();
    expect(shown()).toBe(rich);
    await writeInCrm(row().text.replace('- two', '- zwei\r\n- drei').replace('the page', 'the pages'));
    expect(shown()).toBe(rich.replace('<li>two</li>', '<li>zwei</li><li>drei</li>').replace('page', 'pages'));
    await writeInCrm(`Begehung\r\n${lines().slice(1).join('\r\n')}`);
    expect(event().title).toBe('Begehung');
    expect(shown()).toContain('<h1>Plan</h1>');
  });

  test('formatting alone is no news for the CRM', async () => {
    calendar().createEvent({ title, ...when, body: rich });
    await settled();
    calendar().changeEvent({ id: event().id, body: rich.replace('page', '<em>page</em>') });
    expect(writesOf(await run())).toEqual(nothing);
    expect(shown()).toContain('<em>page</em>');
  });

  test('what is too long for the CRM stays in the calendar through every edit there', async () => {
    calendar().createEvent({ title, ...when, body: long });
    await settled();
    expect(row().text.length).toBeLessThanOrEqual(2047);
    expect(row().text.length).toBeGreaterThan(2000);
    await writeInCrm(row().text.replace('Plan', 'Plot').replace('line 3 of', 'line x of'));
    expect(shown()).toBe(long.replace('Plan', 'Plot').replace('line <em>3</em> of', 'line <em>x</em> of'));
    await writeInCrm(`Begehung\r\n${lines().slice(1).join('\r\n')}`);
    expect(shown()).toContain('line <em>119</em> of the minutes');
    expect(event().title).toBe('Begehung');
    calendar().changeEvent({ id: event().id, body: event().body.replace('line <em>119', 'row <em>119') });
    await settled();
    await writeInCrm(row().text.replace('line 4 of', 'line y of'));
    expect(shown()).toContain('row <em>119</em> of the minutes');
    expect(shown()).toContain('line <em>y</em> of the minutes');
  });

  test.each([
    ['crm', 'Nothing is left'],
    ['calendar', 'line <em>119'],
    ['keep', 'line <em>119'],
  ] as const)('where the CRM’s part was written anew the user is asked, and “%s” is done', async (answer, there) => {
    calendar().createEvent({ title, ...when, body: long });
    await settled();
    await writeInCrm(`${title}\r\nNothing is left`);
    expect(shown(), 'before the answer').toBe(long);
    const [question] = stage.store.activity({ filter: 'needsYou', search: '', before: null, limit: 10 }).entries;
    expect(question).toMatchObject({ outcome: 'held', reason: { kind: 'ask', code: 'conflict' } });
    crm().changeAppointment({ id: row().id, location: 'Tor 3' });
    await run();
    expect(event().location, 'all else goes on').toBe('Tor 3');
    stage.decide([question?.id ?? 0], answer);
    await settled();
    expect(shown()).toContain(there);
    expect(row().text).toContain(answer === 'calendar' ? 'line 3' : 'Nothing is left');
    expect(event().location).toBe('Tor 3');
  });

  test('a title and a place that the CRM has cut are whole in the calendar through every edit there', async () => {
    const longTitle = `${title} ${'Halle '.repeat(39)}Ende`.slice(0, 255);
    const place = `Kaistraße 1, ${'Halle '.repeat(39)}Ende`.slice(0, 255);
    calendar().createEvent({ title: longTitle, ...when, location: place });
    await settled();
    expect(row().location.length).toBeLessThan(255);
    crm().changeAppointment({
      id: row().id,
      title: row().title.replace(title, 'Prüfung'),
      location: row().location.replace('Kaistraße', 'Kai'),
    });
    await settled();
    expect(event().title).toBe(longTitle.replace(title, 'Prüfung'));
    expect(event().location).toBe(place.replace('Kaistraße', 'Kai'));
  });

  test('participants have no room there, and nothing is written for them', async () => {
    chosen = { 'calendar.participantsInText': true };
    calendar().createEvent({ title, ...when, body: '<p>Tor 3</p>', guests: ['gast@example.org'] });
    await settled();
    expect(lines()).toEqual([title, 'Tor 3']);
    calendar().changeEvent({ id: event().id, guests: ['gast@example.org', 'noch.einer@example.org'] });
    expect(writesOf(await run())).toEqual(nothing);
    expect(lines()).toEqual([title, 'Tor 3']);
  });

  test('participants of its own bookings stand below the calendar’s text', async () => {
    crm().createAppointment({ title, ...when, body: 'Tor 3', guests: ['gast@example.org'] });
    await settled();
    expect(event().body).toContain('gast@example.org');
    await writeInCrm(`${title}\r\nTor 4`);
    expect(shown()).toContain('<p>Tor 4</p>');
    expect(event().body.match(/gast@example\.org/g)).toHaveLength(1);
    expect(lines()).toEqual([title, 'Tor 4']);
  });

  test('brought up to date it loses nothing, and the calendar nothing of its own', async () => {
    calendar().createEvent({ title, ...when, body: long });
    crm().createAppointment({
      title: 'Runde',
      start: '2026-12-09T09:00:00',
      end: '2026-12-09T10:00:00',
      body: 'Tor 3\r\nHelm',
    });
    await settled();
    crm().set('titleAndAgenda', true);
    await stage.run({ after: 26 * 3_600_000 });
    expect(writesOf(await run())).toEqual(nothing);
    expect(shown()).toBe(long);
    crm().changeAppointment({ id: row().id, location: 'Tor 3', body: row().body.replace('line 3 of', 'line x of') });
    await settled();
    expect(shown()).toBe(long.replace('line <em>3</em>', 'line <em>x</em>'));
    // What is written from now on has its formatting.
    calendar().changeEvent({ id: event().id, body: rich });
    await settled();
    expect(row().body).toBe(rich);
    crm().changeAppointment({ id: row().id, body: rich.replace('page', '<em>page</em>') });
    await settled();
    expect(shown()).toBe(rich.replace('page', '<em>page</em>'));
  });
});

test('with title and agenda formatting goes both ways, and stays in the calendar where the CRM goes back to the older form', async () => {
  const bold = '<p>see <strong>the</strong> page</p><p>end</p>';
  chosen = {};
  stage = await openStage();
  crm().createAppointment({ title, ...when, body: rich });
  await settled();
  expect(shown()).toBe(rich);
  calendar().changeEvent({ id: event().id, body: bold });
  await settled();
  expect(row().body).toBe(bold);
  crm().set('titleAndAgenda', false);
  await stage.run({ after: 26 * 3_600_000 });
  crm().changeAppointment({ id: row().id, location: 'Tor 3' });
  await settled();
  expect(shown()).toBe(bold);
  expect(event().location).toBe('Tor 3');
});
