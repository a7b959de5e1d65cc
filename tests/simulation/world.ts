/** @file What a history needs of the two sides: the user's hands on each, and trouble that can be switched on and off. */

import type { Connector } from '../../sync-core/connectors/connector.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Chance } from './chance.ts';

/** The fields that users edit here. `start` is a moment, `2026-12-24T10:00:00Z`; an item lasts half an hour. */
export interface Words {
  readonly title: string;
  readonly body: string;
  readonly location: string;
  readonly start: string;
}
export type WordsField = keyof Words;
export const wordsFields: readonly WordsField[] = ['title', 'body', 'location', 'start'];

export interface SeenItem extends Words {
  readonly id: string;
  readonly private: boolean;
}

export interface SimulatedSide {
  readonly connector: Connector;
  create(words: Words, isPrivate: boolean): void;
  edit(id: string, words: Partial<Words>): void;
  remove(id: string): void;
  list(): readonly SeenItem[];
  /** Lets one thing go wrong soon. */
  disturb(chance: Chance): void;
  /** Nothing goes wrong any more. */
  calm(): void;
  /** Requests so far. */
  requests(): number;
}

export interface SimulatedWorld {
  readonly sides: Readonly<Record<Side, SimulatedSide>>;
  /** The one clock of servers and client; sleeping moves it. */
  readonly clock: Clock & { advance(milliseconds: number): void };
  /** Called at each step of the outside, where a user may act in the middle of a run. */
  onStep: () => void;
  /** What must never have happened, whatever the history: mails, attendees, requests against the contract. */
  offences(): readonly string[];
  close(): Promise<void>;
}
