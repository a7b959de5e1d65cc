/** @file The way to an Exchange Server, for tests that sign in elsewhere. */
import type { AccountsOptions } from '../../main/accounts/accounts.ts';

export const noExchange: AccountsOptions['exchange'] = () =>
  Promise.reject(new Error('nobody signs in to Exchange here'));
