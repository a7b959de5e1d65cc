/** @file The order in which a mailbox's server is looked for, and when the user is asked before the password goes anywhere. */
import { describe, expect, it, test } from 'vitest';
import { domainOf, webServiceAddress } from './addresses.ts';
import { afterAnswer, afterLook, beginSearch, type Heard, nextStep, type Search, type SearchEnd } from './plan.ts';

const mailbox = 'mara@nordlicht.example';

/** Plays a search whose places answer by their address, and whose user answers by the host. */
function play(world: Readonly<Record<string, Heard>>, allow: readonly string[] = []) {
  const looked: string[] = [];
  const asked: string[] = [];
  let search = beginSearch(mailbox) as Search;
  for (let turns = 0; turns < 200; turns += 1) {
    const step = nextStep(search);
    if (step.do === 'end') return { end: step.end, looked, asked };
    if (step.do === 'askUser') {
      asked.push(step.host);
      search = afterAnswer(search, step.host, allow.includes(step.host));
      continue;
    }
    const at = step.place.way === 'record' ? step.place.name : step.place.url;
    looked.push(`${step.place.way} ${at}`);
    search = afterLook(search, world[`${step.place.way} ${at}`] ?? { kind: 'nothing' });
  }
  throw new Error('the search goes on for ever');
}

const jsonAt = (host: string, who = mailbox) =>
  `json https://${host}/autodiscover/autodiscover.json/v1.0/${encodeURIComponent(who)}?Protocol=EWS`;
const poxAt = (host: string) => `pox https://${host}/autodiscover/autodiscover.xml`;
const plainRedirect = 'redirect http://autodiscover.nordlicht.example/autodiscover/autodiscover.xml';
const record = 'record _autodiscover._tcp.nordlicht.example';
const own = { kind: 'service', url: 'https://mail.nordlicht.example/EWS/Exchange.asmx' } as const;
const foreign = { kind: 'service', url: 'https://mail.hoster.example/EWS/Exchange.asmx' } as const;
const elsewhere = { kind: 'elsewhere', url: 'https://auto.hoster.example/autodiscover/autodiscover.xml' } as const;

test('all places are looked at in their order, those without a password before those with one', () => {
  const { end, looked, asked } = play({});
  expect(end).toEqual({ kind: 'nothing' });
  expect(asked).toEqual([]);
  expect(looked).toEqual([
    jsonAt('nordlicht.example'),
    poxAt('nordlicht.example'),
    jsonAt('autodiscover.nordlicht.example'),
    poxAt('autodiscover.nordlicht.example'),
    plainRedirect,
    record,
  ]);
});

test('a server of the mailbox’s own domain is taken without a question', () => {
  expect(play({ [poxAt('autodiscover.nordlicht.example')]: own })).toMatchObject({
    end: { kind: 'found', url: own.url },
    asked: [],
  });
});

describe('before the password goes to a host of another name', () => {
  it('the user is asked, and it goes there after a yes only', () => {
    const world = { [plainRedirect]: elsewhere, [poxAt('auto.hoster.example')]: foreign };
    const hosts = ['auto.hoster.example', 'mail.hoster.example'];
    expect(play(world, hosts)).toMatchObject({ end: { kind: 'found', url: foreign.url }, asked: hosts });
    const declined = play(world);
    expect(declined.looked).not.toContain(poxAt('auto.hoster.example'));
    expect(declined.end).toEqual({ kind: 'declined', host: 'auto.hoster.example' });
    expect(play(world, ['auto.hoster.example']).end).toEqual({ kind: 'declined', host: 'mail.hoster.example' });
  });

  it('a host that only ends like the domain is another one', () => {
    const url = 'https://evilnordlicht.example/EWS/Exchange.asmx';
    expect(play({ [jsonAt('nordlicht.example')]: { kind: 'service', url } }).asked).toEqual(['evilnordlicht.example']);
  });

  it('so it is with the server that the name server tells', () => {
    const servers = { kind: 'servers', hosts: ['auto.hoster.example'] } as const;
    expect(play({ [record]: servers }).asked).toEqual(['auto.hoster.example']);
    expect(play({ [record]: servers }).looked).toContain(jsonAt('auto.hoster.example'));
  });
});

describe('redirects', () => {
  it('in a circle end', () => {
    const there = { kind: 'elsewhere', url: 'https://nordlicht.example/autodiscover/autodiscover.xml' } as const;
    expect(play({ [poxAt('nordlicht.example')]: there }).end).toEqual({ kind: 'nothing' });
  });

  it('are followed ten times', () => {
    const hop = (index: number) => `https://a${index}.nordlicht.example/autodiscover/autodiscover.xml`;
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index): [string, Heard] => [
          index === 0 ? poxAt('nordlicht.example') : `pox ${hop(index)}`,
          index === length - 1 ? own : { kind: 'elsewhere', url: hop(index + 1) },
        ]),
      );
    expect(play(chain(11)).end).toEqual({ kind: 'found', url: own.url });
    expect(play(chain(12)).end).toEqual({ kind: 'redirectsForEver' });
  });

  it('to another address of the mailbox begin anew with that', () => {
    const moved = 'mara@sued.example';
    const { end, asked } = play({
      [poxAt('nordlicht.example')]: { kind: 'otherMailbox', mailbox: moved },
      [jsonAt('sued.example', moved)]: { kind: 'service', url: 'https://sued.example/EWS/Exchange.asmx' },
    });
    expect(asked).toEqual(['sued.example']);
    expect(end).toEqual({ kind: 'declined', host: 'sued.example' });
  });
});

describe('a mailbox in the cloud', () => {
  const cloud = (end: SearchEnd) => end.kind === 'cloud' && end.host;
  it.each<[string, string, Heard]>([
    [
      'by its web service',
      poxAt('nordlicht.example'),
      { kind: 'service', url: 'https://outlook.office365.com/EWS/Exchange.asmx' },
    ],
    [
      'by a redirect',
      plainRedirect,
      { kind: 'elsewhere', url: 'https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml' },
    ],
    [
      'by its address',
      poxAt('nordlicht.example'),
      { kind: 'otherMailbox', mailbox: 'mara@nordlicht.mail.onmicrosoft.com' },
    ],
    ['by the name server', record, { kind: 'servers', hosts: ['autodiscover.outlook.com'] }],
  ])('is recognised %s, and nobody is asked anything', (_how, place, heard) => {
    const { end, asked } = play({ [place]: heard });
    expect(cloud(end)).toBeTruthy();
    expect(asked).toEqual([]);
  });

  it('is recognised by the user’s own address', () => {
    const search = beginSearch('mara@nordlicht.onmicrosoft.com') as Search;
    expect(nextStep(search)).toEqual({ do: 'end', end: { kind: 'cloud', host: 'nordlicht.onmicrosoft.com' } });
  });
});

it.each(['NORDLICHT\\mara', 'mara', 'mara@', '@nordlicht.example', 'mara@nord/licht.example', 'a b@c.example', ''])(
  'nothing is looked for with the name "%s"',
  (name) => expect(beginSearch(name)).toBeUndefined(),
);

it('a domain in other letters is looked for as the name server knows it', () => {
  expect(domainOf('jörg@nördlicht.example')).toBe('xn--nrdlicht-n4a.example');
});

it.each([
  ['mail.nordlicht.example', 'https://mail.nordlicht.example/EWS/Exchange.asmx'],
  ['https://mail.nordlicht.example/owa/', 'https://mail.nordlicht.example/EWS/Exchange.asmx'],
  [
    ' https://mail.nordlicht.example:444/ews/exchange.asmx?x#y ',
    'https://mail.nordlicht.example:444/ews/exchange.asmx',
  ],
  ['http://127.0.0.1:4011', 'http://127.0.0.1:4011/EWS/Exchange.asmx'],
  ['http://mail.nordlicht.example', undefined],
  ['https://mara:secret@mail.nordlicht.example', undefined],
  ['ftp://mail.nordlicht.example', undefined],
  ['not an address', undefined],
  ['', undefined],
])('the server "%s" is %s', (typed, address) => expect(webServiceAddress(typed)).toBe(address));
