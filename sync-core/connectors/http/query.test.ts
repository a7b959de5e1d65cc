import { expect, it } from 'vitest';
import { withQuery } from './query.ts';

it('writes OData options readably and escapes their values', () => {
  expect(withQuery('http://a/b', { $filter: "a is 'x & y+z'", $top: 5, $skip: undefined })).toBe(
    "http://a/b?$filter=a%20is%20'x%20%26%20y%2Bz'&$top=5",
  );
  expect(withQuery('http://a/b?c=1', { d: true })).toBe('http://a/b?c=1&d=true');
  expect(withQuery('http://a/b', {})).toBe('http://a/b');
});
