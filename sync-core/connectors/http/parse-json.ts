/** @file The text of an answer as JSON. */

/** Deeper than anything that a calendar system says. What is deeper would break whoever walks through it. */
const deepest = 64;

export interface ParsedBody {
  /** undefined for an empty body; the text itself where it is no JSON. */
  readonly body: unknown;
  readonly isJson: boolean;
}

/** @param text null: it could not be read. */
export function parseJson(text: string | null): ParsedBody {
  if (text === null) return { body: undefined, isJson: false };
  if (text.trim() === '') return { body: undefined, isJson: true };
  try {
    const body: unknown = JSON.parse(text);
    return isTooDeep(body) ? { body: undefined, isJson: false } : { body, isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

/** Level by level, so that no depth of the answer becomes a depth of calls. */
function isTooDeep(body: unknown): boolean {
  let level: readonly unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) next.push(inner);
    }
    level = next;
  }
  return false;
}
