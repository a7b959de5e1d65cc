/** @file What the routes of the sign-in and its token endpoint work with. */
import type { Kit } from '../../kit/kit.ts';
import type { Directory } from './directory.ts';
import { graphScopes } from './directory.ts';
import type { SignInProvider } from './provider.ts';
import type { TokenRegister } from './token-register.ts';

export interface SignInParts {
  readonly kit: Kit;
  readonly directory: Directory;
  readonly tokens: TokenRegister;
  provider(): Promise<SignInProvider>;
}

const graphPrefix = /^https:\/\/graph\.microsoft\.com\//;

/** Scopes without the address of Graph, `.default` as all that there are. */
export function shortScopes(text: string): readonly string[] {
  const scopes = text.split(' ').filter((scope) => scope !== '');
  return scopes.flatMap((scope) => {
    const short = scope.replace(graphPrefix, '');
    return short === '.default' ? graphScopes : [short];
  });
}
