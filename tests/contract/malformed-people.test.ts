/**
 * @file Wrong answers of every endpoint that persons, contacts and tasks are read from and written to, generated from the contracts. As in
 * malformed.test.ts `MALFORMED=all` tries every case; otherwise each endpoint is tried with one, chosen by `MALFORMED_SEED`.
 */
import { beforeAll, expect, test } from 'vitest';
import type { Side } from '../../sync-core/model/side.ts';
import { chanceOf } from '../simulation/chance.ts';
import type { ContractChecker } from '../support/contract-checker.ts';
import { createGraphChecker } from '../support/graph-contract.ts';
import { type Recorded, recordPeople, tryPeople } from '../support/malformed/people.ts';
import type { WrongCase } from '../support/malformed/trial.ts';
import { wrongAnswers } from '../support/malformed/wrong-answers.ts';
import { valueCases } from '../support/malformed/wrong-values.ts';
import { createSuperOfficeChecker } from '../support/superoffice-contract.ts';

const all = process.env['MALFORMED'] === 'all';
const chance = chanceOf(Number(process.env['MALFORMED_SEED'] ?? 1));
const { recorded, end } = await recordPeople();
/** Of these malformed.test.ts has tried everything. */
const ofPeople = /person|contact|selection|todo|archive\/dynamic/i;
const names = [...recorded.keys()].filter((name) => ofPeople.test(name)).toSorted();

let checkers: Readonly<Record<Side, ContractChecker>>;
beforeAll(async () => {
  checkers = { crm: createSuperOfficeChecker(), calendar: await createGraphChecker() };
});

function casesOf({ endpoint, answers }: Recorded): readonly WrongCase[] {
  const values = valueCases(endpoint, answers).map((value): WrongCase => {
    return { endpoint, kind: value.kind, what: `${value.place.join('/')}: ${value.what}`, value };
  });
  const isPart = endpoint.name.endsWith('in a batch');
  const wholes = isPart
    ? []
    : wrongAnswers.map((whole): WrongCase => ({ endpoint, kind: 'whole', what: whole.what, whole }));
  if (all) return [...values, ...wholes];
  const [some = [], others = []] = chance.happens(0.5) ? [values, wholes] : [wholes, values];
  const from = some.length > 0 ? some : others;
  return from.length > 0 ? [chance.pick(from)] : [];
}

test('persons, contacts and tasks are read from and written to many places', () => {
  expect(names.length).toBeGreaterThan(20);
});

test.each(names)(
  '%s: whatever is wrong about its answer, nobody is touched, nothing is made twice, and all comes right',
  {
    timeout: 4 * 3_600_000,
  },
  async (name) => {
    const one = recorded.get(name);
    const complaints: string[] = [];
    for (const wrong of one === undefined ? [] : casesOf(one)) {
      const said = await tryPeople(wrong, checkers, end);
      complaints.push(...said.map((text) => `${wrong.kind}, ${wrong.what}: ${text}`));
    }
    expect(complaints).toEqual([]);
  },
);
