/** @file The picture of a person as a row of the database: the object, and the link that says whose it is. */
import type { Switches } from '../../kit/switches.ts';
import type { Picture } from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';

type Content = Pick<Picture, 'type' | 'base64'>;

export function newPicture(tenant: Tenant, content: Content): Picture {
  const now = tenant.now();
  const blobId = tenant.nextBlobId();
  return { ...content, blobId, linkId: blobId, linked: now, updated: now, created: now };
}

/** In the place of the one that is there, as the switch `replacedPicture` has it. */
export function putPicture(tenant: Tenant, switches: Switches, personId: number, content: Content): void {
  const before = tenant.pictures.get(personId);
  const keepsObject = switches.text('replacedPicture') === 'sameObject';
  const after = before && keepsObject ? { ...before, ...content, updated: tenant.now() } : newPicture(tenant, content);
  tenant.pictures.set(personId, after);
}
