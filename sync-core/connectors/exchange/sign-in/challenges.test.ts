/** @file What servers offer, in the forms in which they and those before them write it. */
import { expect, it } from 'vitest';
import { challengesOf, choosePasswordWay } from './challenges.ts';

it.each([
  [null, []],
  ['', []],
  ['Negotiate, NTLM', ['negotiate', 'ntlm']],
  ['NTLM, Basic realm="mail.nordlicht.example", Bearer', ['ntlm', 'basic', 'bearer']],
  ['Basic realm="Sales, NTLM and more", Negotiate', ['basic', 'negotiate']],
  ['Basic realm="a \\"NTLM, b\\"", charset="UTF-8"', ['basic']],
  ['Bearer client_id="00000002", trusted_issuers="x@*", NTLM', ['bearer', 'ntlm']],
  ['basic realm=mail', ['basic']],
])('%s', (header, schemes) => {
  expect(challengesOf(header).map(({ scheme }) => scheme)).toEqual(schemes);
});

it('tells the token of a step', () => {
  expect(challengesOf('NTLM TlRMTVNTUAACAAAA==')).toEqual([{ scheme: 'ntlm', token: 'TlRMTVNTUAACAAAA==' }]);
});

it.each([
  ['Negotiate, NTLM, Basic realm="x"', undefined, 'ntlm'],
  ['Basic realm="x"', undefined, 'basic'],
  ['Negotiate', undefined, undefined],
  ['NTLM, Basic realm="x"', ['basic'] as const, 'basic'],
  ['NTLM', ['basic'] as const, undefined],
])('of %s with %s allowed, %s is taken', (header, allowed, way) => {
  expect(choosePasswordWay(challengesOf(header), allowed)).toBe(way);
});
