/**
 * @file The grammar of `$filter`: conditions of column, operator and values, joined by `and`, `or` and parentheses, and the
 * functions substringof, startswith and endswith.
 */
import { badRequest } from '../errors.ts';

export type Literal = string | number | boolean;

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | {
      readonly kind: 'condition';
      readonly column: string;
      readonly operator: string;
      readonly values: readonly Literal[];
    };

/** Operators that stand without a value. */
const unary = new Set(
  [
    ...[
      'currentAssociate',
      'notCurrentAssociate',
      'today',
      'beforeToday',
      'afterToday',
      'thisHalf',
      'thisYear',
      'lastYear',
    ],
    ...[
      'lastWeek',
      'thisWeek',
      'nextWeek',
      'lastMonth',
      'thisMonth',
      'nextMonth',
      'lastQuarter',
      'thisQuarter',
      'nextQuarter',
    ],
  ].map((name) => name.toLowerCase()),
);
const functions: Readonly<Record<string, string>> = { startswith: 'begins', endswith: 'ends', substringof: 'contains' };
const tokenPattern = /\s+|'((?:[^']|'')*)'|([(),])|([^\s'(),]+)/gy;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** @throws Refusal (400) that says where the filter cannot be understood */
export function parseFilter(text: string): Filter {
  const tokens = tokensOf(text);
  let place = 0;
  const peek = () => tokens[place];
  const isWord = (word: string) => peek()?.quoted === false && peek()?.text.toLowerCase() === word;
  const next = (what: string): Token => {
    const token = tokens[place];
    if (!token) throw badRequest(`$filter ends where ${what} was expected.`);
    place += 1;
    return token;
  };
  const expect = (symbol: string): void => {
    const token = next(`"${symbol}"`);
    if (token.quoted || token.text !== symbol)
      throw badRequest(`$filter has "${token.text}" where "${symbol}" was expected.`);
  };
  const joined = (kind: 'and' | 'or', part: () => Filter): Filter => {
    const first = part();
    const parts = [first];
    while (isWord(kind)) {
      place += 1;
      parts.push(part());
    }
    return parts.length === 1 ? first : { kind, parts };
  };
  const list = (): Literal[] => {
    expect('(');
    const values: Literal[] = [];
    while (!isWord(')')) {
      if (values.length > 0) expect(',');
      values.push(literal(next('a value')));
    }
    expect(')');
    return values;
  };
  const condition = (): Filter => {
    if (isWord('(')) {
      place += 1;
      const inner = disjunction();
      expect(')');
      return inner;
    }
    const column = next('a column').text;
    const called = functions[column.toLowerCase()];
    if (called && isWord('(')) return ofFunction(called, list());
    const operator = next('an operator').text;
    if (unary.has(operator.toLowerCase())) return { kind: 'condition', column, operator, values: [] };
    return { kind: 'condition', column, operator, values: isWord('(') ? list() : [literal(next('a value'))] };
  };
  const disjunction = (): Filter => joined('or', () => joined('and', condition));
  const filter = disjunction();
  const rest = peek();
  if (rest) throw badRequest(`$filter has "${rest.text}" after its end.`);
  return filter;
}

/** `startswith(column, 'x')`, but `substringof('x', column)`. */
function ofFunction(operator: string, values: readonly Literal[]): Filter {
  const [first, second] = operator === 'contains' ? [values[1], values[0]] : [values[0], values[1]];
  if (first === undefined || second === undefined) throw badRequest('A function of $filter takes two values.');
  return { kind: 'condition', column: String(first), operator, values: [second] };
}

function literal(token: Token): Literal {
  if (token.quoted) return token.text;
  if (token.text === '(' || token.text === ')' || token.text === ',')
    throw badRequest(`$filter has "${token.text}" where a value was expected.`);
  if (/^-?\d+(\.\d+)?$/.test(token.text)) return Number(token.text);
  if (/^(true|false)$/i.test(token.text)) return token.text.toLowerCase() === 'true';
  return token.text;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(tokenPattern)) {
    end = match.index + match[0].length;
    const [, quoted, symbol, word] = match;
    if (quoted !== undefined) tokens.push({ text: quoted.replaceAll("''", "'"), quoted: true });
    else if (symbol !== undefined || word !== undefined) tokens.push({ text: symbol ?? word ?? '', quoted: false });
  }
  if (end !== text.length) throw badRequest(`$filter cannot be read from "${text.slice(end, end + 20)}" on.`);
  if (tokens.length === 0) throw badRequest('$filter is empty.');
  return tokens;
}
