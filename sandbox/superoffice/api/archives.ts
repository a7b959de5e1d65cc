/**
 * @file Archive queries: `/v1/Appointment`, `/v1/Person`, `/v1/Contact`, `/v1/Selection`, `/v1/TimeZone`, and `/v1/Archive/{provider}` by GET
 * or, with the same options as JSON, by POST.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  companyProvider,
  type ParticipantRow,
  participantProvider,
  personProvider,
  zoneProvider,
} from '../archive/address-book-providers.ts';
import { appointmentProvider } from '../archive/appointment-provider.ts';
import type { Provider } from '../archive/column.ts';
import { dynamicProvider } from '../archive/dynamic-provider.ts';
import { type ArchiveOptions, runQuery } from '../archive/query.ts';
import { contactPersonProvider, findSelectionProvider, memberProvider } from '../archive/selection-providers.ts';
import { Refusal } from '../errors.ts';
import { fullNameOf, mainEmail } from '../tenant/person-rows.ts';
import { type AppointmentRow, isChecklist, rowStatus } from '../tenant/rows.ts';
import { fieldsOf } from '../wire.ts';
import { appointmentRow } from './appointments.ts';
import { type ApiParts, idOf, queryOf } from './request-context.ts';

/** What an entity's own address queries when it names no id. */
const ofEntity: Readonly<Record<string, string>> = {
  Appointment: 'FindAppointment',
  Person: 'Person',
  Contact: 'SimpleContact',
  Selection: 'FindSelection',
  TimeZone: 'TimeZones',
};

export function addArchives(api: FastifyInstance, parts: ApiParts, hostName: string): void {
  const { kit, tenant } = parts;
  const run = <R>(request: FastifyRequest, provider: Provider<R>, options: ArchiveOptions): Record<string, unknown> =>
    runQuery(provider, {
      context: { tenant, caller: request.caller },
      switches: kit.switches,
      options,
      address: `${kit.address(hostName)}${request.url.split('?')[0]}`,
    });
  const named = (request: FastifyRequest, name: string, options: ArchiveOptions) => {
    const provider = providerNamed(parts, name, options);
    return run(request, provider as Provider<unknown>, options);
  };
  for (const [entity, provider] of Object.entries(ofEntity)) {
    api.get(`/${entity}`, (request) => named(request, provider, queryOf(request)));
  }
  api.get<{ Params: { provider: string } }>('/Archive/:provider', (request) =>
    named(request, request.params.provider, queryOf(request)),
  );
  api.post<{ Params: { provider: string } }>('/Archive/:provider', (request) =>
    named(request, request.params.provider, { ...queryOf(request), ...optionsOf(request.body) }),
  );
  api.get('/Appointment/:id/Participants', (request) => {
    const row = appointmentRow(parts, request, idOf(request));
    const options = queryOf(request);
    const select = { $select: options['$select'] ?? 'associateId,personId,contactId,name,emailAddress' };
    return run(request, participantProvider(participantRows(parts, row)), { ...options, ...select });
  });
}

function providerNamed(parts: ApiParts, name: string, options: ArchiveOptions) {
  const { switches } = parts.kit;
  const filter = options['$filter'] ?? '';
  const appointments = (includes: (row: AppointmentRow) => boolean) => appointmentProvider(includes, switches, filter);
  switch (name.toLowerCase()) {
    case 'findappointment':
    case 'appointment':
      return appointments(() => true);
    case 'diaryappointment':
      return appointments((row) => !isChecklist(row));
    case 'checklistappointment':
      return appointments(isChecklist);
    case 'person':
      return personProvider(parts.tenant, switches);
    case 'simplecontact':
    case 'contact':
      return companyProvider(parts.tenant);
    case 'findselection':
    case 'selection':
      return findSelectionProvider(parts.tenant, switches);
    case 'selectionmemberstatic':
      return memberProvider(parts.tenant, switches, filter);
    case 'contactpersonselectionv2':
    case 'contactselection':
      return contactPersonProvider(parts.tenant, switches, filter);
    case 'timezones':
      return zoneProvider;
    case 'dynamic':
      return dynamicProvider(options['$select'] ?? '', switches);
    default:
      throw new Refusal(404, `There is no archive provider "${name}".`);
  }
}

/** The options of a POST: names with or without `$`, in any case. */
function optionsOf(body: unknown): ArchiveOptions {
  fieldsOf(body);
  return Object.fromEntries(
    Object.entries(body as Record<string, unknown>)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [
        `$${name.replace(/^\$/, '').toLowerCase()}`,
        Array.isArray(value) ? value.join(',') : String(value),
      ]),
  );
}

function participantRows({ tenant }: ApiParts, row: AppointmentRow): ParticipantRow[] {
  const family = tenant.family(row.motherId);
  const rows = family.length > 0 ? family.filter((each) => each.status !== rowStatus.bookingDeleted) : [row];
  const associates = rows.map((each) => {
    const user = tenant.users.get(each.associateId);
    return {
      id: each.associateId,
      entity: user?.isRoom ? 'resource' : 'associate',
      associateId: each.associateId,
      personId: user?.personId ?? 0,
      contactId: user?.contactId ?? 0,
      name: user?.fullName ?? '',
      email: user?.email ?? '',
    };
  });
  const guests = (family[0] ?? row).guests.map((guest, index) => {
    const person = tenant.persons.get(guest.personId);
    return {
      id: -1 - index,
      entity: person ? 'externalPerson' : 'emailParticipant',
      associateId: 0,
      personId: guest.personId,
      contactId: guest.contactId,
      name: person ? fullNameOf(person) : guest.emailAddress,
      email: guest.emailAddress || (person ? mainEmail(person) : ''),
    };
  });
  return [...associates, ...guests];
}
