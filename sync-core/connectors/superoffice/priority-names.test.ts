import { expect, test } from 'vitest';
import { importanceOf } from './priority-names.ts';

test.each([
  [['High'], 'high'],
  [[' HØY ', 'High'], 'high'],
  [['Hoch'], 'high'],
  [['Høj'], 'high'],
  [['Hög'], 'high'],
  [['Hoog'], 'high'],
  [['Low'], 'low'],
  [['Niedrig'], 'low'],
  [['Lav'], 'low'],
  [['Låg'], 'low'],
  [['Laag'], 'low'],
  [['Medium', 'Normal'], undefined],
  [['Highlight'], undefined],
  [['Not low'], undefined],
  [[''], undefined],
  [[], undefined],
])('the priority %j says %s', (names, importance) => {
  expect(importanceOf(names)).toBe(importance);
});
