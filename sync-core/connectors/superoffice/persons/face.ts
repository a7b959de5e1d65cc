/**
 * @file The persons of SuperOffice that the user has chosen: the members of static selections. None of them is ever made or removed;
 * edits go back where the user wants that.
 */
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ItemAnswer, PersonFace, PersonsWanted, WriteOperation, WriteOutcome } from '../../connector.ts';
import { Conflict, ConnectorError, Nonsense, NotFound, Rejected } from '../../errors.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { Log, Remembered } from '../../ports.ts';
import type { Profile } from '../profile.ts';
import type { Session } from '../session.ts';
import { type PersonChangesOptions, readPersonChanges } from './changes.ts';
import type { Wanted } from './map-person.ts';
import { createOutlineMemory, readOutlines } from './outlines.ts';
import { createPictureList, type PictureVersions } from './picture-versions.ts';
import { readPictures } from './pictures.ts';
import { createPersonReader, type PersonReader } from './reader.ts';
import { chosenAmong, livingAmong } from './selections.ts';
import { writePerson } from './write-person.ts';

interface PersonFaceOptions {
  readonly session: Session;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  /** Rows of an archive page. */
  readonly pageSize: number;
  readonly log: Log;
  readonly remembered: Remembered;
}

const callsSideBySide = 6;

export function createPersonFace(
  { session, load, pageSize, log, remembered }: PersonFaceOptions,
  persons: PersonsWanted,
): PersonFace {
  const pictures = createPictureList(session, pageSize);
  const selections = [...new Set(persons.selections)].toSorted((one, other) => one - other);

  async function wantedFor(signal: AbortSignal): Promise<Wanted> {
    const { facts } = await load(signal);
    return { ...persons, language: persons.language ?? facts.language ?? 'en' };
  }

  async function get(
    reader: PersonReader,
    id: ItemId,
    versions: PictureVersions,
    signal: AbortSignal,
  ): Promise<ItemAnswer<Person>> {
    try {
      return (await reader.read(Number(id), versions, signal)) ?? 'gone';
    } catch (error) {
      if (error instanceof Rejected) return 'noAccess';
      throw error;
    }
  }

  async function write(operation: WriteOperation<Person>, signal: AbortSignal) {
    // Nobody plans it: what is in the CRM is not ours to add to.
    if (operation.do !== 'update') {
      throw new Rejected('persons are neither made nor removed', { system: 'superoffice', code: 'personsStay' });
    }
    const wanted = await wantedFor(signal);
    const reader = createPersonReader(session, wanted);
    return await writePerson({ session, reader, pictures, wanted }, operation, signal);
  }

  return {
    express: (fields) => fields,
    async *changes(request) {
      const wanted = await wantedFor(request.signal);
      const reader = createPersonReader(session, wanted);
      const memory = createOutlineMemory(remembered, wanted);
      const outlines: PersonChangesOptions['outlines'] = (ids, shown, signal) =>
        readOutlines({ session, pageSize, wanted, log }, ids, shown, signal);
      yield* readPersonChanges({ session, reader, pictures, memory, outlines, selections, pageSize }, request);
    },
    async get(ids, signal) {
      const reader = createPersonReader(session, await wantedFor(signal));
      const chosen = await chosenAmong({ session, selections }, ids.map(Number), signal);
      const living = await livingAmong(session, [...chosen], signal);
      const versions = await pictures.versions([...living], signal);
      const found = new Map<ItemId, ItemAnswer<Person>>();
      const answers = sideBySide(callsSideBySide, ids, async (id) => {
        return [id, living.has(Number(id)) ? await get(reader, id, versions, signal) : 'gone'] as const;
      });
      for await (const [id, answer] of answers) found.set(id, answer);
      return found;
    },
    findCreated: async () => new Map(),
    pictures: (ids, signal) => readPictures(session, log, ids, signal),
    write: (operations, _window, signal) =>
      sideBySide(callsSideBySide, operations.entries(), async ([index, operation]): Promise<WriteOutcome<Person>> => {
        try {
          return { index, result: 'updated', item: await write(operation, signal) };
        } catch (error) {
          const isOfOne = [Conflict, NotFound, Rejected, Nonsense].some((kind) => error instanceof kind);
          if (!(error instanceof ConnectorError) || !isOfOne) throw error;
          return { index, result: 'failed', error };
        }
      }),
  };
}
