/** @file Extended properties, by the same keys as Graph names them: `String {guid} Name SynchronizerId`, `String 0x3a45`. */
import type { Element } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';

/** Sets of properties that have a name of their own. */
const wellKnownSets: Readonly<Record<string, string>> = {
  Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  Appointment: '00062002-0000-0000-c000-000000000046',
  Common: '00062008-0000-0000-c000-000000000046',
  PublicStrings: '00020329-0000-0000-c000-000000000046',
  Address: '00062004-0000-0000-c000-000000000046',
  InternetHeaders: '00020386-0000-0000-c000-000000000046',
  CalendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  UnifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
  Task: '00062003-0000-0000-c000-000000000046',
  Sharing: '00062040-0000-0000-c000-000000000046',
};

/** @throws ItemError for a path that contradicts itself */
export function extendedKeyOf({ attributes }: Element): string {
  const { PropertyType: type, PropertyTag: tag, PropertyName: name, PropertyId: id } = attributes;
  const { DistinguishedPropertySetId: known, PropertySetId: guid } = attributes;
  if (tag !== undefined && known === undefined && guid === undefined && name === undefined && id === undefined) {
    return `${type} 0x${Number(tag).toString(16).padStart(4, '0')}`;
  }
  const set = guid?.toLowerCase() ?? wellKnownSets[known ?? ''];
  const isSaidTwice = known !== undefined && guid !== undefined;
  if (tag !== undefined || set === undefined || isSaidTwice || (name === undefined) === (id === undefined)) {
    throw new ItemError('ErrorInvalidExtendedProperty', 'The extended property attribute combination is invalid.');
  }
  const which = name === undefined ? `Id 0x${Number(id).toString(16).padStart(4, '0')}` : `Name ${name}`;
  return `${type} {${set}} ${which}`;
}

/** The path that a client named the property by. */
export function extendedPath(key: string): XmlObject {
  const [, type = '', tag, set, name, id] =
    /^(\w+) (?:(0x[0-9a-f]+)|\{([^}]+)\} (?:Name (.+)|Id 0x([0-9a-f]+)))$/i.exec(key) ?? [];
  if (tag !== undefined) return { '@PropertyTag': tag, '@PropertyType': type };
  const which = name === undefined ? { '@PropertyId': Number.parseInt(id ?? '0', 16) } : { '@PropertyName': name };
  return { '@PropertySetId': set, ...which, '@PropertyType': type };
}
