/**
 * @file What subjects would be, shown on the user's own coming appointments while they are put together in the window. The
 * appointments are read once and kept for some minutes, so that every move of a part is answered at once.
 */
import { Temporal } from 'temporal-polyfill';
import type { SubjectPreview } from '../../preload/contract.ts';
import type { Connector, RemoteAppointment, Window } from '../../sync-core/connectors/connector.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { SubjectPart } from '../../sync-core/model/subject.ts';
import { type Instant, type LocalDate, toInstant, type ZoneId } from '../../sync-core/model/time.ts';
import { buildSubject } from '../../sync-core/translate/subject.ts';

const shown = 3;
/** Looked through one after the other until there are enough: a listing costs what stands in it. */
const daysAhead = [2, 7, 28];
const keptMs = 5 * 60_000;

interface Coming {
  readonly item: RemoteAppointment;
  /** Its next start. */
  readonly start: Instant | LocalDate;
}

/** Of what goes on, or comes next. */
function nextStart(fields: Appointment, window: Window, zone: ZoneId): Instant | LocalDate | undefined {
  const span = occurrencesWithin(fields, window, zone)[0]?.span;
  return span?.kind === 'allDay' ? span.firstDay : span?.start;
}

/** Those that begin next; private ones stay out of sight. */
async function comingIn(crm: Connector, window: Window, zone: ZoneId, signal: AbortSignal): Promise<readonly Coming[]> {
  const known = { versionOf: () => undefined, idsWithin: () => [] };
  const coming: Coming[] = [];
  for await (const page of crm.appointments.changes({ cursor: null, window, known, signal })) {
    for (const item of page.changed) {
      const shows = item.unfit === undefined && item.fields.visibility === 'public';
      const start = shows ? nextStart(item.fields, window, zone) : undefined;
      if (start !== undefined) coming.push({ item, start });
    }
  }
  return coming.sort((one, other) => (one.start < other.start ? -1 : 1)).slice(0, shown);
}

async function comingOf(crm: Connector, now: number, zone: ZoneId, signal: AbortSignal): Promise<readonly Coming[]> {
  const from = Temporal.Instant.fromEpochMilliseconds(now);
  let coming: readonly Coming[] = [];
  for (const days of daysAhead) {
    const window = { from: toInstant(from), until: toInstant(from.add({ hours: days * 24 })) };
    coming = await comingIn(crm, window, zone, signal);
    if (coming.length === shown) break;
  }
  return coming;
}

export interface SubjectPreviewer {
  /** @param language as `crm.subject.language` has it. @throws UnknownZone, ConnectorError */
  show(parts: readonly SubjectPart[], language: string, signal: AbortSignal): Promise<SubjectPreview[]>;
}

export function createSubjectPreviewer(crm: Connector, calendar: Connector, clock: Clock): SubjectPreviewer {
  let kept: { readonly coming: readonly Coming[]; readonly until: number } | undefined;
  return {
    async show(parts, language, signal) {
      const [{ language: own, zone }, { language: other }] = await Promise.all([
        crm.facts(signal),
        calendar.facts(signal),
      ]);
      const now = clock.now();
      if (kept === undefined || kept.until <= now) {
        kept = { coming: await comingOf(crm, now, zone, signal), until: now + keptMs };
      }
      const languages = language === 'crm' ? [own, other].flatMap((one) => one ?? []) : [language];
      return kept.coming.map(({ item: { fields, surroundings }, start }) => {
        const { subject, whole } = buildSubject({ ...fields, surroundings }, { parts, languages });
        return { title: fields.title, start, subject, length: whole.length };
      });
    },
  };
}
