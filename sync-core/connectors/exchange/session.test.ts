import { FolderId, PropertySet, SyncFolderItemsScope, WellKnownFolderName } from 'ews-javascript-api';
import { expect, it, test } from 'vitest';
import { AuthExpired, ConnectorError } from '../errors.ts';
import { jumpingClock, testPorts } from '../http/testing/ports.ts';
import type { TokenSource } from '../ports.ts';
import { createEwsSession, type Repeat } from './session.ts';
import { textOf, xml } from './soap/xml.ts';

const now = Date.UTC(2026, 10, 23, 8);
const never = new AbortController().signal;
const inXml = { 'content-type': 'text/xml; charset=utf-8' };

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A session whose server gives the answers one after the other. */
function sessionWith(answers: readonly Response[], tokens?: TokenSource) {
  const clock = jumpingClock(now);
  const sent: Sent[] = [];
  const left = [...answers];
  const fetch = async (url: string, { headers, body }: RequestInit) => {
    sent.push({ url, headers: new Headers(headers), body: Buffer.from(body as Uint8Array).toString() });
    const next = left.shift();
    if (!next) throw new Error('the connection broke');
    return next;
  };
  const ports = testPorts(clock, { fetch, ...(tokens === undefined ? {} : { tokens }) });
  const session = createEwsSession({ ports, url: 'https://mail.example/EWS/Exchange.asmx' });
  const send = (repeat?: Repeat) => session.send(xml('m:GetItem', {}, xml('m:ItemIds')), never, repeat);
  return { clock, session, sent, send };
}

function envelope(body: string, status = 200, headers: Readonly<Record<string, string>> = inXml): Response {
  const text = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
  return new Response(text, { status, headers });
}

const message = (code: string, more = '') =>
  `<m:GetItemResponseMessage ResponseClass="${code === 'NoError' ? 'Success' : 'Error'}"><m:ResponseCode>${code}</m:ResponseCode>${more}</m:GetItemResponseMessage>`;
const answer = (...messages: readonly string[]) =>
  envelope(`<m:GetItemResponse><m:ResponseMessages>${messages.join('')}</m:ResponseMessages></m:GetItemResponse>`);
const good = () => answer(message('NoError'));
const value = (name: string, text: string | number) => `<t:Value Name="${name}">${text}</t:Value>`;
const fault = (code: string, more = '') =>
  envelope(
    `<s:Fault><faultcode>a:${code}</faultcode><faultstring>x</faultstring><detail><e:ResponseCode>${code}</e:ResponseCode><t:MessageXml>${more}</t:MessageXml></detail></s:Fault>`,
    500,
  );

async function kindOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof ConnectorError ? error.kind : `no refusal: ${String(error)}`;
}

test('what the library says goes to the one address by our own transport, with nothing of the library’s sign-in', async () => {
  const { session, sent } = sessionWith([good()]);
  await session.ask(
    (service) =>
      service.SyncFolderItems(
        new FolderId(WellKnownFolderName.Calendar),
        PropertySet.IdOnly,
        [],
        512,
        SyncFolderItemsScope.NormalItems,
        'state',
      ),
    never,
  );
  expect(sent).toHaveLength(1);
  expect(sent[0]?.url).toBe('https://mail.example/EWS/Exchange.asmx');
  expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
    accept: 'text/xml',
    authorization: 'Bearer token-1',
    'content-type': 'text/xml; charset=utf-8',
  });
  expect(sent[0]?.body).toContain('RequestServerVersion Version="Exchange2013_SP1"');
  expect(sent[0]?.body).toContain('<m:SyncState>state</m:SyncState><m:MaxChangesReturned>512<');
});

test('a request of ours is escaped, and has no signs that XML cannot hold', async () => {
  const { session, sent } = sessionWith([good()]);
  await session.send(xml('m:X', { Value: 'a"<&\u0001' }, xml('t:Subject', {}, 'b < c & d\u0000')), never);
  expect(sent[0]?.body).toContain('<m:X Value="a&quot;&lt;&amp;"><t:Subject>b &lt; c &amp; d</t:Subject></m:X>');
});

test('each part has its answer, in the order of the request', async () => {
  const { send } = sessionWith([answer(message('NoError'), message('ErrorItemNotFound'))]);
  expect((await send()).map(({ isGood, code }) => [isGood, code])).toEqual([
    [true, 'NoError'],
    [false, 'ErrorItemNotFound'],
  ]);
});

it.each([
  ['a fault with its back-off', fault('ErrorServerBusy', value('BackOffMilliseconds', 17_000)), 17_000],
  ['a fault without one', fault('ErrorServerBusy'), 60_000],
  [
    'a good answer that says so',
    answer(message('ErrorServerBusy', `<m:MessageXml>${value('BackOffMilliseconds', 9_000)}</m:MessageXml>`)),
    9_000,
  ],
  [
    'an error inside of another one',
    answer(
      message(
        'ErrorInternalServerError',
        `<m:MessageXml>${value('InnerErrorResponseCode', 'ErrorServerBusy')}${value('BackOffMilliseconds', 5_000)}</m:MessageXml>`,
      ),
    ),
    5_000,
  ],
  ['too many connections', fault('ErrorExceededConnectionCount'), 60_000],
  ['HTTP alone', new Response('busy', { status: 503, headers: { 'retry-after': '7' } }), 7_000],
])('a busy server is left alone for as long as it asks: %s', async (_how, busy, milliseconds) => {
  for (const repeat of ['idempotent', 'once'] as const) {
    const { clock, sent, send } = sessionWith([busy.clone(), good()]);
    expect(await send(repeat)).toHaveLength(1);
    expect(sent).toHaveLength(2);
    expect(clock.now() - now).toBe(milliseconds);
  }
});

test('of a write that was done in part, nothing is sent again', async () => {
  const { sent, send } = sessionWith([answer(message('NoError'), message('ErrorServerBusy'))]);
  expect((await send('once')).map(({ code }) => code)).toEqual(['NoError', 'ErrorServerBusy']);
  expect(sent).toHaveLength(1);
});

test('a wrong password is sent once: a 401 is never tried again with the same secret', async () => {
  const refused = () => new Response('', { status: 401, headers: { 'www-authenticate': 'NTLM' } });
  const { sent, send } = sessionWith([refused(), refused()]);
  expect(await kindOf(send())).toBe('authExpired');
  expect(sent).toHaveLength(1);
  const expired: TokenSource = {
    async accessToken(_signal, rejected) {
      if (rejected !== undefined) throw new AuthExpired('the password is not accepted', { system: 'exchange' });
      return 'password';
    },
  };
  const other = sessionWith([refused(), refused()], expired);
  expect(await kindOf(other.send())).toBe('authExpired');
  expect(other.sent).toHaveLength(1);
});

it.each([
  ['ErrorInvalidSyncStateData', 'cursorExpired'],
  ['ErrorIrresolvableConflict', 'conflict'],
  ['ErrorItemNotFound', 'notFound'],
  ['ErrorAccessDenied', 'rightMissing'],
  ['ErrorPasswordExpired', 'authExpired'],
  ['ErrorSchemaValidation', 'rejected'],
  ['ErrorNonExistentMailbox', 'rejected'],
  ['ErrorMailboxMoveInProgress', 'unavailable'],
])('the fault %s means %s, and is the last word', async (code, kind) => {
  const { sent, send } = sessionWith([fault(code)]);
  expect(await kindOf(send())).toBe(kind);
  expect(sent).toHaveLength(1);
});

it.each([
  [403, 'rightMissing'],
  [456, 'rightMissing'],
  [440, 'authExpired'],
  [302, 'nonsense'],
  [404, 'notFound'],
])('status %i of something before the server means %s', async (status, kind) => {
  const page = new Response('<html><body>no</body></html>', { status, headers: { 'content-type': 'text/html' } });
  expect(await kindOf(sessionWith([page]).send())).toBe(kind);
});

test('a fault that passes is tried again where that is free, and looked into where it is not', async () => {
  const passing = () => fault('ErrorInternalServerTransientError');
  const read = sessionWith([passing(), good()]);
  expect(await read.send()).toHaveLength(1);
  const write = sessionWith([passing(), good()]);
  expect(await kindOf(write.send('once'))).toBe('unavailable');
  expect(write.sent).toHaveLength(1);
});

it.each([
  ['a page', new Response('<html><body>Sign in<br></body></html>', { headers: { 'content-type': 'text/html' } })],
  ['a page that says it is XML', new Response('<html><body>Sign in<br></body></html>', { headers: inXml })],
  ['half an answer', new Response('<s:Envelope><s:Body><m:GetItemResponse><m:Respon', { headers: inXml })],
  ['nothing', new Response('', { headers: inXml })],
  ['an answer without a code', answer('<m:GetItemResponseMessage ResponseClass="Success"/>')],
  ['what is no UTF-8', new Response(new Uint8Array([0x3c, 0xff, 0xfe]), { headers: inXml })],
])('%s is nonsense for who reads, and a lost answer for who writes', async (_what, odd) => {
  expect(await kindOf(sessionWith([odd.clone()]).send())).toBe('nonsense');
  expect(await kindOf(sessionWith([odd.clone()]).send('once'))).toBe('unavailable');
});

test('signs that XML does not allow, in the texts of others, are read', async () => {
  const { send } = sessionWith([answer(message('NoError', '<m:MessageText>a&#x1;b&#xB;</m:MessageText>'))]);
  const [first] = await send();
  expect(textOf(first?.node, 'MessageText')).toBe('a\u0001b\u000B');
});

test('a call that the library cannot say says so', async () => {
  const { session, sent } = sessionWith([good()]);
  const call = session.ask((service) => service.BindToItems([], PropertySet.IdOnly), never);
  expect(await kindOf(call)).toBe('nonsense');
  expect(sent).toEqual([]);
});
