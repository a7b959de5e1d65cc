/**
 * @file The rows of the user's own diary, as archives list them. They may leave out what the user has not accepted, unless they are
 * told not to: a booking would go unseen, and one that is declined would look as it was. A server that refuses to be told so is
 * asked without it: what it leaves out then is not taken for deleted, because each missing row is asked for by itself.
 */
import { z } from 'zod';
import { type ConnectorError, Rejected, Unavailable } from '../errors.ts';
import { createKeptFact, type KeptFact } from '../http/kept-fact.ts';
import type { Clock, Remembered } from '../ports.ts';
import { type ArchivePage, type ArchiveQuery, archivePages } from './archive.ts';
import type { Session } from './session.ts';

const ownDiary = 'associateId currentAssociate';
const unanswered = 'skipTentativeAndRejectedRestriction set true';
/** A server may learn it with its next version. */
const askedAgainAfterMs = 7 * 24 * 3_600_000;

export interface OwnRows {
  /**
   * @param query of which the filter says which of the user's own rows are meant.
   * @throws Nonsense for a list that does not go on as it must; ConnectorError
   */
  pages<Row extends z.ZodType>(
    query: ArchiveQuery<Row>,
    signal: AbortSignal,
  ): AsyncGenerator<ArchivePage<z.output<Row>>>;
  /** Whether lists may leave out what the user has not accepted, because the server refuses to show it. */
  readonly mayHide: boolean;
}

export function createOwnRows(session: Session, clock: Clock, remembered: Remembered): OwnRows {
  const refused: KeptFact<boolean, boolean> = createKeptFact(remembered, 'archive.refusesUnanswered', z.boolean());

  const told = <Row extends z.ZodType>(query: ArchiveQuery<Row>, ...before: readonly string[]) => ({
    ...query,
    filter: [...before, query.filter].join(' and '),
  });

  return {
    get mayHide() {
      return refused.current() === true;
    },
    async *pages(query, signal) {
      const without = told(query, ownDiary);
      if (refused.current() === true) {
        yield* archivePages(session, without, signal);
        return;
      }
      const pages = archivePages(session, told(query, ownDiary, unanswered), signal);
      let first: IteratorResult<ArchivePage<z.output<typeof query.row>>>;
      try {
        first = await pages.next();
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // Whether that was in its way is told by what it says without it.
        yield* afterRefusal(archivePages(session, without, signal), error);
        return;
      }
      if (!first.done) yield first.value;
      yield* pages;
    },
  };

  /** @throws the first refusal, where there is another one. */
  async function* afterRefusal<Page>(pages: AsyncGenerator<Page>, refusal: ConnectorError): AsyncGenerator<Page> {
    let first: IteratorResult<Page>;
    try {
      first = await pages.next();
    } catch (error) {
      throw isRefusal(error) ? refusal : error;
    }
    refused.keep(true, clock.now() + askedAgainAfterMs);
    if (!first.done) yield first.value;
    yield* pages;
  }
}

/** The question is refused, or what reads it fails; not the user, who may lack a right (403), and not the moment. */
function isRefusal(error: unknown): error is ConnectorError {
  if (error instanceof Rejected) return error.details.status === 400;
  return error instanceof Unavailable && (error.details.status === 500 || error.details.status === 501);
}
