/**
 * @file The entity of a selection on the wire.
 */
import type { Switches } from '../../kit/switches.ts';
import { associateCarrier, right } from '../api/carriers.ts';
import type { Caller } from '../api/request-context.ts';
import type { Selection } from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { midnight, naive, noTime } from '../time/wire-time.ts';
import { mayChangeSelection } from './members.ts';

const kindNames = { static: 'Static', dynamic: 'Dynamic', combined: 'Combined' } as const;
const unknownCount = -1;

/** SuperOffice's own estimate: how many rows the table of members has; of selections that are found anew it knows none. */
export function memberCount({ kind, members }: Selection, switches: Switches): number {
  return kind === 'static' && switches.text('memberCount') === 'exact' ? members.length : unknownCount;
}

/** When members came or went last, as precisely as the switch `membershipStamp` has it. */
export function membershipTime({ membersChanged }: Selection, switches: Switches): number {
  return switches.text('membershipStamp') === 'day' ? midnight(membersChanged) : membersChanged;
}

export function selectionEntity(
  tenant: Tenant,
  selection: Selection,
  { time, user }: Caller,
  switches: Switches,
): Record<string, unknown> {
  return {
    Description: '',
    Postit: '',
    Associate: associateCarrier(tenant, selection.owner),
    CreatedBy: associateCarrier(tenant, selection.owner),
    UpdatedBy: associateCarrier(tenant, selection.updatedBy),
    SelectionCategory: null,
    GroupIdx: tenant.users.get(selection.owner)?.groupId ?? 0,
    IncludePerson: selection.includePerson,
    MemberCount: memberCount(selection, switches),
    Name: selection.name,
    PostitTextId: 0,
    CreatedDate: time.writeUtc(selection.created),
    SelectionId: selection.id,
    SoundEx: '',
    Source: 0,
    TextId: 0,
    UpdatedDate: time.writeUtc(selection.updated),
    UpdatedCount: 0,
    Visibility: 0,
    SelectionType: kindNames[selection.kind],
    CompanyUnique: false,
    TargetTableNumber: 5,
    TargetTableName: 'contact',
    Completed: false,
    LeftSelectionId: 0,
    RightSelectionId: 0,
    SelectionUnionType: 'Unknown',
    MainProviderName: 'ContactPersonSelectionV2',
    ShadowProviderName: '',
    ChartKey: '',
    LastLoaded: naive(noTime),
    LastLoadedBy: 0,
    LastLoadedByAssociate: null,
    LastMembershipChange: time.writeUtc(membershipTime(selection, switches)),
    LastMembershipChangeBy: selection.membersChangedBy,
    LastMembershipChangeByAssociate: associateCarrier(tenant, selection.membersChangedBy),
    MainHeading: selection.name,
    MemberTabHeading: '',
    MailingsProviderName: '',
    DashboardTileDefinitionId: 0,
    VisibleFor:
      selection.visibleFor === 'all'
        ? [{ VisibleId: 0, Visibility: 'All', DisplayValue: '[SR_VFC_ALL]' }]
        : [{ VisibleId: selection.owner, Visibility: 'Associate', DisplayValue: '' }],
    TableRight: right(mayChangeSelection(selection, user) ? 'FULL' : 'R'),
    FieldProperties: {},
  };
}
