/** @file ResolveNames: who of the organisation is meant. */
import { textOf } from '../soap/element.ts';
import { ItemError } from '../soap/ews-error.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';

/** @param people of the organisation */
export function resolveNames(
  people: () => readonly { readonly userName: string; readonly displayName: string }[],
): Operation {
  return (request, call: EwsCall) =>
    eachAnswered(call, [request], () => {
      const wanted = (textOf(request, 'UnresolvedEntry') ?? '').toLowerCase().replace(/^smtp:/, '');
      const found = people().filter(
        ({ userName, displayName }) =>
          userName.toLowerCase().startsWith(wanted) || displayName.toLowerCase().includes(wanted),
      );
      if (found.length === 0) throw new ItemError('ErrorNameResolutionNoResults', 'No results were found.');
      return {
        'm:ResolutionSet': {
          '@TotalItemsInView': found.length,
          '@IncludesLastItemInRange': true,
          't:Resolution': found.map(({ userName, displayName }) => ({
            't:Mailbox': {
              't:Name': displayName,
              't:EmailAddress': userName,
              't:RoutingType': 'SMTP',
              't:MailboxType': 'Mailbox',
            },
          })),
        },
      };
    });
}
