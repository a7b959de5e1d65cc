/**
 * @file Pairs the invitations that a system mailed with what they are about there: the same meeting stands on both sides, and
 * neither was made from the other.
 */
import { isReadable, type RemoteItem, type UnreadableItem } from '../connectors/connector.ts';
import type { ItemId } from '../model/side.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { leaveOut } from './leave-out.ts';
import { madeFrom } from './moved.ts';
import { unreadableItem } from './unreadable.ts';
import { park } from './waiting-room.ts';

/**
 * Costs a question for each new item of the calendar that somebody else organises.
 * @returns the links whose items in the calendar have an invitation beside them now. @throws ConnectorError
 */
export async function pairByInvitations(context: RunContext): Promise<readonly string[]> {
  const { faces, run } = context;
  const { staging } = context.tables;
  const { invitedAs } = faces.crm;
  if (invitedAs === undefined) return [];
  for (let after = ''; ; ) {
    const ids = staging.free('calendar', after, sliceSize);
    if (ids.length === 0) return [...context.invitations.keys()];
    after = ids.at(-1) ?? after;
    const invitations = ids.flatMap((id) => invitationOf(context, id));
    if (invitations.length > 0) {
      const found = await invitedAs([...new Set(invitations.map(({ uid }) => uid))], run.signal);
      for (const { uid, item } of invitations) {
        const row = found.get(uid);
        const copies = row === undefined ? [] : await copiesOf(context, row.id);
        pair(context, item, row, copies);
      }
    }
    await breathe(context);
  }
}

/** What we made of a row that is linked already, by its key: what a person made or linked themselves is not among them. */
async function copiesOf(context: RunContext, row: ItemId): Promise<readonly ItemId[]> {
  const link = context.links.byItem('crm', row);
  if (link?.state !== 'linked') return [];
  return await madeFrom(context, 'calendar', row, link.incarnation);
}

function invitationOf({ tables }: RunContext, id: ItemId): readonly { uid: string; item: RemoteItem }[] {
  const staged = tables.staging.get('calendar', id);
  if (staged?.state !== 'present') return [];
  const { item } = staged;
  // What takes no part anyway needs no partner.
  return item.invitationUid === undefined || item.unfit !== undefined ? [] : [{ uid: item.invitationUid, item }];
}

function pair(
  context: RunContext,
  invitation: RemoteItem,
  row: RemoteItem | UnreadableItem | undefined,
  copies: readonly ItemId[],
): void {
  const { tables, links } = context;
  const { staging } = tables;
  if (row === undefined || !staging.isFree('calendar', invitation.id)) return;
  if (!isReadable(row)) {
    waitForRow(context, invitation);
    return;
  }
  tables.transaction(() => {
    const known = links.head('crm', row.id);
    const isOfOneKind = row.form.kind === invitation.form.kind;
    if (known === undefined && isOfOneKind && isThere(context, row)) {
      staging.addPair({ link: null, crm: row.id, calendar: invitation.id }, { reread: false, attempts: 0 });
      return;
    }
    // The meeting is on both sides already, or on its way: a second one in the CRM would help nobody.
    staging.setAside('calendar', invitation.id);
    if (known?.state === 'linked' && isOfOneKind) context.invitations.set(known.link, { item: invitation, copies });
    else leaveOut(context, 'calendar', invitation, 'copiedAlready');
  });
}

/** Whether the row can have a partner in this run. Of a series that was not read it is not known how it takes part. */
function isThere({ tables: { staging }, asked }: RunContext, row: RemoteItem): boolean {
  if (staging.get('crm', row.id) === undefined && row.form.kind === 'single') {
    staging.putItem('crm', row, null, null);
    asked.crm.add(row.id);
  }
  return staging.isFree('crm', row.id);
}

/** It is there, and not understood: copied now, the meeting would stand there twice. */
function waitForRow(context: RunContext, invitation: RemoteItem): void {
  const { tables, options, dryRun } = context;
  tables.transaction(() => {
    tables.staging.setAside('calendar', invitation.id);
    if (dryRun) return;
    park(context, {
      pair: { link: null, crm: null, calendar: invitation.id },
      side: 'crm',
      error: unreadableItem(options.connectors.crm.system),
      action: 'none',
      items: { calendar: invitation },
      incarnation: 0,
    });
  });
}
