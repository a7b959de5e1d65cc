/** @file How creations are looked for of which nobody knows whether they were carried out. */
import type { SoughtCreation, VersionLookup } from '../connectors/connector.ts';
import type { Side } from '../model/side.ts';
import type { CreationOperation } from '../store/operation.ts';
import type { RunContext } from './context.ts';

/** By its mark, and by what it was to show. */
export function soughtOf({ work }: CreationOperation): SoughtCreation {
  return { ...work.mark, like: work.fields };
}

/** What is linked on a side. */
export function knownOn({ links }: RunContext, side: Side): VersionLookup {
  return { versionOf: (id) => links.head(side, id)?.version };
}
