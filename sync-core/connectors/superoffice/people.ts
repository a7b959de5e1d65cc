/**
 * @file Who is behind the ids and the addresses of an appointment: names, companies and numbers of persons, asked for many at
 * once and kept for a while, because the same people meet again and again.
 */
import type { Participant } from '../../model/participant.ts';
import type { KnownPerson } from '../connector.ts';
import { NotFound, Rejected } from '../errors.ts';
import { withQuery } from '../http/query.ts';
import type { Clock, Log } from '../ports.ts';
import type { Profile } from './profile.ts';
import { type AppointmentEntity, archivePageSchema, personRowSchema } from './schemas.ts';
import type { Session } from './session.ts';
import { oneLine } from './text-form.ts';

/** A filter stands in the address, which must not grow too long. */
const askedAtOnce = 20;
/** More rows than so many addresses or ids can have in earnest. */
const mostRows = 500;
const keptForMs = 3_600_000;
const mostKept = 5000;

interface Person extends KnownPerson {
  readonly email: string;
  readonly company: string;
  readonly phone: string;
}

export interface People {
  /** Everybody else who takes part. @throws ConnectorError */
  participantsOf(entity: AppointmentEntity, profile: Profile, signal: AbortSignal): Promise<readonly Participant[]>;
  /** See `AppointmentFace.findPersons`. */
  byAddress(addresses: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly KnownPerson[]>>;
}

const columns = [
  ...['personId', 'contactId', 'fullName', 'email/emailAddress', 'personContact/name'],
  ...['personDirectPhone/formattedNumber', 'personMobilePhone/formattedNumber'],
];

interface PeopleOptions {
  readonly session: Session;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createPeople({ session, load, clock, log }: PeopleOptions): People {
  const kept = new Map<number, { readonly person: Person | undefined; readonly until: number }>();

  /** A person with several addresses may come in several rows. */
  async function ask(filter: string, signal: AbortSignal): Promise<readonly Person[]> {
    const path = withQuery('Person', { $select: columns.join(','), $filter: filter, $top: mostRows });
    const call = { method: 'GET', path, repeat: 'idempotent' } as const;
    const { contactId: own } = await load(signal);
    const { body } = await session.call(call, archivePageSchema(personRowSchema), signal);
    return body.value.map((row) => ({
      personId: row.personId,
      contactId: row.contactId ?? 0,
      name: oneLine(row.fullName ?? ''),
      isColleague: own !== 0 && row.contactId === own,
      email: oneLine(row['email/emailAddress'] ?? ''),
      company: oneLine(row['personContact/name'] ?? ''),
      phone: oneLine(row['personDirectPhone/formattedNumber'] || row['personMobilePhone/formattedNumber'] || ''),
    }));
  }

  async function byIds(ids: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, Person>> {
    const now = clock.now();
    const open = [...new Set(ids)].filter((id) => (kept.get(id)?.until ?? 0) <= now);
    for (const some of chunksOf(open)) {
      const found = await ask(some.map((id) => `personId = ${id}`).join(' or '), signal);
      if (kept.size > mostKept) kept.clear();
      for (const id of some) {
        kept.set(id, { person: found.find(({ personId }) => personId === id), until: now + keptForMs });
      }
    }
    return new Map(ids.flatMap((id) => (kept.get(id)?.person ? [[id, kept.get(id)?.person as Person]] : [])));
  }

  /** Who may not look into the address book still may see the appointment. */
  async function knownOf(ids: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, Person>> {
    try {
      return await byIds(ids, signal);
    } catch (error) {
      if (!(error instanceof Rejected || error instanceof NotFound)) throw error;
      log.info('the address book cannot be read', { system: 'superoffice', error: error.kind });
      return new Map();
    }
  }

  return {
    async participantsOf(entity, profile, signal) {
      const others = (entity.Participants ?? []).filter(({ AssociateId }) => AssociateId !== profile.associateId);
      const persons = await knownOf(
        others.flatMap(({ PersonId }) => PersonId || []),
        signal,
      );
      return others.flatMap(({ PersonId, AssociateId, EmailAddress, Description, InvitationStatus }) => {
        const person = persons.get(PersonId ?? 0);
        const email = person?.email || oneLine(EmailAddress ?? '');
        const name = person?.name || oneLine(Description ?? '') || email;
        if (name === '') return [];
        const owns = (AssociateId ?? 0) !== 0 && AssociateId === entity.MotherAssociate?.AssociateId;
        return [
          {
            name,
            email,
            ...(person?.company ? { company: person.company } : {}),
            ...(person?.phone ? { phone: person.phone } : {}),
            answer: owns ? 'organiser' : answerOf(InvitationStatus, AssociateId ?? 0),
          } satisfies Participant,
        ];
      });
    },

    async byAddress(addresses, signal) {
      const found = new Map<string, readonly KnownPerson[]>();
      for (const some of chunksOf(addresses)) {
        const quoted = some.map((address) => `'${address.replaceAll("'", "''")}'`).join(',');
        for (const person of await ask(`email/emailAddress in (${quoted})`, signal)) {
          const address = person.email.toLowerCase();
          const known = found.get(address) ?? [];
          if (known.some(({ personId }) => personId === person.personId)) continue;
          const { personId, contactId, name, isColleague } = person;
          found.set(address, [...known, { personId, contactId, name, isColleague }]);
        }
      }
      return found;
    },
  };
}

/** Persons who are no users are not asked, and answer nothing. */
function answerOf(status: string | null | undefined, associateId: number): Participant['answer'] {
  if (associateId === 0) return 'none';
  return status === 'Accepted' ? 'accepted' : status === 'Declined' ? 'declined' : 'none';
}

function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += askedAtOnce) yield all.slice(at, at + askedAtOnce);
}
