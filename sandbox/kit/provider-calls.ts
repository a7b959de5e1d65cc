/**
 * @file Requests to the OpenID Connect provider library that a system's own sign-in routes stand before: without a socket, and
 * under the path at which the original has them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import inject, { type Response } from 'light-my-request';
import type Provider from 'oidc-provider';

export interface ProviderRequest {
  readonly method: string;
  /** Path as the library knows it: `/authorize?…`, `/token`, `/keys`. */
  readonly url: string;
  /** What stands before it to the outside: `/common/oauth2/v2.0`. */
  readonly mount: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly payload?: string;
}

type Raw = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ProviderCalls {
  /** Lets the library answer a request. */
  ask(request: ProviderRequest): Promise<Response>;
  /** The same for a request that needs the library's functions rather than its routes. */
  within(request: ProviderRequest, work: Raw): Promise<Response>;
}

export function callsInto(library: Provider): ProviderCalls {
  const callback = library.callback();
  const within = (request: ProviderRequest, work: Raw): Promise<Response> =>
    inject(
      (incoming, outgoing) => {
        const raw = incoming as unknown as IncomingMessage & { originalUrl?: string };
        raw.originalUrl = request.mount + request.url;
        work(raw, outgoing as unknown as ServerResponse).catch((error: unknown) => outgoing.destroy(error as Error));
      },
      {
        method: request.method as 'GET',
        url: request.url,
        headers: request.headers as Record<string, string>,
        ...(request.payload === undefined ? {} : { payload: request.payload }),
      },
    );
  return { ask: (request) => within(request, callback), within };
}
