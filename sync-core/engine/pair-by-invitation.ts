/**
 * @file Pairs the invitations that a system mailed with what they are about there: the same meeting stands on both sides, and
 * neither was made from the other.
 */
import { isReadable, type RemoteAppointment, type UnreadableItem } from '../connectors/connector.ts';
import type { ItemId } from '../model/side.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { leaveOut } from './leave-out.ts';
import { unreadableItem } from './unreadable.ts';
import { park } from './waiting-room.ts';

/** Costs a question for each new item of the calendar that somebody else organises. @throws ConnectorError */
export async function pairByInvitations(context: RunContext): Promise<void> {
  const { faces, run } = context;
  const { staging } = context.tables;
  const { invitedAs } = faces.crm;
  if (invitedAs === undefined) return;
  for (let after = ''; ; ) {
    const ids = staging.free('calendar', after, sliceSize);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    const invitations = ids.flatMap((id) => invitationOf(context, id));
    if (invitations.length > 0) {
      const found = await invitedAs([...new Set(invitations.map(({ uid }) => uid))], run.signal);
      for (const { uid, item } of invitations) pair(context, item, found.get(uid));
    }
    await breathe(context);
  }
}

function invitationOf({ tables }: RunContext, id: ItemId): readonly { uid: string; item: RemoteAppointment }[] {
  const staged = tables.staging.get('calendar', id);
  if (staged?.state !== 'present') return [];
  const { item } = staged;
  // What takes no part anyway needs no partner.
  return item.invitationUid === undefined || item.unfit !== undefined ? [] : [{ uid: item.invitationUid, item }];
}

function pair(
  context: RunContext,
  invitation: RemoteAppointment,
  row: RemoteAppointment | UnreadableItem | undefined,
): void {
  const { tables, links } = context;
  const { staging } = tables;
  if (row === undefined || !staging.isFree('calendar', invitation.id)) return;
  if (!isReadable(row)) {
    waitForRow(context, invitation);
    return;
  }
  if (row.form.kind !== 'single') return;
  tables.transaction(() => {
    if (links.head('crm', row.id) !== undefined) {
      // Its copy was made before the invitation came: a second one in the CRM would help nobody.
      staging.setAside('calendar', invitation.id);
      leaveOut(context, 'calendar', invitation, 'copiedAlready');
      return;
    }
    if (staging.get('crm', row.id) === undefined) {
      staging.putItem('crm', row, null, null);
      context.asked.crm.add(row.id);
    }
    if (!staging.isFree('crm', row.id)) return;
    staging.addPair({ link: null, crm: row.id, calendar: invitation.id }, { reread: false, attempts: 0 });
  });
}

/** It is there, and not understood: copied now, the meeting would stand there twice. */
function waitForRow(context: RunContext, invitation: RemoteAppointment): void {
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
