/**
 * @file The envelope around what is said to Exchange, and what its answers say: a fault, or one message for each part of the
 * request, in the request's order. Pure.
 */
import { childOf, childrenOf, readXml, textOf, writeXml, type Xml, type XmlNode } from './xml.ts';

/** The highest rules that every server from 2013 SP1 on knows. */
export const askedVersion = 'Exchange2013_SP1';

const namespaces = {
  'xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/',
  'xmlns:m': 'http://schemas.microsoft.com/exchange/services/2006/messages',
  'xmlns:t': 'http://schemas.microsoft.com/exchange/services/2006/types',
};

/** @param operation `m:CreateItem`. @returns the whole request; no zone is named, so that times without one are UTC's. */
export function requestOf(operation: Xml): string {
  const header: Xml = {
    name: 's:Header',
    attributes: {},
    children: [{ name: 't:RequestServerVersion', attributes: { Version: askedVersion }, children: [] }],
  };
  const body: Xml = { name: 's:Body', attributes: {}, children: [operation] };
  const envelope = writeXml({ name: 's:Envelope', attributes: namespaces, children: [header, body] });
  return `<?xml version="1.0" encoding="utf-8"?>${envelope}`;
}

/** What Exchange says of one part of a request. */
export interface ResponseMessage {
  readonly isGood: boolean;
  /** `NoError`, `ErrorItemNotFound` */
  readonly code: string;
  /** How long it wants to be left alone, where it is busy. */
  readonly backOffMs: number | undefined;
  readonly node: XmlNode;
}

/** What ended a request as a whole. */
export interface Fault {
  readonly code: string;
  readonly backOffMs: number | undefined;
}

export interface Answer {
  readonly fault?: Fault;
  readonly messages: readonly ResponseMessage[];
}

/** @returns undefined for what is no answer of a web service: a page of a gateway, or one that was cut off. */
export function readAnswer(text: string): Answer | undefined {
  const envelope = readXml(text);
  if (envelope?.name !== 'Envelope') return undefined;
  const [content] = childOf(envelope, 'Body')?.children ?? [];
  if (content === undefined) return undefined;
  if (content.name === 'Fault') return { fault: readFault(content), messages: [] };
  const messages = (childOf(content, 'ResponseMessages')?.children ?? [content]).map(readMessage);
  return messages.every((message) => message !== undefined) && messages.length > 0 ? { messages } : undefined;
}

function readFault(fault: XmlNode): Fault {
  const detail = childOf(fault, 'detail');
  const told = textOf(detail, 'ResponseCode') ?? textOf(fault, 'faultcode') ?? '';
  return { code: told.slice(told.indexOf(':') + 1).trim(), backOffMs: readBackOff(childOf(detail, 'MessageXml')) };
}

/** Some operations have one answer alone, without a list around it. */
function readMessage(node: XmlNode): ResponseMessage | undefined {
  const outcome = node.attributes['ResponseClass'];
  const told = textOf(node, 'ResponseCode');
  if (outcome === undefined || told === undefined) return undefined;
  const messageXml = childOf(node, 'MessageXml');
  const code = told === 'ErrorInternalServerError' ? (innerCode(messageXml) ?? told) : told;
  return { isGood: outcome !== 'Error', code, backOffMs: readBackOff(messageXml), node };
}

/** A server that is busy may say so inside of an error of another name. */
function innerCode(messageXml: XmlNode | undefined): string | undefined {
  const inner = namedValue(messageXml, 'InnerErrorResponseCode');
  return inner === 'ErrorServerBusy' ? inner : undefined;
}

function namedValue(messageXml: XmlNode | undefined, name: string): string | undefined {
  return childrenOf(messageXml, 'Value').find(({ attributes }) => attributes['Name'] === name)?.text;
}

function readBackOff(messageXml: XmlNode | undefined): number | undefined {
  const told = Number(namedValue(messageXml, 'BackOffMilliseconds'));
  return Number.isFinite(told) && told > 0 ? told : undefined;
}
