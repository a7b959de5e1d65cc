/** @file Every mutant. */
import { connectorMutants } from './connectors.ts';
import { engineMutants } from './engine.ts';
import { googleContactMutants } from './google-contacts.ts';
import type { Mutant } from './mutant.ts';
import { preferenceMutants } from './preferences.ts';
import { recordMutants } from './records.ts';
import { seriesMutants } from './series.ts';
import { storeMutants } from './store.ts';

export const mutants: readonly Mutant[] = [
  ...engineMutants,
  ...storeMutants,
  ...connectorMutants,
  ...preferenceMutants,
  ...recordMutants,
  ...googleContactMutants,
  ...seriesMutants,
];
