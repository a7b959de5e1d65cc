import { describe, expect, test, vi } from 'vitest';
import { AuthExpired, Cancelled, Offline } from '../../sync-core/connectors/errors.ts';
import { jumpingClock, quietLog } from '../../sync-core/connectors/http/testing/ports.ts';
import { createAccountTokens } from './account-tokens.ts';
import type { SignIn } from './signed-in.ts';
import { memoryVault } from './testing/memory-vault.ts';

const system = 'superoffice';
const kept = { loginUrl: 'https://login.test', clientId: 'client', refreshToken: 'r' };
const never = new AbortController().signal;
const hourMs = 3_600_000;

type Refresh = SignIn['refresh'];

/** Tokens `token-1`, `token-2` … of an hour each, unless told otherwise. */
function tokensOf(refresh?: Refresh, secret: object | null = kept) {
  const clock = jumpingClock(1_000_000);
  const vault = memoryVault(secret === null ? {} : { [system]: JSON.stringify(secret) });
  let count = 0;
  const numbered: Refresh = async () => {
    count += 1;
    return { fresh: { token: `token-${count}`, expiresAt: clock.now() + hourMs } };
  };
  const asked = vi.fn(refresh ?? numbered);
  const unused = () => Promise.reject(new Error('not in this test'));
  const signInAt = vi.fn(() => ({ withBrowser: unused, withRefreshToken: unused, refresh: asked }));
  return {
    clock,
    vault,
    asked,
    signInAt,
    tokens: createAccountTokens({ system, vault, clock, log: quietLog, signInAt }),
  };
}

describe('tokens of an account', () => {
  test('a token is kept until shortly before its end', async () => {
    const { tokens, clock, asked } = tokensOf();
    expect(await tokens.accessToken(never)).toBe('token-1');
    clock.set(clock.now() + hourMs - 61_000);
    expect(await tokens.accessToken(never)).toBe('token-1');
    clock.set(clock.now() + 2_000);
    expect(await tokens.accessToken(never)).toBe('token-2');
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test('all who ask at the same time share one request', async () => {
    const { tokens, asked } = tokensOf();
    const all = await Promise.all([1, 2, 3].map(() => tokens.accessToken(never)));
    expect(all).toEqual(['token-1', 'token-1', 'token-1']);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test('a refused token is not handed out again', async () => {
    const { tokens } = tokensOf();
    await tokens.accessToken(never);
    expect(await tokens.accessToken(never, 'token-1')).toBe('token-2');
    expect(await tokens.accessToken(never, 'token-1')).toBe('token-2');
  });

  test('one whose token was refused does not get it again from a request that was under way', async () => {
    const answers = ['refused', 'new'];
    const { tokens } = tokensOf(async () => ({
      fresh: { token: answers.shift() ?? 'none', expiresAt: Number.MAX_SAFE_INTEGER },
    }));
    const both = [tokens.accessToken(never), tokens.accessToken(never, 'refused')];
    expect(await Promise.all(both)).toEqual(['refused', 'new']);
  });

  test('a server that gives the refused token again is not believed', async () => {
    const { tokens } = tokensOf(async () => ({ fresh: { token: 'same', expiresAt: Number.MAX_SAFE_INTEGER } }));
    await tokens.accessToken(never);
    await expect(tokens.accessToken(never, 'same')).rejects.toThrow(AuthExpired);
  });

  test('after a refusal the server is left alone until somebody signs in', async () => {
    const { tokens, asked } = tokensOf(async () => {
      throw new AuthExpired('invalid_grant', { system });
    });
    await expect(tokens.accessToken(never)).rejects.toThrow(AuthExpired);
    await expect(tokens.accessToken(never)).rejects.toThrow(AuthExpired);
    expect(asked).toHaveBeenCalledTimes(1);
    tokens.reset({ token: 'after sign-in', expiresAt: Number.MAX_SAFE_INTEGER });
    expect(await tokens.accessToken(never)).toBe('after sign-in');
  });

  test('a network that is down is no refusal', async () => {
    let down = true;
    const { tokens } = tokensOf(async () => {
      if (down) throw new Offline('no network', { system });
      return { fresh: { token: 'later', expiresAt: Number.MAX_SAFE_INTEGER } };
    });
    await expect(tokens.accessToken(never)).rejects.toThrow(Offline);
    down = false;
    expect(await tokens.accessToken(never)).toBe('later');
  });

  test('a renewed secret is kept; where that fails, the token is good all the same', async () => {
    const renewed = JSON.stringify({ ...kept, refreshToken: 'r2' });
    const { tokens, vault } = tokensOf(async () => ({
      fresh: { token: 't', expiresAt: 0 },
      secret: renewed,
    }));
    await tokens.accessToken(never);
    expect(await vault.read(system)).toBe(renewed);
    vault.failWrites(new Error('ENOSPC'));
    expect(await tokens.accessToken(never)).toBe('t');
  });

  test('a refresh token goes to the server and as the application that it came from', async () => {
    const { tokens, signInAt } = tokensOf();
    await tokens.accessToken(never);
    expect(signInAt).toHaveBeenCalledExactlyOnceWith('https://login.test', 'client');
  });

  test.each([
    ['nothing', null],
    ['something of an unknown form', { refreshToken: 'r' }],
  ])('with %s in the vault, only the user can help', async (_, secret) => {
    const { tokens, asked } = tokensOf(undefined, secret);
    await expect(tokens.accessToken(never)).rejects.toThrow(AuthExpired);
    expect(asked).not.toHaveBeenCalled();
  });

  test('one who stops waiting does not stop the others', async () => {
    const answer = Promise.withResolvers<Awaited<ReturnType<Refresh>>>();
    const { tokens } = tokensOf(() => answer.promise);
    const stop = new AbortController();
    const stopped = tokens.accessToken(stop.signal);
    const patient = tokens.accessToken(never);
    stop.abort();
    await expect(stopped).rejects.toThrow(Cancelled);
    answer.resolve({ fresh: { token: 'at last', expiresAt: Number.MAX_SAFE_INTEGER } });
    expect(await patient).toBe('at last');
  });

  test('an answer for an account that was replaced meanwhile is dropped', async () => {
    const answer = Promise.withResolvers<Awaited<ReturnType<Refresh>>>();
    const { tokens, vault } = tokensOf(() => answer.promise);
    const old = tokens.accessToken(never);
    await vi.waitFor(() => expect(vault.reads()).toBe(1));
    tokens.reset({ token: 'new account', expiresAt: Number.MAX_SAFE_INTEGER });
    answer.resolve({ fresh: { token: 'old account', expiresAt: Number.MAX_SAFE_INTEGER }, secret: 'old secret' });
    await expect(old).rejects.toThrow('Another account');
    expect(await tokens.accessToken(never)).toBe('new account');
    expect(await vault.read(system)).toBe(JSON.stringify(kept));
  });
});
