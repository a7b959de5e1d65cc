/** @file The two sides of every link, and the kinds of item that can be linked. */
import { z } from 'zod';

/** `crm` is SuperOffice; `calendar` is whichever calendar system the user connected. */
export const side = z.enum(['crm', 'calendar']);
export type Side = z.infer<typeof side>;

export function otherSide(one: Side): Side {
  return one === 'crm' ? 'calendar' : 'crm';
}

export const itemKind = z.enum(['appointment', 'task', 'person']);
export type ItemKind = z.infer<typeof itemKind>;

export const systemId = z.enum(['superoffice', 'microsoft365', 'google', 'exchange']);
export type SystemId = z.infer<typeof systemId>;

/** An item's identity inside its own system; opaque and case-sensitive. */
export type ItemId = string & { readonly ItemId: unique symbol };
/** What a system says an item's revision is; opaque. Equal versions mean equal content, different ones are only a hint. */
export type ItemVersion = string & { readonly ItemVersion: unique symbol };
