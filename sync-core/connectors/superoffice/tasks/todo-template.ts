/** @file What a new to-do is before anything is said of it: asked for when the first one is written, and kept for some hours. */
import { createKeptFact } from '../../http/kept-fact.ts';
import type { Clock, Remembered } from '../../ports.ts';
import { readDefaultEntity } from '../profile.ts';
import { type DefaultEntity, defaultEntitySchema } from '../schemas.ts';
import type { Session } from '../session.ts';

const keptForMs = 6 * 3_600_000;

/** @returns reads it; its type is the one that the user has chosen in SuperOffice for to-dos. @throws ConnectorError */
export function createTodoTemplate(session: Session, clock: Clock, remembered: Remembered) {
  const kept = createKeptFact(remembered, 'todo.template', defaultEntitySchema);
  let loading: Promise<DefaultEntity> | undefined;

  async function renew(signal: AbortSignal): Promise<DefaultEntity> {
    const until = clock.now() + keptForMs;
    const template = await readDefaultEntity(session, 'ToDo', signal);
    kept.keep(template, until);
    return template;
  }

  return async (signal: AbortSignal): Promise<DefaultEntity> => {
    const known = kept.current();
    if (known) return known;
    // Side by side, all wait for the same reading.
    loading ??= renew(signal).finally(() => {
      loading = undefined;
    });
    return await loading;
  };
}
