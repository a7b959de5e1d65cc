/**
 * @file Text through the whole engine, twenty runs long: whatever HTML a person or Outlook has written, it reaches the other
 * side with the formatting that is promised, and then neither grows, shrinks nor wanders to and fro.
 */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { canonicalHtml, plainTextOfHtml } from '../../sync-core/translate/text.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
const run = () => stage.run({ preferences: { 'crm.subject.parts': ['title'] } });
afterEach(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  await stage.close();
});

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const time = { start: '2026-12-08T09:00:00', end: '2026-12-08T10:00:00' };

const word = fc.constantFrom('Agenda', 'Angebot & Preis', 'a < b', '“quoted”', 'Ærlig', '日本語', '😀', '&nbsp;', 'x²');
const inline = fc.letrec<{ run: string; runs: string }>((tie) => ({
  run: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc
      .tuple(
        fc.constantFrom('b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'sub', 'sup', 'span', 'font', 'o:p'),
        tie('runs'),
      )
      .map(([tag, text]) => `<${tag}>${text}</${tag}>`),
    tie('runs').map((text) => `<a href="https://nordlicht.example/?a=1&amp;b=2">${text}</a>`),
    fc.constantFrom('<br>', '<img src="cid:1">', '<script>x()</script>', '<!-- no text -->', ' \r\n '),
  ),
  runs: fc.array(tie('run'), { minLength: 1, maxLength: 4 }).map((runs) => runs.join(' ')),
}));
const block = fc.letrec<{ block: string; blocks: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small' },
    fc
      .tuple(fc.constantFrom('p', 'div', 'h1', 'h3', 'blockquote', 'p class="MsoNormal"'), inline.runs)
      .map(([tag, text]) => `<${tag}>${text}</${tag.split(' ')[0]}>`),
    fc
      .tuple(fc.constantFrom('ul', 'ol'), fc.array(tie('blocks'), { minLength: 1, maxLength: 3 }))
      .map(([tag, items]) => `<${tag}>${items.map((item) => `<li>${item}</li>`).join('\n')}</${tag}>`),
    fc
      .array(inline.runs, { minLength: 1, maxLength: 3 })
      .map(
        (cells) =>
          `<table border="1"><tbody><tr>${cells.map((text) => `<td>${text}</td>`).join('')}</tr></tbody></table>`,
      ),
    inline.runs,
    fc.constant('<div><br></div>'),
  ),
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((blocks) => blocks.join('\r\n')),
}));
const html = fc.oneof(
  block.blocks,
  block.blocks.map((body) => `<html><head><style>p{margin:0}</style></head><body>${body}</body></html>`),
);

const name = (index: number) => `Text ${index}`;
const rowOf = (title: string) =>
  crm()
    .list()
    .find((row) => row.title === title);
const eventOf = (title: string) =>
  calendar()
    .list()
    .find((event) => event.title === title);

function texts(count: number): readonly { readonly crm: string; readonly calendar: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    crm: canonicalHtml(rowOf(name(index))?.body ?? ''),
    calendar: canonicalHtml(eventOf(name(index))?.body ?? ''),
  }));
}

test.each([
  ['verbatim', 1],
  ['rewritten', 2],
  ['verbatim', 3],
] as const)('any text, in a CRM that keeps agendas %s, stands still for twenty runs (%i)', async (kept, seed) => {
  stage = await openStage();
  crm().set('agendaHtml', kept);
  const count = 5;
  const sources = fc.sample(html, { numRuns: count, seed });
  for (const [index, body] of sources.entries()) {
    if (index % 2 === 0) crm().createAppointment({ title: name(index), ...time, body });
    else calendar().createEvent({ title: name(index), ...time, body });
  }
  await run();
  const first = texts(count);
  for (const [index, source] of sources.entries()) {
    expect(plainTextOfHtml(first[index]?.calendar ?? '')).toBe(plainTextOfHtml(canonicalHtml(source)));
    expect(first[index]?.crm).toBe(first[index]?.calendar);
  }
  for (let round = 0; round < 20; round += 1) {
    for (let index = 0; index < count; index += 1) {
      const location = `Room ${round}`;
      if (round % 2 === 0) crm().changeAppointment({ id: rowOf(name(index))?.id ?? 0, location });
      else calendar().changeEvent({ id: eventOf(name(index))?.id ?? '', location });
    }
    const wrote = writesOf(await run());
    expect(wrote).toEqual({ ...nothing, [round % 2 === 0 ? 'calendar' : 'crm']: `+0 ~${count} -0` });
    expect(texts(count)).toEqual(first);
  }
});

test('an edit on either side goes across whole, and back, as often as it is made', async () => {
  stage = await openStage();
  const bodies = fc.sample(html, { numRuns: 8, seed: 4 }).map((body, index) => `<p>Turn ${index}</p>${body}`);
  crm().createAppointment({ title: name(0), ...time });
  await run();
  for (const [index, body] of bodies.entries()) {
    if (index % 2 === 0) crm().changeAppointment({ id: rowOf(name(0))?.id ?? 0, body });
    else calendar().changeEvent({ id: eventOf(name(0))?.id ?? '', body });
    await run();
    expect(texts(1)).toEqual([{ crm: canonicalHtml(body), calendar: canonicalHtml(body) }]);
  }
});

test('a title longer than the subject is whole in the CRM, and stays so', async () => {
  stage = await openStage();
  const title = `Long ${'Angebot '.repeat(50)}end`;
  crm().createAppointment({ title, ...time });
  await run();
  const event = calendar()
    .list()
    .find((one) => one.title.startsWith('Long '));
  expect(event?.title.length).toBeLessThanOrEqual(255);
  calendar().changeEvent({ id: event?.id ?? '', location: 'Raum 4' });
  await run();
  expect(rowOf(title)?.location).toBe('Raum 4');
});

test('a CRM without titles of its own keeps them as the first line, and text as lines; the calendar keeps the formatting', async () => {
  stage = await openStage();
  crm().set('titleAndAgenda', false);
  const body = '<h2>Plan</h2><ul><li><b>one</b></li><li>two</li></ul>';
  calendar().createEvent({ title: 'Plain', ...time, body });
  crm().createAppointment({ title: 'Bare', ...time, body: 'first\r\nsecond' });
  await run();
  expect(rowOf('Plain')?.text).toBe('Plain\r\nPlan\r\n- one\r\n- two');
  expect(canonicalHtml(eventOf('Bare')?.body ?? '')).toBe('<p>first</p><p>second</p>');
  crm().changeAppointment({ id: rowOf('Plain')?.id ?? 0, location: 'Raum 4' });
  await run();
  expect(canonicalHtml(eventOf('Plain')?.body ?? '')).toBe(
    '<h2>Plan</h2><ul><li><strong>one</strong></li><li>two</li></ul>',
  );
  calendar().changeEvent({ id: eventOf('Bare')?.id ?? '', title: 'Bare II', body: '<p>third</p>' });
  await run();
  expect(rowOf('Bare II')?.text).toBe('Bare II\r\nthird');
});

test('text longer than the CRM’s one field is whole in the calendar', async () => {
  stage = await openStage();
  crm().set('titleAndAgenda', false);
  const body = `<p>${'Angebot '.repeat(600)}end</p>`;
  calendar().createEvent({ title: 'Plain', ...time, body });
  expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
  expect(rowOf('Plain')?.text.length).toBeLessThanOrEqual(2047);
  crm().changeAppointment({ id: rowOf('Plain')?.id ?? 0, location: 'Raum 4' });
  await run();
  expect(canonicalHtml(eventOf('Plain')?.body ?? '')).toBe(canonicalHtml(body));
});
