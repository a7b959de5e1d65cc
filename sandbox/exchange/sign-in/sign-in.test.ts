/** @file Signing in at Exchange Server, and being locked out of it; and how it is found by an address alone. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../kit/clock.ts';
import { createExchange, type ExchangeSystem } from '../index.ts';
import { ask } from '../testing/checked-client.ts';

const getFolder =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="calendar"/></m:FolderIds></m:GetFolder>';
const clock = () => createManualClock(Date.UTC(2026, 10, 23));

let exchange: ExchangeSystem;
beforeEach(() => {
  exchange = createExchange({ clock: clock() });
});

const post = (headers: Record<string, string>) =>
  exchange.fetch(`${exchange.describe().addresses['mail']}/EWS/Exchange.asmx`, { method: 'POST', headers, body: '' });

describe('signing in', () => {
  it('offers the ways that the administrator has opened', async () => {
    const offers = async () => (await post({})).headers.get('www-authenticate');
    expect(await offers()).toBe('NTLM, Basic realm="mail.nordlicht.example", Bearer');
    exchange.control.set('signIn', 'ntlm');
    expect(await offers()).toBe('NTLM');
  });

  it.each(['alex@nordlicht.example', 'alex', 'NORDLICHT\\alex'])('takes the name %s', async (userName) => {
    expect((await ask(exchange, getFolder, { userName, password: 'sandbox' })).codes).toEqual(['Success']);
  });

  it('does not take a password where Basic is closed, nor a name of another domain', async () => {
    expect((await ask(exchange, getFolder, { userName: 'OTHER\\alex', password: 'sandbox' })).status).toBe(401);
    exchange.control.set('signIn', 'ntlm bearer');
    expect((await ask(exchange, getFolder)).status).toBe(401);
  });

  it('takes a token until it has expired', async () => {
    const bearer = { authorization: `Bearer ${exchange.describe().users[0]?.accessToken}` };
    expect((await post(bearer)).status).toBe(500);
    exchange.control.expireAccessTokens();
    expect((await post(bearer)).status).toBe(401);
  });

  it('locks an account out after too many wrong passwords, the right one too, for a while', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await ask(exchange, getFolder, { password: 'wrong' })).status).toBe(401);
    }
    expect((await ask(exchange, getFolder)).status).toBe(401);
    exchange.control.clock.advance(31 * 60_000);
    expect((await ask(exchange, getFolder)).codes).toEqual(['Success']);
  });

  it('ends with the password', async () => {
    exchange.control.revokeSignIn('alex@nordlicht.example');
    expect((await ask(exchange, getFolder)).status).toBe(401);
  });
});

describe('Autodiscover', () => {
  const pox = async (address = 'alex@nordlicht.example') => {
    const { addresses, users } = exchange.describe();
    const response = await exchange.fetch(`${addresses['mail']}/autodiscover/autodiscover.xml`, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml',
        authorization: `Basic ${Buffer.from(`${users[0]?.userName}:${users[0]?.password}`).toString('base64')}`,
      },
      body: `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`,
    });
    return response.text();
  };
  const ewsUrl = () => `${exchange.describe().addresses['mail']}/EWS/Exchange.asmx`;

  it('tells where the web service is', async () => {
    expect(await pox()).toContain(`<EwsUrl>${ewsUrl()}</EwsUrl>`);
    expect(await pox('nobody@nordlicht.example')).toContain('<ErrorCode>500</ErrorCode>');
  });

  it('tells it in the newer way too, but not in the oldest release', async () => {
    const address = `${exchange.describe().addresses['mail']}/autodiscover/autodiscover.json/v1.0/alex@nordlicht.example?Protocol=EWS`;
    expect((await exchange.fetch(address)).status).toBe(404);
    exchange.control.set('release', '2019');
    expect(await (await exchange.fetch(address)).json()).toEqual({ Protocol: 'EWS', Url: ewsUrl() });
  });

  it('redirects from the domain to the mail server', async () => {
    const { addresses } = exchange.describe();
    const get = () => exchange.fetch(`${addresses['domain']}/autodiscover/autodiscover.xml`, { redirect: 'manual' });
    expect((await get()).status).toBe(404);
    exchange.control.set('autodiscover', 'redirect');
    const response = await get();
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`${addresses['mail']}/autodiscover/autodiscover.xml`);
  });

  it('sends whose mailbox was moved to the cloud, by its address there or by another address', async () => {
    exchange.control.set('mailboxPlace', 'cloud');
    expect(await pox()).toContain('<EwsUrl>https://outlook.office365.com/EWS/Exchange.asmx</EwsUrl>');
    exchange.control.set('autodiscover', 'redirectAddress');
    expect(await pox()).toContain('<RedirectAddr>alex@nordlicht.mail.onmicrosoft.com</RedirectAddr>');
  });
});
