/** @file One person's groups of contacts: those of the system, and those that somebody has made. */
import { etagOf } from '../calendar/calendar.ts';
import { GoogleError } from '../google-error.ts';
import { invalid } from './person-fields.ts';

export const myContacts = 'contactGroups/myContacts';

export interface GroupRecord {
  /** `contactGroups/…` */
  readonly resourceName: string;
  readonly name: string;
  readonly clientData: readonly { readonly key: string; readonly value: string }[];
  /** Milliseconds since 1970. */
  readonly updated: number;
  readonly revision: number;
}

/** The groups that every account has. Only the first two take members by hand. */
const systemGroups = ['myContacts', 'starred', 'friends', 'family', 'coworkers', 'blocked'] as const;
const open = new Set([myContacts, 'contactGroups/starred']);
const systemNames: ReadonlySet<string> = new Set(systemGroups);

export interface GroupsState {
  readonly groups: readonly GroupRecord[];
  readonly revision: number;
}

export class ContactGroups {
  readonly #now: () => number;
  readonly #newId: () => string;
  #groups = new Map<string, GroupRecord>();
  #revision = 0;

  constructor(now: () => number, newId: () => string) {
    this.#now = now;
    this.#newId = newId;
    for (const name of systemGroups) {
      const resourceName = `contactGroups/${name}`;
      this.#groups.set(resourceName, { resourceName, name, clientData: [], updated: 0, revision: 0 });
    }
  }

  get all(): readonly GroupRecord[] {
    return [...this.#groups.values()];
  }

  /** Those that somebody has made. */
  get own(): readonly GroupRecord[] {
    return this.all.filter(({ resourceName }) => !isOfSystem(resourceName));
  }

  /** @throws GoogleError 404 */
  find(resourceName: string): GroupRecord {
    const found = this.#groups.get(resourceName);
    if (!found) throw new GoogleError(404, 'notFound', 'Requested entity was not found.');
    return found;
  }

  /** @throws GoogleError 400 unless contacts can be put into it by hand */
  demandOpen(resourceName: string): void {
    if (!this.#groups.has(resourceName)) throw invalid(`Contact group ${resourceName} does not exist.`);
    if (isOfSystem(resourceName) && !open.has(resourceName))
      throw invalid('Contact group membership of a system group cannot be changed.');
  }

  /** @throws GoogleError 400 without a name, 409 for one that is taken */
  create(fields: Pick<GroupRecord, 'name' | 'clientData'>): GroupRecord {
    this.#demandFree(fields.name, null);
    return this.#put({ resourceName: `contactGroups/${this.#newId()}`, ...fields });
  }

  /** @throws GoogleError 400 for a group of the system, or an old version; 404; 409 for a name that is taken */
  update(
    resourceName: string,
    etag: string | undefined,
    fields: Partial<Pick<GroupRecord, 'name' | 'clientData'>>,
  ): GroupRecord {
    const old = this.find(resourceName);
    if (etag !== etagOfGroup(old))
      throw new GoogleError(400, 'failedPrecondition', 'Request contactGroup.etag is not the current one.');
    return this.#change(old, fields);
  }

  /** Whatever its version. @throws GoogleError as `update` */
  rename(resourceName: string, name: string): GroupRecord {
    return this.#change(this.find(resourceName), { name });
  }

  /** @throws GoogleError 400 for a group of the system, 404 */
  delete(resourceName: string): void {
    this.find(resourceName);
    if (isOfSystem(resourceName)) throw invalid('System contact groups cannot be deleted.');
    this.#groups.delete(resourceName);
  }

  save(): GroupsState {
    return { groups: this.all, revision: this.#revision };
  }

  restore(state: GroupsState): void {
    this.#groups = new Map(state.groups.map((group) => [group.resourceName, group]));
    this.#revision = state.revision;
  }

  #change(old: GroupRecord, fields: Partial<Pick<GroupRecord, 'name' | 'clientData'>>): GroupRecord {
    if (isOfSystem(old.resourceName)) throw invalid('System contact groups cannot be changed.');
    if (fields.name !== undefined) this.#demandFree(fields.name, old.resourceName);
    return this.#put({ ...old, ...fields });
  }

  #demandFree(name: string, own: string | null): void {
    if (name.trim() === '') throw invalid('A contact group needs a name.');
    const taken = this.all.some((group) => group.name === name && group.resourceName !== own);
    if (taken) throw new GoogleError(409, 'alreadyExists', 'Contact group name already exists.');
  }

  #put(group: Omit<GroupRecord, 'updated' | 'revision'>): GroupRecord {
    this.#revision += 1;
    const kept = { ...group, updated: this.#now(), revision: this.#revision };
    this.#groups.set(kept.resourceName, kept);
    return kept;
  }
}

export function isOfSystem(resourceName: string): boolean {
  return systemNames.has(resourceName.slice('contactGroups/'.length));
}

export function etagOfGroup(group: GroupRecord): string {
  return etagOf([group.resourceName, group.revision]).slice(1, -1);
}

/** As People answers it, with the fields of a mask. */
export function renderGroup(group: GroupRecord, mask: ReadonlySet<string>, memberCount: number) {
  const { resourceName, name, clientData, updated } = group;
  return {
    resourceName,
    etag: etagOfGroup(group),
    ...(mask.has('name') ? { name, formattedName: name } : {}),
    ...(mask.has('groupType')
      ? { groupType: isOfSystem(resourceName) ? 'SYSTEM_CONTACT_GROUP' : 'USER_CONTACT_GROUP' }
      : {}),
    ...(mask.has('metadata') ? { metadata: { updateTime: new Date(updated).toISOString() } } : {}),
    ...(mask.has('memberCount') && memberCount > 0 ? { memberCount } : {}),
    ...(mask.has('clientData') && clientData.length > 0 ? { clientData } : {}),
  };
}
