/**
 * @file The question of a run to SuperOffice's table of appointments. To-dos stand in the same table: whoever asks about the diary
 * asks for both, where the to-dos are asked about as well, so that a quiet run costs one request.
 */
import type { ChangesRequest, Window } from '../connector.ts';
import type { Clock } from '../ports.ts';
import type { Position } from './cursor.ts';
import { logEnd, readLog } from './deletion-log.ts';
import { chooseListing, type Listing, type ListingKind, listRows, type Scope } from './listing.ts';
import type { OwnRows } from './own-rows.ts';
import type { Profile } from './profile.ts';
import type { Session } from './session.ts';

/** What was asked, and the answer. */
export interface Asked {
  readonly scope: Scope;
  readonly kind: ListingKind;
  readonly window: Window;
  /** What changed since then is shown; undefined: nothing is shown for having changed. */
  readonly since: Position['watermark'] | undefined;
  /** From where on the log of deletions was read; undefined: it was not. */
  readonly logFrom: number | undefined;
  readonly listing: Listing;
  /** Rows that the log names. */
  readonly hints: ReadonlySet<number>;
  /** How far the log was read. */
  readonly log: Position['log'];
}

export interface Asker {
  /** About the diary, and about to-dos where those are asked about too. @throws ConnectorError */
  forDiary(position: Position | undefined, request: ChangesRequest, profile: Profile): Promise<Asked>;
  /** About to-dos: what the question about the diary has brought just before, where that answers it. @throws ConnectorError */
  forTodos(position: Position | undefined, request: ChangesRequest, profile: Profile): Promise<Asked>;
  /** What was read so far may be no more as it is. */
  forget(): void;
}

interface Parts {
  readonly session: Session;
  readonly ownRows: OwnRows;
  readonly clock: Clock;
  /** Rows of an archive page. */
  readonly pageSize: number;
}

/** For so long an answer is as good as one of now: whatever happens meanwhile the next run sees. */
const keptForMs = 60_000;

export function createAsker(parts: Parts): Asker {
  const { clock, pageSize } = parts;
  /** Whether somebody has asked about to-dos since the diary was asked about last; undefined: nothing is known yet. */
  let todosAsked: boolean | undefined;
  let left: { readonly asked: Asked; readonly at: number } | undefined;

  /** An answer serves once: whoever asks again wants to know what is new. */
  function takeLeft(position: Position | undefined, window: Window): Asked | undefined {
    const taken = left;
    left = undefined;
    const age = clock.now() - (taken?.at ?? 0);
    if (taken === undefined || age < 0 || age >= keptForMs) return undefined;
    return answers(taken.asked, position, window, pageSize, clock.now()) ? taken.asked : undefined;
  }

  return {
    async forDiary(position, request, profile) {
      left = undefined;
      const scope = (todosAsked ?? position?.todos ?? false) ? 'both' : 'diary';
      const asked = await ask(parts, scope, position, request, profile);
      todosAsked = false;
      if (scope === 'both') left = { asked, at: clock.now() };
      return asked;
    },
    async forTodos(position, request, profile) {
      const taken = takeLeft(position, request.window);
      const asked = taken ?? (await ask(parts, 'todos', position, request, profile));
      todosAsked = true;
      return asked;
    },
    forget() {
      left = undefined;
    },
  };
}

/** Whether an answer to another's question shows all that this one has to. */
function answers(asked: Asked, position: Position | undefined, window: Window, pageSize: number, now: number): boolean {
  if (asked.window.from !== window.from || asked.window.until !== window.until) return false;
  // Everything that is there is shown; and of what is elsewhere now, what changed since this one last looked.
  const showsChanges = position === undefined || (asked.since !== undefined && asked.since <= position.watermark);
  if (!showsChanges) return false;
  if (asked.kind === 'full') return true;
  if (position === undefined || chooseListing(position, window, pageSize, now) === 'full') return false;
  return typeof position.log === 'number' && asked.logFrom !== undefined && asked.logFrom <= position.log;
}

async function ask(
  { session, ownRows, clock, pageSize }: Parts,
  scope: Scope,
  position: Position | undefined,
  { window, signal }: ChangesRequest,
  profile: Profile,
): Promise<Asked> {
  let kind = chooseListing(position, window, pageSize, clock.now());
  let log = position?.log ?? null;
  let logFrom: number | undefined;
  let hints: ReadonlySet<number> = new Set();
  if (kind === 'changes' && typeof log === 'number') {
    const reading = await readLog(session, log, pageSize, signal);
    if (reading) {
      logFrom = log;
      hints = reading.recordIds;
      log = reading.position;
    } else {
      kind = 'full';
      log = 'refused';
    }
  }
  const since = position?.watermark;
  const wanted = { scope, window: kind === 'full' ? window : undefined, since, pageSize };
  const listing = await listRows(ownRows, profile, wanted, signal);
  if (kind === 'full' && log === null && listing.rows.size >= pageSize)
    log = (await logEnd(session, signal)) ?? 'refused';
  return { scope, kind, window, since, logFrom, listing, hints, log };
}
