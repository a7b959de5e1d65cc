import { describe, expect, it } from 'vitest';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { createDoor, type Handlers, type Knock } from './door.ts';

const page = 'app://synchronizer/index.html';
const ours = { name: 'our window' };
const lines: string[] = [];
const write = (message: string, facts?: object) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
const log: Log = { debug: write, info: write, warn: write, error: write };

const asked: unknown[] = [];
/** Only the calls that the tests make are ever reached. */
const handlers = {
  'sync:pause': (ask: unknown) => {
    asked.push(ask);
  },
  'sync:now': () => {
    throw new Error('/home/somebody/secret-path');
  },
  'history:get': () => [{ day: '2026-11-22', crm: 1, calendar: 2, held: 0, token: 'never' }],
  'app:info': () => ({ version: 1 }),
} as unknown as Handlers;

const door = createDoor({ handlers, isOurs: (sender: object) => sender === ours, page, log });
const knock = (change: Partial<Knock<object>> = {}): Knock<object> => ({
  sender: ours,
  senderFrame: { url: page, parent: null },
  ...change,
});

describe('the door between window and main', () => {
  it('carries a call of our own page to its handler, and the answer back', async () => {
    expect(await door(knock(), 'sync:pause', { for: 'hour' })).toEqual({ ok: true, answer: undefined });
    expect(asked).toEqual([{ for: 'hour' }]);
  });

  it.each<[string, Partial<Knock<object>>]>([
    ['another page', { senderFrame: { url: 'https://evil.example/index.html', parent: null } }],
    ['a page whose address only begins like ours', { senderFrame: { url: `${page}.evil.example/`, parent: null } }],
    ['a frame inside our page', { senderFrame: { url: page, parent: {} } }],
    ['a frame that is gone', { senderFrame: null }],
    ['another window', { sender: { name: 'another' } }],
  ])('refuses %s', async (_who, change) => {
    asked.length = 0;
    expect(await door(knock(change), 'sync:pause', { for: 'hour' })).toEqual({ ok: false, why: 'refused' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['a channel that the contract has not', 'shell:open', undefined],
    ['a name that every object has', 'toString', undefined],
    ['a channel that is no text', ['sync:now'], undefined],
    ['a value out of range', 'sync:pause', { for: 'year' }],
    ['a missing value', 'sync:pause', undefined],
  ])('refuses %s', async (_what, channel, ask) => {
    asked.length = 0;
    expect(await door(knock(), channel, ask)).toEqual({ ok: false, why: 'refused' });
    expect(asked).toEqual([]);
  });

  it('tells the window nothing of what went wrong inside', async () => {
    expect(await door(knock(), 'sync:now', undefined)).toEqual({ ok: false, why: 'failed' });
  });

  it('lets nothing out that the contract has not', async () => {
    expect(await door(knock(), 'history:get', undefined)).toEqual({
      ok: true,
      answer: [{ day: '2026-11-22', crm: 1, calendar: 2, held: 0 }],
    });
    expect(await door(knock(), 'app:info', undefined)).toEqual({ ok: false, why: 'failed' });
  });
});
