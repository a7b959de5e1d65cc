/** @file Changes and removes a to-do that is one of several by a rule: always this one alone. */
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { RemoteItem, WriteOperation } from '../../connector.ts';
import { type EntityCalls, isPrivate, privateNotAccepted } from '../entity-calls.ts';
import type { Profile } from '../profile.ts';
import { saveRow } from '../series/save-row.ts';
import type { SeriesCalls } from '../series/series-calls.ts';
import { updatedOf } from '../version.ts';
import { todoWriting } from './write-todo.ts';

interface Parts {
  readonly calls: EntityCalls<Task>;
  readonly rows: SeriesCalls;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
}

type Update = Extract<WriteOperation<Task>, { do: 'update' }>;

export function createRepeatedWriter({ calls, rows, load }: Parts) {
  return {
    /** @throws Conflict, NotFound, Rejected; ConnectorError */
    async update({ id, version, patch, current, added }: Update, signal: AbortSignal): Promise<RemoteItem<Task>> {
      const profile = await load(signal);
      const closing = patch.visibility === 'private';
      if (closing && !profile.facts.canBePrivate) throw privateNotAccepted();
      const properties = todoWriting.properties(patch, { ...current, ...patch }, profile, added);
      const saved = await saveRow(rows, Number(id), updatedOf(version), () => properties, 'OnlyThis', signal);
      if (closing && !isPrivate(saved.entity)) {
        const before = todoWriting.properties(current, current, profile);
        await saveRow(rows, Number(id), undefined, () => before, 'OnlyThis', signal);
        throw privateNotAccepted();
      }
      return await calls.present(saved, signal);
    },
    /** Nothing happens when it is gone already. */
    remove: (id: ItemId, signal: AbortSignal): Promise<void> => rows.remove(Number(id), 'OnlyThis', signal),
  };
}
