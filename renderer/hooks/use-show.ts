/** @file Leads to another page of the window, from wherever a component stands. */
import { createContext, useContext } from 'react';
import type { Show } from '../components/navigation.tsx';

const ShowContext = createContext<Show>(() => undefined);
export const ShowProvider = ShowContext.Provider;

export function useShow(): Show {
  return useContext(ShowContext);
}
