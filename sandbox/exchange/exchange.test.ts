/** @file What Exchange Server does with a calendar, tasks and contacts, as far as a synchroniser depends on it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleWorld } from '../sample/sample-world.ts';
import { createExchange, type ExchangeSystem } from './index.ts';
import { childOf, type Element, textOf } from './soap/element.ts';
import { allOf, ask, createAppointment, getItem, idText, only, shape } from './testing/checked-client.ts';

const marker =
  '<t:ExtendedFieldURI PropertySetId="7c1a1a39-5c0e-4b3c-9d55-2f0d3b7c9a11" PropertyName="SynchronizerId" PropertyType="String"/>';
const weekly = (count: number) =>
  `<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>2026-12-01</t:StartDate><t:NumberOfOccurrences>${count}</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>`;
const folder = (name: string) => `<t:DistinguishedFolderId Id="${name}"/>`;

let exchange: ExchangeSystem;
beforeEach(() => {
  exchange = createExchange();
});

async function update(id: Element, updates: string, sending = 'SendToNone') {
  return ask(
    exchange,
    `<m:UpdateItem ConflictResolution="NeverOverwrite" SendMeetingInvitationsOrCancellations="${sending}"><m:ItemChanges><t:ItemChange>${idText(id)}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
  );
}

const setSubject = (subject: string) =>
  `<t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:CalendarItem><t:Subject>${subject}</t:Subject></t:CalendarItem></t:SetItemField>`;

async function remove(id: Element, attributes = 'SendMeetingCancellations="SendToNone"') {
  return ask(
    exchange,
    `<m:DeleteItem DeleteType="MoveToDeletedItems" ${attributes}><m:ItemIds>${idText(id)}</m:ItemIds></m:DeleteItem>`,
  );
}

async function sync(name: string, state = '', most = 512) {
  const told = state === '' ? '' : `<m:SyncState>${state}</m:SyncState>`;
  const answer = await ask(
    exchange,
    `<m:SyncFolderItems>${shape.ids}<m:SyncFolderId>${folder(name)}</m:SyncFolderId>${told}<m:MaxChangesReturned>${most}</m:MaxChangesReturned></m:SyncFolderItems>`,
  );
  const [message] = answer.messages;
  return {
    code: answer.codes[0],
    state: textOf(message, 'SyncState') ?? '',
    isLast: textOf(message, 'IncludesLastItemInRange') === 'true',
    changes: (childOf(message, 'Changes')?.children ?? []).map((change) => ({
      what: change.name,
      id: only(change, 'ItemId').attributes['Id'],
    })),
  };
}

describe('a request', () => {
  it('with elements in another order than the schema’s is refused', async () => {
    const answer = await ask(
      exchange,
      '<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items><t:CalendarItem><t:Start>2026-12-01T10:00:00Z</t:Start><t:Subject>Late</t:Subject></t:CalendarItem></m:Items></m:CreateItem>',
    );
    expect(answer).toMatchObject({ status: 500, codes: ['ErrorSchemaValidation'] });
  });

  it('for the rules of a later release is refused, and answered by that release', async () => {
    const body = `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>${folder('calendar')}</m:FolderIds></m:GetFolder>`;
    expect((await ask(exchange, body, { version: 'Exchange2016' })).codes).toEqual(['ErrorInvalidServerVersion']);
    exchange.control.set('release', 'SE');
    expect((await ask(exchange, body, { version: 'Exchange2016' })).codes).toEqual(['Success']);
  });

  it('that meets a busy server is told for how long to be silent', async () => {
    exchange.control.fault({ effect: { kind: 'status', status: 429, retryAfterSeconds: 297 } });
    const answer = await ask(
      exchange,
      `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>${folder('tasks')}</m:FolderIds></m:GetFolder>`,
    );
    expect(answer).toMatchObject({ status: 500, codes: ['ErrorServerBusy'] });
    expect(only(answer.messages[0], 'Value')).toMatchObject({
      attributes: { Name: 'BackOffMilliseconds' },
      text: '297000',
    });
  });

  it('is answered part by part, in its order, whatever becomes of one', async () => {
    const id = await createAppointment(exchange);
    const answer = await ask(
      exchange,
      `<m:GetItem>${shape.ids}<m:ItemIds><t:ItemId Id="nonsense"/>${idText(id)}</m:ItemIds></m:GetItem>`,
    );
    expect(answer).toMatchObject({ status: 200, codes: ['ErrorInvalidIdMalformed', 'Success'] });
  });

  it('for a mailbox that lives in the cloud is refused', async () => {
    exchange.control.set('mailboxPlace', 'cloud');
    expect(
      (
        await ask(
          exchange,
          `<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:ParentFolderIds>${folder('msgfolderroot')}</m:ParentFolderIds></m:FindFolder>`,
        )
      ).codes,
    ).toEqual(['ErrorMailboxMoveInProgress']);
  });
});

describe('an appointment', () => {
  it('takes place by the clock of the zone that it names, and is told as a moment', async () => {
    const id = await createAppointment(exchange, { start: '2026-07-01T10:00:00', end: '2026-07-01T11:00:00' });
    const item = await getItem(exchange, id);
    expect(textOf(item, 'Start')).toBe('2026-07-01T08:00:00Z');
    expect(textOf(item, 'StartTimeZoneId')).toBe('W. Europe Standard Time');
    const inTokyo = await getItem(exchange, id, { zone: 'Tokyo Standard Time' });
    expect(textOf(inTokyo, 'Start')).toBe('2026-07-01T17:00:00+09:00');
  });

  it('names its zone with all rules or by its name alone', async () => {
    const id = await createAppointment(exchange);
    expect(childOf(await getItem(exchange, id), 'StartTimeZone')?.children).toEqual([]);
    exchange.control.set('zoneDefinitions', 'full');
    const zone = childOf(await getItem(exchange, id), 'StartTimeZone');
    expect(allOf(zone, 'Period').map(({ attributes }) => attributes['Bias'])).toEqual(['-PT1H', '-PT2H']);
    expect(allOf(zone, 'Month').map(({ text }) => text)).toEqual(['3', '10']);
  });

  it('that lasts whole days fills the days of its zone, whatever times it was sent with', async () => {
    const id = await createAppointment(exchange, {
      start: '2026-12-01T09:30:00',
      end: '2026-12-01T09:30:00',
      zone: 'Tokyo Standard Time',
      after: '<t:IsAllDayEvent>true</t:IsAllDayEvent>',
    });
    const item = await getItem(exchange, id);
    expect([textOf(item, 'Start'), textOf(item, 'End')]).toEqual(['2026-11-30T15:00:00Z', '2026-12-01T15:00:00Z']);
  });

  it('is not changed by somebody who knows another version, or none', async () => {
    const id = await createAppointment(exchange);
    expect((await update(id, setSubject('First'))).codes).toEqual(['Success']);
    expect((await update(id, setSubject('Second'))).codes).toEqual(['ErrorIrresolvableConflict']);
    const bare = { ...id, attributes: { Id: id.attributes['Id'] ?? '' } };
    const answer = await ask(
      exchange,
      `<m:UpdateItem ConflictResolution="NeverOverwrite" SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange><t:ItemId Id="${bare.attributes.Id}"/><t:Updates>${setSubject('Third')}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    );
    expect(answer.codes).toEqual(['ErrorChangeKeyRequiredForWriteOperations']);
    expect(textOf(await getItem(exchange, id), 'Subject')).toBe('First');
  });

  it.each([
    [
      'a set by its name and by its id',
      'DistinguishedPropertySetId="Common" PropertySetId="7c1a1a39-5c0e-4b3c-9d55-2f0d3b7c9a11"',
    ],
    ['no set', ''],
    ['a set and the number of a property without one', 'DistinguishedPropertySetId="Common" PropertyTag="0x3a45"'],
  ])('is not told by a property with %s', async (_how, set) => {
    const id = await createAppointment(exchange);
    const named = set.includes('PropertyTag') ? '' : 'PropertyName="SynchronizerId"';
    const path = `<t:ExtendedFieldURI ${set} ${named} PropertyType="String"/>`;
    const answer = await ask(
      exchange,
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${path}</t:AdditionalProperties></m:ItemShape><m:ItemIds>${idText(id)}</m:ItemIds></m:GetItem>`,
    );
    expect(answer.codes).toEqual(['ErrorInvalidExtendedProperty']);
  });

  it('has no property of a set that nobody has ever written to', async () => {
    const id = await createAppointment(exchange);
    const path = marker.replace('7c1a1a39', '00000000');
    const answer = await ask(
      exchange,
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${path}</t:AdditionalProperties></m:ItemShape><m:ItemIds>${idText(id)}</m:ItemIds></m:GetItem>`,
    );
    expect(answer.codes).toEqual(['Success']);
    expect(allOf(answer.messages[0], 'ExtendedProperty')).toEqual([]);
  });

  it('is found by the mark that a program left on it', async () => {
    const id = await createAppointment(exchange, {
      before: `<t:ExtendedProperty>${marker}<t:Value>crm:1</t:Value></t:ExtendedProperty>`,
    });
    const found = async (value: string) => {
      const answer = await ask(
        exchange,
        `<m:FindItem Traversal="Shallow">${shape.ids}<m:Restriction><t:IsEqualTo>${marker}<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction><m:ParentFolderIds>${folder('calendar')}</m:ParentFolderIds></m:FindItem>`,
      );
      return allOf(answer.messages[0], 'ItemId').map(({ attributes }) => attributes['Id']);
    };
    expect(await found('crm:1')).toEqual([id.attributes['Id']]);
    expect(await found('crm:2')).toEqual([]);
  });

  it('mails its guests unless the request wants silence, and is refused when it says nothing', async () => {
    const guests =
      '<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>guest@example.com</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>';
    const silent = await createAppointment(exchange, { after: guests });
    expect(exchange.control.mails()).toEqual([]);
    expect((await update(silent, setSubject('Loud'), 'SendToAllAndSaveCopy')).codes).toEqual(['Success']);
    expect(exchange.control.mails()).toMatchObject([{ to: ['guest@example.com'] }]);
    const answer = await ask(
      exchange,
      '<m:CreateItem><m:Items><t:CalendarItem><t:Subject>x</t:Subject></t:CalendarItem></m:Items></m:CreateItem>',
    );
    expect(answer.codes).toEqual(['ErrorSendMeetingInvitationsRequired']);
  });

  it('that is deleted lies in Deleted Items, under another id', async () => {
    const id = await createAppointment(exchange, { subject: 'Gone' });
    expect((await remove(id, '')).codes).toEqual(['ErrorSendMeetingCancellationsRequired']);
    expect((await remove(id)).codes).toEqual(['Success']);
    await expect(getItem(exchange, id)).rejects.toThrow('ErrorItemNotFound');
    const answer = await ask(
      exchange,
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:ParentFolderIds>${folder('deleteditems')}</m:ParentFolderIds></m:FindItem>`,
    );
    expect(textOf(only(answer.messages[0], 'Item'), 'Subject')).toBe('Gone');
    expect(only(answer.messages[0], 'ItemId').attributes['Id']).not.toBe(id.attributes['Id']);
  });

  it('loses what is taken from it, and keeps what is not named', async () => {
    const id = await createAppointment(exchange, {
      before: '<t:Categories><t:String>Blue</t:String></t:Categories>',
      after: '<t:Location>Oslo</t:Location>',
    });
    await update(id, '<t:DeleteItemField><t:FieldURI FieldURI="calendar:Location"/></t:DeleteItemField>');
    const item = await getItem(exchange, id);
    expect(textOf(item, 'Location')).toBeUndefined();
    expect(allOf(childOf(item, 'Categories'), 'String').map(({ text }) => text)).toEqual(['Blue']);
  });
});

describe('a series', () => {
  it('is one item with what of it was changed and removed', async () => {
    const id = await createAppointment(exchange, { recurrence: weekly(4) });
    const occurrence = (index: number) =>
      `<t:OccurrenceItemId RecurringMasterId="${id.attributes['Id']}" InstanceIndex="${index}"/>`;
    const changed = await ask(
      exchange,
      `<m:UpdateItem ConflictResolution="AutoResolve" SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>${occurrence(2)}<t:Updates><t:SetItemField><t:FieldURI FieldURI="calendar:Start"/><t:CalendarItem><t:Start>2026-12-08T12:00:00Z</t:Start></t:CalendarItem></t:SetItemField><t:SetItemField><t:FieldURI FieldURI="calendar:End"/><t:CalendarItem><t:End>2026-12-08T13:00:00Z</t:End></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    );
    expect(changed.codes).toEqual(['Success']);
    const removed = await ask(
      exchange,
      `<m:DeleteItem DeleteType="MoveToDeletedItems" SendMeetingCancellations="SendToNone"><m:ItemIds>${occurrence(3)}</m:ItemIds></m:DeleteItem>`,
    );
    expect(removed.codes).toEqual(['Success']);
    const master = await getItem(exchange, id);
    expect(textOf(master, 'CalendarItemType')).toBe('RecurringMaster');
    const exception = only(childOf(master, 'ModifiedOccurrences'), 'Occurrence');
    expect([textOf(exception, 'Start'), textOf(exception, 'OriginalStart')]).toEqual([
      '2026-12-08T12:00:00Z',
      '2026-12-08T09:00:00Z',
    ]);
    expect(textOf(only(childOf(master, 'DeletedOccurrences'), 'DeletedOccurrence'), 'Start')).toBe(
      '2026-12-15T09:00:00Z',
    );
    expect(
      (
        await ask(
          exchange,
          `<m:GetItem>${shape.ids}<m:ItemIds>${occurrence(3)}${occurrence(5)}</m:ItemIds></m:GetItem>`,
        )
      ).codes,
    ).toEqual(['ErrorCalendarOccurrenceIsDeletedFromRecurrence', 'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange']);
  });

  it('shows every occurrence by itself in a view of the calendar', async () => {
    await createAppointment(exchange, { recurrence: weekly(3) });
    const answer = await ask(
      exchange,
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:CalendarView StartDate="2026-12-01T00:00:00Z" EndDate="2026-12-31T00:00:00Z"/><m:ParentFolderIds>${folder('calendar')}</m:ParentFolderIds></m:FindItem>`,
    );
    expect(allOf(answer.messages[0], 'CalendarItemType').map(({ text }) => text)).toEqual([
      'Occurrence',
      'Occurrence',
      'Occurrence',
    ]);
  });

  it('tells of a removed occurrence as a change of itself', async () => {
    const id = await createAppointment(exchange, { recurrence: weekly(3) });
    const { state } = await sync('calendar');
    await ask(
      exchange,
      `<m:DeleteItem DeleteType="MoveToDeletedItems" SendMeetingCancellations="SendToNone"><m:ItemIds><t:OccurrenceItemId RecurringMasterId="${id.attributes['Id']}" InstanceIndex="2"/></m:ItemIds></m:DeleteItem>`,
    );
    expect((await sync('calendar', state)).changes).toEqual([{ what: 'Update', id: id.attributes['Id'] }]);
  });
});

describe('what happened in a folder', () => {
  it('is told page by page, then only what is new', async () => {
    exchange.load(sampleWorld({ size: 'small', seed: 1, today: '2026-11-23' }));
    const ids = new Set<string | undefined>();
    let state = '';
    for (;;) {
      const page = await sync('calendar', state, 5);
      for (const { what, id } of page.changes) {
        expect(what).toBe('Create');
        expect(ids.has(id)).toBe(false);
        ids.add(id);
      }
      state = page.state;
      if (page.isLast) break;
    }
    expect(ids.size).toBe(exchange.control.list().filter(({ type }) => type !== 'exception').length);
    expect((await sync('calendar', state)).changes).toEqual([]);
    const id = await createAppointment(exchange);
    const created = await sync('calendar', state);
    expect(created.changes).toEqual([{ what: 'Create', id: id.attributes['Id'] }]);
    await remove(id);
    expect((await sync('calendar', created.state)).changes).toEqual([{ what: 'Delete', id: id.attributes['Id'] }]);
    // Came and went since then.
    expect((await sync('calendar', state)).changes).toEqual([]);
  });

  it('is not told for a state of another folder, or one that is forgotten', async () => {
    const { state } = await sync('calendar');
    expect((await sync('tasks', state)).code).toBe('ErrorInvalidSyncStateData');
    exchange.control.expireCursors();
    expect((await sync('calendar', state)).code).toBe('ErrorInvalidSyncStateData');
    expect((await sync('calendar', '', 513)).code).toBe('ErrorSchemaValidation');
  });
});

describe('a task', () => {
  const create = async (content: string) =>
    only(
      (await ask(exchange, `<m:CreateItem><m:Items><t:Task>${content}</t:Task></m:Items></m:CreateItem>`)).messages[0],
      'ItemId',
    );

  it.each([
    ['<t:PercentComplete>100</t:PercentComplete>', 'PercentComplete'],
    ['<t:Status>Completed</t:Status>', 'Status'],
  ])('is done by %s', async (sign) => {
    const id = await create(`<t:Subject>Call</t:Subject>${sign}`);
    const item = await getItem(exchange, id);
    expect([textOf(item, 'Status'), textOf(item, 'PercentComplete'), textOf(item, 'IsComplete')]).toEqual([
      'Completed',
      '100',
      'true',
    ]);
  });

  it.each(['localMidnight', 'utcMidnight'])('is due on a date, told as %s', async (dates) => {
    exchange.control.set('taskDates', dates);
    const { id } = exchange.control.createTask({ title: 'Call', due: '2026-12-03' });
    const answer = await ask(
      exchange,
      `<m:GetItem>${shape.all}<m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`,
    );
    const due = { localMidnight: '2026-12-02T23:00:00Z', utcMidnight: '2026-12-03T00:00:00Z' }[dates];
    expect(textOf(only(answer.messages[0], 'Task'), 'DueDate')).toBe(due);
  });

  it('that repeats leaves the next one behind when it is done', async () => {
    const id = await create(
      '<t:Subject>Report</t:Subject><t:DueDate>2026-12-04T00:00:00Z</t:DueDate><t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Friday</t:DaysOfWeek></t:WeeklyRecurrence><t:NoEndRecurrence><t:StartDate>2026-12-04</t:StartDate></t:NoEndRecurrence></t:Recurrence>',
    );
    await update(
      id,
      '<t:SetItemField><t:FieldURI FieldURI="task:Status"/><t:Task><t:Status>Completed</t:Status></t:Task></t:SetItemField>',
    );
    expect(
      exchange.control
        .tasks()
        .map(({ due, status }) => [due, status])
        .toSorted(),
    ).toEqual([
      ['2026-12-04', 'Completed'],
      ['2026-12-11', 'NotStarted'],
    ]);
  });

  it('is deleted only by a request that says what of it', async () => {
    const id = await create('<t:Subject>Call</t:Subject>');
    expect((await remove(id, '')).codes).toEqual(['ErrorAffectedTaskOccurrencesRequired']);
    expect((await remove(id, 'AffectedTaskOccurrences="AllOccurrences"')).codes).toEqual(['Success']);
  });
});

describe('a contact', () => {
  const numbers =
    '<t:PhoneNumbers><t:Entry Key="MobilePhone">+47 1</t:Entry><t:Entry Key="HomePhone">+47 2</t:Entry></t:PhoneNumbers>';
  const create = async () =>
    only(
      (
        await ask(
          exchange,
          `<m:CreateItem><m:Items><t:Contact><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x3A45" PropertyType="String"/><t:Value>Dr.</t:Value></t:ExtendedProperty><t:GivenName>Ada</t:GivenName>${numbers}<t:Birthday>1984-06-09T11:59:00Z</t:Birthday><t:Surname>Berg</t:Surname></t:Contact></m:Items></m:CreateItem>`,
        )
      ).messages[0],
      'ItemId',
    );

  it('shows the title that is a property without an element of its own', async () => {
    const item = await getItem(exchange, await create());
    expect(textOf(only(item, 'CompleteName'), 'Title')).toBe('Dr.');
    expect(textOf(item, 'DisplayName')).toBe('Ada Berg');
  });

  it('has one number replaced and another taken away, each by its key', async () => {
    const id = await create();
    await update(
      id,
      '<t:SetItemField><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="MobilePhone"/><t:Contact><t:PhoneNumbers><t:Entry Key="MobilePhone">+47 3</t:Entry></t:PhoneNumbers></t:Contact></t:SetItemField><t:DeleteItemField><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="HomePhone"/></t:DeleteItemField>',
    );
    expect(allOf(childOf(await getItem(exchange, id), 'PhoneNumbers'), 'Entry')).toMatchObject([
      { attributes: { Key: 'MobilePhone' }, text: '+47 3' },
    ]);
  });

  it('has a picture, which is an attachment', async () => {
    const id = await create();
    const picture = Buffer.from('picture').toString('base64');
    const attached = await ask(
      exchange,
      `<m:CreateAttachment><m:ParentItemId Id="${id.attributes['Id']}"/><m:Attachments><t:FileAttachment><t:Name>ContactPicture.jpg</t:Name><t:IsContactPhoto>true</t:IsContactPhoto><t:Content>${picture}</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`,
    );
    const attachment = only(attached.messages[0], 'AttachmentId').attributes['Id'];
    expect(exchange.control.contacts()).toMatchObject([{ picture }]);
    const read = await ask(
      exchange,
      `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${attachment}"/></m:AttachmentIds></m:GetAttachment>`,
    );
    expect(only(read.messages[0], 'Content').text).toBe(picture);
    await ask(
      exchange,
      `<m:DeleteAttachment><m:AttachmentIds><t:AttachmentId Id="${attachment}"/></m:AttachmentIds></m:DeleteAttachment>`,
    );
    expect(exchange.control.contacts()).toMatchObject([{ picture: null }]);
  });
});

describe('the rest of what a client needs', () => {
  it('is the list of categories with their colours, as a configuration of the calendar', async () => {
    const name = `<t:UserConfigurationName Name="CategoryList">${folder('calendar')}</t:UserConfigurationName>`;
    const get = () =>
      ask(
        exchange,
        `<m:GetUserConfiguration><m:UserConfigurationName Name="CategoryList">${folder('calendar')}</m:UserConfigurationName><m:UserConfigurationProperties>All</m:UserConfigurationProperties></m:GetUserConfiguration>`,
      );
    expect((await get()).codes).toEqual(['ErrorItemNotFound']);
    const list = Buffer.from(
      '<categories xmlns="CategoryList.xsd"><category name="Blue" color="7" keyboardShortcut="0" guid="{0F2E1B4C-0000-4000-8000-000000000001}"/></categories>',
    ).toString('base64');
    expect(
      (
        await ask(
          exchange,
          `<m:CreateUserConfiguration><m:UserConfiguration>${name}<t:XmlData>${list}</t:XmlData></m:UserConfiguration></m:CreateUserConfiguration>`,
        )
      ).codes,
    ).toEqual(['Success']);
    expect(exchange.control.categories()).toMatchObject([{ displayName: 'Blue', color: 'preset7' }]);
    const data = Buffer.from(only((await get()).messages[0], 'XmlData').text, 'base64').toString('utf8');
    expect(data).toContain('name="Blue" color="7"');
  });

  it('is all zones with their rules', async () => {
    const { messages } = await ask(exchange, '<m:GetServerTimeZones ReturnFullTimeZoneData="true"/>');
    expect(allOf(messages[0], 'TimeZoneDefinition').length).toBeGreaterThan(130);
  });

  it('is who is meant by a name', async () => {
    const { messages } = await ask(
      exchange,
      '<m:ResolveNames ReturnFullContactData="false"><m:UnresolvedEntry>alex</m:UnresolvedEntry></m:ResolveNames>',
    );
    expect(only(messages[0], 'EmailAddress').text).toBe('alex@nordlicht.example');
  });

  it('outlives a restart of the server', async () => {
    const id = await createAppointment(exchange, { recurrence: weekly(3) });
    exchange.control.createTask({ title: 'Call' });
    const { state } = await sync('calendar');
    const next = createExchange();
    next.restore(exchange.save());
    exchange = next;
    expect(textOf(await getItem(exchange, id), 'Subject')).toBe('Visit');
    expect((await sync('calendar', state)).changes).toEqual([]);
    expect(exchange.control.tasks()).toMatchObject([{ title: 'Call' }]);
  });
});
