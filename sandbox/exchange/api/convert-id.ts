/** @file ConvertId: clients ask it of no item at all to see which release answers. An id has one form here. */
import { childOf } from '../soap/element.ts';
import { ItemError } from '../soap/ews-error.ts';
import { eachAnswered, type Operation } from './call.ts';
import { entryId, entryWithId } from './find-entry.ts';

export const convertId: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'SourceIds')?.children ?? [], ({ attributes }) => {
    const { Format: format, Id: id = '', Mailbox: mailbox = '' } = attributes;
    const entry = entryWithId(call, id);
    if (format !== 'EwsId' || request.attributes['DestinationFormat'] !== 'EwsId') {
      throw new ItemError('ErrorUnsupportedTypeForConversion', 'The id cannot be converted to that form.');
    }
    const converted = { '@Format': format, '@Id': entryId(call.mailbox, entry)['@Id'], '@Mailbox': mailbox };
    return {
      'm:AlternateId': {
        '@xsi:type': 't:AlternateIdType',
        '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        ...converted,
      },
    };
  });
