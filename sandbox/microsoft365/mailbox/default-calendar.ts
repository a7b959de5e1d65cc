/** @file The folder that a person's events are in, apart from them: its id, its version, and what programs left on it. */
import { createHash } from 'node:crypto';

export interface DefaultCalendarState {
  /** Counts the calendars that were the default one after the other. */
  readonly number: number;
  readonly revision: number;
  readonly extended: Readonly<Record<string, string>>;
}

export class DefaultCalendar {
  readonly #address: string;
  #state: DefaultCalendarState = { number: 0, revision: 0, extended: {} };

  constructor(address: string) {
    this.#address = address;
  }

  /** Containers have the same id in both forms. */
  get id(): string {
    const { number } = this.#state;
    const name = number === 0 ? `calendar/${this.#address}` : `calendar/${this.#address}/${number}`;
    return `AQMkAG${createHash('sha256').update(name).digest('base64')}`;
  }

  get revision(): number {
    return this.#state.revision;
  }

  get extended(): Readonly<Record<string, string>> {
    return this.#state.extended;
  }

  /** @param properties null takes one away; others than those given stay */
  setExtended(properties: readonly { readonly id: string; readonly value: string | null }[]): void {
    const extended = { ...this.#state.extended };
    for (const { id, value } of properties) {
      if (value === null) delete extended[id];
      else extended[id] = value;
    }
    this.#state = { ...this.#state, revision: this.#state.revision + 1, extended };
  }

  /** Another calendar is the default from now on; nothing that was left on this one is on that one. */
  replace(): void {
    this.#state = { number: this.#state.number + 1, revision: 0, extended: {} };
  }

  save(): DefaultCalendarState {
    return this.#state;
  }

  restore(state: DefaultCalendarState): void {
    this.#state = state;
  }
}
