/**
 * @file What the users did, and what must therefore be true in the end, without knowing anything of how it is synchronised.
 *
 * Every item carries a name in its title that never changes (`#7`), and every edit writes a value that nobody wrote before.
 * A value is alive until somebody who saw it writes another or deletes the item. What is alive in the end must be on both
 * sides; where two values of one field are alive at once, one of them, and the other must be found in what was kept.
 */
import { expect } from 'vitest';
import type { Side } from '../../sync-core/model/side.ts';
import { type SeenItem, type SimulatedWorld, type Words, type WordsField, wordsFields } from './world.ts';

interface Entity {
  readonly name: string;
  /** Private in the calendar, and therefore never to be seen in the CRM. */
  readonly private: boolean;
  readonly alive: Readonly<Record<WordsField, Set<string>>>;
  /** Who wrote each value, and which values a whole run has left on both sides. */
  readonly authors: Map<string, Side>;
  readonly settled: Set<string>;
  /**
   * It was deleted where it showed (or had shown) an edit of the other side that was carried over, but by a run that died or
   * never got its answer. Nobody can tell that from a deletion that did not know of the edit, and an edit is worth more.
   */
  mayReturn: boolean;
}

/** What kept the values that lost. */
export interface Kept {
  holds(value: string): boolean;
  /** Whether the value was the loser of a conflict that was decided. */
  overruled(value: string): boolean;
}

export function nameOf(title: string): string {
  return title.split(' ')[0] ?? '';
}

export class Ledger {
  readonly #entities = new Map<string, Entity>();
  readonly story: string[] = [];

  created(side: Side, words: Words, isPrivate: boolean): void {
    const name = nameOf(words.title);
    const alive = {
      title: new Set<string>(),
      body: new Set<string>(),
      location: new Set<string>(),
      start: new Set<string>(),
    };
    const authors = new Map<string, Side>();
    for (const field of wordsFields) {
      alive[field].add(words[field]);
      authors.set(words[field], side);
    }
    this.#entities.set(name, { name, private: isPrivate, alive, authors, settled: new Set(), mayReturn: false });
    this.story.push(`${side}: creates ${name}${isPrivate ? ' (private)' : ''}`);
  }

  edited(side: Side, seen: SeenItem, words: Partial<Words>): void {
    const entity = this.#entity(seen);
    const { alive, name, authors } = entity;
    for (const field of wordsFields) {
      const value = words[field];
      if (value === undefined) continue;
      authors.set(value, side);
      entity.mayReturn ||= isUnsettled(entity, side, seen[field]);
      alive[field].delete(seen[field]);
      alive[field].add(value);
      this.story.push(`${side}: ${name} ${field} "${seen[field]}" -> "${value}"`);
    }
  }

  removed(side: Side, seen: SeenItem): void {
    const entity = this.#entity(seen);
    for (const field of wordsFields) {
      const value = seen[field];
      entity.alive[field].delete(value);
      entity.mayReturn ||= isUnsettled(entity, side, value);
    }
    this.story.push(`${side}: deletes ${entity.name}`);
  }

  #entity(seen: SeenItem): Entity {
    const entity = this.#entities.get(nameOf(seen.title));
    if (entity === undefined) throw new Error(`an item that nobody made: ${seen.title}`);
    return entity;
  }

  /** After a run: values that won over others of their field; the others must have been kept. */
  settle(world: SimulatedWorld, kept: Kept, whole: boolean): void {
    for (const entity of this.#entities.values()) {
      const shown = bothShow(world, entity.name);
      for (const field of wordsFields) {
        const alive = entity.alive[field];
        for (const value of [...alive])
          if (!isShown(world, entity.name, field, value) && kept.overruled(value)) alive.delete(value);
        const value = shown?.crm[field];
        if (value === undefined || value !== shown?.calendar[field]) continue;
        if (whole) entity.settled.add(value);
        if (!alive.has(value)) continue;
        for (const other of [...alive].filter((one) => one !== value)) {
          expect(kept.holds(other), `${entity.name}: ${field} "${other}" was overruled and is kept nowhere`).toBe(true);
          alive.delete(other);
        }
      }
    }
  }

  /** When all is calm. */
  check(world: SimulatedWorld): void {
    const everything = [...world.sides.crm.list(), ...world.sides.calendar.list()];
    for (const item of everything)
      expect(this.#entities.has(nameOf(item.title)), `nobody made ${item.title}`).toBe(true);
    for (const entity of this.#entities.values()) this.#checkOne(world, entity);
  }

  #checkOne(world: SimulatedWorld, { name, private: isPrivate, alive, mayReturn }: Entity): void {
    const crm = named(world, 'crm', name);
    const calendar = named(world, 'calendar', name);
    expect(crm.length, `${name} is more than once in the CRM`).toBeLessThanOrEqual(1);
    expect(calendar.length, `${name} is more than once in the calendar`).toBeLessThanOrEqual(1);
    if (isPrivate) {
      expect(crm, `${name} is private and in the CRM`).toEqual([]);
      return;
    }
    const returned = mayReturn && crm.length === 1;
    const expected = returned || wordsFields.some((field) => alive[field].size > 0);
    expect(crm.length, `${name} in the CRM`).toBe(expected ? 1 : 0);
    expect(calendar.length, `${name} in the calendar`).toBe(expected ? 1 : 0);
    for (const field of wordsFields) {
      expect(crm[0]?.[field], `${name}: ${field} on both sides`).toBe(calendar[0]?.[field]);
      const values = [...alive[field]];
      if (values.length > 0) expect(values, `${name}: ${field} "${crm[0]?.[field]}"`).toContain(crm[0]?.[field]);
    }
  }
}

function isUnsettled({ authors, settled }: Entity, side: Side, value: string): boolean {
  return authors.get(value) !== side && !settled.has(value);
}

function named(world: SimulatedWorld, side: Side, name: string): readonly SeenItem[] {
  return world.sides[side].list().filter((item) => nameOf(item.title) === name);
}

function isShown(world: SimulatedWorld, name: string, field: WordsField, value: string): boolean {
  return (['crm', 'calendar'] as const).some((side) => named(world, side, name).some((item) => item[field] === value));
}

function bothShow(world: SimulatedWorld, name: string): Readonly<Record<Side, SeenItem>> | undefined {
  const [crm] = named(world, 'crm', name);
  const [calendar] = named(world, 'calendar', name);
  return crm === undefined || calendar === undefined ? undefined : { crm, calendar };
}
