/**
 * @file The vendors' public addresses, and the applications that are registered there in our name.
 *
 * There is no client id here on purpose: a registration belongs to whoever hands the program out (or to the customer's
 * administrator), and comes by the settings `<system>.clientId` or the policy file. Connecting without one does not open
 * a browser; it answers with the problem `noClientId`, whose words say where to put it.
 */
import type { SignInSettings } from './account.ts';

interface Endpoints extends Pick<SignInSettings, 'superoffice'> {
  readonly microsoft365: Omit<SignInSettings['microsoft365'], 'kinds'>;
  readonly google: Omit<SignInSettings['google'], 'kinds'>;
}

export const publicEndpoints: Endpoints = {
  superoffice: { loginUrl: 'https://online.superoffice.com', clientId: null, clientSecret: null },
  microsoft365: {
    loginUrl: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com/v1.0',
    clientId: null,
  },
  google: {
    loginUrl: 'https://accounts.google.com',
    apiUrl: 'https://www.googleapis.com',
    clientId: null,
    clientSecret: null,
  },
};
