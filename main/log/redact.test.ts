import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

describe('redacting', () => {
  it('hides what is secret by its name, however deep', () => {
    const said = JSON.stringify(redact({ a: { refreshToken: 'abc', list: [{ Password: 'pw-1' }] }, title: 'Lunch' }));
    expect(said).not.toMatch(/abc|pw-1|Lunch/);
  });

  it('hides tokens inside sentences and addresses', () => {
    const said = redact('sent Bearer 7T:Cust.abc to https://x/?code=s3cret&state=1 with eyJhbGciOi.eyJzdWIi.sig');
    expect(said).not.toMatch(/Cust|s3cret|eyJ/);
    expect(said).toContain('state=1');
  });

  it('keeps what went wrong, with its causes', () => {
    const error = new TypeError('fetch failed for access_token=abc', {
      cause: Object.assign(new Error('net'), { code: 'ERR_TIMED_OUT' }),
    });
    expect(redact({ error })).toMatchObject({
      error: { name: 'TypeError', message: 'fetch failed for [not logged]', cause: { code: 'ERR_TIMED_OUT' } },
    });
  });

  it('ends with what refers to itself', () => {
    const loop: Record<string, unknown> = {};
    loop['again'] = loop;
    expect(JSON.stringify(redact(loop))).toContain('…');
  });

  it('keeps plain facts as they are', () => {
    expect(redact({ status: 503, system: 'superoffice', done: true, tokenEndpoint: 'https://x/token' })).toEqual({
      status: 503,
      system: 'superoffice',
      done: true,
      tokenEndpoint: 'https://x/token',
    });
  });
});
