/** @file The SuperOffice connector against the practice SuperOffice: creating, changing, removing. */
import { describe, expect, it } from 'vitest';
import { isReadable } from '../../sync-core/connectors/connector.ts';
import { Conflict, NotFound, Rejected } from '../../sync-core/connectors/errors.ts';
import { never } from './superoffice/diary.ts';
import { allDay, appointment, itemOf, timed, titled } from './superoffice/samples.ts';
import { open } from './superoffice/watched.ts';

describe('an edit in the very second of the reading', () => {
  it.each(['update', 'remove'] as const)('is not overwritten by our %s', async (deed) => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    diary.control.changeAppointment({ id: Number(item.id), location: 'Somewhere else' });
    const outcome = await (deed === 'update' ? diary.update(item, { title: 'Ours' }) : diary.remove(item));
    expect(outcome).toMatchObject({ result: 'failed', error: expect.any(Conflict) });
    expect(await diary.face.get([item.id], never)).toMatchObject(
      new Map([[item.id, { fields: { location: 'Somewhere else', title: item.fields.title } }]]),
    );
  });
});

describe('creating', () => {
  it('gives an appointment of the user’s default type back as it was meant', async () => {
    const diary = open();
    const outcome = await diary.create(appointment());
    expect(outcome.result).toBe('created');
    const item = itemOf(outcome);
    expect(item).toMatchObject({
      fields: appointment(),
      typeId: 2,
      form: { kind: 'single' },
      protection: { edit: true },
    });
    const { cursor } = await diary.read(null);
    expect(diary.memory.get(item.id)?.fields).toEqual(appointment());
    expect((await diary.read(cursor)).gone).toEqual([]);
  });

  it('with the same key gives the first one, also from another device', async () => {
    const diary = open();
    const key = '7b1f3c1e-7f0f-4f0e-9a52-0f2a7f6c9d11';
    const first = itemOf(await diary.create(appointment(), key));
    const second = await diary.create(appointment({ title: 'Other' }), key);
    expect(second.result).toBe('existed');
    expect(itemOf(second).id).toBe(first.id);
    const found = await diary.face.findCreated([{ key, marker: '' }], never);
    expect(found.get(key)).toMatchObject({ id: first.id });
  });

  it.each(['dropAfter', 'dropBefore'] as const)('makes one item when the answer is lost (%s)', async (kind) => {
    const diary = open();
    await diary.connector.facts(never);
    diary.control.fault({ path: 'CreateAppointmentForUID', effect: { kind } });
    const outcome = await diary.create(appointment({ title: 'Only one' }));
    const { changed } = await diary.read(null);
    expect(changed.filter((item) => item.fields.title === 'Only one').map((item) => item.id)).toEqual([
      itemOf(outcome).id,
    ]);
  });

  it('finds many by their keys, one request each', async () => {
    const diary = open();
    const keys = Array.from({ length: 20 }, (_, n) => `7b1f3c1e-7f0f-4f0e-9a52-0f2a7f6c9e${n + 10}`);
    const ids = new Map<string, string>();
    for (const key of keys.slice(0, 18)) ids.set(key, itemOf(await diary.create(appointment(), key)).id);
    const marks = keys.map((key) => ({ key, marker: '' }));
    const requests = await diary.requests(async () => {
      const found = await diary.face.findCreated(marks, never);
      expect(new Map([...found].map(([key, { id }]) => [key, id]))).toEqual(ids);
    });
    expect(requests).toHaveLength(20);
  });

  it('finds nothing by a key that was never used', async () => {
    const diary = open();
    expect(await diary.face.findCreated([{ key: 'none', marker: '' }], never)).toEqual(new Map());
  });

  it.each([
    ['kept', 'Europe/Berlin', 'Europe/Oslo'],
    ['officeHours', 'Pacific/Auckland', 'America/New_York'],
    ['midnight', 'America/Los_Angeles', 'Europe/Oslo'],
    ['kept', 'Asia/Kathmandu', 'Pacific/Auckland'],
  ])('keeps the dates of whole days (times %s, user in %s, database in %s)', async (allDayTimes, zone, baseZone) => {
    const diary = open({ switches: { allDayTimes }, user: { zone }, baseZone });
    const span = allDay('2027-03-26', '2027-03-29');
    const item = itemOf(await diary.create(appointment({ span })));
    expect(item.fields.span).toEqual(span);
    await diary.read(null);
    expect(diary.memory.get(item.id)?.fields.span).toEqual(span);
  });

  it.each([
    ['before the clocks go back', '2026-10-24T23:30:00Z', '2026-10-25T00:00:00Z'],
    ['in the first of two hours', '2026-10-25T00:15:00Z', '2026-10-25T00:45:00Z'],
    ['in the second of two hours', '2026-10-25T01:15:00Z', '2026-10-25T01:45:00Z'],
    ['across both', '2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z'],
    ['when they go forward', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'],
  ])('keeps a moment %s, as SuperOffice can hold it', async (_, start, end) => {
    const diary = open();
    await diary.connector.facts(never);
    const fields = appointment({ span: timed(start, end) });
    const item = itemOf(await diary.create(fields));
    expect(item.fields).toEqual(diary.face.express(fields, diary.window));
  });

  it.each(['compact', 'colon', 'short'])('reads offsets in the form %s', async (offsetForm) => {
    const diary = open({ switches: { offsetForm } });
    expect(itemOf(await diary.create(appointment())).fields.span).toEqual(appointment().span);
  });

  it('keeps long text and odd text within what SuperOffice takes', async () => {
    const diary = open();
    await diary.connector.facts(never);
    const fields = appointment({
      title: `${'long '.repeat(900)}😀`,
      location: 'x'.repeat(300),
      body: '<h1>a</h1><p>b &amp; c <a href="https://example.org/?a=1&amp;b=2">d</a></p><ol><li>e</li></ol>',
    });
    expect(itemOf(await diary.create(fields)).fields).toEqual(diary.face.express(fields, diary.window));
  });
});

describe('private', () => {
  const secret = appointment({ title: 'Doctor', visibility: 'private' });

  it('is private in the very request that creates it', async () => {
    const diary = open();
    const requests = await diary.requests(async () => {
      expect(itemOf(await diary.create(secret)).fields.visibility).toBe('private');
    });
    expect(requests.filter((one) => JSON.stringify(one.requestBody ?? '').includes('Doctor'))).toHaveLength(1);
    const [row] = requests.filter((one) => one.path.includes('CreateAppointmentForUID'));
    expect(row?.requestBody).toMatchObject({
      AppointmentEntity: { Private: 'PrivateUser', VisibleFor: [{ VisibleId: 12, Visibility: 'Associate' }] },
    });
  });

  it('is not sent at all without the licence', async () => {
    const diary = open({ user: { confidentialActivities: false } });
    const requests = await diary.requests(async () => {
      const outcome = await diary.create(secret);
      expect(outcome).toMatchObject({ result: 'failed', error: { details: { code: 'privateNotAccepted' } } });
    });
    expect(JSON.stringify(requests.map((one) => one.requestBody))).not.toContain('Doctor');
  });

  it('that the server leaves open is taken away again at once', async () => {
    const diary = open({ user: { confidentialActivities: false } });
    diary.pretendLicence();
    const outcome = await diary.create(secret);
    expect(outcome).toMatchObject({ result: 'failed', error: expect.any(Rejected) });
    const { changed } = await diary.read(null);
    expect(changed.filter((item) => item.fields.title === 'Doctor')).toEqual([]);
  });

  it('that the server leaves open in a change gets its old words back', async () => {
    const diary = open({ user: { confidentialActivities: false } });
    diary.pretendLicence();
    const item = itemOf(await diary.create(appointment()));
    const outcome = await diary.update(item, { title: 'Doctor', visibility: 'private' });
    expect(outcome).toMatchObject({ result: 'failed', error: { details: { code: 'privateNotAccepted' } } });
    expect(await diary.elsewhere('GET', `Appointment/${item.id}`)).toMatchObject({ Title: 'Plan' });
  });

  it('can be made so and be opened again', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    const closed = itemOf(await diary.update(item, { visibility: 'private' }));
    expect(closed.fields.visibility).toBe('private');
    expect(itemOf(await diary.update(closed, { visibility: 'public' })).fields.visibility).toBe('public');
  });
});

describe('changing', () => {
  it('sends what changed, and nothing else', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    const requests = await diary.requests(async () => {
      const updated = itemOf(await diary.update(item, { location: 'Room 5', reminderMinutes: null }));
      expect(updated.fields).toEqual(appointment({ location: 'Room 5', reminderMinutes: null }));
    });
    expect(requests.at(-1)?.requestBody).toEqual([
      { op: 'replace', path: '/Location', value: 'Room 5' },
      { op: 'replace', path: '/HasAlarm', value: false },
    ]);
  });

  it('turns a timed item into whole days and back', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    const days = itemOf(await diary.update(item, { span: allDay('2026-11-26', '2026-11-27') }));
    expect(days.fields.span).toEqual(allDay('2026-11-26', '2026-11-27'));
    expect(itemOf(await diary.update(days, { span: appointment().span })).fields.span).toEqual(appointment().span);
  });

  it('is refused when somebody else was faster', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    diary.clock.advance(5000);
    await diary.elsewhere('PATCH', `Appointment/${item.id}`, [{ op: 'replace', path: '/Title', value: 'Theirs' }]);
    expect(await diary.update(item, { title: 'Mine' })).toMatchObject({
      result: 'failed',
      error: expect.any(Conflict),
    });
    expect(await diary.remove(item)).toMatchObject({ result: 'failed', error: expect.any(Conflict) });
  });

  it('says so when the item is gone; removing it is done then', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    expect(await diary.remove(item)).toEqual({ index: 0, result: 'removed' });
    expect(await diary.remove(item)).toEqual({ index: 0, result: 'removed' });
    expect(await diary.update(item, { title: 'x' })).toMatchObject({ result: 'failed', error: expect.any(NotFound) });
    expect(await diary.face.get([item.id], never)).toEqual(new Map([[item.id, 'gone']]));
  });

  it.each(['dropAfter', 'dropBefore'] as const)('is done once when the answer is lost (%s)', async (kind) => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    diary.clock.advance(5000);
    diary.control.fault({ method: 'PATCH', effect: { kind } });
    const outcome = await diary.update(item, { title: 'New' });
    expect(itemOf(outcome).fields.title).toBe('New');
  });

  it('works on a completed item, which stays completed', async () => {
    const diary = open();
    const { changed } = await diary.read(null);
    const item = titled(changed, 'Abnahme Los 3');
    const updated = itemOf(await diary.update(item, { title: 'Abnahme Los 4' }));
    expect(updated.fields.title).toBe('Abnahme Los 4');
    // The other program has its calls counted together with ours, which are paced.
    diary.clock.advance(5000);
    expect(await diary.elsewhere('GET', `Appointment/${item.id}`)).toMatchObject({ Completed: 'Completed' });
  });

  it('of many items goes on when one of them fails', async () => {
    const diary = open();
    const items = await Promise.all(
      [1, 2, 3].map(async (n) => itemOf(await diary.create(appointment({ title: `${n}` })))),
    );
    await diary.elsewhere('DELETE', `Appointment/${items[1]?.id}`);
    const operations = items.map(({ id, version, fields }) => ({
      do: 'update' as const,
      id,
      version,
      patch: { location: 'New' },
      current: fields,
    }));
    const results = new Map<number, string>();
    for await (const outcome of diary.face.write(operations, diary.window, never))
      results.set(outcome.index, outcome.result);
    expect([...results].sort()).toEqual([
      [0, 'updated'],
      [1, 'failed'],
      [2, 'updated'],
    ]);
  });

  it('never touches participants, notes and links', async () => {
    const diary = open();
    const { changed } = await diary.read(null);
    const item = titled(changed, 'Quartalsgespräch');
    await diary.elsewhere('PATCH', `Appointment/${item.id}`, [
      { op: 'replace', path: '/InternalNotes', value: 'ours' },
    ]);
    diary.clock.advance(5000);
    const now = (await diary.face.get([item.id], never)).get(item.id);
    if (!isReadable(now)) throw new Error('not readable');
    await diary.update(now, { title: 'Neu', span: timed('2026-11-30T12:00:00Z', '2026-11-30T13:00:00Z') });
    const after = await diary.elsewhere('GET', `Appointment/${item.id}`);
    expect(after).toMatchObject({ InternalNotes: 'ours', Contact: { ContactId: expect.any(Number) } });
    const bodies = diary.control.journal().map((one) => JSON.stringify(one.requestBody ?? ''));
    expect(bodies.filter((body) => /SendEmail|Participants/i.test(body))).toEqual([]);
  });
});
