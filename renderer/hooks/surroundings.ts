/** @file What every component may need from outside itself: the bridge to the main process, the clock, the user's formats. */
import { createContext, useContext } from 'react';
import type { Answer, Bridge } from '../../preload/contract.ts';
import type { Formats } from '../format/formats.ts';

export type AppInfo = Answer<'app:info'>;

export interface Surroundings {
  readonly bridge: Bridge;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  readonly info: AppInfo;
  readonly formats: Formats;
}

const SurroundingsContext = createContext<Surroundings | undefined>(undefined);
export const SurroundingsProvider = SurroundingsContext.Provider;

/** @throws outside of the application's providers. */
export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (!surroundings) throw new Error('A component was drawn outside of the application.');
  return surroundings;
}
