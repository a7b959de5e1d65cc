/**
 * @file Wrong answers of every endpoint that the connectors use, generated from the contracts and put into a run each.
 *
 * `MALFORMED=all` tries every case (tens of thousands); otherwise a sample by `MALFORMED_SEED` (default 1), in which every
 * kind is tried at every endpoint. `MALFORMED_SHARD=2/4` tries a part of them.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { chanceOf } from '../simulation/chance.ts';
import type { ContractChecker } from '../support/contract-checker.ts';
import { createGraphChecker } from '../support/graph-contract.ts';
import { usedTemplates } from '../support/malformed/connector-sources.ts';
import type { Endpoint } from '../support/malformed/endpoints.ts';
import { type Recording, record } from '../support/malformed/recording.ts';
import type { Situation } from '../support/malformed/stage.ts';
import { tableOf } from '../support/malformed/table.ts';
import { tryCase, type WrongCase } from '../support/malformed/trial.ts';
import { type WrongAnswer, wrongAnswers, wrongLinks } from '../support/malformed/wrong-answers.ts';
import { valueCases } from '../support/malformed/wrong-values.ts';
import { createSuperOfficeChecker } from '../support/superoffice-contract.ts';

interface Trial {
  readonly one: WrongCase;
  readonly situation: Situation;
}

const all = process.env['MALFORMED'] === 'all';
const [shard = 1, shards = 1] = (process.env['MALFORMED_SHARD'] ?? '1/1').split('/').map(Number);
const chance = chanceOf(Number(process.env['MALFORMED_SEED'] ?? 1));
/** Cases of each kind at each endpoint in the sample. */
const perKind = 1;

const recording: Recording = await record();

/** Each case in one of the situations in which its endpoint is asked, and gives an answer with such a place; in turn. */
function trialsOf(name: string): readonly Trial[] {
  const recorded = recording.endpoints.get(name);
  if (recorded === undefined) return [];
  const { endpoint, answers } = recorded;
  const cases = new Map<string, { readonly one: WrongCase; readonly situations: Situation[] }>();
  const add = (one: WrongCase, situation: Situation) => {
    const key = `${one.kind} ${one.what}`;
    const known = cases.get(key) ?? { one, situations: [] };
    known.situations.push(situation);
    cases.set(key, known);
  };
  for (const [situation, bodies] of answers) {
    for (const value of valueCases(endpoint, bodies)) {
      add({ endpoint, kind: value.kind, what: `${value.place.join('/')}: ${value.what}`, value }, situation);
    }
    for (const whole of wholesOf(endpoint, bodies))
      add({ endpoint, kind: 'whole', what: whole.what, whole }, situation);
  }
  return [...cases.values()].map(({ one, situations }, at) => ({
    one,
    situation: situations[at % situations.length] ?? 'first',
  }));
}

/** A part of a batch has no answer of its own to be cut off or redirected. */
function wholesOf({ name, side }: Endpoint, bodies: readonly unknown[]): readonly WrongAnswer[] {
  if (name.endsWith('in a batch')) return [];
  const isList = bodies.some((body) => typeof body === 'object' && body !== null && 'value' in body);
  return [...wrongAnswers, ...(side === 'calendar' && isList ? wrongLinks : [])];
}

function sampleOf(trials: readonly Trial[]): readonly Trial[] {
  if (all) return trials.filter((_, at) => at % shards === shard - 1);
  const kinds = [...new Set(trials.map(({ one }) => one.kind))];
  return kinds.flatMap((kind) => {
    const of = trials.filter(({ one }) => one.kind === kind);
    return Array.from({ length: Math.min(of.length, perKind) }, () => of.splice(chance.int(of.length), 1)).flat();
  });
}

const names = [...recording.endpoints.keys()].toSorted();
const counts = new Map<string, Map<string, number>>();
const met = new Map<string, Map<string, number>>();
let checkers: Readonly<Record<'crm' | 'calendar', ContractChecker>>;

beforeAll(async () => {
  checkers = { crm: createSuperOfficeChecker(), calendar: await createGraphChecker() };
});

function count(table: Map<string, Map<string, number>>, row: string, column: string): void {
  const columns = table.get(row) ?? new Map<string, number>();
  columns.set(column, (columns.get(column) ?? 0) + 1);
  table.set(row, columns);
}

test('every address that the connectors can ask is asked in the recording', () => {
  const recorded = new Set(
    [...recording.endpoints.values()].map(({ endpoint }) => `${endpoint.side} ${endpoint.template}`),
  );
  expect(usedTemplates().filter((used) => !recorded.has(used))).toEqual([]);
});

test('every endpoint is described by the contract, but the one that has none', () => {
  const bare = [...recording.endpoints.values()].filter(({ endpoint, answers }) => {
    return endpoint.schema === undefined && [...answers.values()].flat().some(Boolean);
  });
  expect(bare.map(({ endpoint }) => endpoint.name)).toEqual(['GET /api/state/{tenant}']);
});

test('every endpoint has given an answer that can be made wrong, but those that have none to give', () => {
  const silent = [...recording.endpoints.values()].filter(({ answers }) => {
    return ![...answers.values()].flat().some(Boolean);
  });
  expect(silent.map(({ endpoint }) => endpoint.name).toSorted()).toEqual([
    'DELETE /api/v1/Appointment/{id}',
    'DELETE /me/events/{event-id} in a batch',
  ]);
});

describe.each(names)('%s', (name) => {
  const trials = trialsOf(name);
  test('whatever is wrong about its answer is told, and nothing is written wrongly', {
    timeout: 4 * 3_600_000,
  }, async () => {
    const complaints: string[] = [];
    for (const { one, situation } of sampleOf(trials)) {
      const course = recording.courses.get(situation);
      if (course === undefined) throw new Error(`no course of ${situation}`);
      const verdict = await tryCase(one, situation, { checkers, course });
      count(counts, name, one.kind);
      count(met, name, verdict.came);
      complaints.push(
        ...verdict.complaints.map((text) => `${situation}, ${one.kind}, ${one.what} (${verdict.came}): ${text}`),
      );
    }
    expect(complaints).toEqual([]);
  });
});

test('the table of what was tried', () => {
  console.info(tableOf('Cases tried, by kind', counts));
  console.info(tableOf('What the runs came to', met));
  const whole = names.reduce((sum, name) => sum + trialsOf(name).length, 0);
  console.info(`The full set has ${whole} cases at ${names.length} endpoints.`);
  expect(counts.size).toBeGreaterThan(0);
});
