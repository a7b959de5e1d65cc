import { describe, expect, test, vi } from 'vitest';
import { throughBrowser } from './browser-round-trip.ts';

const words = {
  language: 'de',
  successTitle: 'Fertig <gut>',
  successText: 'Sie können das Fenster schließen.',
  failureTitle: 'Nicht angemeldet',
  failureText: 'Bitte in der Anwendung nachsehen.',
};

interface Visit {
  readonly redirectUri: string;
  readonly state: string;
}

/** A round trip whose browser does what the test says. */
function trip(
  answerBy: 'GET' | 'POST',
  visit: (place: Visit) => Promise<void>,
  finish = async (answer: URLSearchParams) => answer.get('code'),
) {
  let place: Visit | undefined;
  return (signal: AbortSignal = new AbortController().signal) =>
    throughBrowser(
      {
        redirectHost: '127.0.0.1',
        answerBy,
        browser: { words, open: async () => place && visit(place) },
        start: async (redirectUri, state) => {
          place = { redirectUri, state };
          return 'https://login.test/authorize';
        },
        finish,
      },
      signal,
    );
}

describe('the way through the browser', () => {
  test('an answer in the address is taken, and the page says so in the user’s words', async () => {
    let page = Promise.resolve(new Response());
    const code = await trip('GET', async ({ redirectUri, state }) => {
      page = fetch(`${redirectUri}/?code=abc&state=${state}`);
    })();
    const response = await page;
    const html = await response.text();
    expect(code).toBe('abc');
    expect(response.status).toBe(200);
    expect(html).toContain('<html lang="de"');
    expect(html).toContain('Fertig &lt;gut&gt;');
    expect(html).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('the address has neither path nor trailing slash', async () => {
    let seen = '';
    await trip('GET', async ({ redirectUri, state }) => {
      seen = redirectUri;
      void fetch(`${redirectUri}?code=abc&state=${state}`);
    })();
    expect(seen).toMatch(/^http:\/\/127\.0\.0\.1:\d{4,5}$/);
  });

  test('an answer as a form is taken where forms are expected, and only there', async () => {
    const statuses: number[] = [];
    const code = await trip('POST', async ({ redirectUri, state }) => {
      statuses.push((await fetch(`${redirectUri}/?code=stolen&state=${state}`)).status);
      void fetch(redirectUri, { method: 'POST', body: new URLSearchParams({ code: 'abc', state }) });
    })();
    expect(statuses).toEqual([405]);
    expect(code).toBe('abc');
  });

  test('answers with another state, or for another host or path, are turned away and the wait goes on', async () => {
    const statuses: number[] = [];
    const code = await trip('GET', async ({ redirectUri, state }) => {
      for (const url of [
        `${redirectUri}/?code=forged&state=other`,
        `${redirectUri}/?code=forged`,
        `${redirectUri}/?code=forged&state=${state}&state=${state}`,
        `${redirectUri}/favicon.ico`,
        `${redirectUri.replace('127.0.0.1', 'localhost')}/?code=forged&state=${state}`,
      ])
        statuses.push((await fetch(url)).status);
      void fetch(`${redirectUri}/?code=real&state=${state}`);
    })();
    expect(statuses).toEqual([400, 400, 400, 404, 404]);
    expect(code).toBe('real');
  });

  test('what the exchange throws is thrown, and the page tells of it', async () => {
    let page = Promise.resolve(new Response());
    const attempt = trip(
      'GET',
      async ({ redirectUri, state }) => {
        page = fetch(`${redirectUri}/?code=abc&state=${state}`);
      },
      async () => {
        throw new Error('the code was worth nothing');
      },
    );
    await expect(attempt()).rejects.toThrow('the code was worth nothing');
    const response = await page;
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Nicht angemeldet');
  });

  test('it ends with the signal, and the port is closed', async () => {
    const stop = new AbortController();
    let address = '';
    const opened = vi.fn(async ({ redirectUri }: Visit) => {
      address = redirectUri;
      queueMicrotask(() => stop.abort(new Error('enough')));
    });
    await expect(trip('GET', opened)(stop.signal)).rejects.toThrow('enough');
    await expect(fetch(address)).rejects.toThrow();
  });

  test('a browser that cannot be opened ends it', async () => {
    const attempt = trip('GET', async () => {
      throw new Error('no browser');
    });
    await expect(attempt()).rejects.toThrow('no browser');
  });
});
