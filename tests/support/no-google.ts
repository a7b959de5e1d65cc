/** @file The settings of a sign-in to Google, for tests that sign in elsewhere. */
import type { SignInSettings } from '../../main/accounts/account.ts';

export const noGoogle: SignInSettings['google'] = {
  loginUrl: '',
  apiUrl: '',
  clientId: null,
  clientSecret: null,
  kinds: [],
};
