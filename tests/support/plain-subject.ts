/**
 * @file A preference for worlds whose tests are about something else than subjects: in the calendar stands the title alone, so
 * that an item can be named by the same words on both sides.
 */
import { defaultPreferences, type Preferences } from '../../sync-core/preferences/schema.ts';

export const plainSubject: Preferences = { ...defaultPreferences, 'crm.subject.parts': ['title'] };
