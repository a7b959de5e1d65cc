/**
 * @file What `ews-javascript-api` says: its ExchangeService is given a transport that takes down the request and sends nothing, so
 * that the library's knowledge of requests is used, and its transport, its dates and its reading of answers are not (ADR 16).
 */
import { ExchangeService, ExchangeVersion, type IXHRApi, TimeZoneInfo, Uri, WebCredentials } from 'ews-javascript-api';
import { Nonsense } from '../errors.ts';

/** Says one request by one of the library's methods, `(service) => service.SyncFolderItems(…)`. */
export type LibraryCall = (service: ExchangeService) => Promise<unknown>;

/** @returns the request as it is to be sent. @throws Nonsense for what the library cannot say */
export async function requestBy(call: LibraryCall): Promise<string> {
  let said: string | undefined;
  const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1, TimeZoneInfo.Utc);
  service.Url = new Uri('https://exchange.invalid/EWS/Exchange.asmx');
  // The library says nothing without them. Whoever sends the request signs it.
  service.Credentials = new WebCredentials('-', '-');
  const takesDown: IXHRApi = {
    apiName: 'none',
    xhr: async ({ data }) => {
      said = String(data);
      throw new TypeError('The request is taken down, and nothing was sent.');
    },
    xhrStream: async () => {
      throw new TypeError('Nothing is streamed.');
    },
    disconnect: () => undefined,
  };
  service.XHRApi = takesDown;
  try {
    await call(service);
  } catch (error) {
    // What it makes of there being no answer is of no interest.
    if (said === undefined) throw new Nonsense('a request could not be said', { system: 'exchange', cause: error });
  }
  if (said === undefined) throw new TypeError('The call said nothing.');
  return said;
}
