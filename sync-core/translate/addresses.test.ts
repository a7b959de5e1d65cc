import { expect, test } from 'vitest';
import { addressesIn } from './addresses.ts';

test.each([
  ['Call Ann <Ann.Lee+x@Example.org>, or bo@sub.example.com.', ['ann.lee+x@example.org', 'bo@sub.example.com']],
  ['mailto:a@b.example; A@B.example', ['a@b.example']],
  ["'quoted@example.org' (o'neill@example.org)", ['quoted@example.org', "o'neill@example.org"]],
  ['jörg@müller.example', ['jörg@müller.example']],
  ['https://teams.example/l/19:meeting_abc@thread.v2/0?x=y@z.example', []],
  ['19:meeting_abc@thread.v2', []],
  ['@home a@b 5@', []],
])('the addresses in %j are %j', (text, addresses) => {
  expect(addressesIn(text)).toEqual(addresses);
});
