/** @file What the routes of the sign-in and its token address work with. */
import type { Kit } from '../../kit/kit.ts';
import type { Directory } from './directory.ts';
import type { SignInProvider } from './provider.ts';
import type { TokenRegister } from './token-register.ts';

export interface SignInParts {
  readonly kit: Kit;
  readonly directory: Directory;
  readonly tokens: TokenRegister;
  provider(): Promise<SignInProvider>;
}
