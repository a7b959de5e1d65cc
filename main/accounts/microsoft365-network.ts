/**
 * @file The network as Microsoft's sign-in library is given it.
 *
 * [Note: authority] The library refuses an authority that it does not know or that is not https, so it is always told the
 * public one. Where another sign-in server is configured (a gateway, the sandbox), the addresses that it makes are
 * rewritten on their way out: those it calls itself, and the one that the browser opens.
 */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
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

async function answerOf<T>(response: Response): Promise<NetworkResponse<T>> {
  const { status } = response;
  try {
    return { headers: Object.fromEntries(response.headers), status, body: (await response.json()) as T };
  } catch (cause) {
    throw new Nonsense('The sign-in server answered with something that is not JSON', { system, status, cause });
  }
}
