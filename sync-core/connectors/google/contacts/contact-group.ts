/**
 * @file The group of the contacts that come from the CRM. It is known by a mark of ours, whatever it is called by now: it is renamed when
 * the preference is, made again when somebody deleted it, and filled then with all contacts that belong into it.
 */
import { z } from 'zod';
import { Conflict, ConnectorError, Nonsense, NotFound, Rejected } from '../../errors.ts';
import { createKeptFact } from '../../http/kept-fact.ts';
import { type AddressBook, listMarked } from './address-book.ts';
import { belongsIntoGroup, groupsOf } from './contact-marks.ts';
import { type Group, groupAnswer, groupsPage } from './contact-schemas.ts';

const system = 'google';
/** A group that was deleted, or renamed by its owner, is noticed after so long; a run with nothing to do costs no request for it. */
const rememberedMs = 60 * 60_000;
const markKey = 'synchronizerGroup';
/** The value of the mark says whether those that belong into the group were all put there. */
const filling = 'filling';
const filled = 'filled';
const groupFields = 'clientData,groupType,name';
/** The most that one request puts into a group. */
const membersAtOnce = 1000;

/** @property resourceName null: there is none yet. */
const keptGroup = z.object({ resourceName: z.string().nullable(), name: z.string() });

export interface ContactGroup {
  readonly name: string;
  /** Its resource name, as far as it is known without asking. */
  known(): string | undefined;
  /** Its resource name; it is made where there is none. @throws ConnectorError */
  ensure(signal: AbortSignal): Promise<string>;
  /** It is another one by now, or none: the next question looks. */
  forget(): void;
  /** See `ContactsGroup.keep`. */
  keep(signal: AbortSignal): Promise<void>;
}

export function createContactGroup(book: AddressBook): ContactGroup {
  const { session, clock, remembered, log, groupName: name } = book;
  const kept = createKeptFact(remembered, 'contact group', keptGroup);
  const { contactGroups } = session.people;
  const known = () => {
    const fact = kept.current();
    return fact?.name === name ? fact : undefined;
  };
  const remember = (resourceName: string | null) => kept.keep({ resourceName, name }, clock.now() + rememberedMs);

  /** Of the person's own. @throws ConnectorError */
  async function listGroups(signal: AbortSignal): Promise<readonly Group[]> {
    const found: Group[] = [];
    const asked = new Set<string>();
    for (let pageToken: string | undefined; ; ) {
      const page = { groupFields, pageSize: 1000, ...(pageToken === undefined ? {} : { pageToken }) };
      const { body } = await session.ask((call) => contactGroups.list(page, call), signal);
      const read = groupsPage.safeParse(body);
      if (!read.success) throw new Nonsense('the groups are in an unknown form', { system, cause: read.error });
      found.push(...read.data.contactGroups.filter(({ groupType }) => groupType !== 'SYSTEM_CONTACT_GROUP'));
      pageToken = read.data.nextPageToken;
      if (pageToken === undefined) return found;
      if (asked.has(pageToken)) throw new Nonsense('a list of groups goes in circles', { system });
      asked.add(pageToken);
    }
  }

  function parse(body: unknown): Group {
    const read = groupAnswer.safeParse(body);
    if (!read.success) throw new Nonsense('a group is in an unknown form', { system, cause: read.error });
    return read.data;
  }

  async function create(mark: string, signal: AbortSignal): Promise<Group> {
    const contactGroup = { name, clientData: [{ key: markKey, value: mark }] };
    const requestBody = { contactGroup, readGroupFields: groupFields };
    // A second one of this name is refused.
    const traits = { repeat: 'idempotent' } as const;
    return parse((await session.ask((call) => contactGroups.create({ requestBody }, call), signal, traits)).body);
  }

  /** @param mark null: it is somebody's own again */
  async function change(group: Group, mark: string | null, newName: string, signal: AbortSignal): Promise<Group> {
    const others = group.clientData.filter(({ key }) => key !== markKey);
    const clientData = mark === null ? others : [...others, { key: markKey, value: mark }];
    const contactGroup = { name: newName, clientData, ...(group.etag === undefined ? {} : { etag: group.etag }) };
    const updateGroupFields = newName === group.name ? 'clientData' : 'name,clientData';
    const requestBody = { contactGroup, updateGroupFields, readGroupFields: groupFields };
    const { resourceName } = group;
    const { body } = await session.ask((call) => contactGroups.update({ resourceName, requestBody }, call), signal);
    return parse(body);
  }

  /** Another group of this name, or one of the system's, keeps ours from being called so: it stays what it is. */
  async function rename(group: Group, mark: string, signal: AbortSignal): Promise<Group> {
    try {
      return await change(group, mark, name, signal);
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof Rejected)) throw error;
      log.warn('the contact group cannot be renamed', { system, error: error.kind });
      return group;
    }
  }

  /** Puts in all that belong there. */
  async function fill(group: Group, members: readonly string[], signal: AbortSignal): Promise<void> {
    const { resourceName } = group;
    for (let from = 0; from < members.length; from += membersAtOnce) {
      const requestBody = { resourceNamesToAdd: members.slice(from, from + membersAtOnce) };
      const add = { resourceName, requestBody };
      await session.ask((call) => contactGroups.members.modify(add, call), signal, { repeat: 'idempotent' });
    }
    try {
      await change(group, filled, group.name, signal);
    } catch (error) {
      // Its members may have made it another version. The next look finds nobody missing, and says so.
      if (!(error instanceof Conflict)) throw error;
    }
  }

  async function missingIn(resourceName: string | null, signal: AbortSignal): Promise<readonly string[]> {
    const belonging = (await listMarked(book, signal)).filter(belongsIntoGroup);
    const outside = belonging.filter((contact) => resourceName === null || !groupsOf(contact).includes(resourceName));
    return outside.map((contact) => contact.resourceName);
  }

  /** @returns the group as it is to be; undefined: there is none, and nobody who belongs into it. */
  async function settle(signal: AbortSignal): Promise<Group | undefined> {
    const groups = await listGroups(signal);
    const ours = groups.find(({ clientData }) => clientData.some(({ key }) => key === markKey));
    const named = groups.find((group) => group.name === name && group !== ours);
    if (named !== undefined) {
      // Its owner has one of this name already: that one it is, from now on.
      if (ours !== undefined) await change(ours, null, ours.name, signal);
      return await fillUp(await change(named, filling, name, signal), signal);
    }
    if (ours !== undefined) {
      const mark = ours.clientData.find(({ key }) => key === markKey)?.value ?? filled;
      const group = ours.name === name ? ours : await rename(ours, mark, signal);
      return mark === filling ? await fillUp(group, signal) : group;
    }
    if ((await missingIn(null, signal)).length === 0) return undefined;
    return await fillUp(await create(filling, signal), signal);
  }

  async function fillUp(group: Group, signal: AbortSignal): Promise<Group> {
    await fill(group, await missingIn(group.resourceName, signal), signal);
    return group;
  }

  return {
    name,
    known: () => known()?.resourceName ?? undefined,
    forget: () => remembered.set('contact group', null, clock.now()),
    async ensure(signal) {
      const fact = known() ?? { resourceName: (await settle(signal))?.resourceName ?? null };
      const resourceName = fact.resourceName ?? (await created(signal));
      remember(resourceName);
      return resourceName;
    },
    async keep(signal) {
      if (known() === undefined) remember((await settle(signal))?.resourceName ?? null);
    },
  };

  /** Somebody may have made one of this name this very moment. */
  async function created(signal: AbortSignal): Promise<string> {
    try {
      return (await create(filled, signal)).resourceName;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error instanceof NotFound || error.kind !== 'conflict') throw error;
      const group = await settle(signal);
      if (group === undefined) throw error;
      return group.resourceName;
    }
  }
}
