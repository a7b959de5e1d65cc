import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter-parser.ts';

const condition = (column: string, operator: string, ...values: (string | number | boolean)[]) => ({
  kind: 'condition',
  column,
  operator,
  values,
});

describe('a filter', () => {
  it('is a column, an operator and a value', () => {
    expect(parseFilter("updatedDate afterTime '2026-11-22T08:55:00'")).toEqual(
      condition('updatedDate', 'afterTime', '2026-11-22T08:55:00'),
    );
    expect(parseFilter('appointment.type = 4864')).toEqual(condition('appointment.type', '=', 4864));
    expect(parseFilter('completed set false')).toEqual(condition('completed', 'set', false));
  });

  it('may have an operator without value, or with a list', () => {
    expect(parseFilter('associateId currentAssociate')).toEqual(condition('associateId', 'currentAssociate'));
    expect(parseFilter("fullName in ('a''b', 'c')")).toEqual(condition('fullName', 'in', "a'b", 'c'));
    expect(parseFilter('type oneOf (1,6)')).toEqual(condition('type', 'oneOf', 1, 6));
  });

  it('binds and more closely than or, unless there are parentheses', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => condition(name, 'eq', 1));
    expect(parseFilter('a eq 1 or b eq 1 and c eq 1')).toEqual({
      kind: 'or',
      parts: [a, { kind: 'and', parts: [b, c] }],
    });
    expect(parseFilter('(a eq 1 or b eq 1) AND c eq 1')).toEqual({
      kind: 'and',
      parts: [{ kind: 'or', parts: [a, b] }, c],
    });
  });

  it('knows the functions of OData', () => {
    expect(parseFilter("substringof('x', name) and startswith(name, 'y')")).toEqual({
      kind: 'and',
      parts: [condition('name', 'contains', 'x'), condition('name', 'begins', 'y')],
    });
  });

  it.each(['', 'a', 'a eq', 'a eq 1 and', '(a eq 1', 'a eq 1)', "a eq 'x", 'a in (1 2)', 'a eq 1 b eq 2'])(
    'is refused as %j',
    (text) => {
      expect(() => parseFilter(text)).toThrow(/^\$filter/);
    },
  );
});
