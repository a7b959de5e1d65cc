/** @file A client that nobody here wrote signs in at the practice Exchange Server, and lists and edits a calendar, tasks and contacts. */
import * as ews from 'ews-javascript-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';

let sandbox: Sandbox<'exchange'>;
beforeAll(async () => {
  sandbox = await startSandbox({ systems: ['exchange'], listen: true, size: 'small', today: '2026-11-23' });
});
afterAll(() => sandbox.close());

const user = () => {
  const [found] = sandbox.exchange.describe().users;
  if (!found) throw new Error('Nobody is there.');
  return found;
};

/** The library signs in by NTLM through a transport of its own. */
const transports = {
  basic: () => new ews.XhrApi(),
  ntlm: (name: string, password: string) => new ews.XhrApi().useNtlmAuthentication(name, password),
};

function service(way: 'basic' | 'ntlm', password = user().password): ews.ExchangeService {
  ews.EwsLogging.DebugLogEnabled = false;
  const made = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013_SP1, ews.TimeZoneInfo.Utc);
  made.Url = new ews.Uri(`${sandbox.exchange.describe().addresses['mail']}/EWS/Exchange.asmx`);
  const name = way === 'ntlm' ? 'NORDLICHT\\mara.wendt' : user().userName;
  made.Credentials = new ews.WebCredentials(name, password);
  made.XHRApi = transports[way](name, password);
  return made;
}

describe.each(['basic', 'ntlm'] as const)('signed in by %s', (way) => {
  it('reads the folder, makes an appointment, changes and deletes it, and sees each in the changes', async () => {
    sandbox.exchange.control.set('signIn', way);
    const client = service(way);
    const calendar = await ews.CalendarFolder.Bind(client, ews.WellKnownFolderName.Calendar);
    expect(calendar.DisplayName).toBe('Calendar');
    const ids = new ews.FolderId(ews.WellKnownFolderName.Calendar);
    const changes = (state: string) =>
      client.SyncFolderItems(ids, ews.PropertySet.IdOnly, [], 512, ews.SyncFolderItemsScope.NormalItems, state);
    const first = await changes('');
    expect(first.Count).toBe(sandbox.exchange.control.list().length);
    const appointment = new ews.Appointment(client);
    appointment.Subject = `By ${way}`;
    appointment.Start = new ews.DateTime('2026-12-01T09:00:00Z');
    appointment.End = new ews.DateTime('2026-12-01T10:00:00Z');
    appointment.StartTimeZone = ews.TimeZoneInfo.FindSystemTimeZoneById('W. Europe Standard Time');
    await appointment.Save(ews.SendInvitationsMode.SendToNone);
    const created = await changes(first.SyncState);
    expect(created.GetEnumerator().map(({ ChangeType }) => ChangeType)).toEqual([ews.ChangeType.Create]);
    const again = await ews.Appointment.Bind(client, appointment.Id);
    again.Subject = 'Renamed';
    await again.Update(ews.ConflictResolutionMode.NeverOverwrite, ews.SendInvitationsOrCancellationsMode.SendToNone);
    expect(sandbox.exchange.control.list().find(({ title }) => title === 'Renamed')).toMatchObject({
      start: '2026-12-01T10:00:00',
      zone: 'Europe/Berlin',
    });
    await again.Delete(ews.DeleteMode.MoveToDeletedItems, ews.SendCancellationsMode.SendToNone);
    const deleted = await changes(created.SyncState);
    expect(deleted.GetEnumerator().map(({ ChangeType }) => ChangeType)).toEqual([ews.ChangeType.Delete]);
    expect(sandbox.exchange.control.mails()).toEqual([]);
  });

  it('is not let in with a wrong password', async () => {
    sandbox.exchange.control.set('signIn', way);
    await expect(
      ews.CalendarFolder.Bind(service(way, 'wrong'), ews.WellKnownFolderName.Calendar),
    ).rejects.toMatchObject({ message: expect.stringContaining('401') });
  });
});

it('a series with an exception is read as it is', async () => {
  sandbox.exchange.control.set('signIn', 'basic');
  const client = service('basic');
  const series = new ews.Appointment(client);
  series.Subject = 'Every Tuesday';
  series.Start = new ews.DateTime('2026-12-01T09:00:00Z');
  series.End = new ews.DateTime('2026-12-01T10:00:00Z');
  series.StartTimeZone = ews.TimeZoneInfo.FindSystemTimeZoneById('W. Europe Standard Time');
  const pattern = new ews.Recurrence.WeeklyPattern();
  pattern.StartDate = new ews.DateTime('2026-12-01T00:00:00Z');
  pattern.Interval = 1;
  pattern.DaysOfTheWeek.Add(ews.DayOfTheWeek.Tuesday);
  pattern.NumberOfOccurrences = 4;
  series.Recurrence = pattern;
  await series.Save(ews.SendInvitationsMode.SendToNone);
  const second = await ews.Appointment.BindToOccurrence(client, series.Id, 2);
  second.Subject = 'This Tuesday';
  await second.Update(ews.ConflictResolutionMode.AutoResolve, ews.SendInvitationsOrCancellationsMode.SendToNone);
  const third = await ews.Appointment.BindToOccurrence(client, series.Id, 3);
  await third.Delete(ews.DeleteMode.MoveToDeletedItems, ews.SendCancellationsMode.SendToNone);
  const master = await ews.Appointment.Bind(client, series.Id);
  expect(master.ModifiedOccurrences.Count).toBe(1);
  expect(master.DeletedOccurrences.Count).toBe(1);
});
