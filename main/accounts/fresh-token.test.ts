import { describe, expect, it } from 'vitest';
import { Nonsense } from '../../sync-core/connectors/errors.ts';
import { freshTokenOf } from './fresh-token.ts';
import { createNetwork } from './microsoft365-network.ts';
import { boundFetch } from './outside.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const clock = { now: () => now, sleep: async () => undefined };
const never = new AbortController().signal;

describe('an access token', () => {
  it('is taken with its end', () => {
    expect(freshTokenOf('superoffice', 'a.b-c', now + 3_600_000, clock)).toEqual({
      token: 'a.b-c',
      expiresAt: now + 3_600_000,
    });
  });

  it.each([undefined, null, 7, '', 'a b', 'a\nb', 'ä', {}])('is not %j: it would be put into a header', (token) => {
    expect(() => freshTokenOf('superoffice', token, now + 1000, clock)).toThrow(Nonsense);
  });

  it.each([Number.NaN, -1, now - 1, Number.POSITIVE_INFINITY, now * 1e6])(
    'whose end is said to be %s holds for minutes',
    (end) => {
      expect(freshTokenOf('superoffice', 'a', end, clock).expiresAt).toBe(now + 300_000);
    },
  );
});

describe('what a sign-in server answers', () => {
  const answering = (response: Response) => {
    const asked: (RequestInit | undefined)[] = [];
    const fetch = async (_: string, init?: RequestInit) => {
      asked.push(init);
      return response;
    };
    return { asked, outside: { fetch, clock } };
  };

  it('is not followed to another server: a refresh token is for the one that was asked', async () => {
    const { asked, outside } = answering(
      new Response(null, { status: 307, headers: { location: 'https://x.example' } }),
    );
    expect(
      (await boundFetch(outside, 'superoffice', never)('https://login.example/token', { method: 'POST' })).status,
    ).toBe(307);
    expect(asked[0]?.redirect).toBe('manual');
  });

  it('is read to a limit', async () => {
    const { outside } = answering(new Response('x'.repeat(2 * 1024 * 1024)));
    await expect(boundFetch(outside, 'superoffice', never)('https://login.example/token', {})).rejects.toThrow(
      Nonsense,
    );
  });

  it.each([{ access_token: 7 }, { refresh_token: {} }, { expires_in: 'soon' }, 'text', [7], null])(
    'never makes the library stumble, which would quote a token: %j',
    async (body) => {
      const { outside } = answering(Response.json(body));
      const { module } = createNetwork('https://login.example', outside, never);
      await expect(module.sendPostRequestAsync('https://login.example/token')).rejects.toThrow(Nonsense);
    },
  );
});
