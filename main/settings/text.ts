/** @file Settings as text, for the command line: reading a value that somebody typed, and saying what would be allowed. */
import { z } from 'zod';
import type { AllowedValues, SettingView } from '../../preload/contract.ts';
import { type SettingId, type SettingValues, settingsSchema, traitsOf } from './schema.ts';

const yesNo = new Map<string, unknown>([
  ['yes', true],
  ['on', true],
  ['no', false],
  ['off', false],
]);

function asJson(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/**
 * Reads what was typed for a setting: JSON where it fits the setting (`true`, `30`, `[1,2]`, `null`), `yes` and `no`,
 * numbers or words with commas between them for a list (nothing for an empty one), otherwise the text as it is.
 * @returns undefined when no reading of it is allowed.
 */
export function parseSetting<I extends SettingId>(
  id: I,
  text: string,
): { readonly value: SettingValues[I] } | undefined {
  const trimmed = text.trim();
  const list = /^\d+(\s*,\s*\d+)*$/.test(trimmed) ? [trimmed.split(',').map(Number)] : [];
  const words = trimmed === '' ? [] : trimmed.split(',').map((one) => one.trim());
  const word = yesNo.get(trimmed.toLowerCase());
  const readings = [...asJson(trimmed), ...(word === undefined ? [] : [word]), ...list, text, words];
  for (const reading of readings) {
    const parsed = settingsSchema.shape[id].safeParse(reading);
    // Absent means "the default" to the schema; here it was never typed.
    if (parsed.success && reading !== undefined) return { value: parsed.data as SettingValues[I] };
  }
  return undefined;
}

const described = z.object({
  allowed: z.enum(['address', 'zone', 'language']).optional(),
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});

/** Read out of the schema itself, so that it is never another range than the one that is checked. */
export function allowedFor(id: SettingId): AllowedValues {
  return describe(z.toJSONSchema(settingsSchema.shape[id], { io: 'input', unrepresentable: 'any' }));
}

/** What is so of a setting whatever its value is. */
export function describeSetting(id: SettingId): Omit<SettingView, 'value' | 'standard' | 'own' | 'locked'> {
  const { section, choices = null, system = null, limits = {} } = traitsOf(id);
  return { id, section, allowed: allowedFor(id), choices, system, limits, builtIn: settingsSchema.parse({})[id] };
}

function describe(schema: unknown): AllowedValues {
  const { allowed, type, enum: choices, anyOf, items, ...bounds } = described.parse(schema);
  if (allowed) return { kind: allowed };
  if (choices) return { kind: 'choice', choices };
  if (anyOf?.[0]) {
    const some = describe(anyOf[0]);
    return some.kind === 'text' ? { ...some, kind: 'textOrNone' } : some;
  }
  if (type === 'boolean') return { kind: 'yesNo' };
  if (type === 'array') return items?.enum ? { kind: 'choices', choices: items.enum } : { kind: 'numbers' };
  if (type === 'integer') return wholeNumber(bounds);
  const { minLength: least = 0, maxLength: most } = bounds;
  if (type === 'string' && most !== undefined) return { kind: 'text', least, most };
  throw new Error(`no words for what is allowed here: ${JSON.stringify(schema)}`);
}

type Bounds = Pick<z.infer<typeof described>, 'minimum' | 'exclusiveMinimum' | 'maximum'>;

function wholeNumber({ minimum, exclusiveMinimum, maximum }: Bounds): AllowedValues {
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1);
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? { kind: 'wholeNumberFrom', least }
    : { kind: 'wholeNumber', least, most: maximum };
}

/** As `parseSetting` reads it back. */
export function formatSetting(value: SettingValues[SettingId]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
