/** @file What an Autodiscover service answers: XML of the older kind, or JSON of the newer. Pure. */
import { z } from 'zod';
import { isSecureAddress } from '../../http/secure-address.ts';
import { childOf, childrenOf, readXml, textOf, writeXml, type XmlNode, xml } from '../soap/xml.ts';
import type { Heard } from './plan.ts';

const base = 'http://schemas.microsoft.com/exchange/autodiscover/outlook';

/** The larger of the answers that there are has some ten thousand characters. */
export const mostAnswerBytes = 512 * 1024;

/** Why a place led nowhere, as the window tells it. */
export type NothingWhy =
  | 'nameUnknown'
  | 'unreachable'
  | 'certificate'
  | 'noAnswer'
  | 'refused'
  | 'notFound'
  | 'wrongAnswer'
  | 'mailboxUnknown'
  | 'noWay';

/** The answer cannot be taken, or says that there is nothing. */
export interface NoUse {
  readonly kind: 'nothing';
  readonly why: NothingWhy;
}

const wrong: NoUse = { kind: 'nothing', why: 'wrongAnswer' };
const unknownMailbox: NoUse = { kind: 'nothing', why: 'mailboxUnknown' };

/** What is asked about a mailbox, as XML. */
export function poxRequest(mailbox: string): string {
  const request = xml(
    'Request',
    {},
    xml('EMailAddress', {}, mailbox),
    xml('AcceptableResponseSchema', {}, `${base}/responseschema/2006a`),
  );
  return `<?xml version="1.0" encoding="utf-8"?>${writeXml(xml('Autodiscover', { xmlns: `${base}/requestschema/2006` }, request))}`;
}

/** @param text of an answer that says that it is XML. */
export function readPox(text: string): Exclude<Heard, { kind: 'nothing' }> | NoUse {
  // No answer has one; definitions of entities in it can blow up whoever believes them.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return wrong;
  const root = readXml(text);
  const response = root?.name === 'Autodiscover' ? childOf(root, 'Response') : undefined;
  if (response === undefined) return wrong;
  if (childOf(response, 'Error') !== undefined) return unknownMailbox;
  const account = childOf(response, 'Account');
  if (account === undefined) return wrong;
  const mailbox = textOf(account, 'RedirectAddr')?.trim();
  if (mailbox) return { kind: 'otherMailbox', mailbox };
  const elsewhere = safe(textOf(account, 'RedirectUrl'));
  if (elsewhere !== undefined) return { kind: 'elsewhere', url: elsewhere };
  const url = serviceOf(account);
  return url === undefined ? wrong : { kind: 'service', url };
}

/** From outside first: it works at home too. */
function serviceOf(account: XmlNode): string | undefined {
  const protocols = childrenOf(account, 'Protocol');
  const typed = (type: string) => protocols.filter((one) => (textOf(one, 'Type') ?? one.attributes['Type']) === type);
  for (const protocol of [...typed('EXPR'), ...typed('EXCH'), ...protocols]) {
    const url = safe(textOf(protocol, 'EwsUrl') ?? textOf(protocol, 'ASUrl'));
    if (url !== undefined) return url;
  }
  return undefined;
}

const jsonAnswer = z.object({ Url: z.string() });

/** @param text of an answer that says that it is JSON. */
export function readJson(text: string): Exclude<Heard, { kind: 'nothing' }> | NoUse {
  let answer: z.infer<typeof jsonAnswer> | undefined;
  try {
    answer = jsonAnswer.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const url = safe(answer?.Url);
  return url === undefined ? wrong : { kind: 'service', url };
}

/** @returns the address, where it is one that a password may go to. */
function safe(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  if (!URL.canParse(trimmed)) return undefined;
  const address = new URL(trimmed);
  const { username, password, href } = address;
  return isSecureAddress(address) && username === '' && password === '' ? href : undefined;
}
