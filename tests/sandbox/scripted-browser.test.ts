import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByBrowser } from '../support/scripted-browser.ts';

/** A sign-in of our own making: a cookie must come back, then password, consent, and the answer to the listener. */
function createProvider(answerBy: 'redirect' | 'form', listener: () => string): Server {
  const page = (response: ServerResponse, body: string): void => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><body>${body}</body></html>`);
  };
  const redirect = (response: ServerResponse, location: string): void => {
    response.writeHead(303, { location }).end();
  };
  const loginForm = (message: string): string =>
    `<p>${message}</p><form method="post" action="/login"><input type="hidden" name="flow" value="7">
     <label>User name <input name="user"></label><input type="password" name="secret">
     <button name="go" value="yes">Sign in</button></form><a href="/refused?by=login">Cancel</a>`;
  const handlers: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void> = {
    '/authorize': (_, response) => {
      response.setHeader('set-cookie', 'flow=7; Path=/; HttpOnly');
      redirect(response, '/login');
    },
    '/login': async (request, response) => {
      if (request.headers.cookie !== 'flow=7') return page(response, 'Cookies are switched off.');
      if (request.method === 'GET') return page(response, loginForm('Welcome'));
      const fields = new URLSearchParams(await text(request));
      if (fields.get('flow') !== '7' || fields.get('go') !== 'yes') return page(response, 'The form was changed.');
      const good = fields.get('user') === 'mara' && fields.get('secret') === 'right';
      return good ? redirect(response, '/consent') : page(response, loginForm('Wrong user name or password.'));
    },
    '/consent': (_, response) =>
      page(
        response,
        `<form method="post" action="/done"><button name="answer" value="no">Cancel</button>
         <button name="answer" value="yes">Accept</button></form>`,
      ),
    '/done': async (request, response) => {
      const accepted = new URLSearchParams(await text(request)).get('answer') === 'yes';
      if (!accepted) return redirect(response, '/refused?by=consent');
      if (answerBy === 'redirect') return redirect(response, `${listener()}/?code=abc`);
      return page(
        response,
        `<form method="post" action="${listener()}/"><input type="hidden" name="code" value="abc"></form>
         <script>document.forms[0].submit()</script>`,
      );
    },
    '/refused': (request, response) => page(response, `Refused ${request.url}`),
    '/loop': (_, response) => redirect(response, '/loop'),
    '/needs-consent-only': (_, response) => page(response, '<p>Nothing to press</p><form><input name="x"></form>'),
  };
  return createServer((request, response) => {
    const handler = handlers[(request.url ?? '').split('?')[0] ?? ''];
    if (handler) void handler(request, response);
    else response.writeHead(404).end('nothing here');
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the scripted browser', () => {
  let listener = '';
  const application = createServer(async (request, response) => {
    const body = await text(request);
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<p>Signed in:\n ${request.method} ${body || request.url}</p>`);
  });
  const byRedirect = createProvider('redirect', () => listener);
  const byForm = createProvider('form', () => listener);
  let redirecting = '';
  let posting = '';
  const right = { userName: 'mara', passwords: ['right'] };

  beforeAll(async () => {
    [listener, redirecting, posting] = (await Promise.all([application, byRedirect, byForm].map(listen))) as [
      string,
      string,
      string,
    ];
  });
  afterAll(async () => {
    for (const server of [application, byRedirect, byForm]) {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('signs in, agrees, and follows the answer to the application', async () => {
    const page = await signInByBrowser(`${redirecting}/authorize`, right);
    expect(page).toMatchObject({ status: 200, text: 'Signed in: GET /?code=abc' });
    expect(page.visited).toEqual(
      ['authorize', 'login', 'login', 'consent', 'done'].map((name) => `${redirecting}/${name}`).concat(`${listener}/`),
    );
  });

  it('sends on a form that sends itself', async () => {
    const page = await signInByBrowser(`${posting}/authorize`, right);
    expect(page.text).toBe('Signed in: POST code=abc');
  });

  it('types the next password while the login form comes back', async () => {
    const page = await signInByBrowser(`${redirecting}/authorize`, { userName: 'mara', passwords: ['wrong', 'right'] });
    expect(page.text).toContain('Signed in');
  });

  it('stays on the login form when no password is left', async () => {
    const page = await signInByBrowser(`${redirecting}/authorize`, { userName: 'mara', passwords: ['wrong'] });
    expect(page.url).toBe(`${redirecting}/login`);
    expect(page.text).toContain('Wrong user name or password.');
  });

  it.each([
    ['atLogin', 'Refused /refused?by=login'],
    ['atConsent', 'Refused /refused?by=consent'],
  ] as const)('refuses %s', async (refuse, text) => {
    const page = await signInByBrowser(`${redirecting}/authorize`, { ...right, refuse });
    expect(page.text).toBe(text);
  });

  it('says so when it cannot refuse, or goes in circles', async () => {
    await expect(signInByBrowser(`${redirecting}/loop`, right)).rejects.toThrow('redirects for ever');
    await expect(
      signInByBrowser(`${redirecting}/needs-consent-only`, { ...right, refuse: 'atConsent' }),
    ).rejects.toThrow('nothing to refuse with');
  });
});
