/** @file A client for tests that holds every answer against the schemas, as the server does with every request. */
import type { ExchangeSystem } from '../index.ts';
import { childOf, type Element } from '../soap/element.ts';
import { readEnvelope } from '../soap/schema.ts';

export interface Answer {
  readonly status: number;
  /** `Success`, or the code of the error, for each part of the request; of a fault its code alone. */
  readonly codes: readonly string[];
  /** The answer to each part; of a fault its details. */
  readonly messages: readonly Element[];
}

export interface AskOptions {
  readonly userName?: string;
  readonly password?: string;
  /** `Exchange2013_SP1` */
  readonly version?: string;
  /** Windows name of the zone that answers are told in. */
  readonly zone?: string;
}

const namespaces = [
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"',
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"',
  'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"',
].join(' ');

export function envelope(body: string, { version = 'Exchange2013_SP1', zone }: AskOptions = {}): string {
  const context = zone ? `<t:TimeZoneContext><t:TimeZoneDefinition Id="${zone}"/></t:TimeZoneContext>` : '';
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope ${namespaces}><s:Header><t:RequestServerVersion Version="${version}"/>${context}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

/** @param body of the envelope: `<m:GetItem>…` @throws when the answer is against the schemas */
export async function ask(system: ExchangeSystem, body: string, options: AskOptions = {}): Promise<Answer> {
  const { addresses, users } = system.describe();
  const name = options.userName ?? users[0]?.userName;
  const password = options.password ?? users[0]?.password;
  const response = await system.fetch(`${addresses['mail']}/EWS/Exchange.asmx`, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
    },
    body: envelope(body, options),
  });
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('text/xml'))
    return { status: response.status, codes: [], messages: [] };
  const [content] = childOf(readEnvelope(text), 'Body')?.children ?? [];
  if (content?.name === 'Fault') {
    const detail = childOf(content, 'detail');
    return {
      status: response.status,
      codes: [childOf(detail, 'ResponseCode')?.text ?? ''],
      messages: detail ? [detail] : [],
    };
  }
  const messages = childOf(content, 'ResponseMessages')?.children ?? [];
  return { status: response.status, codes: messages.map(codeOf), messages };
}

function codeOf(message: Element): string {
  const code = childOf(message, 'ResponseCode')?.text ?? '';
  return message.attributes['ResponseClass'] === 'Success' ? 'Success' : code;
}

/** All elements of a name below one, in their order. */
export function allOf(element: Element | undefined, name: string): readonly Element[] {
  if (!element) return [];
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)]);
}

/** The first element of a name anywhere below one. @throws when there is none */
export function only(element: Element | undefined, name: string): Element {
  const [found] = allOf(element, name);
  if (!found) throw new Error(`There is no ${name} in the answer.`);
  return found;
}

export const shape = {
  ids: '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>',
  all: '<m:ItemShape><t:BaseShape>AllProperties</t:BaseShape><t:BodyType>Text</t:BodyType></m:ItemShape>',
};

/** A single appointment, or a series with what `more` adds behind its times. */
export async function createAppointment(
  system: ExchangeSystem,
  {
    subject = 'Visit',
    start = '2026-12-01T10:00:00',
    end = '2026-12-01T11:00:00',
    zone = 'W. Europe Standard Time',
    before = '',
    after = '',
    recurrence = '',
  } = {},
): Promise<Element> {
  const answer = await ask(
    system,
    `<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items><t:CalendarItem><t:Subject>${subject}</t:Subject>${before}<t:Start>${start}</t:Start><t:End>${end}</t:End>${after}${recurrence}<t:StartTimeZone Id="${zone}"/><t:EndTimeZone Id="${zone}"/></t:CalendarItem></m:Items></m:CreateItem>`,
  );
  if (answer.codes[0] !== 'Success') throw new Error(`It was refused: ${answer.codes[0]}`);
  return only(answer.messages[0], 'ItemId');
}

export function idText({ attributes }: Element): string {
  return `<t:ItemId Id="${attributes['Id']}" ChangeKey="${attributes['ChangeKey']}"/>`;
}

/** The item whole. */
export async function getItem(system: ExchangeSystem, id: Element, options: AskOptions = {}): Promise<Element> {
  const { codes, messages } = await ask(
    system,
    `<m:GetItem>${shape.all}<m:ItemIds>${idText(id)}</m:ItemIds></m:GetItem>`,
    options,
  );
  const [item] = childOf(messages[0], 'Items')?.children ?? [];
  if (!item) throw new Error(`It was not found: ${codes[0]}`);
  return item;
}
