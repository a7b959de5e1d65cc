/** @file What properties of all kinds of items have in common: lists of words, bodies, sensitivity. */
import { textOfHtml } from '../../microsoft365/mailbox/html-body.ts';
import type { Element } from '../soap/element.ts';
import type { Xml } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import type { Showing } from './property.ts';

/** Nothing where the list is empty: the schema has no empty ones. */
export function showStrings(values: readonly string[]): Xml | undefined {
  return values.length === 0 ? undefined : { 't:String': [...values] };
}

/** The same name in another letter case is the same. */
export function readStrings(element: Element): string[] {
  const seen = new Set<string>();
  return element.children
    .map(({ text }) => text)
    .filter((name) => {
      const known = seen.has(name.toLowerCase());
      seen.add(name.toLowerCase());
      return !known;
    });
}

/** @param html as it is stored @param text as it was written, where it was written as text */
export function showBody(html: string, text: string | null, { bodyType }: Showing): Xml {
  if (bodyType === 'HTML' || (bodyType === 'Best' && text === null)) return { '@BodyType': 'HTML', '#': html };
  return { '@BodyType': 'Text', '#': text ?? textOfHtml(html) };
}

export function readBoolean({ text }: Element): boolean {
  return text === 'true' || text === '1';
}

const sensitivities = ['Normal', 'Personal', 'Private', 'Confidential'];

export function showWord(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1);
}

/** @throws ItemError for what the schema lets pass and Exchange does not */
export function readSensitivity({ text }: Element): 'normal' | 'personal' | 'private' | 'confidential' {
  if (!sensitivities.includes(text)) throw new ItemError('ErrorInvalidPropertySet', `${text} is no sensitivity.`);
  return text.toLowerCase() as 'normal';
}

export function readImportance({ text }: Element): 'low' | 'normal' | 'high' {
  return text.toLowerCase() as 'normal';
}

/** What everybody may do with what is theirs. */
export const ownRights: Xml = {
  't:CreateAssociated': false,
  't:CreateContents': false,
  't:CreateHierarchy': false,
  't:Delete': true,
  't:Modify': true,
  't:Read': true,
  't:ViewPrivateItems': true,
};
