/**
 * @file What Outlook keeps of a contact and Graph has no property for: it is read and written as the MAPI property that Outlook
 * itself uses (MS-OXOCNTC), so that it shows in Outlook where it belongs.
 */
import type { Person } from '../../../model/person.ts';
import { expandProperty, propertyAmong } from '../marker.ts';
import type { Json } from '../records/record-kind.ts';
import type { GraphContact } from './contact-schemas.ts';

export const outlookProperties = {
  otherPhone: 'String 0x3A1F',
  businessFax: 'String 0x3A24',
  homeFax: 'String 0x3A25',
  homePage: 'String 0x3A50',
} as const satisfies { readonly [Field in keyof Person]?: string };
type OutlookField = keyof typeof outlookProperties;

export const outlookFields = Object.keys(outlookProperties) as readonly OutlookField[];

/** For `$expand`. */
export const expandOutlook = expandProperty(...Object.values(outlookProperties));

type Texts = Readonly<Record<OutlookField, string>>;

export function readOutlook({ singleValueExtendedProperties }: GraphContact): Texts {
  const texts = outlookFields.map((field) => [
    field,
    propertyAmong(singleValueExtendedProperties, outlookProperties[field]) ?? '',
  ]);
  return Object.fromEntries(texts) as Texts;
}

/** Exactly those that are given; what is empty is emptied. */
export function writeOutlook(texts: Partial<Texts>): readonly Json[] {
  return outlookFields.flatMap((field) => {
    const value = texts[field];
    return value === undefined ? [] : [{ id: outlookProperties[field], value }];
  });
}
