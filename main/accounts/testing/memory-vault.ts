/** @file A vault for tests that forgets with the process. */
import type { SecretVault } from '../vault.ts';

export interface MemoryVault extends SecretVault {
  /** From now on every write fails so. */
  failWrites(error: Error): void;
  reads(): number;
}

export function memoryVault(secrets: Readonly<Record<string, string>> = {}): MemoryVault {
  const kept = new Map(Object.entries(secrets));
  let failure: Error | undefined;
  let reads = 0;
  return {
    available: true,
    backend: 'memory',
    async read(name) {
      reads += 1;
      return kept.get(name);
    },
    async write(name, value) {
      if (failure) throw failure;
      kept.set(name, value);
    },
    async remove(name) {
      kept.delete(name);
    },
    failWrites(error) {
      failure = error;
    },
    reads: () => reads,
  };
}
