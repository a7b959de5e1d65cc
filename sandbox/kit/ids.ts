/**
 * @file Ids, tokens and etags that are the same in every run with the same seed, and that can be continued after a restart.
 */
import { createHash } from 'node:crypto';

export interface IdSource {
  /** Lower-case hexadecimal digits, at most 64. */
  hex(length: number): string;
  /** Letters, digits, `-` and `_`, at most 43. */
  token(length: number): string;
  /** In the form of a version 4 UUID. */
  uuid(): string;
  /** How many ids were given out; part of a saved state. */
  position(): number;
  /** Goes on after a saved position. */
  continueFrom(position: number): void;
}

/** @param seed decides every id; the kind of id and its number do the rest */
export function createIds(seed: number): IdSource {
  let given = 0;
  const digest = (kind: string) => {
    given += 1;
    return createHash('sha256').update(`${seed}/${kind}/${given}`);
  };
  return {
    hex: (length) => digest('hex').digest('hex').slice(0, length),
    token: (length) => digest('token').digest('base64url').slice(0, length),
    uuid: () => {
      const hex = digest('uuid').digest('hex');
      const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    position: () => given,
    continueFrom: (position) => {
      given = position;
    },
  };
}
