/**
 * @file The rules of a zone out of its full definition (`TimeZoneDefinitionType`): periods of one offset each, groups of the changes of
 * a year, and from when on each group holds. Pure.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { childOf, childrenOf, textOf, type XmlNode } from '../soap/xml.ts';
import type { ClockChange, YearRules, ZoneRules } from './clock-turns.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
/** More than any zone has had. */
const most = 1000;
const hourMs = 3_600_000;

/** An `xs:duration`, in milliseconds. */
const duration = z.string().transform((text, context) => {
  try {
    return Temporal.Duration.from(text.trim()).total('milliseconds');
  } catch (error) {
    // Of months and years nobody knows how long they are.
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: 'not a duration' });
    return z.NEVER;
  }
});

const bias = duration.refine((length) => Math.abs(length) <= 26 * hourMs && length % 60_000 === 0, 'not an offset');
const period = z.object({ id: z.string(), bias });

const whole = z.coerce.number().int();
const yearly = {
  to: z.string(),
  at: duration.refine((length) => Math.abs(length) <= 48 * hourMs, 'not a time of a day'),
  month: whole.min(1).max(12),
};
const recurring = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('RecurringDateTransition'), ...yearly, day: whole.min(1).max(31) }),
  z.object({
    kind: z.literal('RecurringDayTransition'),
    ...yearly,
    dayOfWeek: z.enum(weekdays),
    /** 5 is what Windows says for the last one. */
    occurrence: whole.refine((nth) => [-1, 1, 2, 3, 4, 5].includes(nth), 'not a week of a month'),
  }),
]);
const allYear = z.object({ kind: z.literal('Transition'), to: z.string() });
const group = z.object({
  id: z.string(),
  transitions: z.union([z.tuple([allYear]), z.array(recurring).min(1).max(most)]),
});

/** Some write it with an offset. The date is what is meant: rules are kept by years. */
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/)
  .transform((text) => text.slice(0, 19))
  .refine((text) => !Number.isNaN(Date.parse(`${text}Z`)), 'not a date')
  .transform((text) => nearNewYear(Date.parse(`${text}Z`)));
const begins = z.object({ to: z.string(), date: date.optional() });

const definition = z.object({
  periods: z.array(period).min(1).max(most),
  groups: z.array(group).min(1).max(most),
  transitions: z.array(begins).min(1).max(most),
});

/**
 * @param element `t:StartTimeZone`, `t:TimeZoneDefinition`
 * @returns undefined for one without rules, or with rules that make no clock
 */
export function readDefinition(element: XmlNode): ZoneRules | undefined {
  const parsed = definition.safeParse(rawOf(element));
  if (!parsed.success) return undefined;
  const { periods, groups, transitions } = parsed.data;
  // Of two with one id the first counts, as Microsoft's own library has it.
  const offsets = new Map(periods.map(({ id, bias: behind }) => [id, (0 - behind) / 60_000] as const).toReversed());
  const changes = new Map(groups.map((one) => [one.id, changesOf(one, offsets)] as const).toReversed());
  const rules = transitions
    .toSorted((one, other) => (one.date ?? Number.NEGATIVE_INFINITY) - (other.date ?? Number.NEGATIVE_INFINITY))
    .map(({ to, date: from }) => {
      const own = changes.get(to);
      return own && { changes: own, ...(from === undefined ? {} : { from }) };
    });
  return rules.every((one) => one !== undefined) ? (rules as readonly YearRules[] as ZoneRules) : undefined;
}

/** @returns undefined where it leads to a period that there is not */
function changesOf(
  { transitions }: z.infer<typeof group>,
  offsets: ReadonlyMap<string, number>,
): YearRules['changes'] | undefined {
  const changes: ClockChange[] = [];
  for (const transition of transitions) {
    const offset = offsets.get(transition.to);
    if (offset === undefined) return undefined;
    if (transition.kind === 'Transition') return { offset };
    changes.push({ offset, month: transition.month, at: transition.at, on: dayOf(transition) });
  }
  return changes as [ClockChange, ...ClockChange[]];
}

function dayOf(transition: z.infer<typeof recurring>): ClockChange['on'] {
  if (transition.kind === 'RecurringDateTransition') return { day: transition.day };
  const { dayOfWeek, occurrence } = transition;
  return { weekday: weekdays.indexOf(dayOfWeek) + 1, nth: occurrence === 5 ? -1 : occurrence };
}

function nearNewYear(wall: number): number {
  const year = new Date(wall + 36 * hourMs).getUTCFullYear();
  const newYear = Date.UTC(year, 0, 1);
  return Math.abs(wall - newYear) <= 36 * hourMs ? newYear : wall;
}

function rawOf(element: XmlNode) {
  return {
    periods: childrenOf(childOf(element, 'Periods'), 'Period').map(({ attributes }) => ({
      id: attributes['Id'],
      bias: attributes['Bias'],
    })),
    groups: childrenOf(childOf(element, 'TransitionsGroups'), 'TransitionsGroup').map(({ attributes, children }) => ({
      id: attributes['Id'],
      transitions: children.map((child) => ({
        kind: child.name,
        to: textOf(child, 'To'),
        at: textOf(child, 'TimeOffset'),
        month: textOf(child, 'Month'),
        day: textOf(child, 'Day'),
        dayOfWeek: textOf(child, 'DayOfWeek'),
        occurrence: textOf(child, 'Occurrence'),
      })),
    })),
    transitions: (childOf(element, 'Transitions')?.children ?? []).map((child) => ({
      to: textOf(child, 'To'),
      date: textOf(child, 'DateTime'),
    })),
  };
}
