/**
 * @file Everything that can be set, by its id: the preferences of sync-core and the application's own settings. One table
 * for the settings file, the command line and the window.
 */
import { z } from 'zod';
import { languages } from '../../locales/index.ts';
import { theme } from '../../preload/contract.ts';
import { isSecureAddress } from '../../sync-core/connectors/http/secure-address.ts';
import { preferencesSchema } from '../../sync-core/preferences/schema.ts';
import { type PreferenceTraits, preferenceTraits } from '../../sync-core/preferences/traits.ts';
import type { ConnectedAccount } from '../accounts/account.ts';
import { publicEndpoints } from '../accounts/public-endpoints.ts';

/** https anywhere; http only to this computer itself, because secrets travel there. */
function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const typed = new URL(text);
  return isSecureAddress(typed) && typed.username === '' && typed.password === '';
}

const address = z
  .string()
  .trim()
  .refine(isSecure, 'an https address (http only on this computer)')
  .transform((text) => text.replace(/\/+$/, ''))
  .meta({ allowed: 'address' });
const connection = { section: 'connection' } as const;
const appearance = { section: 'appearance' } as const;
/** A registration belongs to whoever hands the program out: see `publicEndpoints`. */
const clientId = () =>
  z.string().trim().min(1).max(200).nullable().default(null).register(preferenceTraits, connection);

const applicationSettings = z.object({
  /** Sign-in server of SuperOffice. */
  'superoffice.loginUrl': address.default(publicEndpoints.superoffice.loginUrl).register(preferenceTraits, connection),
  'superoffice.clientId': clientId(),
  /** Sign-in server of Microsoft 365. */
  'microsoft365.loginUrl': address
    .default(publicEndpoints.microsoft365.loginUrl)
    .register(preferenceTraits, connection),
  /** With version. */
  'microsoft365.graphUrl': address
    .default(publicEndpoints.microsoft365.graphUrl)
    .register(preferenceTraits, connection),
  'microsoft365.clientId': clientId(),
  /** Sign-in server of Google. */
  'google.loginUrl': address.default(publicEndpoints.google.loginUrl).register(preferenceTraits, connection),
  /** One address for all of Google's services, in place of their own. */
  'google.apiUrl': address.default(publicEndpoints.google.apiUrl).register(preferenceTraits, connection),
  'google.clientId': clientId(),
  'google.clientSecret': clientId(),
  /** Of the mail server, or of its web service; null: it is looked for by the e-mail address. */
  'exchange.server': address.nullable().default(null).register(preferenceTraits, connection),
  theme: theme.default('system').register(preferenceTraits, appearance),
  /** `system`: the first language of the operating system that we speak. */
  language: z
    .enum(['system', ...languages])
    .default('system')
    .register(preferenceTraits, appearance),
});

export const settingsSchema = z.object({ ...preferencesSchema.shape, ...applicationSettings.shape });
export type SettingValues = z.infer<typeof settingsSchema>;
export type SettingId = keyof SettingValues;
export const settingIds = Object.keys(settingsSchema.shape) as readonly SettingId[];

export function isSettingId(id: string): id is SettingId {
  return Object.hasOwn(settingsSchema.shape, id);
}

/** A setting of the synchronisation, and not of the application itself. */
export function isPreferenceId(id: SettingId): boolean {
  return Object.hasOwn(preferencesSchema.shape, id);
}

/** @throws Error for a setting that was added to the schema and to no section of a page. */
export function traitsOf(id: SettingId): PreferenceTraits {
  const traits = preferenceTraits.get(settingsSchema.shape[id]);
  if (!traits) throw new Error(`${id} stands in no section`);
  return traits;
}

const connectedAccount = z.object({
  system: z.enum(['superoffice', 'microsoft365', 'google', 'exchange']),
  userName: z.string(),
  displayName: z.string(),
  tenant: z.string(),
  userId: z.string(),
  apiUrl: z.string(),
  loginUrl: z.string(),
  connectedAt: z.iso.datetime(),
  rights: z.array(z.string()),
  missingRights: z.array(z.string()),
}) satisfies z.ZodType<ConnectedAccount>;

const windowBounds = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
export type WindowBounds = z.infer<typeof windowBounds>;

/** What the application remembers by itself, beside what the user set. */
export const memorySchema = z.object({
  'account.superoffice': connectedAccount.nullable().default(null),
  'account.microsoft365': connectedAccount.nullable().default(null),
  'account.google': connectedAccount.nullable().default(null),
  'account.exchange': connectedAccount.nullable().default(null),
  /** The installations that have used these settings, the last one first. */
  installations: z
    .array(z.object({ id: z.string().min(1), host: z.string(), path: z.string(), folder: z.string() }))
    .default([]),
  /** Paused until this moment; `forever`: until resumed. */
  pause: z
    .union([z.iso.datetime(), z.literal('forever')])
    .nullable()
    .default(null),
  windowBounds: windowBounds.nullable().default(null),
});
export type Memory = z.infer<typeof memorySchema>;
