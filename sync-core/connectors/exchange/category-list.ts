/** @file The mailbox's list of categories: a setting in the calendar. What we do not add to it stays as it stands there. */
import { WellKnownFolderName } from 'ews-javascript-api';
import { v5 } from 'uuid';
import { isDone } from '../../translate/categories.ts';
import { Nonsense, NotFound } from '../errors.ts';
import type { CategoryList } from '../outlook/category-keeper.ts';
import type { EwsSession } from './session.ts';
import { readXml, textOf, writeXml, type Xml, type XmlNode, xml } from './soap/xml.ts';
import { readConfiguration, writeCalendarConfiguration } from './user-configuration.ts';

const system = 'exchange';
const name = 'CategoryList';
/** Outlook's blue, and its green for what is done. */
const colour = { open: 7, done: 4 };
/** Chosen once: the same name gets the same identifier on every computer. */
const identifierSpace = 'c0a3a7f4-2f3b-5d68-8a51-6a1e0d1f7b42';

export function createCategoryList(session: EwsSession): CategoryList {
  return { system, add: (names, signal) => add(session, names, signal) };
}

async function add(session: EwsSession, wanted: readonly string[], signal: AbortSignal): Promise<void> {
  const list = await readList(session, signal);
  const known = list?.children.map(({ attributes }) => attributes['name']?.toLowerCase()) ?? [];
  const missing = wanted.filter((one) => !known.includes(one.toLowerCase()));
  if (missing.length === 0) return;
  const attributes = list?.attributes ?? { default: missing[0] ?? '', xmlns: 'CategoryList.xsd' };
  const data = writeXml(xml('categories', attributes, ...(list?.children ?? []).map(asItWas), ...missing.map(entryOf)));
  await writeCalendarConfiguration(session, { name, data, isNew: list === undefined }, signal);
}

/** @returns undefined where there is none yet. @throws Nonsense and others */
async function readList(session: EwsSession, signal: AbortSignal): Promise<XmlNode | undefined> {
  let data: string | undefined;
  try {
    data = textOf(await readConfiguration(session, name, WellKnownFolderName.Calendar, signal), 'XmlData');
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
  const list = readXml(
    Buffer.from(data ?? '', 'base64')
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
  if (list?.name !== 'categories') throw new Nonsense('the list of categories is in an unknown form', { system });
  return list;
}

function asItWas({ name: element, attributes, children, text }: XmlNode): Xml {
  return xml(element, attributes, ...children.map(asItWas), ...(text === '' ? [] : [text]));
}

function entryOf(displayName: string): Xml {
  const guid = `{${v5(displayName.toLowerCase(), identifierSpace).toUpperCase()}}`;
  const color = isDone([displayName]) ? colour.done : colour.open;
  return xml('category', { name: displayName, color, keyboardShortcut: 0, guid });
}
