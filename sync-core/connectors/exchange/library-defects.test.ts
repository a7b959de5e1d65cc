/**
 * @file What is wrong with `ews-javascript-api` 0.15.3 and is worked round (ADR 16). A test that fails says that the library was put
 * right, and that the way round can be looked at again.
 */
import * as ews from 'ews-javascript-api';
import { expect, test } from 'vitest';
import { requestBy } from './library.ts';

const calendar = new ews.FolderId(ews.WellKnownFolderName.Calendar);

/** The library before a server that answers this, by the library's own reading. */
function serviceThatHears(text: string, status = 200): ews.ExchangeService {
  const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013_SP1, ews.TimeZoneInfo.Utc);
  service.Url = new ews.Uri('http://127.0.0.1:1/EWS/Exchange.asmx');
  service.Credentials = new ews.WebCredentials('-', '-');
  const heard = { status, responseText: text, response: text, getAllResponseHeaders: () => '' };
  const xhr = async () => {
    if (status !== 200) throw heard;
    return heard as unknown as XMLHttpRequest;
  };
  service.XHRApi = { apiName: 'heard', xhr, xhrStream: xhr, disconnect: () => undefined };
  return service;
}

const envelope = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">${body}</s:Body></s:Envelope>`;
const got = (item: string) =>
  envelope(
    `<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items><t:CalendarItem>${item}</t:CalendarItem></m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>`,
  );
const bound = (item: string) => ews.Appointment.Bind(serviceThatHears(got(item)), new ews.ItemId('AAAA'));

test('what stands in an attribute is not escaped: searches are our own', async () => {
  const wanted = new ews.SearchFilter.IsEqualTo(ews.ItemSchema.Subject, 'a<b & "c"');
  const said = await requestBy((service) => service.FindItems(calendar, wanted, new ews.ItemView(1)));
  expect(said).toContain('Value="a<b & "c""');
});

test('an extended property cannot be named from Node 23 on: whatever names ours is our own', async () => {
  const set = new ews.Guid('3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90');
  const marker = new ews.ExtendedPropertyDefinition(set, 'SynchronizerMarker', ews.MapiPropertyType.String);
  const shape = new ews.PropertySet(ews.BasePropertySet.IdOnly, [marker]);
  const said = requestBy((service) => service.BindToItems([new ews.ItemId('AAAA')], shape));
  await expect(said).rejects.toMatchObject({ cause: { message: expect.stringContaining('isNullOrUndefined') } });
});

test('a moment that is made of a text in UTC cannot be sent from a service of another zone: writes are our own', async () => {
  const service = serviceThatHears('');
  const local = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013_SP1);
  local.Url = service.Url;
  local.Credentials = service.Credentials;
  local.XHRApi = service.XHRApi;
  const appointment = new ews.Appointment(local);
  appointment.Start = new ews.DateTime(Date.UTC(2026, 11, 1, 9), ews.DateTimeKind.Utc);
  const error = await appointment.Save(ews.SendInvitationsMode.SendToNone).catch((thrown: unknown) => thrown);
  expect(String((error as Error).message)).toContain('Invalid date and time');
});

test('the first day of a series becomes midnight of the computer’s zone: answers are read by ourselves', async () => {
  const series = await bound(
    '<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence><t:NoEndRecurrence><t:StartDate>2026-12-01+01:00</t:StartDate></t:NoEndRecurrence></t:Recurrence>',
  );
  // In Auckland, where the tests are run, it is another moment than in Berlin, and another day in UTC.
  expect(series.Recurrence.StartDate.ToISOString()).not.toContain('2026-12-01T00:00');
});

test('a zone that is told by its name alone is lost: answers are read by ourselves', async () => {
  const item = await bound(
    '<t:StartTimeZone Id="W. Europe Standard Time" Name="(UTC+01:00) Berlin"></t:StartTimeZone>',
  );
  expect(item.StartTimeZone ?? null).toBeNull();
});

test('a fault is thrown as what is no error, and a page as an exception without a status: both are judged before', async () => {
  const ask = (service: ews.ExchangeService) =>
    service
      .SyncFolderItems(calendar, ews.PropertySet.IdOnly, [], 1, ews.SyncFolderItemsScope.NormalItems, '')
      .catch((error: unknown) => error);
  const fault =
    '<s:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>x</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorServerBusy</e:ResponseCode></detail></s:Fault>';
  expect(await ask(serviceThatHears(envelope(fault), 500))).not.toBeInstanceOf(Error);
  expect(String(await ask(serviceThatHears('<html><body>Sign in</body></html>')))).not.toContain('status');
});

test('its limit of time and its name for itself reach no transport: both are those of our own', async () => {
  const service = serviceThatHears('');
  const options: ews.IXHROptions[] = [];
  service.Timeout = 1;
  service.UserAgent = 'Synchronizer';
  service.XHRApi = {
    ...service.XHRApi,
    xhr: async (said) => {
      options.push(said);
      throw new TypeError('nothing is sent');
    },
  };
  await ews.Folder.Bind(service, calendar).catch(() => undefined);
  expect(options).toHaveLength(1);
  expect(JSON.stringify(options)).not.toMatch(/Synchronizer|timeout/i);
});
