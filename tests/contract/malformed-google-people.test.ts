/**
 * @file Wrong answers of every method of Google's People that contacts are read from and written to, generated from what it answers. As in
 * malformed.test.ts `MALFORMED=all` tries every case; otherwise three methods are tried with one each, chosen by `MALFORMED_SEED`.
 */
import { expect, test } from 'vitest';
import { chanceOf } from '../simulation/chance.ts';
import {
  type Recorded,
  recordGooglePeople,
  tryGooglePeople,
  type WrongCase,
} from '../support/malformed/google-people.ts';
import { wrongAnswers } from '../support/malformed/wrong-answers.ts';
import { valueCases } from '../support/malformed/wrong-values.ts';

const all = process.env['MALFORMED'] === 'all';
const chance = chanceOf(Number(process.env['MALFORMED_SEED'] ?? 1));
const { recorded, end } = await recordGooglePeople();
const names = [...recorded.keys()].toSorted();

function casesOf({ endpoint, answers }: Recorded): readonly WrongCase[] {
  const values = valueCases(endpoint, answers).map((value): WrongCase => {
    return { endpoint, what: `${value.kind}, ${value.place.join('/')}: ${value.what}`, value };
  });
  const wholes = wrongAnswers.map((whole): WrongCase => ({ endpoint, what: whole.what, whole }));
  if (all) return [...values, ...wholes];
  const some = values.length > 0 && chance.happens(0.5) ? values : wholes;
  return [chance.pick(some)];
}

test('contacts are read from and written to many places', () => {
  expect(names).toEqual([
    'DELETE /v1/people/{peopleId}:deleteContactPhoto',
    'GET /v1/contactGroups',
    'GET /v1/people/{peopleId}/connections',
    'GET /v1/people:batchGet',
    'PATCH /v1/people/{peopleId}:updateContactPhoto',
    'POST /v1/contactGroups',
    'POST /v1/contactGroups/{contactGroupsId}/members:modify',
    'POST /v1/people:batchCreateContacts',
    'POST /v1/people:batchDeleteContacts',
    'POST /v1/people:batchUpdateContacts',
    'PUT /v1/contactGroups/{contactGroupsId}',
  ]);
});

const first = chance.int(names.length);
const tried = all ? names : [...names, ...names].slice(first, first + 3);

test.each(tried)(
  '%s: whatever is wrong about its answer, nobody is touched or made twice, and all comes right',
  { timeout: 4 * 3_600_000 },
  async (name) => {
    const one = recorded.get(name);
    const complaints: string[] = [];
    for (const wrong of one === undefined ? [] : casesOf(one)) {
      const said = await tryGooglePeople(wrong, end);
      complaints.push(...said.map((text) => `${wrong.what}: ${text}`));
    }
    expect(complaints).toEqual([]);
  },
);
