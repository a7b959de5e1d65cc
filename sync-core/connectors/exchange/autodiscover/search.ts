/**
 * @file Looks for the web service of a mailbox where the plan says, and tells each step as it goes. The password goes only to servers
 * that the plan trusts or the user has agreed to, over TLS, and after one refusal to nobody any more.
 */
import { Cancelled } from '../../errors.ts';
import { networkCode, networkFailure } from '../../http/network-failure.ts';
import { readBody } from '../../http/read-body.ts';
import { isSecureAddress } from '../../http/secure-address.ts';
import type { Fetch } from '../../ports.ts';
import { challengesOf, choosePasswordWay, type PasswordWay } from '../sign-in/challenges.ts';
import {
  afterAnswer,
  afterLook,
  beginSearch,
  type Heard,
  nextStep,
  type Place,
  type Search,
  type SearchEnd,
} from './plan.ts';
import { mostAnswerBytes, type NothingWhy, type NoUse, poxRequest, readJson, readPox } from './read-answer.ts';

const system = 'exchange';
/** A server that says nothing for so long is not the one. */
const patienceMs = 10_000;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface SearchOutside {
  /** Without any sign-in. */
  readonly fetch: Fetch;
  /** The same with the user's password, signed in one of the ways. */
  readonly signed: (way: PasswordWay) => Fetch;
  /** Hosts of a record of the name server, the one to be taken first at the front: `mail.example.com`, or with a port. */
  readonly record: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Whether the password may go to this host. */
  readonly mayGoTo: (host: string, signal: AbortSignal) => Promise<boolean>;
  readonly onLook: (look: Look) => void;
}

/** One place that is looked at, and what came of it. */
export interface Look {
  readonly way: Place['way'];
  /** The host, or the name of the record. */
  readonly place: string;
  readonly outcome: 'going' | 'found' | 'redirect' | 'nothing';
  readonly why?: NothingWhy;
}

/** The password was refused by this host: it is sent nowhere again. */
export class PasswordRefused extends Error {
  override readonly name = 'PasswordRefused';
  readonly host: string;
  readonly way: PasswordWay;
  constructor(host: string, way: PasswordWay) {
    super(`${host} refused the password`);
    this.host = host;
    this.way = way;
  }
}

/**
 * @param mailbox an e-mail address. @returns undefined where it is none.
 * @throws PasswordRefused; Cancelled
 */
export async function searchWebService(
  mailbox: string,
  outside: SearchOutside,
  signal: AbortSignal,
): Promise<SearchEnd | undefined> {
  let search: Search | undefined = beginSearch(mailbox);
  if (search === undefined) return undefined;
  for (;;) {
    if (signal.aborted) throw new Cancelled('The search was stopped', { system, cause: signal.reason });
    const step = nextStep(search);
    if (step.do === 'end') return step.end;
    if (step.do === 'askUser') {
      search = afterAnswer(search, step.host, await outside.mayGoTo(step.host, signal));
      continue;
    }
    search = afterLook(search, await look(step.place, step.mailbox, outside, signal));
  }
}

async function look(place: Place, mailbox: string, outside: SearchOutside, signal: AbortSignal): Promise<Heard> {
  const name = place.way === 'record' ? place.name : new URL(place.url).host;
  const told = (outcome: Look['outcome'], why?: NothingWhy) =>
    outside.onLook({ way: place.way, place: name, outcome, ...(why === undefined ? {} : { why }) });
  told('going');
  const heard = await asked(place, mailbox, outside, signal);
  if (heard.kind === 'nothing') told('nothing', heard.why);
  else told(heard.kind === 'service' ? 'found' : 'redirect');
  return heard;
}

type Told = Exclude<Heard, { kind: 'nothing' }> | NoUse;

async function asked(place: Place, mailbox: string, outside: SearchOutside, signal: AbortSignal): Promise<Told> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    switch (place.way) {
      case 'record': {
        const hosts = await outside.record(place.name, limited);
        return hosts.length === 0 ? nothing('notFound') : { kind: 'servers', hosts };
      }
      case 'json':
        return await read(await outside.fetch(place.url, get(limited)), place);
      case 'redirect': {
        const response = await outside.fetch(place.url, get(limited));
        await response.body?.cancel();
        return redirectOf(response, place.url) ?? nothing(response.ok ? 'wrongAnswer' : 'notFound');
      }
      case 'pox':
        return await read(await askPox(place.url, mailbox, outside, limited), place);
    }
  } catch (error) {
    if (error instanceof PasswordRefused) throw error;
    if (signal.aborted) throw new Cancelled('The search was stopped', { system, cause: signal.reason });
    return nothing(whyNot(error));
  }
}

function get(signal: AbortSignal) {
  return { method: 'GET', redirect: 'manual', headers: { accept: 'application/json, text/xml' }, signal } as const;
}

/** Without the password at first: what is no Exchange never gets to see it. */
async function askPox(url: string, mailbox: string, outside: SearchOutside, signal: AbortSignal): Promise<Response> {
  if (!isSecureAddress(new URL(url))) return new Response(null, { status: 400 });
  const request = {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml' },
    body: poxRequest(mailbox),
    signal,
  } as const;
  const open = await outside.fetch(url, request);
  if (open.status !== 401) return open;
  await open.body?.cancel();
  const way = choosePasswordWay(challengesOf(open.headers.get('www-authenticate')));
  if (way === undefined) return open;
  const response = await outside.signed(way)(url, request);
  if (response.status === 401) throw new PasswordRefused(new URL(url).host, way);
  return response;
}

async function read(response: Response, place: Place & { readonly url: string }): Promise<Told> {
  const elsewhere = redirectOf(response, place.url);
  if (elsewhere !== undefined) {
    await response.body?.cancel();
    return elsewhere;
  }
  const type = (response.headers.get('content-type') ?? '').toLowerCase();
  const wanted = place.way === 'json' ? /json/ : /xml(?!\w)/;
  if (!response.ok || !wanted.test(type) || /html/.test(type)) {
    await response.body?.cancel();
    return nothing(response.ok ? 'wrongAnswer' : whyStatus(response.status));
  }
  const text = await readBody(response, mostAnswerBytes, () => undefined);
  if (text === null) return nothing('wrongAnswer');
  return place.way === 'json' ? readJson(text) : readPox(text);
}

function whyStatus(status: number): NothingWhy {
  if (status === 401) return 'noWay';
  if (status === 403 || status === 456) return 'refused';
  return status >= 500 ? 'noAnswer' : 'notFound';
}

/** Where a redirect leads; a password follows it only to an address with TLS, which the next look sees to. */
function redirectOf({ status, headers }: Response, from: string): Told | undefined {
  if (!redirects.has(status)) return undefined;
  const location = headers.get('location') ?? '';
  const url = URL.canParse(location, from) ? new URL(location, from) : undefined;
  return url !== undefined && isSecureAddress(url) ? { kind: 'elsewhere', url: url.href } : nothing('wrongAnswer');
}

function whyNot(error: unknown): NothingWhy {
  const code = networkCode(error) ?? '';
  if (/^(ENOTFOUND|EAI_\w+|ENODATA|NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|ESERVFAIL)$/.test(code))
    return 'nameUnknown';
  switch (networkFailure(error)) {
    case 'untrusted':
      return 'certificate';
    case 'unreachable':
      return 'unreachable';
    case 'broken':
      return 'noAnswer';
  }
}

function nothing(why: NothingWhy): NoUse {
  return { kind: 'nothing', why };
}
