/**
 * @file The mailbox's list of categories, where a category gets its colour. What we put on events is added to it once; a name
 * that is there already keeps the colour that the user gave it. An event takes a category without it too, so that nothing
 * that goes wrong here keeps an appointment from being written.
 */
import { z } from 'zod';
import { isDone } from '../../translate/categories.ts';
import type { WriteOperation } from '../connector.ts';
import { AuthExpired, Cancelled, ConnectorError, Nonsense } from '../errors.ts';
import { createKeptFact } from '../http/kept-fact.ts';
import type { ConnectorPorts } from '../ports.ts';
import type { Graph } from './graph.ts';
import { masterCategories } from './graph-schemas.ts';

/** A category that the user has deleted from the list comes back after so long, with the next appointment that has it. */
const rememberedMs = 24 * 3_600_000;
const system = 'microsoft365';
const path = '/me/outlook/masterCategories';
/** Outlook's blue, and its green for what is done. */
const colour = { open: 'preset7', done: 'preset4' };
const listed = z.array(z.string());

export type CategoryKeeper = (names: readonly string[], signal: AbortSignal) => Promise<void>;

/** @returns sees to it that these names are in the list. @throws AuthExpired, Cancelled */
export function createCategoryKeeper(graph: Graph, { clock, remembered, log }: ConnectorPorts): CategoryKeeper {
  const kept = createKeptFact(remembered, 'categories', listed);

  async function add(wanted: readonly string[], signal: AbortSignal): Promise<void> {
    const list = { method: 'GET', url: graph.url(path), repeat: 'idempotent' } as const;
    const answer = masterCategories.safeParse((await graph.send(list, signal)).body);
    if (!answer.success) throw new Nonsense('the list of categories is in an unknown form', { system });
    const known = answer.data.value.map(({ displayName }) => displayName.toLowerCase());
    for (const displayName of wanted.filter((name) => !known.includes(name.toLowerCase()))) {
      const json = { displayName, color: isDone([displayName]) ? colour.done : colour.open };
      await graph.send({ method: 'POST', url: graph.url(path), json, repeat: 'once', accept: [409] }, signal);
    }
  }

  return async (names, signal) => {
    const wanted = [...new Set(names)];
    const known = kept.current() ?? [];
    if (wanted.every((name) => known.includes(name.toLowerCase()))) return;
    try {
      await add(wanted, signal);
    } catch (error) {
      if (error instanceof AuthExpired || error instanceof Cancelled) throw error;
      if (!(error instanceof ConnectorError)) throw error;
      log.warn('the list of categories cannot be added to', { system, error: error.kind });
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
