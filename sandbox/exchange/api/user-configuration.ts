/**
 * @file GetUserConfiguration, CreateUserConfiguration and UpdateUserConfiguration: settings that programs keep in a folder. Here the one that lists a
 * person's categories and their colours, and those in which Outlook and Outlook on the web say where the person lives.
 */
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { create } from 'xmlbuilder2';
import type { MasterCategory } from '../../microsoft365/mailbox/mailbox.ts';
import type { Element } from '../soap/element.ts';
import { childOf, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';
import { folderOf } from './folders.ts';

const namespace = 'CategoryList.xsd';
const name = 'CategoryList';

export const getUserConfiguration: Operation = (request, call) =>
  eachAnswered(call, [request], () => {
    const ofOwner = ownerConfiguration(call, childOf(request, 'UserConfigurationName'));
    if (ofOwner) return ofOwner;
    const named = demandCategoryList(call, childOf(request, 'UserConfigurationName'));
    const { categories } = call.mailbox.calendar;
    if (categories.length === 0) throw notThere();
    return {
      'm:UserConfiguration': {
        't:UserConfigurationName': { '@Name': name, 't:DistinguishedFolderId': { '@Id': named } },
        't:XmlData': Buffer.from(written(categories)).toString('base64'),
      },
    };
  });

/** Where the mailbox is, as one of two programs keeps it; undefined for other settings. @throws ItemError where it does not */
function ownerConfiguration(call: EwsCall, element: Element | undefined): XmlObject | undefined {
  const { Name: asked = '' } = element?.attributes ?? {};
  const target = element?.children[0];
  const place = { 'OWA.UserOptions': 'msgfolderroot', WorkHours: 'calendar' }[asked];
  if (place === undefined || !target) return undefined;
  const kept = call.kit.switches.text('ownerZone');
  const isKept = (asked === 'WorkHours') === (kept === 'workHours') && kept !== 'none';
  if (!isKept || folderOf(call.mailbox, target) !== place) throw notThere();
  const configuration = {
    't:UserConfigurationName': {
      '@Name': asked,
      [`t:${target.name}`]: target.attributes['Id'] && { '@Id': target.attributes['Id'] },
    },
  };
  const { zone } = call.mailbox;
  if (asked === 'WorkHours') {
    const written = create(
      { encoding: 'utf-8' },
      { Root: { '@xmlns': 'WorkingHours.xsd', WorkHoursVersion1: { TimeZone: { Bias: 0, Name: zone } } } },
    );
    return { 'm:UserConfiguration': { ...configuration, 't:XmlData': Buffer.from(written.end()).toString('base64') } };
  }
  const entry = (key: string, value: string) => ({
    't:DictionaryKey': { 't:Type': 'String', 't:Value': key },
    't:DictionaryValue': { 't:Type': 'String', 't:Value': value },
  });
  return {
    'm:UserConfiguration': { ...configuration, 't:Dictionary': { 't:DictionaryEntry': [entry('timezone', zone)] } },
  };
}

export const updateUserConfiguration: Operation = (request, call) =>
  eachAnswered(call, [request], () => {
    if (call.mailbox.calendar.categories.length === 0) throw notThere();
    return keep(call, request);
  });

export const createUserConfiguration: Operation = (request, call) =>
  eachAnswered(call, [request], () => {
    if (call.mailbox.calendar.categories.length > 0) {
      throw new ItemError('ErrorItemSave', 'A configuration of that name is there already.');
    }
    return keep(call, request);
  });

function keep(call: EwsCall, request: Element): XmlObject {
  const configuration = childOf(request, 'UserConfiguration');
  demandCategoryList(call, childOf(configuration, 'UserConfigurationName'));
  const data = textOf(configuration, 'XmlData');
  if (data === undefined) throw new ItemError('ErrorInvalidArgument', 'The list of categories is XML.');
  call.mailbox.calendar.categories = read(Buffer.from(data, 'base64').toString('utf8'));
  return {};
}

function demandCategoryList(call: EwsCall, element: Element | undefined): string {
  const target = element?.children[0];
  if (element?.attributes['Name'] !== name || !target || folderOf(call.mailbox, target) !== 'calendar')
    throw notThere();
  return 'calendar';
}

const notThere = () => new ItemError('ErrorItemNotFound', 'The specified object was not found in the store.');

/** Colours are numbers; `preset3` in the cloud. */
function written(categories: readonly MasterCategory[]): string {
  return create(
    { encoding: 'utf-8' },
    {
      categories: {
        '@default': categories[0]?.displayName ?? '',
        '@lastSavedSession': '5',
        '@lastSavedTime': '2026-01-01T00:00:00.000',
        '@xmlns': namespace,
        category: categories.map(({ id, displayName, color }) => ({
          '@name': displayName,
          '@color': color === 'none' ? '-1' : color.slice('preset'.length),
          '@keyboardShortcut': '0',
          '@guid': `{${id.toUpperCase()}}`,
        })),
      },
    },
  ).end();
}

/** @throws ItemError for what is no list of categories */
function read(xml: string): readonly MasterCategory[] {
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromString(xml);
    const found: MasterCategory[] = [];
    for (let child = document.root.firstChild; child !== null; child = child.next) {
      if (child instanceof XmlElement && child.name === 'category') found.push(category(child));
    }
    return found;
  } catch (error) {
    if (error instanceof ItemError) throw error;
    throw new ItemError('ErrorInvalidArgument', 'The list of categories is no XML.');
  } finally {
    document?.dispose();
  }
}

function category(element: XmlElement): MasterCategory {
  const displayName = element.attr('name')?.value;
  const color = Number(element.attr('color')?.value ?? -1);
  const guid = element.attr('guid')?.value ?? '';
  if (!displayName || !Number.isInteger(color) || color < -1 || color > 24) {
    throw new ItemError('ErrorInvalidArgument', 'A category has a name, and a colour from -1 to 24.');
  }
  return { id: guid.replaceAll(/[{}]/g, '').toLowerCase(), displayName, color: color < 0 ? 'none' : `preset${color}` };
}
