/**
 * @file What stands in the settings file, apart from how it is read and written. Only what was set stands in it, so that
 * a better default reaches everybody who never chose. A value that cannot be used (out of range, or of a newer version)
 * is kept aside under its id, and the default holds.
 */
import { z } from 'zod';
import { type Memory, memorySchema, type SettingValues, settingsSchema } from './schema.ts';

/** Raised with every change of the file's form; a step from the form before comes with it. */
const formVersion = 1;

const fileForm = z.object({
  version: z.int().positive(),
  values: z.record(z.string(), z.unknown()).default({}),
  memory: z.record(z.string(), z.unknown()).default({}),
  /** Values that could not be used, by id. */
  keptAside: z.record(z.string(), z.unknown()).default({}),
});
export type SettingsFile = z.infer<typeof fileForm>;

export interface SettingsContent {
  readonly values: Readonly<Partial<SettingValues>>;
  readonly memory: Readonly<Partial<Memory>>;
  readonly keptAside: Readonly<Record<string, unknown>>;
  /** The file was written by a newer version, in a form that this one may not understand. */
  readonly newer: boolean;
}

export const noContent: SettingsContent = { values: {}, memory: {}, keptAside: {}, newer: false };

function usable(shape: Readonly<Record<string, z.ZodType>>, given: Readonly<Record<string, unknown>>) {
  const taken: Record<string, unknown> = {};
  const left: Record<string, unknown> = {};
  for (const [id, value] of Object.entries(given)) {
    const parsed = Object.hasOwn(shape, id) ? shape[id]?.safeParse(value) : undefined;
    if (parsed?.success) taken[id] = parsed.data;
    else left[id] = value;
  }
  return { taken, left };
}

/** @returns undefined when it is not a settings file at all. An empty object is a file in which nothing was set. */
export function readContent(raw: unknown): SettingsContent | undefined {
  if (typeof raw === 'object' && raw !== null && Object.keys(raw).length === 0) return noContent;
  const file = fileForm.safeParse(raw);
  if (!file.success) return undefined;
  // What was kept aside by another version may be understood by this one.
  const values = usable(settingsSchema.shape, { ...file.data.keptAside, ...file.data.values });
  const memory = usable(memorySchema.shape, file.data.memory);
  return {
    values: values.taken as Partial<SettingValues>,
    memory: memory.taken as Partial<Memory>,
    keptAside: { ...values.left, ...memory.left },
    newer: file.data.version > formVersion,
  };
}

export function writeContent(content: SettingsContent): SettingsFile {
  return {
    version: formVersion,
    values: { ...content.values },
    memory: { ...content.memory },
    keptAside: { ...content.keptAside },
  };
}
