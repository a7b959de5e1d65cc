/** @file The person's contacts at Google. */
import type { Person } from '../../../model/person.ts';
import type { PersonFace, WriteOperation } from '../../connector.ts';
import { ConnectorError, RightMissing } from '../../errors.ts';
import { type AddressBook, readContacts } from './address-book.ts';
import { listContactChanges } from './contact-changes.ts';
import { createContactGroup } from './contact-group.ts';
import { type ContactWriter, writeContacts } from './contact-writes.ts';
import { watchCreations } from './creations-under-way.ts';
import { findCreatedContacts, readContactMarkers } from './find-contacts.ts';
import { expressPerson } from './person-form.ts';
import { withPicture } from './pictures.ts';

export const contactRight = 'https://www.googleapis.com/auth/contacts';

export function createContactFace(book: AddressBook): PersonFace {
  const writer: ContactWriter = {
    book,
    group: createContactGroup(book),
    underWay: watchCreations(book.remembered, book.clock),
  };
  return {
    group: { name: book.groupName, keep: (signal) => withRight(() => writer.group.keep(signal)) },
    express: expressPerson,
    changes: (request) => eachWithRight(() => listContactChanges(book, request)),
    get: (ids, signal) => withRight(() => readContacts(book, ids, signal)),
    markers: (ids, _window, signal) => withRight(() => readContactMarkers(book, ids, signal)),
    findCreated: (sought, signal) => withRight(() => findCreatedContacts(book, sought, signal)),
    write: (operations, _window, signal) => eachWithRight(() => writeWithPictures(writer, operations, signal)),
  };
}

/** What becomes of the picture is told with the contact. */
async function* writeWithPictures(
  writer: ContactWriter,
  operations: readonly WriteOperation<Person>[],
  signal: AbortSignal,
) {
  for await (const outcome of writeContacts(writer, operations, signal)) {
    const operation = operations[outcome.index];
    const picture = operation === undefined || operation.do === 'remove' ? undefined : operation.picture;
    const isWritten = outcome.result === 'created' || outcome.result === 'updated';
    if (picture === undefined || !isWritten) yield outcome;
    else yield await withPicture(writer.book, outcome, picture, signal);
  }
}

/** @returns what the error means where all of it hangs on the right to contacts: People names no right. */
function named(error: unknown): unknown {
  const isDenied = error instanceof ConnectorError && error.details.status === 403;
  if (!isDenied || !['rejected', 'rightMissing'].includes(error.kind)) return error;
  return new RightMissing('the sign-in does not cover contacts', {
    system: 'google',
    status: 403,
    code: contactRight,
    cause: error,
  });
}

async function withRight<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw named(error);
  }
}

async function* eachWithRight<T>(work: () => AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* work();
  } catch (error) {
    throw named(error);
  }
}
