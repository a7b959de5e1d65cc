/** @file The mails that Calendar sends to guests, as far as a request wants them. */
import type { FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import type { Parameters } from '../api/parameters.ts';
import type { Calendar } from './calendar.ts';
import type { EventRecord } from './event-record.ts';

export const mailParameters = ['sendUpdates', 'sendNotifications'];

/** Notes the mails of a write. Nothing is said without a parameter. */
export function mailGuests(
  kit: Kit,
  request: FastifyRequest,
  parameters: Parameters,
  calendar: Calendar,
  event: EventRecord,
): void {
  const said = parameters.oneOf('sendUpdates', ['all', 'externalOnly', 'none']);
  const whom = said ?? (parameters.flag('sendNotifications') ? 'all' : 'none');
  if (whom === 'none') return;
  const domain = (address: string) => address.split('@')[1]?.toLowerCase();
  const guests = (event.fields.attendees ?? []).map((each) => each.email).filter((email) => email !== calendar.id);
  const to = guests.filter((email) => whom === 'all' || domain(email) !== domain(calendar.id));
  const cause = `${request.method} ${request.url.split('?')[0]}`;
  if (to.length > 0) kit.mail({ to, subject: event.fields.summary ?? '', cause });
}
