import { expect, it } from 'vitest';
import { rowRights } from './rights.ts';

it.each([
  ['FULL', true, true],
  ['Select, Update, Insert, Delete', true, true],
  ['URI', true, false],
  ['RI, RestrictedUpdate', false, false],
  ['UDR', true, true],
  ['R', false, false],
  ['None', false, false],
  ['', true, true],
  [null, true, true],
])('a row with the rights %s', (mask, edit, remove) => {
  expect(rowRights(mask)).toEqual({ edit, remove });
});
