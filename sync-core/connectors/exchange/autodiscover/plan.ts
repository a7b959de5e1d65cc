/**
 * @file Where the web service of a mailbox is looked for, one place after the other. Pure: what a place says is handed in, and what
 * is to be done next comes out.
 *
 * Source: Microsoft's "Autodiscover for Exchange" (well-known addresses, the redirect without encryption, the record of the name
 * server, at most ten redirects). The service connection point of a domain is not available to this program.
 */
import { domainOf, isCloudDomain, isCloudHost } from './addresses.ts';

/** Somewhere to look. `json` and `redirect` are asked without a password, as is the name server. */
export type Place =
  | { readonly way: 'json' | 'pox' | 'redirect'; readonly url: string }
  | { readonly way: 'record'; readonly name: string };

/** What a place said. */
export type Heard =
  | { readonly kind: 'service'; readonly url: string }
  | { readonly kind: 'elsewhere'; readonly url: string }
  /** The mailbox has another address, by which it is to be looked for. */
  | { readonly kind: 'otherMailbox'; readonly mailbox: string }
  | { readonly kind: 'servers'; readonly hosts: readonly string[] }
  | { readonly kind: 'nothing' };

export type SearchEnd =
  | { readonly kind: 'found'; readonly url: string }
  /** It is one of Microsoft 365. */
  | { readonly kind: 'cloud'; readonly host: string }
  /** The user did not want the password to go there. */
  | { readonly kind: 'declined'; readonly host: string }
  | { readonly kind: 'redirectsForEver' }
  | { readonly kind: 'nothing' };

export type SearchStep =
  | { readonly do: 'look'; readonly place: Place; readonly mailbox: string }
  /** The password would go to a server that has another name than the mailbox: the user is asked first. */
  | { readonly do: 'askUser'; readonly host: string }
  | { readonly do: 'end'; readonly end: SearchEnd };

export interface Search {
  readonly mailbox: string;
  readonly todo: readonly Place[];
  /** Places that were looked at, each with the mailbox it was asked about. */
  readonly seen: readonly string[];
  /** Domains and hosts that a password may go to. */
  readonly trusted: readonly string[];
  readonly declined: readonly string[];
  readonly redirects: number;
  /** What was found, and may still be on a host that the user has to be asked about. */
  readonly found: string | null;
  readonly cloud: string | null;
}

const mostRedirects = 10;
const path = '/autodiscover/autodiscover';

function placesAt(origin: string, mailbox: string): readonly Place[] {
  return [
    { way: 'json', url: `${origin}${path}.json/v1.0/${encodeURIComponent(mailbox)}?Protocol=EWS` },
    { way: 'pox', url: `${origin}${path}.xml` },
  ];
}

function placesOf(domain: string, mailbox: string): readonly Place[] {
  return [
    ...placesAt(`https://${domain}`, mailbox),
    ...placesAt(`https://autodiscover.${domain}`, mailbox),
    { way: 'redirect', url: `http://autodiscover.${domain}${path}.xml` },
    { way: 'record', name: `_autodiscover._tcp.${domain}` },
  ];
}

/** @returns undefined where it is no e-mail address, and so nothing can be looked for. */
export function beginSearch(mailbox: string): Search | undefined {
  const domain = domainOf(mailbox);
  if (domain === undefined) return undefined;
  const none = { seen: [], declined: [], redirects: 0, found: null };
  const cloud = isCloudDomain(domain) ? domain : null;
  return { ...none, mailbox, todo: placesOf(domain, mailbox), trusted: [domain], cloud };
}

/** The host with its port, where that is not the usual one. */
function hostOf(url: string): string {
  return new URL(url).host;
}

function isTrusted({ trusted }: Search, url: string): boolean {
  const { host, hostname } = new URL(url);
  return trusted.some((one) => one === host || hostname === one || hostname.endsWith(`.${one}`));
}

/** The user has said no to this host, or to the one above it. */
function isDeclined({ declined }: Search, url: string): boolean {
  const { host, hostname } = new URL(url);
  return declined.some((one) => one === host || hostname.endsWith(`.${one}`));
}

/** Nothing of what the user has said no to. */
function allowedOf(search: Search): Search {
  const todo = search.todo.filter((place) => place.way !== 'pox' || !isDeclined(search, place.url));
  return { ...search, todo, found: search.found !== null && isDeclined(search, search.found) ? null : search.found };
}

function keyOf(place: Place, mailbox: string): string {
  return JSON.stringify([place, mailbox]);
}

/** The first thing to do now. */
export function nextStep(search: Search): SearchStep {
  const { cloud, found, todo, redirects, declined, mailbox } = search;
  if (cloud !== null) return { do: 'end', end: { kind: 'cloud', host: cloud } };
  if (found !== null) {
    if (isTrusted(search, found)) return { do: 'end', end: { kind: 'found', url: found } };
    return { do: 'askUser', host: hostOf(found) };
  }
  if (redirects > mostRedirects) return { do: 'end', end: { kind: 'redirectsForEver' } };
  const [place] = todo;
  if (place !== undefined) {
    if (place.way === 'pox' && !isTrusted(search, place.url)) return { do: 'askUser', host: hostOf(place.url) };
    return { do: 'look', place, mailbox };
  }
  const [host] = declined;
  return { do: 'end', end: host === undefined ? { kind: 'nothing' } : { kind: 'declined', host } };
}

/** Leads on, before what else there is. */
function first(search: Search, places: readonly Place[]): Search {
  const known = (place: Place) => search.seen.includes(keyOf(place, search.mailbox));
  return allowedOf({ ...search, todo: [...places.filter((place) => !known(place)), ...search.todo] });
}

/** @param heard of the place that `nextStep` said to look at */
export function afterLook(search: Search, heard: Heard): Search {
  const [place, ...todo] = search.todo;
  if (place === undefined) return search;
  const left: Search = { ...search, todo, seen: [...search.seen, keyOf(place, search.mailbox)] };
  switch (heard.kind) {
    case 'nothing':
      return left;
    case 'service':
      return withCloud(allowedOf({ ...left, found: heard.url }), hostOf(heard.url));
    case 'elsewhere': {
      const { origin, host } = new URL(heard.url);
      const [json] = placesAt(origin, left.mailbox);
      const places: readonly Place[] = [...(json ? [json] : []), { way: 'pox', url: heard.url }];
      return withCloud(first({ ...left, redirects: left.redirects + 1 }, places), host);
    }
    case 'otherMailbox': {
      const domain = domainOf(heard.mailbox);
      if (domain === undefined) return left;
      const moved = { ...left, mailbox: heard.mailbox, todo: [], redirects: left.redirects + 1 };
      return isCloudDomain(domain) ? { ...moved, cloud: domain } : first(moved, placesOf(domain, heard.mailbox));
    }
    case 'servers': {
      const cloud = heard.hosts.find((host) => isCloudHost(host.replace(/:\d+$/, '')));
      const places = heard.hosts.flatMap((host) => placesAt(`https://${host}`, left.mailbox));
      return withCloud(first(left, places), cloud);
    }
  }
}

function withCloud(search: Search, host: string | undefined): Search {
  return host !== undefined && isCloudHost(host) ? { ...search, cloud: host } : search;
}

/** The user's word on the host that `nextStep` asks about. */
export function afterAnswer(search: Search, host: string, mayGoThere: boolean): Search {
  if (mayGoThere) return { ...search, trusted: [...search.trusted, host] };
  return allowedOf({ ...search, declined: [...search.declined, host] });
}
