/**
 * @file The tokens of change lists: opaque to clients, and known only as long as the server wants.
 */
import { createHash } from 'node:crypto';
import { GraphError } from '../graph-error.ts';

/** How far a round of changes got. */
export interface Cursor {
  readonly kind: 'skip' | 'delta';
  readonly from: number;
  readonly to: number;
  /** The revision that the last round ended with; null: the first round. */
  readonly since: number | null;
  /** The revision at which this round ends; null: the round begins with this cursor. */
  readonly until: number | null;
  /** Where the next page begins: slot or revision, and the row in what stands there. */
  readonly place: number;
  readonly row: number;
}

export interface Cursors {
  write(cursor: Cursor): string;
  /** @throws GraphError 410 or 400 */
  read(token: string, kind: Cursor['kind']): Cursor;
  /** All tokens given out so far are not known any longer. */
  expire(): void;
  generation: number;
}

/**
 * @param seed makes the tokens of servers differ
 * @param expiredCode the error code for a token that is no longer known
 */
export function createCursors(seed: number, expiredCode: () => string): Cursors {
  const check = (text: string) => createHash('sha256').update(`${seed}/${text}`).digest('base64url').slice(0, 12);
  const cursors: Cursors = {
    generation: 1,
    write: (cursor) => {
      const { kind, from, to, since, until, place, row } = cursor;
      const text = Buffer.from(JSON.stringify([cursors.generation, kind, from, to, since, until, place, row])).toString(
        'base64url',
      );
      return `R0${check(text)}_${text}`;
    },
    read: (token, kind) => {
      const match = /^R0([\w-]{12})_([\w-]+)$/.exec(token);
      const text = match?.[2] ?? '';
      if (!match || match[1] !== check(text)) throw badToken();
      const [generation, written, from, to, since, until, place, row] = JSON.parse(
        Buffer.from(text, 'base64url').toString('utf8'),
      );
      if (generation !== cursors.generation) throw expired(expiredCode(), generation, cursors.generation);
      if (written !== kind) throw badToken();
      return { kind, from, to, since, until, place, row };
    },
    expire: () => {
      cursors.generation += 1;
    },
  };
  return cursors;
}

function badToken(): GraphError {
  return new GraphError(400, 'ErrorInvalidUrlQuery', 'The change list token is not well formed.');
}

function expired(code: string, generation: number, highest: number): GraphError {
  const status = code === 'badRequest' ? 400 : 410;
  return new GraphError(
    status,
    status === 400 ? 'SyncStateNotFound' : code,
    `The sync state generation is not found; generation=${generation};[highest=${highest}].`,
  );
}
