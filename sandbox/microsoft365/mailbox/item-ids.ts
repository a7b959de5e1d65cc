/**
 * @file Ids of events as Exchange gives them: opaque, case-sensitive, with `+`, `/` and `=` in them, in an ordinary and an
 * immutable form, and for occurrences made of the series and the date.
 */
import { createHash } from 'node:crypto';

export type IdForm = 'ordinary' | 'immutable';

/** What an id says. `date` is set for an occurrence of a series. */
export interface IdMeaning {
  readonly number: number;
  readonly date: string | null;
  /** Of an occurrence: which of the ids that it had one after the other. */
  readonly generation: number;
}

const prefixes = { ordinary: 'AAMkAG', immutable: 'AAkALg' } as const satisfies Record<IdForm, string>;
const shape = /^(AAMkAG|AAkALg)([A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{48})$/;
const keyBytes = 32;
/** A date fits into fewer bits than four bytes have; the rest counts generations. */
const dateBits = 27;
const mostGenerations = 2 ** (32 - dateBits);

export interface ItemIds {
  idOf(number: number, form: IdForm, date?: string, generation?: number): string;
  /** null: an id in the right form that this mailbox never gave. @throws RangeError when it has not the form of an id */
  read(id: string): IdMeaning | null;
  iCalUId(number: number, date?: string): string;
  /** Tells the versions of an item apart; part of its etag. */
  changeKey(revision: number): string;
}

/** @param mailbox makes the ids of mailboxes differ */
export function createItemIds(mailbox: string): ItemIds {
  const keys: Record<IdForm, Map<number, Buffer>> = { ordinary: new Map(), immutable: new Map() };
  const numbers: Record<IdForm, Map<string, number>> = { ordinary: new Map(), immutable: new Map() };
  const changeKeyHead = createHash('sha256').update(mailbox).digest().subarray(0, 16);
  const keyOf = (number: number, form: IdForm): Buffer => {
    const known = keys[form].get(number);
    if (known) return known;
    const key = createHash('sha256').update(`${mailbox}/${form}/${number}`).digest();
    keys[form].set(number, key);
    numbers[form].set(key.toString('base64'), number);
    return key;
  };
  return {
    idOf: (number, form, date, generation = 0) => {
      const key = keyOf(number, form);
      if (date === undefined) return prefixes[form] + key.toString('base64');
      const day = Buffer.alloc(4);
      day.writeUInt32BE((generation % mostGenerations) * 2 ** dateBits + Number(date.replaceAll('-', '')));
      return prefixes[form] + Buffer.concat([key, day]).toString('base64');
    },
    read: (id) => {
      const match = shape.exec(id);
      if (!match) throw new RangeError(`${id} is no id.`);
      const form = match[1] === prefixes.ordinary ? 'ordinary' : 'immutable';
      const bytes = Buffer.from(match[2] ?? '', 'base64');
      const number = numbers[form].get(bytes.subarray(0, keyBytes).toString('base64'));
      if (number === undefined) return null;
      if (bytes.length === keyBytes) return { number, date: null, generation: 0 };
      const day = bytes.readUInt32BE(keyBytes);
      return { number, date: dateOf(day % 2 ** dateBits), generation: Math.floor(day / 2 ** dateBits) };
    },
    iCalUId: (number, date) => {
      const instance = (date ?? '0000-00-00').split('-').map(Number);
      const [year = 0, month = 0, day = 0] = instance;
      const head = Buffer.from('040000008200E00074C5B7101A82E008', 'hex');
      const when = Buffer.from([year >> 8, year & 255, month, day]);
      return Buffer.concat([head, when, keyOf(number, 'immutable').subarray(0, 20)])
        .toString('hex')
        .toUpperCase();
    },
    changeKey: (revision) => {
      const version = Buffer.alloc(4);
      version.writeUInt32BE(revision);
      return Buffer.concat([changeKeyHead, version]).toString('base64');
    },
  };
}

function dateOf(digits: number): string {
  const text = String(digits).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}
