import { describe, expect, test } from 'vitest';
import { filtersFor } from './stretches.ts';

const numbers = (count: number, step: number) => Array.from({ length: count }, (_, index) => 100 + index * step);

describe('records are asked for by their numbers', () => {
  test('where these stand close together, by a stretch that one page answers', () => {
    const filters = [...filtersFor('personId', numbers(250, 1).toReversed(), 100)];
    expect(filters).toEqual(['personId between (100,199)', 'personId between (200,299)', 'personId between (300,349)']);
  });

  test('where they do not, by name, and never by more names than an address holds', () => {
    const filters = [...filtersFor('p', numbers(45, 50), 100)];
    expect(filters.map((filter) => filter.split(' or ').length)).toEqual([20, 20, 5]);
    expect(filters[2]).toBe('(p = 2100 or p = 2150 or p = 2200 or p = 2250 or p = 2300)');
  });

  test('each once, and nobody by nothing', () => {
    expect([...filtersFor('p', [7, 7], 100)]).toEqual(['(p = 7)']);
    expect([...filtersFor('p', [], 100)]).toEqual([]);
  });
});
