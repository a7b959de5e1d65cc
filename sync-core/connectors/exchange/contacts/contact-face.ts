/** @file The contacts of the mailbox's own contact folder. */
import type { Person } from '../../../model/person.ts';
import type { PersonFace, WriteOperation, WriteOutcome } from '../../connector.ts';
import type { CategoryKeeper } from '../../outlook/category-keeper.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import { createRecordFace } from '../records/record-face.ts';
import type { Records } from '../records/record-kind.ts';
import { putPicture } from './pictures.ts';
import { contactKind } from './write-contact.ts';

export function createContactFace(mailbox: Omit<Records<Person>, 'kind'>, keepCategories: CategoryKeeper): PersonFace {
  const records = { ...mailbox, kind: contactKind };
  const face = createRecordFace(records, expressPerson, keepCategories);

  /** What becomes of the picture is told with the contact, which has another version since. */
  async function withPicture(
    operation: WriteOperation<Person> | undefined,
    outcome: WriteOutcome<Person>,
    signal: AbortSignal,
  ): Promise<WriteOutcome<Person>> {
    if (operation === undefined || operation.do === 'remove' || operation.picture === undefined) return outcome;
    if (outcome.result !== 'created' && outcome.result !== 'updated') return outcome;
    const fate = await putPicture(records, outcome.item.id, operation.picture, operation.do === 'create', signal);
    if (typeof fate === 'string') return { ...outcome, picture: fate };
    return { ...outcome, item: { ...outcome.item, version: fate.version ?? outcome.item.version } };
  }

  return {
    ...face,
    async *write(operations, window, signal) {
      for await (const outcome of face.write(operations, window, signal)) {
        yield await withPicture(operations[outcome.index], outcome, signal);
      }
    },
  };
}
