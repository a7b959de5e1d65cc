/** @file The lists that persons are chosen from: selections, and the fields that can feed those of a contact. */
import { z } from 'zod';
import type { Choice } from '../../../model/choice.ts';
import { withQuery } from '../../http/query.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import { namesByLanguage } from '../multi-language.ts';
import type { Session } from '../session.ts';
import { nameIn } from './field-value.ts';
import { definitionsSchema, selectionEntitySchema, selectionItemsSchema } from './schemas.ts';

export type FieldSource = 'jobTitleFields' | 'titleFields' | 'departmentFields';

/** Kinds of user-defined fields that can be told in a line, by name and by number. */
const readable: ReadonlySet<string | number> = new Set([
  ...['Number', 'Integer', 'ShortText', 'LongText', 'Date', 'UnlimitedDate', 'List', 'MdoList', 'Decimal'],
  ...[1, 2, 3, 4, 5, 7, 8],
]);
const callsSideBySide = 6;

/** @returns the user-defined fields of persons, for a department those of companies too. @throws ConnectorError */
export async function fieldChoices(
  session: Session,
  source: FieldSource,
  language: string,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const owners = source === 'departmentFields' ? (['Contact', 'Person'] as const) : (['Person'] as const);
  const lists = await Promise.all(owners.map((owner) => definedFor(session, owner, language, signal)));
  return lists.flat();
}

async function definedFor(
  session: Session,
  owner: 'Person' | 'Contact',
  language: string,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const call = { method: 'GET', path: `${owner}/UdefLayout/Published`, repeat: 'idempotent' } as const;
  const { body } = await session.call(call, definitionsSchema, signal);
  const iso = language.slice(0, 2);
  const of = owner === 'Contact' ? ('company' as const) : ('person' as const);
  return body
    .filter(({ FieldType }) => readable.has(FieldType))
    .map(({ ProgId, FieldLabel }) => ({
      value: `${owner.toLowerCase()}:${ProgId}`,
      label: nameIn(namesByLanguage(FieldLabel ?? ''), iso) || ProgId,
      of,
    }))
    .toSorted((one, other) => one.label.localeCompare(other.label, language));
}

/** @returns the static selections of companies and persons that the user may read, with their sizes. @throws ConnectorError */
export async function selectionChoices(
  session: Session,
  language: string,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const path = withQuery('MDOList/selection', { flat: 'true', additional: 'kind=static&membertype=contact' });
  const { body } = await session.call({ method: 'GET', path, repeat: 'idempotent' }, selectionItemsSchema, signal);
  const choices: Choice[] = [];
  const items = body.filter(({ Deleted }) => Deleted !== true);
  const sized = sideBySide(callsSideBySide, items, async ({ Id, Name }) => {
    const size = await sizeOf(session, Id, signal);
    return { value: Id, label: (Name ?? '').trim() || String(Id), ...(size === null ? {} : { size }) };
  });
  for await (const choice of sized) choices.push(choice);
  return choices.toSorted((one, other) => one.label.localeCompare(other.label, language));
}

/** SuperOffice's own estimate. */
const unknownSize = z.literal([-1, 4_294_967_295]);

async function sizeOf(session: Session, id: number, signal: AbortSignal): Promise<number | null> {
  const call = { method: 'GET', path: `Selection/${id}`, repeat: 'idempotent', accept: [403, 404] } as const;
  const { status, body } = await session.call(call, selectionEntitySchema, signal);
  const count = body.MemberCount ?? -1;
  return status !== 200 || unknownSize.safeParse(count).success ? null : count;
}
