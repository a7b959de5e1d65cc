/** @file Pictures of persons on their way from SuperOffice to the contacts of Microsoft 365, through both practice servers. */
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage, type StageOptions } from '../support/stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const chosen = { 'kinds.appointment': false, 'kinds.task': false, 'crm.persons.selections': [53] };
const aDay = 25 * hour;

let stage: Stage;
afterEach(() => stage.close());

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const run = (after = 10 * minute) => stage.run({ preferences: chosen, after });
const somebody = () => crm().persons()[0] ?? { personId: 0, email: '' };
const contact = () =>
  calendar()
    .contacts()
    .find(({ emailAddresses }) => emailAddresses[0]?.address === somebody().email);

async function square(format: 'png' | 'jpeg' | 'gif', color = '#ff0000'): Promise<Buffer> {
  const made = sharp({ create: { width: 8, height: 8, channels: 3, background: color } });
  return await made.toFormat(format).toBuffer();
}

const give = (content: Buffer | null, type: 'image/png' | 'image/jpeg' | 'image/gif' = 'image/png') =>
  crm().setPicture({ personId: somebody().personId, base64: content?.toString('base64') ?? null, type });
/** What the contact's picture was written as, the last one last; null: taken away. */
const written = () =>
  calendar()
    .journal()
    .filter(({ path, method }) => path.includes('/photo/') && (method === 'PUT' || method === 'DELETE'))
    .map(({ method, requestHeaders }) => (method === 'DELETE' ? null : requestHeaders?.['content-type']));
const readOf = (part: string) =>
  crm()
    .journal()
    .filter(({ path }) => path.includes(part)).length;

async function open(options: StageOptions = {}): Promise<void> {
  stage = await openStage(options);
  for (const { id } of calendar().contacts()) calendar().deleteContact({ id });
  for (const { personId } of crm().persons()) crm().setPicture({ personId, base64: null });
}

/** The next runs have nothing to do, and ask for no picture. */
async function isAtRest(): Promise<void> {
  const before = readOf('/Image');
  for (const after of [10 * minute, 2 * hour]) expect(writesOf(await run(after))).toEqual(nothing);
  expect(readOf('/Image')).toBe(before);
}

test.each(['sameObject', 'newObject'])(
  'one comes with its person, another within the hour, and none within a day of its removal (%s)',
  async (replacedPicture) => {
    await open({
      switches: { superoffice: { replacedPicture }, microsoft365: { contactPictureRemoval: 'done' } },
    });
    give(await square('png'));
    await run();
    expect(contact()).toMatchObject({ hasPhoto: true });
    expect(written()).toEqual(['image/png']);
    await isAtRest();
    expect(readOf('/Image')).toBe(1);

    give(await square('jpeg', '#00ff00'), 'image/jpeg');
    expect(writesOf(await run(2 * hour))).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(written()).toEqual(['image/png', 'image/jpeg']);
    await isAtRest();

    give(null);
    await run(aDay);
    expect(written()).toEqual(['image/png', 'image/jpeg', null]);
    expect(contact()).toMatchObject({ hasPhoto: false });
    await isAtRest();
  },
);

test('one that is taken away, and that the calendar cannot take away, is asked about once', async () => {
  await open();
  give(await square('png'));
  await run();
  give(null);
  await run(aDay);
  expect(written()).toEqual(['image/png', null]);
  expect(contact()).toMatchObject({ hasPhoto: true });
  await isAtRest();
});

test('one that comes later comes alone', async () => {
  await open();
  await run();
  give(await square('png'));
  expect(writesOf(await run(2 * hour))).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
  expect(contact()).toMatchObject({ hasPhoto: true });
  await isAtRest();
});

test('one of a form that contacts do not take is turned into another by SuperOffice', async () => {
  await open();
  give(await square('gif'), 'image/gif');
  await run();
  expect(written()).toEqual(['image/png']);
  await isAtRest();
});

test.each([
  ['larger than a contact takes', Buffer.alloc(4 * 1024 * 1024 + 1, 0xff)],
  ['no picture at all', Buffer.from('<html>a page of some gateway</html>')],
])('one that is %s keeps nobody from being a contact, and is read once', async (_, content) => {
  await open();
  give(content);
  expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
  expect(contact()).toMatchObject({ hasPhoto: false });
  await isAtRest();
});

test('one that is closed to the user is none', async () => {
  await open();
  give(await square('png'));
  stage.hooks.onAnswer = async (_side, request, real) =>
    request.url.includes('/Image')
      ? new Response('{"Error":true,"ErrorType":"SentryException"}', { status: 403 })
      : real;
  expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
  expect(contact()).toMatchObject({ hasPhoto: false });
  await isAtRest();
});

test('one that SuperOffice fails at comes with the next run, and its person at once', async () => {
  await open();
  give(await square('png'));
  crm().fault({ method: 'GET', path: '/Image$', times: 6, effect: { kind: 'status', status: 500 } });
  await run();
  expect(contact()).toMatchObject({ hasPhoto: false, categories: ['SuperOffice Person'] });
  await run();
  expect(contact()).toMatchObject({ hasPhoto: true });
  await isAtRest();
});

test.each(['notFound', 'empty'])(
  'where the table of pictures is closed, each person is asked (none: %s)',
  async (told) => {
    await open({ switches: { superoffice: { detailTablesReadable: false, noPictureInfo: told } } });
    give(await square('png'));
    await run();
    expect(contact()).toMatchObject({ hasPhoto: true });
    const before = readOf('/ImageInfo');
    expect(writesOf(await run())).toEqual(nothing);
    expect(readOf('/ImageInfo')).toBe(before);
    give(await square('jpeg'), 'image/jpeg');
    await run(aDay);
    expect(written()).toEqual(['image/png', 'image/jpeg']);
  },
);

test('nobody’s is asked for while persons take no part', async () => {
  await open();
  give(await square('png'));
  await stage.run({ preferences: { ...chosen, 'kinds.person': false }, after: 2 * hour });
  await stage.run({ preferences: { ...chosen, 'crm.persons.selections': [] }, after: 2 * hour });
  expect([readOf('/Image'), readOf('BinaryObjectLink'), written().length]).toEqual([0, 0, 0]);
});
