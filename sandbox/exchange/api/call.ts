/** @file What every operation works with, and how its answer is put together. */
import type { Kit } from '../../kit/kit.ts';
import type { MeetingMail } from '../../microsoft365/mailbox/meeting-mails.ts';
import type { WriteRules } from '../../microsoft365/mailbox/write-event.ts';
import type { Element } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import type { ExchangeMailbox } from '../store/exchange-mailbox.ts';

export interface EwsCall {
  readonly kit: Kit;
  readonly mailbox: ExchangeMailbox;
  readonly rules: WriteRules;
  /** Windows name of the zone that the request has chosen; `UTC` where it has chosen none. */
  readonly zone: string;
  /** Reads answer from the state as it was then; null: as it is. */
  readonly asOf: number | null;
  /** `CreateItem` */
  readonly operation: string;
  /** Counts sync states that were given out and are not known any more. */
  readonly generation: number;
}

/** The content of `m:XxxResponse`. @throws SoapFault for what concerns the whole request */
export type Operation = (request: Element, call: EwsCall) => XmlObject;

/**
 * One answer for each part of a request, in their order; a part that is refused does not keep the others from being done.
 * @param act the content of the answer to one part
 */
export function eachAnswered<T>(call: EwsCall, parts: readonly T[], act: (part: T) => XmlObject): XmlObject {
  const name = `m:${call.operation}ResponseMessage`;
  return { 'm:ResponseMessages': { [name]: parts.map((part) => responseMessage(call.operation, () => act(part))) } };
}

/** What an answer of some operations has to hold, also where there is nothing to hold. */
const emptyContent: Readonly<Record<string, XmlObject>> = {
  GetItem: { 'm:Items': '' },
  CreateItem: { 'm:Items': '' },
  UpdateItem: { 'm:Items': '' },
  CreateAttachment: { 'm:Attachments': '' },
  GetAttachment: { 'm:Attachments': '' },
};

function responseMessage(operation: string, act: () => XmlObject): XmlObject {
  try {
    return { '@ResponseClass': 'Success', 'm:ResponseCode': 'NoError', ...act() };
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return {
      '@ResponseClass': 'Error',
      'm:MessageText': error.message,
      'm:ResponseCode': error.code,
      'm:DescriptiveLinkKey': 0,
      ...emptyContent[operation],
    };
  }
}

/** What a request says that wants nobody to be told. */
export const quiet = 'SendToNone';

/** Mails that Exchange sends to the guests of a meeting. */
export function sendMails({ kit, operation }: EwsCall, mails: readonly MeetingMail[]): void {
  for (const mail of mails) kit.mail({ ...mail, cause: operation });
}
