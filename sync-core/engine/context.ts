/** @file What the steps of one run share. */

import { Temporal } from 'temporal-polyfill';
import type { AccountFacts, ItemFace, UnreadableItem, VersionLookup, Window } from '../connectors/connector.ts';
import { recurrenceOf } from '../model/item.ts';
import type { ItemId, ItemKind, Side, SystemId } from '../model/side.ts';
import { type Instant, toInstant } from '../model/time.ts';
import { type DirectionStrategy, directionOf } from '../preferences/direction.ts';
import { windowAround } from '../preferences/scope.ts';
import type { LinkTable } from '../store/links.ts';
import type { AccountKeys } from '../store/records.ts';
import type { StoreTables } from '../store/store.ts';
import type { AddressBook } from './address-book.ts';
import type { EngineOptions, RunOptions } from './engine.ts';
import type { Faces } from './faces.ts';
import type { Invitation, PlanRules } from './pair-plan.ts';
import { Stopped } from './problem.ts';
import type { RunPhase } from './report.ts';
import { type FaceWithApart, faceWithApart } from './series/face-with-apart.ts';
import type { Tally } from './tally.ts';

export interface RunContext {
  readonly runId: string;
  readonly kind: ItemKind;
  readonly options: EngineOptions;
  readonly run: RunOptions;
  readonly tables: StoreTables;
  readonly links: LinkTable;
  readonly accounts: AccountKeys;
  readonly faces: Faces;
  /** Where occurrences of a series can stand apart from it in the CRM: that side's face. */
  readonly apart: FaceWithApart | null;
  readonly facts: Readonly<Record<Side, AccountFacts>>;
  readonly rules: PlanRules;
  readonly tally: Tally;
  readonly dryRun: boolean;
  /** Items that are not linked, were told of or asked for in this run, and could not be understood. */
  readonly unreadable: Readonly<Record<Side, Map<ItemId, UnreadableItem>>>;
  /**
   * Items that were asked for by their ids, and that no listing of this run need have told of: one that has gone or changed
   * since may never be mentioned, and an old copy may have answered. The next run asks for them once more.
   */
  readonly asked: Readonly<Record<Side, Set<ItemId>>>;
  /** Whether an item is gone that several others were taken for. */
  readonly settled: { ambiguous: boolean };
  /** Whether nothing of ours can stand on either side, because nobody ever synchronised with this calendar before. */
  readonly copies: { ruledOut: boolean };
  /** Whether the places were asked for anew in this run, because something is to be deleted or was forgotten. */
  readonly places: { confirmed: boolean };
  readonly addressBook: AddressBook;
  /** Invitations that came when their rows in the CRM were copied already, by the links of these. */
  readonly invitations: Map<string, Invitation>;
  /** Linked pairs when the run began. */
  readonly linkedBefore: number;
  /** Names of pairs about which an earlier run wrote something, and was not told what became of it. */
  readonly doubted: Set<string>;
  /** The user's answers (by id) that are being carried out, by the name of the pair. */
  readonly answered: Map<string, readonly number[]>;
}

/** What a run needs that is the same for all kinds of item. */
export interface RunBasis {
  readonly runId: string;
  readonly options: EngineOptions;
  readonly run: RunOptions;
  readonly facts: Readonly<Record<Side, AccountFacts>>;
  readonly tally: Tally;
}

/** @param faces those of the kind, see `facesOf`. */
export function createContext(
  { runId, options, run, facts: told, tally }: RunBasis,
  kind: ItemKind,
  all: Faces,
): RunContext {
  const { tables } = options.store;
  const facts = { crm: factsFor(all.crm, told.crm), calendar: factsFor(all.calendar, told.calendar) };
  const accounts = { crm: facts.crm.accountKey, calendar: facts.calendar.accountKey };
  const links = tables.links.table(kind, accounts);
  const faceOf = (side: Side): ItemFace => {
    const face = (side === 'crm' ? apart : null) ?? all[side];
    const known: VersionLookup = { versionOf: (id) => links.head(side, id)?.version };
    return { ...face, get: (ids, signal) => face.get(ids, signal, known) };
  };
  const now = options.clock.now();
  const window = windowAround(now, run.preferences, facts.calendar.zone);
  const direction = directionOf(run.preferences, kind);
  const apart = apartOf(all, { links, window, system: options.connectors.crm.system, direction });
  const faces = { crm: faceOf('crm'), calendar: faceOf('calendar') };
  const { group } = all.calendar;
  // Where there is a group, it stands for the category of what comes from the CRM.
  const preferences =
    group === undefined ? run.preferences : { ...run.preferences, 'crm.outgoing.personCategory': group.name };
  return {
    runId,
    kind,
    options,
    run,
    tables,
    links,
    accounts,
    faces,
    apart,
    facts,
    tally,
    dryRun: run.dryRun === true,
    unreadable: { crm: new Map(), calendar: new Map() },
    asked: { crm: new Set(), calendar: new Set() },
    settled: { ambiguous: false },
    copies: { ruledOut: false },
    places: { confirmed: false },
    addressBook: new Map(),
    invitations: new Map(),
    linkedBefore: links.countLinked(),
    doubted: new Set(),
    answered: new Map(),
    rules: {
      preferences,
      direction,
      facts,
      express: {
        // A face gives an item of its own kind back.
        crm: (fields) => faces.crm.express(fields, window) as typeof fields,
        calendar: (fields) => faces.calendar.express(fields, window) as typeof fields,
      },
      window,
      now: instantOf(now),
    },
  };
}

interface ApartBasis {
  readonly links: LinkTable;
  readonly window: Window;
  readonly system: SystemId;
  readonly direction: DirectionStrategy;
}

function apartOf({ crm, calendar }: Faces, { links, window, system, direction }: ApartBasis): FaceWithApart | null {
  const { occurrences } = crm;
  if (occurrences === undefined) return null;
  return faceWithApart(crm, occurrences, {
    system,
    versionOf: (id) => links.head('crm', id)?.version,
    linkOf: (id) => links.byItem('crm', id),
    remembered: () =>
      links.beginning('crm', occurrences.idPrefix).flatMap((id) => links.byItem('crm', id)?.sides.crm ?? []),
    writesCalendar: direction.mayWrite('calendar'),
    canHave: (series) => recurrenceOf(calendar.express(series, window)) !== null,
  });
}

/** What stands where nobody else looks is private there, be it marked so or not. */
function factsFor(face: ItemFace, facts: AccountFacts): AccountFacts {
  return face.isPrivateByNature ? { ...facts, canBePrivate: true } : facts;
}

export function instantOf(milliseconds: number): Instant {
  return toInstant(Temporal.Instant.fromEpochMilliseconds(milliseconds));
}

/** How much is done between two breaths: small enough that a window on the same thread stays alive. */
export const sliceSize = 50;

/** The platform's own word for a request to stop is no failure. */
function stoppedOr(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    throw signal.aborted ? new Stopped() : error;
  };
}

/** Lets others have a turn. @throws Stopped when the run was asked to stop meanwhile. */
export async function breathe({ options, run }: Pick<RunContext, 'options' | 'run'>): Promise<void> {
  if (!run.signal.aborted) await options.clock.sleep(0, run.signal).catch(stoppedOr(run.signal));
  if (run.signal.aborted) throw new Stopped();
}

export function progress(context: RunContext, phase: RunPhase, done: number, total?: number): void {
  context.options.onEvent({
    type: 'progress',
    phase,
    kind: context.kind,
    done,
    ...(total === undefined ? {} : { total }),
  });
}
