/** @file Looking for a server: what odd answers come to, and where a password goes. */
import { describe, expect, it, test } from 'vitest';
import type { SearchEnd } from './plan.ts';
import { type Look, PasswordRefused, searchWebService } from './search.ts';

const mailbox = 'mara@nordlicht.example';
const never = new AbortController().signal;
const pox = 'https://nordlicht.example/autodiscover/autodiscover.xml';
const inXml = { 'content-type': 'text/xml; charset=utf-8' };
const ours = 'https://mail.nordlicht.example/EWS/Exchange.asmx';

const account = (inner: string) =>
  `<?xml version="1.0"?><Autodiscover xmlns="a"><Response xmlns="b"><Account>${inner}</Account></Response></Autodiscover>`;
const good = account(`<Protocol><Type>EXPR</Type><EwsUrl>${ours}</EwsUrl></Protocol>`);
const failure = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

interface World {
  /** Where nothing is said, names are not known. */
  readonly open?: (url: string) => Response | undefined;
  readonly signed?: (url: string) => Response;
  readonly hosts?: readonly string[];
  readonly yes?: boolean;
}

async function searched({ open, signed, hosts = [], yes = true }: World) {
  const looks: Look[] = [];
  const sent: string[] = [];
  const asked: string[] = [];
  const ended: Promise<SearchEnd | undefined> = searchWebService(
    mailbox,
    {
      async fetch(url) {
        const response = open?.(url);
        if (response === undefined) throw failure('ENOTFOUND');
        return response;
      },
      signed: (way) => async (url) => {
        sent.push(`${way} ${url}`);
        return signed?.(url) ?? new Response('', { status: 401 });
      },
      record: async () => hosts,
      async mayGoTo(host) {
        asked.push(host);
        return yes;
      },
      onLook: (look) => looks.push(look),
    },
    never,
  );
  return { ended, looks, sent, asked };
}

const wants = (offers: string) => new Response('', { status: 401, headers: { 'www-authenticate': offers } });

test('the password goes to what asks for it, by the way that gives it away least', async () => {
  const world = { open: (url: string) => (url === pox ? wants('NTLM, Basic realm="x"') : undefined) };
  const { ended, sent, looks } = await searched({ ...world, signed: () => new Response(good, { headers: inXml }) });
  expect(await ended).toEqual({ kind: 'found', url: ours });
  expect(sent).toEqual([`ntlm ${pox}`]);
  expect(looks.map(({ way, outcome, why }) => [way, outcome, why])).toEqual([
    ['json', 'going', undefined],
    ['json', 'nothing', 'nameUnknown'],
    ['pox', 'going', undefined],
    ['pox', 'found', undefined],
  ]);
});

test('after a refusal nobody gets it any more', async () => {
  const { ended, sent } = await searched({
    open: (url) => (url.startsWith('https://') ? wants('Basic realm="x"') : undefined),
  });
  await expect(ended).rejects.toThrow(PasswordRefused);
  expect(sent).toEqual([`basic ${pox}`]);
});

test('a server that offers no way of ours does not get it', async () => {
  const { ended, sent, looks } = await searched({ open: (url) => (url === pox ? wants('Negotiate') : undefined) });
  expect(await ended).toEqual({ kind: 'nothing' });
  expect(sent).toEqual([]);
  expect(looks).toContainEqual({ way: 'pox', place: 'nordlicht.example', outcome: 'nothing', why: 'noWay' });
});

describe('an answer that is of no use', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${good}`;
  const deep = `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`;
  it.each([
    ['a page', new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } }), 'wrongAnswer'],
    ['a page that says it is XML', new Response('<html><br></html>', { headers: inXml }), 'wrongAnswer'],
    ['XML with definitions of entities', new Response(bomb, { headers: inXml }), 'wrongAnswer'],
    ['XML that is deeper than anybody reads', new Response(deep, { headers: inXml }), 'wrongAnswer'],
    ['too much', new Response(`${good}${' '.repeat(600_000)}`, { headers: inXml }), 'wrongAnswer'],
    ['half of it', new Response(good.slice(0, 150), { headers: inXml }), 'wrongAnswer'],
    ['no UTF-8', new Response(new Uint8Array([0x3c, 0xff, 0xfe]), { headers: inXml }), 'wrongAnswer'],
    ['an address without TLS', new Response(good.replace('https:', 'http:'), { headers: inXml }), 'wrongAnswer'],
    [
      'an address with a password in it',
      new Response(good.replace('mail.', 'a:b@mail.'), { headers: inXml }),
      'wrongAnswer',
    ],
    ['nothing', new Response('', { headers: inXml }), 'wrongAnswer'],
    [
      'an error of the service',
      new Response('<Autodiscover><Response><Error/></Response></Autodiscover>', { headers: inXml }),
      'mailboxUnknown',
    ],
    [
      'a redirect without TLS',
      new Response('', { status: 302, headers: { location: 'http://nordlicht.example/' } }),
      'wrongAnswer',
    ],
    ['a refusal', new Response('', { status: 403 }), 'refused'],
    ['a fault', new Response('', { status: 503 }), 'noAnswer'],
  ])('is %s: the search goes on', async (_what, response, why) => {
    const { ended, looks } = await searched({ open: (url) => (url === pox ? response : undefined) });
    expect(await ended).toEqual({ kind: 'nothing' });
    expect(looks).toContainEqual({ way: 'pox', place: 'nordlicht.example', outcome: 'nothing', why });
    expect(looks.at(-1)?.way).toBe('record');
  });

  it.each([
    ['not JSON', 'nothing'],
    ['{"Url":7}', 'nothing'],
    ['[]', 'nothing'],
    [JSON.stringify({ Protocol: 'EWS', Url: ours }), 'found'],
  ])('%s, as JSON', async (text, kind) => {
    const json = () => new Response(text, { headers: { 'content-type': 'application/json' } });
    const { ended } = await searched({ open: (url) => (url.includes('autodiscover.json') ? json() : undefined) });
    expect((await ended)?.kind).toBe(kind);
  });
});

it.each([
  ['CERT_HAS_EXPIRED', 'certificate'],
  ['ECONNREFUSED', 'unreachable'],
  ['ECONNRESET', 'noAnswer'],
])('%s is told as %s', async (code, why) => {
  const { ended, looks } = await searched({
    open: (url) => {
      if (url === pox) throw failure(code);
      return undefined;
    },
  });
  await ended;
  expect(looks).toContainEqual({ way: 'pox', place: 'nordlicht.example', outcome: 'nothing', why });
});

test('the redirect without encryption and the name server’s record lead on, and another host is asked about first', async () => {
  const there = 'https://auto.hoster.example/autodiscover/autodiscover.xml';
  const redirect = new Response('', { status: 302, headers: { location: there } });
  const no = await searched({
    open: (url) => (url.startsWith('http:') ? redirect : url === there ? wants('Basic realm="x"') : undefined),
    hosts: ['srv.hoster.example'],
    yes: false,
  });
  expect(await no.ended).toEqual({ kind: 'declined', host: 'auto.hoster.example' });
  expect(no.asked).toEqual(['auto.hoster.example', 'srv.hoster.example']);
  expect(no.sent).toEqual([]);
});

test('one that is stopped looks no further', async () => {
  const stop = new AbortController();
  const looks: Look[] = [];
  const ended = searchWebService(
    mailbox,
    {
      async fetch() {
        stop.abort();
        throw failure('ABORTED');
      },
      signed: () => () => Promise.reject(failure('ECONNREFUSED')),
      record: async () => [],
      mayGoTo: async () => true,
      onLook: (look) => looks.push(look),
    },
    stop.signal,
  );
  await expect(ended).rejects.toMatchObject({ kind: 'cancelled' });
  expect(looks).toHaveLength(1);
});
