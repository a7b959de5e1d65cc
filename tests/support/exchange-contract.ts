/**
 * @file The checker for Exchange: the schemas in `tests/contracts/ews`, for requests and answers, and what no schema says: nobody is mailed
 * by a write, nobody is invited, and what somebody else wrote is not written over.
 */
import { readEnvelope } from '../../sandbox/exchange/soap/schema.ts';
import { type ContractChecker, type Exchange, nameOf, type Violation } from './contract-checker.ts';

/** What a write has to say, by the operation's name. */
const demanded: Readonly<Record<string, readonly string[]>> = {
  CreateItem: ['SendMeetingInvitations="SendToNone"'],
  UpdateItem: ['SendMeetingInvitationsOrCancellations="SendToNone"', 'ConflictResolution="NeverOverwrite"'],
  DeleteItem: ['SendMeetingCancellations="SendToNone"', 'DeleteType="MoveToDeletedItems"'],
};
/** Of items that cannot be meetings, invitations are not spoken of. */
const quiet = /^SendMeeting(Invitations|InvitationsOrCancellations)="/;
const written = /<t:(?:RequiredAttendees|OptionalAttendees|Resources)>/;

/** A checker that is ready to use. */
export function createExchangeChecker(): ContractChecker {
  return {
    check(exchange) {
      if (!exchange.path.startsWith('/EWS/')) return null;
      const { requestBody, responseBody } = exchange;
      return [
        ...checked(exchange, 'request', requestBody),
        ...(typeof requestBody === 'string' ? rules(exchange, requestBody) : []),
        // What a gateway says in place of the server is no XML.
        ...(typeof responseBody === 'string' && responseBody.includes('Envelope')
          ? checked(exchange, 'answer', responseBody)
          : []),
      ];
    },
  };
}

function checked(exchange: Exchange, part: Violation['part'], text: unknown): readonly Violation[] {
  if (typeof text !== 'string') return [];
  try {
    readEnvelope(text);
    return [];
  } catch (error) {
    return [{ exchange: nameOf(exchange), part, at: '', message: error instanceof Error ? error.message : 'no XML' }];
  }
}

function rules(exchange: Exchange, text: string): readonly Violation[] {
  const [, operation = ''] = /<m:(CreateItem|UpdateItem|DeleteItem)[ >]/.exec(text) ?? [];
  const isOfCalendar = text.includes('<t:CalendarItem>') || operation === 'DeleteItem';
  const missing = (demanded[operation] ?? []).filter(
    (words) => (isOfCalendar || !quiet.test(words)) && !text.includes(words),
  );
  const invites = written.test(text) && operation !== '';
  return [...missing.map((words) => `does not say ${words}`), ...(invites ? ['invites somebody'] : [])].map(
    (message) => ({
      exchange: nameOf(exchange),
      part: 'request',
      at: operation,
      message,
    }),
  );
}
