/**
 * @file One visit to the web service of an Exchange Server, step by step, so that somebody who sets up an account learns which of
 * them fails: the server's name, its certificate, the sign-in, the mailbox. Nothing is tried twice, and nothing is written.
 */
import { Cancelled } from '../../errors.ts';
import { networkCode, networkFailure } from '../../http/network-failure.ts';
import { readBody } from '../../http/read-body.ts';
import type { Fetch } from '../../ports.ts';
import { readAnswer, requestOf } from '../soap/envelope.ts';
import { childOf, childrenOf, textOf, type Xml, type XmlNode, xml } from '../soap/xml.ts';
import { challengesOf, choosePasswordWay, type PasswordWay } from './challenges.ts';

const system = 'exchange';
const patienceMs = 30_000;
const mostBytes = 1024 * 1024;

export type VisitStep = 'name' | 'tls' | 'signIn' | 'mailbox';

export type VisitFailure =
  | 'nameUnknown'
  | 'unreachable'
  | 'certificate'
  | 'noAnswer'
  | 'noWebService'
  | 'programBlocked'
  | 'noWay'
  | 'passwordRefused'
  /** By NTLM: the password may be right, and something between here and the server have taken the channel apart. */
  | 'ntlmRefused'
  | 'noMailbox'
  | 'busy';

/** The step did not work; `code` is the server's own, for "Details". */
export class VisitFailed extends Error {
  override readonly name = 'VisitFailed';
  readonly step: VisitStep;
  readonly why: VisitFailure;
  constructor(step: VisitStep, why: VisitFailure, code?: string) {
    super([step, why, code].filter((part) => part !== undefined).join(' '));
    this.step = step;
    this.why = why;
  }
}

/** `bearer`: with a token. */
export type SignInWay = PasswordWay | 'bearer';

export interface VisitOutside {
  readonly fetch: Fetch;
  readonly onStep: (step: VisitStep, outcome: 'going' | 'good' | 'failed', why?: VisitFailure) => void;
}

/** What the server tells of who is signed in. */
export interface Visited {
  /** The address of the mailbox, where the server knows exactly one under the name. */
  readonly mailbox: string | null;
  readonly displayName: string | null;
}

const folder = xml(
  'm:GetFolder',
  {},
  xml('m:FolderShape', {}, xml('t:BaseShape', {}, 'IdOnly')),
  xml('m:FolderIds', {}, xml('t:DistinguishedFolderId', { Id: 'calendar' })),
);

function whoIs(name: string): Xml {
  return xml('m:ResolveNames', { ReturnFullContactData: 'false' }, xml('m:UnresolvedEntry', {}, name));
}

/**
 * Asks without a password who may come in, and finds out by it whether the server is there.
 * @param isToken there is a token, and no password. @returns the way to sign in. @throws VisitFailed, Cancelled
 */
export async function meetServer(
  url: string,
  isToken: boolean,
  { fetch, onStep }: VisitOutside,
  signal: AbortSignal,
): Promise<SignInWay> {
  const isSecure = new URL(url).protocol === 'https:';
  onStep('name', 'going');
  const fail = (step: VisitStep, why: VisitFailure, code?: string): never => {
    onStep(step, 'failed', why);
    throw new VisitFailed(step, why, code);
  };
  let response: Response;
  try {
    response = await post(fetch, url, '', signal);
  } catch (error) {
    const [why, code] = [whyNot(error, signal), networkCode(error)];
    if (why !== 'certificate') return fail('name', why, code);
    onStep('name', 'good');
    return fail('tls', why, code);
  }
  await response.body?.cancel();
  onStep('name', 'good');
  if (isSecure) onStep('tls', 'good');
  onStep('signIn', 'going');
  const { status, headers } = response;
  if (status !== 401) return fail('signIn', whyStatus(status), `status ${status}`);
  const offered = challengesOf(headers.get('www-authenticate'));
  const takesTokens = offered.some(({ scheme }) => scheme === 'bearer');
  const way = isToken ? (takesTokens ? 'bearer' : undefined) : choosePasswordWay(offered);
  return way ?? fail('signIn', 'noWay', offered.map(({ scheme }) => scheme).join(' '));
}

/**
 * @param signed signs each request with one credential. @param way of that credential
 * @param name as the user typed it. @throws VisitFailed, Cancelled
 */
export async function enterMailbox(
  url: string,
  { name, way }: { readonly name: string; readonly way: SignInWay },
  { fetch: signed, onStep }: VisitOutside,
  signal: AbortSignal,
): Promise<Visited> {
  let step: VisitStep = 'signIn';
  try {
    const response = await post(signed, url, requestOf(folder), signal);
    if (response.status === 401) throw new VisitFailed(step, way === 'ntlm' ? 'ntlmRefused' : 'passwordRefused');
    onStep(step, 'good');
    step = 'mailbox';
    onStep(step, 'going');
    await goodAnswer(response);
    const told = await person(await post(signed, url, requestOf(whoIs(name)), signal));
    onStep(step, 'good');
    return told;
  } catch (error) {
    const failure =
      error instanceof VisitFailed ? error : new VisitFailed(step, whyNot(error, signal), networkCode(error));
    onStep(failure.step, 'failed', failure.why);
    throw failure;
  }
}

async function post(fetch: Fetch, url: string, body: string, signal: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml' };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  return await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limited });
}

/** @throws VisitFailed */
async function goodAnswer(response: Response): Promise<XmlNode> {
  const { status } = response;
  const text = await readBody(response, mostBytes, () => undefined);
  const answer = text === null ? undefined : readAnswer(text);
  if (answer === undefined) throw new VisitFailed('mailbox', whyStatus(status), `status ${status}`);
  const [message] = answer.messages;
  const code = answer.fault?.code ?? message?.code ?? '';
  if (message?.isGood) return message.node;
  throw new VisitFailed('mailbox', /Busy|ExceededConnectionCount/.test(code) ? 'busy' : 'noMailbox', code);
}

/** Who that is, is good to know, and no reason to let nobody in. */
async function person(response: Response): Promise<Visited> {
  const text = (await readBody(response, mostBytes, () => undefined)) ?? '';
  const found = childrenOf(childOf(readAnswer(text)?.messages[0]?.node, 'ResolutionSet'), 'Resolution');
  const mailbox = found.length === 1 ? childOf(found[0], 'Mailbox') : undefined;
  return { mailbox: textOf(mailbox, 'EmailAddress') || null, displayName: textOf(mailbox, 'Name') || null };
}

function whyStatus(status: number): VisitFailure {
  if (status === 403 || status === 456) return 'programBlocked';
  if (status === 503 || status === 429) return 'busy';
  return status >= 500 ? 'noAnswer' : 'noWebService';
}

/** @throws Cancelled */
function whyNot(error: unknown, signal: AbortSignal): VisitFailure {
  if (signal.aborted) throw new Cancelled('The visit was stopped', { system, cause: signal.reason });
  const code = networkCode(error) ?? '';
  if (/^(ENOTFOUND|EAI_\w+|NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED)$/.test(code)) return 'nameUnknown';
  const failure = networkFailure(error);
  if (failure === 'broken') return 'noAnswer';
  return failure === 'untrusted' ? 'certificate' : 'unreachable';
}
