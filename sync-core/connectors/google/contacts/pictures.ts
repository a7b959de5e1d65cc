/**
 * @file The picture of a contact. It is written after the contact, in a request of its own, and makes another version of it; what
 * becomes of it never becomes the contact's.
 */
import type { Person } from '../../../model/person.ts';
import { isReadable, type Picture, type RemoteItem, type WriteOutcome } from '../../connector.ts';
import { AuthExpired, Cancelled, ConnectorError, NotFound } from '../../errors.ts';
import { type AddressBook, readContacts } from './address-book.ts';
import { allFields, ownSource, photoAnswer } from './contact-schemas.ts';
import { readContact } from './read-contact.ts';

const system = 'google';
/** What a request of People's may have at the most is not told; this is what others take. */
const largest = 4 * 1024 * 1024;

type Written = Extract<WriteOutcome<Person>, { readonly result: 'created' | 'updated' }>;

/** @param picture null: none any more. @returns the outcome with the contact's version from now on. @throws AuthExpired, Cancelled */
export async function withPicture(
  book: AddressBook,
  outcome: Written,
  picture: Picture | null,
  signal: AbortSignal,
): Promise<Written> {
  const { session, log } = book;
  const { id } = outcome.item;
  const fate = (told: 'refused' | 'failed', why: string): Written => {
    log.warn('the picture of a contact could not be written', { system, why });
    return { ...outcome, picture: told };
  };
  if (picture !== null && picture.content.byteLength > largest) return fate('refused', 'tooLarge');
  try {
    const { body } =
      picture === null
        ? await session.ask(
            (call) =>
              session.people.people.deleteContactPhoto(
                { resourceName: id, personFields: allFields, sources: ownSource },
                call,
              ),
            signal,
          )
        : await session.ask(
            (call) =>
              session.people.people.updateContactPhoto({ resourceName: id, requestBody: bodyOf(picture) }, call),
            signal,
          );
    const item = readContact(photoAnswer.safeParse(body).data?.person, book.groupName, id);
    return { ...outcome, item: item ?? (await readAgain(book, outcome.item, signal)) };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error instanceof AuthExpired || error instanceof Cancelled) throw error;
    if (error instanceof NotFound && picture === null) return outcome;
    if (error.kind === 'rejected') return fate('refused', error.details.code ?? String(error.details.status));
    return fate('failed', error.kind);
  }
}

function bodyOf({ content }: Picture) {
  return { photoBytes: Buffer.from(content).toString('base64'), personFields: allFields, sources: ownSource };
}

async function readAgain(
  book: AddressBook,
  item: RemoteItem<Person>,
  signal: AbortSignal,
): Promise<RemoteItem<Person>> {
  const answer = (await readContacts(book, [item.id], signal)).get(item.id);
  return isReadable(answer) ? answer : item;
}
