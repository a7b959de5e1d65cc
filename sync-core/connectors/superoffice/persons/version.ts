/**
 * @file A person's version: when it was updated, which company it belongs to, and what it says. Details of a person (numbers, addresses)
 * change without its time, and so does the company: what it says is part of the version, as is the picture.
 */
import { createHash } from 'node:crypto';
import type { Person } from '../../../model/person.ts';
import type { ItemVersion } from '../../../model/side.ts';
import type { PictureVersion } from '../../connector.ts';

interface Parts {
  /** As SuperOffice writes it. */
  readonly updated: string;
  readonly contactId: number;
}

interface Shown {
  readonly fields: Person;
  readonly picture: PictureVersion | undefined;
}

export function versionOf(parts: Parts, { fields, picture = '' as PictureVersion }: Shown): ItemVersion {
  const told = JSON.stringify(fields) + picture;
  const content = createHash('sha256').update(told).digest('base64url').slice(0, 16);
  return [parts.updated, parts.contactId, content].join('|') as ItemVersion;
}

/** @returns undefined for a version of another form. */
export function partsOf(version: ItemVersion): Parts | undefined {
  const [updated, contactId] = version.split('|');
  return updated === undefined || contactId === undefined ? undefined : { updated, contactId: Number(contactId) };
}
