/** @file Settings as text, for the command line: reading a value that somebody typed, and saying what would be allowed. */
import { z } from 'zod';
import type { AllowedValues } from '../../preload/contract.ts';
import { type SettingId, type SettingValues, settingsSchema } from './schema.ts';

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
 * numbers or words with commas between them for a list, otherwise the text as it is.
 * @returns undefined when no reading of it is allowed.
 */
export function parseSetting<I extends SettingId>(
  id: I,
  text: string,
): { readonly value: SettingValues[I] } | undefined {
  const trimmed = text.trim();
  const list = /^\d+(\s*,\s*\d+)*$/.test(trimmed) ? [trimmed.split(',').map(Number)] : [];
  const words = trimmed.split(',').map((one) => one.trim());
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
  allowed: z.enum(['address', 'zone']).optional(),
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});

/** Read out of the schema itself, so that it is never another range than the one that is checked. */
export function allowedFor(id: SettingId): AllowedValues {
  return describe(z.toJSONSchema(settingsSchema.shape[id], { io: 'input', unrepresentable: 'any' }));
}

function describe(schema: unknown): AllowedValues {
  const { allowed, type, enum: choices, minimum, exclusiveMinimum, maximum, anyOf, items } = described.parse(schema);
  if (allowed) return { kind: allowed };
  if (choices) return { kind: 'choice', choices };
  if (anyOf?.[0]) return describe(anyOf[0]);
  if (type === 'boolean') return { kind: 'yesNo' };
  if (type === 'array') return items?.enum ? { kind: 'choices', choices: items.enum } : { kind: 'numbers' };
  if (type === 'integer') {
    const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1);
    return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
      ? { kind: 'wholeNumberFrom', least }
      : { kind: 'wholeNumber', least, most: maximum };
  }
  return { kind: 'text' };
}

/** As `parseSetting` reads it back. */
export function formatSetting(value: SettingValues[SettingId]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
