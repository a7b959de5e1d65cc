/**
 * @file Creating, changing and removing contacts in batches, one request after the other as People wants writes, and what its answers
 * mean for each.
 *
 * A creation whose answer was lost is not sent again before it can be known whether it arrived. A change names the version of the
 * contact as it was read just before, and everything of its fields that is not ours.
 */
import type { Person } from '../../../model/person.ts';
import { isReadable, type RemoteItem, type WriteOperation, type WriteOutcome } from '../../connector.ts';
import { Conflict, ConnectorError, Nonsense, NotFound, Rejected, Unavailable } from '../../errors.ts';
import { AnswerLost } from '../../http/attempt.ts';
import type { HttpAnswer } from '../../http/http-client.ts';
import { concernsAccount } from '../events.ts';
import { type AddressBook, findContacts, readContacts, statusOf } from './address-book.ts';
import type { ContactGroup } from './contact-group.ts';
import { creationOf } from './contact-marks.ts';
import {
  allFields,
  type BatchAnswer,
  createdAnswers,
  type GoogleContact,
  googleContact,
  markedContact,
  ownSource,
  updatedAnswers,
} from './contact-schemas.ts';
import type { CreationsUnderWay } from './creations-under-way.ts';
import { findCreatedContacts } from './find-contacts.ts';
import { readContact } from './read-contact.ts';
import { type ContactBody, holds, writeContactUpdate, writeNewContact } from './write-contact.ts';

const system = 'google';
/** The most that People takes in one request. */
const writtenAtOnce = 200;
const removedAtOnce = 500;

export interface ContactWriter {
  readonly book: AddressBook;
  readonly group: ContactGroup;
  readonly underWay: CreationsUnderWay;
}

type Create = Extract<WriteOperation<Person>, { readonly do: 'create' }>;
type Update = Extract<WriteOperation<Person>, { readonly do: 'update' }>;
type Remove = Extract<WriteOperation<Person>, { readonly do: 'remove' }>;
interface Placed<Operation> {
  readonly index: number;
  readonly operation: Operation;
}
type Outcomes = AsyncGenerator<WriteOutcome<Person>>;

function failed(index: number, error: ConnectorError): WriteOutcome<Person> {
  return { index, result: 'failed', error };
}

/** See `ItemFace.write`. */
export async function* writeContacts(
  writer: ContactWriter,
  operations: readonly WriteOperation<Person>[],
  signal: AbortSignal,
): Outcomes {
  const placed = operations.map((operation, index) => ({ index, operation }));
  const those = <Do extends WriteOperation<Person>['do']>(what: Do) =>
    placed.filter(({ operation }) => operation.do === what) as unknown as readonly Placed<
      Extract<WriteOperation<Person>, { readonly do: Do }>
    >[];
  yield* createAll(writer, those('create'), signal);
  yield* changeAll(writer, those('update'), signal);
  yield* removeAll(writer, those('remove'), signal);
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

/** What failed for one batch concerns those in it, unless it concerns the account. @throws that */
function ofBatch(error: unknown, batch: readonly Placed<unknown>[]): readonly WriteOutcome<Person>[] {
  if (!(error instanceof ConnectorError)) throw error;
  if (!(error instanceof AnswerLost) && concernsAccount(error)) throw error;
  return batch.map(({ index }) => failed(index, error));
}

async function* createAll(writer: ContactWriter, creations: readonly Placed<Create>[], signal: AbortSignal): Outcomes {
  if (creations.length === 0) return;
  const open = creations.filter(({ operation }) => writer.underWay.isOpen(operation.mark.key));
  yield* settleOpen(writer, open, signal);
  const toSend = creations.filter((one) => !open.includes(one));
  for (const batch of chunks(toSend, writtenAtOnce)) {
    writer.underWay.sent(batch.map(({ operation }) => operation.mark.key));
    const outcomes = await createBatch(writer, batch, signal).catch((error: unknown) => ofBatch(error, batch));
    const lost = new Set(outcomes.flatMap((one) => (isLost(one) ? [one.index] : [])));
    writer.underWay.answered(batch.flatMap(({ index, operation }) => (lost.has(index) ? [] : [operation.mark.key])));
    yield* outcomes;
  }
}

function isLost(outcome: WriteOutcome<Person>): boolean {
  return outcome.result === 'failed' && outcome.error instanceof AnswerLost;
}

/** Those that were sent some minutes ago: what is not to be found may be on its way into the list. */
async function* settleOpen(writer: ContactWriter, open: readonly Placed<Create>[], signal: AbortSignal): Outcomes {
  const marks = open.map(({ operation }) => operation.mark);
  const found = await findCreatedContacts(writer.book, marks, signal);
  for (const { index, operation } of open) {
    const item = found.get(operation.mark.key);
    yield item === undefined
      ? failed(index, new AnswerLost('it is not known yet whether it was created', { system }))
      : { index, result: 'existed', item };
  }
}

/** @throws ConnectorError where nothing can be said of any of them */
async function createBatch(
  writer: ContactWriter,
  batch: readonly Placed<Create>[],
  signal: AbortSignal,
): Promise<readonly WriteOutcome<Person>[]> {
  const group = await writer.group.ensure(signal);
  try {
    return createdIn(writer, batch, await sendCreations(writer, batch, group, signal));
  } catch (error) {
    // Nothing was made of what was refused.
    if (!(error instanceof Rejected || error instanceof NotFound)) throw error;
    writer.group.forget();
    if ((await writer.group.ensure(signal)) !== group) return await createBatch(writer, batch, signal);
    if (batch.length === 1) throw error;
    const half = Math.ceil(batch.length / 2);
    const outcomes: WriteOutcome<Person>[] = [];
    for (const part of [batch.slice(0, half), batch.slice(half)])
      outcomes.push(...(await createBatch(writer, part, signal).catch((thrown: unknown) => ofBatch(thrown, part))));
    return outcomes;
  }
}

async function sendCreations(
  { book: { session } }: ContactWriter,
  batch: readonly Placed<Create>[],
  group: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const contacts = batch.map(({ operation }) => ({ contactPerson: bodyOf(writeNewContact(operation, group)) }));
  const requestBody = { contacts, readMask: allFields, sources: ownSource };
  return await session.ask((call) => session.people.people.batchCreateContacts({ requestBody }, call), signal);
}

/** People tells nothing of the order of its answers: each has the key of its creation. What is not told may have been made. */
function createdIn(
  { book }: ContactWriter,
  batch: readonly Placed<Create>[],
  { body }: HttpAnswer,
): readonly WriteOutcome<Person>[] {
  const answers = createdAnswers.safeParse(body).data?.createdPeople ?? [];
  const made = new Map<string, RemoteItem<Person>>();
  for (const answer of answers) {
    const marked = markedContact.safeParse(answer.person).data;
    const key = marked === undefined ? undefined : creationOf(marked);
    const item = readContact(answer.person, book.groupName);
    if (key !== undefined && item !== undefined && statusOf(answer) === 200 && !made.has(key)) made.set(key, item);
  }
  return batch.map(({ index, operation }): WriteOutcome<Person> => {
    const item = made.get(operation.mark.key.toLowerCase());
    if (item !== undefined) return { index, result: 'created', item };
    return failed(index, new AnswerLost('an answer does not tell of a contact that was to be made', { system }));
  });
}

/** The types of the library know no entry that is not described; what is sent back was read from there. */
function bodyOf(body: ContactBody): Readonly<Record<string, never[]>> {
  return body as Readonly<Record<string, never[]>>;
}

/** A contact as it was read just before it is written. */
interface Target<Operation> extends Placed<Operation> {
  readonly contact: GoogleContact;
}

/** @returns the contacts that are still what they were, and what is to be said of the others. */
async function findTargets<Operation extends Update | Remove>(
  { book }: ContactWriter,
  placed: readonly Placed<Operation>[],
  signal: AbortSignal,
) {
  const found = await findContacts(
    book,
    placed.map(({ operation }) => operation.id),
    allFields,
    signal,
  );
  const targets: Target<Operation>[] = [];
  const outcomes: WriteOutcome<Person>[] = [];
  for (const { index, operation } of placed) {
    const answer = found.get(operation.id);
    const contact = typeof answer === 'object' ? googleContact.safeParse(answer.row).data : undefined;
    if (answer === 'gone' && operation.do === 'remove') outcomes.push({ index, result: 'removed' });
    else if (answer === 'gone') outcomes.push(failed(index, new NotFound('not found', { system, status: 404 })));
    else if (answer === 'noAccess') outcomes.push(failed(index, new Rejected('refused', { system, status: 403 })));
    else if (contact === undefined)
      outcomes.push(failed(index, new Nonsense('a contact is in an unknown form', { system })));
    else if (contact.etag !== operation.version)
      outcomes.push(failed(index, new Conflict('changed in the meantime', { system })));
    else targets.push({ index, operation, contact });
  }
  return { targets, outcomes };
}

async function* changeAll(writer: ContactWriter, updates: readonly Placed<Update>[], signal: AbortSignal): Outcomes {
  if (updates.length === 0) return;
  const { book, group } = writer;
  const joins = updates.some(({ operation }) => operation.categories?.includes(group.name));
  const resourceName = joins ? await group.ensure(signal) : group.known();
  const { targets, outcomes } = await findTargets(writer, updates, signal);
  yield* outcomes;
  const byMask = new Map<string, (Target<Update> & { readonly body: ContactBody })[]>();
  for (const target of targets) {
    const body = writeContactUpdate(target.operation, target.contact, { name: group.name, resourceName });
    const mask = Object.keys(body).join(',');
    byMask.set(mask, [...(byMask.get(mask) ?? []), { ...target, body }]);
  }
  for (const [mask, those] of byMask) {
    for (const batch of chunks(those, writtenAtOnce)) {
      // Nothing of it can stand there, or a picture alone is to be given.
      if (mask === '') yield* batch.map((target) => unchanged(book, target));
      else yield* await changeBatch(writer, mask, batch, signal).catch((error: unknown) => ofBatch(error, batch));
    }
  }
}

function unchanged({ groupName }: AddressBook, { index, operation, contact }: Target<Update>): WriteOutcome<Person> {
  const item = readContact(contact, groupName, operation.id);
  if (item !== undefined) return { index, result: 'updated', item };
  return failed(index, new Nonsense('a contact is in an unknown form', { system }));
}

type Change = Target<Update> & { readonly body: ContactBody };

/** One that was changed meanwhile, or is gone, can fail all: then each is sent by itself. @throws ConnectorError */
async function changeBatch(
  writer: ContactWriter,
  updateMask: string,
  batch: readonly Change[],
  signal: AbortSignal,
): Promise<readonly WriteOutcome<Person>[]> {
  const { session } = writer.book;
  const contacts = Object.fromEntries(
    batch.map(({ contact, body }) => [contact.resourceName, versioned(contact, body)]),
  );
  const requestBody = { contacts, updateMask, readMask: allFields, sources: ownSource };
  try {
    const { body } = await session.ask(
      (call) => session.people.people.batchUpdateContacts({ requestBody }, call),
      signal,
      // The version keeps it from being done twice.
      { repeat: 'idempotent' },
    );
    const read = updatedAnswers.safeParse(body);
    if (!read.success) throw new Nonsense('a batch is answered in an unknown form', { system, cause: read.error });
    const outcomes: WriteOutcome<Person>[] = [];
    for (const change of batch) outcomes.push(await changed(writer, change, read.data.updateResult, signal));
    return outcomes;
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof NotFound || error instanceof Rejected)) throw error;
    const [only, ...others] = batch;
    if (only === undefined) return [];
    if (others.length === 0) return [await refused(writer, only, error, signal)];
    const outcomes: WriteOutcome<Person>[] = [];
    for (const one of batch) outcomes.push(...(await changeBatch(writer, updateMask, [one], signal)));
    return outcomes;
  }
}

function versioned({ resourceName, etag, metadata }: GoogleContact, body: ContactBody) {
  const sources = metadata.sources.flatMap(({ type, id, etag: version }) =>
    type === 'CONTACT' ? [{ type, ...(id && { id }), ...(version && { etag: version }) }] : [],
  );
  return { ...bodyOf(body), resourceName, etag, metadata: { sources } };
}

async function changed(
  writer: ContactWriter,
  change: Change,
  answers: Readonly<Record<string, BatchAnswer>>,
  signal: AbortSignal,
): Promise<WriteOutcome<Person>> {
  const { index, operation, contact } = change;
  const answer = answers[contact.resourceName];
  if (answer === undefined) return failed(index, new Nonsense('an answer is missing', { system }));
  const status = statusOf(answer);
  if (status === 400) return await refused(writer, change, new Conflict('changed in the meantime', { system }), signal);
  if (status === 404) return failed(index, new NotFound('not found', { system, status }));
  if (status === 429 || status >= 500) return failed(index, new Unavailable('not carried out', { system, status }));
  if (status !== 200) return failed(index, new Rejected('refused', { system, status }));
  const item = readContact(answer.person, writer.book.groupName, operation.id);
  if (item !== undefined) return { index, result: 'updated', item };
  return failed(index, new Nonsense('an answer is not the contact', { system }));
}

/** It may be our own write that came between: its answer was lost. */
async function refused(
  { book }: ContactWriter,
  { index, operation }: Change,
  error: ConnectorError,
  signal: AbortSignal,
): Promise<WriteOutcome<Person>> {
  if (!(error instanceof Conflict)) return failed(index, error);
  const item = (await readContacts(book, [operation.id], signal)).get(operation.id);
  if (isReadable(item) && item.version === operation.version)
    return failed(index, new Rejected('refused', { system, status: 400, cause: error }));
  if (isReadable(item) && holds(item.fields, operation.patch)) return { index, result: 'updated', item };
  return failed(index, error);
}

async function* removeAll(writer: ContactWriter, removals: readonly Placed<Remove>[], signal: AbortSignal): Outcomes {
  if (removals.length === 0) return;
  const { targets, outcomes } = await findTargets(writer, removals, signal);
  yield* outcomes;
  for (const batch of chunks(targets, removedAtOnce))
    yield* await removeBatch(writer, batch, signal).catch((error: unknown) => ofBatch(error, batch));
}

/** One that is gone fails all: then each is sent by itself. @throws ConnectorError */
async function removeBatch(
  writer: ContactWriter,
  batch: readonly Target<Remove>[],
  signal: AbortSignal,
): Promise<readonly WriteOutcome<Person>[]> {
  const { session } = writer.book;
  const requestBody = { resourceNames: batch.map(({ contact }) => contact.resourceName) };
  const traits = { repeat: 'idempotent' } as const;
  try {
    await session.ask((call) => session.people.people.batchDeleteContacts({ requestBody }, call), signal, traits);
    return batch.map(({ index }) => ({ index, result: 'removed' }));
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof Rejected)) throw error;
    const [only, ...others] = batch;
    if (only === undefined) return [];
    if (others.length === 0 && error instanceof NotFound) return [{ index: only.index, result: 'removed' }];
    if (others.length === 0) throw error;
    const outcomes: WriteOutcome<Person>[] = [];
    for (const one of batch)
      outcomes.push(...(await removeBatch(writer, [one], signal).catch((thrown: unknown) => ofBatch(thrown, [one]))));
    return outcomes;
  }
}
