/**
 * @file A browser without a screen that signs a user in: it keeps cookies, follows redirects (to the application's own
 * listener as well), fills in the login form, agrees to what it is asked, and sends on the forms that pages send by
 * themselves. It knows no system's pages, only what forms look like.
 */
import { type CheerioAPI, load } from 'cheerio';
import { CookieJar } from 'tough-cookie';

export interface SignInOptions {
  readonly userName: string;
  /** Typed in one after the other, as long as the login form comes back. */
  readonly passwords: readonly string[];
  /** Where the user says no: at the login form, or when asked for consent. */
  readonly refuse?: 'atLogin' | 'atConsent';
}

export interface LastPage {
  readonly url: string;
  readonly status: number;
  /** Readable text of the page. */
  readonly text: string;
  /** All addresses that were visited, without their queries. */
  readonly visited: readonly string[];
}

/** What the browser does next on a page. */
type Step =
  | { readonly kind: 'stay' }
  | { readonly kind: 'follow'; readonly url: string }
  | { readonly kind: 'submit'; readonly action: string; readonly method: string; readonly fields: URLSearchParams };

interface Page {
  readonly url: string;
  readonly status: number;
  readonly document: CheerioAPI;
}

const mostSteps = 25;
const refusalWords = /cancel|refuse|deny|decline|abort|abbrechen|ablehnen|avbryt/i;

/** Loads an address, following redirects as browsers do. */
async function open(url: string, init: RequestInit, jar: CookieJar, visited: string[]): Promise<Page> {
  let address = url;
  let request = init;
  for (let step = 0; step < mostSteps; step += 1) {
    visited.push(address.split(/[?#]/)[0] ?? address);
    const headers = new Headers(request.headers);
    headers.set('accept', 'text/html');
    const cookies = await jar.getCookieString(address);
    if (cookies !== '') headers.set('cookie', cookies);
    const response = await fetch(address, { ...request, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, address, { ignoreError: true });
    const location = response.headers.get('location');
    if (location === null || response.status < 300 || response.status > 399) {
      return { url: address, status: response.status, document: load(await response.text()) };
    }
    await response.body?.cancel();
    address = new URL(location, address).href;
    if (response.status !== 307 && response.status !== 308) request = { method: 'GET' };
  }
  throw new Error(`The sign-in redirects for ever, lastly to ${address.split('?')[0]}.`);
}

/** The fields of a form as they would be sent, with the button that is pressed, and each box ticked that is offered. */
function fieldsOf(page: Page, form: ReturnType<CheerioAPI>, button: ReturnType<CheerioAPI>): URLSearchParams {
  const fields = new URLSearchParams();
  form.find('input[type=checkbox]').attr('checked', 'checked');
  for (const { name, value } of form.serializeArray()) fields.append(name, value);
  const name = button.attr('name');
  if (name !== undefined) fields.append(name, page.document(button).attr('value') ?? '');
  return fields;
}

function submit(page: Page, form: ReturnType<CheerioAPI>, fields: URLSearchParams): Step {
  return {
    kind: 'submit',
    action: new URL(form.attr('action') ?? '', page.url).href,
    method: (form.attr('method') ?? 'get').toUpperCase(),
    fields,
  };
}

/** A button or link of refusal on this page; null: there is none. */
function refusal(page: Page): Step | null {
  const { document } = page;
  for (const element of document('button, input[type=submit], a[href]').toArray()) {
    const candidate = document(element);
    const words = [candidate.text(), candidate.attr('name'), candidate.attr('value')].join(' ');
    if (!refusalWords.test(words)) continue;
    const href = candidate.attr('href');
    if (href !== undefined) return { kind: 'follow', url: new URL(href, page.url).href };
    const form = candidate.closest('form');
    return submit(page, form, fieldsOf(page, form, candidate));
  }
  return null;
}

function demandRefusal(page: Page): Step {
  const step = refusal(page);
  if (step === null) throw new Error(`There is nothing to refuse with on ${page.url.split('?')[0]}.`);
  return step;
}

/** Fills in user name and password; a form that fixes the user name keeps it. */
function logIn(page: Page, form: ReturnType<CheerioAPI>, userName: string, password: string): Step {
  const fields = fieldsOf(page, form, form.find('button[type=submit], button:not([type]), input[type=submit]').first());
  const userField = form.find('input[type=text], input[type=email], input:not([type])').first().attr('name');
  const passwordField = form.find('input[type=password]').first().attr('name');
  if (userField !== undefined) fields.set(userField, userName);
  if (passwordField !== undefined) fields.set(passwordField, password);
  return submit(page, form, fields);
}

/** Decides what a person who wants to sign in would do on this page. */
function nextStep(page: Page, options: SignInOptions, passwordsLeft: string[]): Step {
  const { document } = page;
  const forms = document('form')
    .toArray()
    .map((form) => document(form));
  const login = forms.find((form) => form.find('input[type=password]').length > 0);
  if (login !== undefined) {
    if (options.refuse === 'atLogin') return demandRefusal(page);
    const password = passwordsLeft.shift();
    return password === undefined ? { kind: 'stay' } : logIn(page, login, options.userName, password);
  }
  const [form] = forms;
  if (form === undefined) return { kind: 'stay' };
  const sendsItself = /\.submit\(\)/.test(document.html());
  if (!sendsItself && options.refuse === 'atConsent') return demandRefusal(page);
  const buttons = form.find('button:not([type=button]), input[type=submit]').toArray();
  const agree = buttons
    .map((button) => document(button))
    .find((button) => {
      return !refusalWords.test([button.text(), button.attr('name'), button.attr('value')].join(' '));
    });
  if (!sendsItself && agree === undefined) return { kind: 'stay' };
  return submit(page, form, fieldsOf(page, form, sendsItself ? document('') : (agree ?? document(''))));
}

/**
 * Goes through a sign-in from its first address to the page where nothing is left to do: the application's own page, or a
 * refusal, or the login form once more when all passwords were wrong.
 * @throws Error when it never ends, or when there is nothing to refuse with
 */
export async function signInByBrowser(url: string, options: SignInOptions): Promise<LastPage> {
  const jar = new CookieJar(undefined, { looseMode: true });
  const visited: string[] = [];
  const passwordsLeft = [...options.passwords];
  let page = await open(url, { method: 'GET' }, jar, visited);
  for (let count = 0; count < mostSteps; count += 1) {
    const step = nextStep(page, options, passwordsLeft);
    if (step.kind === 'stay') {
      const text = page.document('body').text().replace(/\s+/g, ' ').trim();
      return { url: page.url, status: page.status, text, visited };
    }
    page = await take(step, jar, visited);
  }
  throw new Error(`The sign-in never ends, lastly at ${page.url.split('?')[0]}.`);
}

function take(step: Exclude<Step, { kind: 'stay' }>, jar: CookieJar, visited: string[]): Promise<Page> {
  if (step.kind === 'follow') return open(step.url, { method: 'GET' }, jar, visited);
  if (step.method === 'POST') return open(step.action, { method: 'POST', body: step.fields }, jar, visited);
  const target = new URL(step.action);
  target.search = step.fields.toString();
  return open(target.href, { method: 'GET' }, jar, visited);
}
