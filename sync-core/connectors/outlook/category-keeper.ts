/**
 * @file Sees to it that the categories which we put on items are in the mailbox's list, where a category gets its colour: once, and then not for some
 * time. An item takes a category without it too, so that nothing that goes wrong here keeps anything from being written.
 */
import { z } from 'zod';
import type { SystemId } from '../../model/side.ts';
import { isDone } from '../../translate/categories.ts';
import type { WriteOperation } from '../connector.ts';
import { AuthExpired, Cancelled, ConnectorError } from '../errors.ts';
import { createKeptFact } from '../http/kept-fact.ts';
import type { ConnectorPorts } from '../ports.ts';

/** A category that the user has deleted from the list comes back after so long, with the next item that has it. */
const rememberedMs = 24 * 3_600_000;
const listed = z.array(z.string());

export type CategoryKeeper = (names: readonly string[], signal: AbortSignal) => Promise<void>;

export interface CategoryList {
  readonly system: SystemId;
  /** Adds those that are not there yet; one that is there keeps the colour that the user gave it. @throws ConnectorError */
  add(names: readonly string[], signal: AbortSignal): Promise<void>;
}

/** @returns sees to it that these names are in the list. @throws AuthExpired, Cancelled */
export function createCategoryKeeper(list: CategoryList, { clock, remembered, log }: ConnectorPorts): CategoryKeeper {
  const kept = createKeptFact(remembered, 'categories', listed);
  return async (names, signal) => {
    const wanted = [...new Set(names)];
    const known = kept.current() ?? [];
    if (wanted.every((name) => known.includes(name.toLowerCase()))) return;
    try {
      await list.add(wanted, signal);
    } catch (error) {
      if (error instanceof AuthExpired || error instanceof Cancelled) throw error;
      if (!(error instanceof ConnectorError)) throw error;
      log.warn('the list of categories cannot be added to', { system: list.system, error: error.kind });
    }
    kept.keep([...new Set([...known, ...wanted.map((name) => name.toLowerCase())])], clock.now() + rememberedMs);
  };
}

/**
 * The categories that an operation puts on an event by our own word: of an event that is there only what says that it is done is
 * from us.
 */
export function ownCategories(operation: WriteOperation): readonly string[] {
  if (operation.do === 'remove') return [];
  const { doneCategory } = operation;
  const { recurrence } = operation.do === 'create' ? operation.fields : operation.patch;
  const ticks = recurrence?.changed.some(({ change }) => change.done === true) === true;
  const ofOccurrences = ticks && doneCategory !== undefined ? [doneCategory] : [];
  if (operation.do === 'create') return [...operation.categories, ...ofOccurrences];
  return [...(operation.categories ?? []).filter((name) => isDone([name])), ...ofOccurrences];
}
