/**
 * @file The network as Microsoft's sign-in library is given it.
 *
 * [Note: authority] The library refuses an authority that it does not know or that is not https, so it is always told the
 * public one. Where another sign-in server is configured (a gateway, the sandbox), the addresses that it makes are
 * rewritten on their way out: those it calls itself, and the one that the browser opens.
 */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { z } from 'zod';
import { Nonsense } from '../../sync-core/connectors/errors.ts';
import { boundFetch, type Outside } from './outside.ts';

const system = 'microsoft365';
export const publicOrigin = 'https://login.microsoftonline.com';

/** @returns the address at the configured server. @throws Nonsense for one that is neither there nor at the public one. */
export function redirected(url: string, loginUrl: string): string {
  const login = loginUrl.replace(/\/$/, '');
  if (url.startsWith(`${login}/`)) return url;
  if (!url.startsWith(`${publicOrigin}/`))
    throw new Nonsense(`The sign-in leads to ${new URL(url).host}`, { system, code: 'address' });
  return login + url.slice(publicOrigin.length);
}

export interface Network {
  readonly module: INetworkModule;
  /** The library wraps what the network throws, and loses it. */
  readonly failure: () => unknown;
}

/** The library's way to the network: ours, at the configured server. */
export function createNetwork(loginUrl: string, outside: Outside, signal: AbortSignal): Network {
  const send = boundFetch(outside, system, signal);
  let failure: unknown;

  async function exchange<T>(method: string, url: string, options: NetworkRequestOptions = {}) {
    try {
      const { headers = {}, body } = options;
      const response = await send(redirected(url, loginUrl), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      return await answerOf<T>(response);
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return {
    module: {
      sendGetRequestAsync: (url, options) => exchange('GET', url, options),
      sendPostRequestAsync: (url, options) => exchange('POST', url, options),
    },
    failure: () => failure,
  };
}

/**
 * What the library writes into its cache without looking, and would otherwise stumble over with a token in the words of its
 * error.
 */
const text = z.string().optional();
const seconds = z.union([z.number(), z.string().regex(/^\d+$/)]).optional();
const answerSchema = z.looseObject({
  access_token: text,
  refresh_token: text,
  id_token: text,
  client_info: text,
  scope: text,
  token_type: text,
  foci: text,
  expires_in: seconds,
  ext_expires_in: seconds,
  refresh_in: seconds,
  error: text,
  error_description: text,
});

async function answerOf<T>(response: Response): Promise<NetworkResponse<T>> {
  const { status } = response;
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    throw new Nonsense('The sign-in server answered with something that is not JSON', { system, status, cause });
  }
  if (!answerSchema.safeParse(body).success) {
    throw new Nonsense('The sign-in server answered in an unknown form', { system, status });
  }
  return { headers: Object.fromEntries(response.headers), status, body: body as T };
}
