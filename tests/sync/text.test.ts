/**
 * @file Rich texts by chance through the whole engine, both ways, over twenty runs in which other things are edited and the
 * texts are saved again by whoever wrote them: nothing grows, nothing that is promised is lost, and a calm run writes nothing.
 * How many texts: `TEXTS=200 npx vitest run --project cross tests/sync/text.test.ts`; others: `PROPERTY_SEED=2`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { canonicalHtml } from '../../sync-core/translate/text.ts';
import {
  type AnyText,
  anyText,
  htmlBy,
  type SeenLine,
  sightOf,
  sightOfHtml,
  type Writer,
  writers,
} from '../support/any-text.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

const texts = Number(process.env['TEXTS'] ?? 10);
const seed = Number(process.env['PROPERTY_SEED'] ?? 1);
const rounds = 20;

test('whoever wrote it, a text has one form, which shows all that was promised, and is its own', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(...writers), (text, writer) => {
      const html = canonicalHtml(htmlBy(writer, text));
      expect(sightOfHtml(html)).toEqual(sightOf(text));
      expect(canonicalHtml(html)).toBe(html);
    }),
    { numRuns: 200 },
  );
});

interface Item {
  readonly title: string;
  readonly text: AnyText;
  readonly from: 'crm' | 'calendar';
  readonly joinUrl: string;
  readonly guests: boolean;
}

const joinUrl = 'https://video.example/join/7?room=a&lang=no';
const ours = /Synchronizer|^Participants:|^•.*gast@example\.org|^→ https:\/\/video/;

/** Of one setting: who writes on which side, and what stands below the words. */
interface Setting {
  readonly name: string;
  readonly writer: Readonly<Record<Item['from'], Writer>>;
  readonly below: boolean;
  readonly rewritten: boolean;
}
const settings: readonly Setting[] = [
  {
    name: 'Outlook and SuperOffice',
    writer: { crm: 'superOffice', calendar: 'outlook' },
    below: false,
    rewritten: false,
  },
  {
    name: 'Outlook on the web and a CRM that rewrites, with participants and join links',
    writer: { crm: 'plainHtml', calendar: 'outlookWeb' },
    below: true,
    rewritten: true,
  },
];

describe.each(settings)('texts of $name', (setting) => {
  test('neither grow nor lose anything over twenty runs, and nothing is written in a calm one', {
    timeout: 120_000,
  }, async () => {
    const stage = await openStage({
      switches: { superoffice: { agendaHtml: setting.rewritten ? 'rewritten' : 'verbatim' } },
    });
    const preferences: Partial<Preferences> = { 'calendar.participantsInText': setting.below };
    const run = () => stage.run({ preferences });
    const items = itemsOf(setting);
    for (const [index, item] of items.entries()) create(stage, setting, item, index);
    expect(await run()).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
    check(stage, items);
    expect(writesOf(await run())).toEqual(nothing);
    for (let round = 0; round < rounds; round += 1) {
      // As many as a run takes without asking.
      const turns = Math.ceil(items.length / 10);
      for (const [index, item] of items.entries())
        if (index % turns === round % turns) edit(stage, setting, item, round, (round + index) % 4);
      expect(await run()).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
      check(stage, items);
    }
    expect(writesOf(await run())).toEqual(nothing);
    expect(writesOf(await run())).toEqual(nothing);
    await stage.close();
  });
});

function itemsOf({ below }: Setting): readonly Item[] {
  const some = fc.sample(anyText, { numRuns: texts, seed });
  return some.map((text, index) => ({
    title: `Text ${index}`,
    text,
    from: index % 2 === 0 ? 'crm' : 'calendar',
    joinUrl: below && index % 3 === 0 ? joinUrl : '',
    guests: below && index % 4 < 2,
  }));
}

function create({ sandbox }: Stage, { writer }: Setting, item: Item, index: number): void {
  const { title, text, from, joinUrl: address, guests } = item;
  const day = `2026-12-${String(1 + (index % 28)).padStart(2, '0')}`;
  const body = htmlBy(writer[from], text);
  const when = { start: `${day}T09:00:00`, end: `${day}T10:00:00` };
  const invited = guests ? { guests: ['gast@example.org'] } : {};
  const joined = address === '' ? {} : { joinUrl: address };
  if (from === 'crm') sandbox.superoffice.control.createAppointment({ ...when, title, body, ...invited, ...joined });
  else sandbox.microsoft365.control.createEvent({ ...when, title, body, ...invited, ...joined });
}

const inCrm = ({ sandbox }: Stage, { title }: Item) =>
  only(sandbox.superoffice.control.list().filter((row) => row.title === title));
const inCalendar = ({ sandbox }: Stage, { title }: Item) =>
  only(sandbox.microsoft365.control.list().filter((event) => event.title === title));

function only<T>(found: readonly T[]): T {
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} items`);
  return one;
}

/** Somebody changes something else, or saves the text as it is; a meeting with guests where these were added. */
function edit(stage: Stage, { writer }: Setting, item: Item, round: number, what: number): void {
  const side = item.guests ? item.from : round % 2 === 0 ? 'calendar' : 'crm';
  const { superoffice, microsoft365 } = stage.sandbox;
  const there = side === 'crm' ? inCrm(stage, item) : inCalendar(stage, item);
  const body = side === item.from ? htmlBy(writer[side], item.text) : savedAgain(there.body);
  const words = [{ location: `Raum ${round}` }, { reminderMinutes: round }, { free: round % 3 === 0 }, { body }][what];
  if (side === 'crm') superoffice.control.changeAppointment({ id: Number(there.id), ...words });
  else microsoft365.control.changeEvent({ id: String(there.id), ...words });
}

/** As an editor writes what it was given: in its own paragraphs, with a blank one below. */
function savedAgain(html: string): string {
  const [, inside = html] = /<body[^>]*>([\s\S]*)<\/body>/i.exec(html) ?? [];
  const own = inside
    .replaceAll(/<p\b[^>]*>/g, '<div class="x_Own" style="margin:0cm">')
    .replaceAll('</p>', '</div>\r\n')
    .replaceAll('<strong>', '<b style="mso-x:y">')
    .replaceAll('</strong>', '</b>');
  return `<div dir="ltr">${own}<div><br></div></div>`;
}

function check(stage: Stage, items: readonly Item[]): void {
  for (const item of items) {
    const wanted = sightOf(item.text);
    const shown = { crm: inCrm(stage, item).body, calendar: inCalendar(stage, item).body };
    for (const side of ['crm', 'calendar'] as const) {
      const seen = sightOfHtml(canonicalHtml(shown[side]));
      const isOurs = ({ words }: SeenLine) => ours.test(words);
      expect(
        seen.filter((line) => !isOurs(line)),
        `${item.title} in the ${side}`,
      ).toEqual(wanted);
      const below =
        side === item.from ? 0 : (item.guests ? 4 : 0) + (item.joinUrl !== '' && side === 'calendar' ? 1 : 0);
      expect(seen.filter(isOurs), `${item.title} in the ${side}`).toHaveLength(below);
    }
  }
}
