/**
 * @file Reads persons with their companies. SuperOffice gives whole ones only one by one; companies are kept for the length of a
 * listing.
 */
import { Temporal } from 'temporal-polyfill';
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import { type Instant, toInstant } from '../../../model/time.ts';
import type { ItemProtection, RemoteItem } from '../../connector.ts';
import { NotFound } from '../../errors.ts';
import type { Session } from '../session.ts';
import { personOf, type Wanted } from './map-person.ts';
import type { PictureVersions } from './picture-versions.ts';
import { type CompanyEntity, companyEntitySchema, type PersonEntity, personEntitySchema } from './schemas.ts';
import { versionOf } from './version.ts';

export interface PersonReader {
  /**
   * @param pictures of this person at least.
   * @returns null for one who is gone or has left. @throws ConnectorError
   */
  read(id: number, pictures: PictureVersions, signal: AbortSignal): Promise<RemoteItem<Person> | null>;
  entity(id: number, signal: AbortSignal): Promise<PersonEntity | null>;
}

/** No person is ever removed; edits go back as far as rights reach. */
const protection: ItemProtection = { edit: true, remove: false, why: 'noRight' };

export function createPersonReader(session: Session, wanted: Wanted): PersonReader {
  const companies = new Map<number, Promise<CompanyEntity | null>>();

  async function get<Schema extends typeof personEntitySchema | typeof companyEntitySchema>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ) {
    try {
      return (await session.call({ method: 'GET', path, repeat: 'idempotent' }, schema, signal)).body;
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }

  async function companyOf({ Contact }: PersonEntity, signal: AbortSignal): Promise<CompanyEntity | null> {
    const id = Contact?.ContactId ?? 0;
    if (id === 0) return null;
    const asked =
      companies.get(id) ?? (get(`Contact/${id}`, companyEntitySchema, signal) as Promise<CompanyEntity | null>);
    companies.set(id, asked);
    try {
      return await asked;
    } catch (error) {
      companies.delete(id);
      throw error;
    }
  }

  const entity = async (id: number, signal: AbortSignal) =>
    (await get(`Person/${id}`, personEntitySchema, signal)) as PersonEntity | null;

  return {
    entity,
    async read(id, pictures, signal) {
      const person = await entity(id, signal);
      if (person === null || person.Retired === true) return null;
      const fields = personOf(person, await companyOf(person, signal), wanted);
      const { web } = await session.place(signal);
      const picture = pictures.get(id);
      return {
        id: String(id) as ItemId,
        version: versionOf(
          { updated: person.UpdatedDate, contactId: person.Contact?.ContactId ?? 0 },
          { fields, picture },
        ),
        fields,
        form: { kind: 'single' },
        protection,
        editedAt: momentOf(person.UpdatedDate),
        categories: [],
        ...(picture === undefined ? {} : { picture }),
        webUrl: `${web}/default.aspx?person?person_id=${id}`,
      };
    },
  };
}

/** Times of updates are in UTC, said or not. */
function momentOf(told: string): Instant {
  return toInstant(Temporal.Instant.from(/(Z|[+-]\d\d:?\d\d)$/.test(told) ? told : `${told}Z`));
}
