/** @file Ids of runs and links: random, from the random source that was handed in. */
import { v4 } from 'uuid';
import type { Random } from '../connectors/ports.ts';

export function newId(random: Random): string {
  return v4({ random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) });
}
