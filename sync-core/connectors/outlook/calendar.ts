/**
 * @file A calendar that Exchange keeps, whichever door it is reached by: Graph, or the web service of a server of one's own. Events are
 * spoken of in Graph's words on either side of this; how they travel is each connector's own matter.
 */
import type { Appointment } from '../../model/appointment.ts';
import type { ItemId, SystemId } from '../../model/side.ts';
import type { Span, ZoneId } from '../../model/time.ts';
import type { CreationMark, ItemAnswer, RemoteAppointment, Window } from '../connector.ts';
import { type ConnectorError, Nonsense } from '../errors.ts';
import { type GraphEvent, graphEvent } from './event-schemas.ts';
import type { SeriesQuestion, SeriesState } from './series-state.ts';

/** Properties of an event, by Graph's names. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * What is to be done to one event. Each may be carried out twice: a creation has a key that is refused the second time, and what
 * is bound to a version is refused once that is over.
 */
export type EventRequest =
  | ({ readonly do: 'create' } & EventContent)
  | ({ readonly do: 'change' } & EventContent & EventTarget)
  | ({ readonly do: 'remove' } & EventTarget);

interface EventContent {
  readonly event: Json;
  /** The author's zone of a time in it, for a calendar that takes zones by more than their names. */
  readonly zone?: ZoneId;
}

interface EventTarget {
  readonly id: string;
  /** Absent: whatever it is now. */
  readonly version?: string;
  /** It is one occurrence of a series, and the answer need not tell how it is now. */
  readonly isOccurrence?: true;
}

/** What came of a request; `index` is its place in what was handed in. */
export type EventAnswer = { readonly index: number } & (
  | {
      readonly result: 'done';
      /** The event as it is now, not validated; undefined where nothing was said of it. */
      readonly event: unknown;
      /** A creation: it was there already. */
      readonly wasThere?: true;
    }
  | {
      readonly result: 'refused';
      readonly error: ConnectorError;
      /** The event itself is said not to exist, and nothing else. */
      readonly isGone: boolean;
      /** A creation whose key was used before. */
      readonly isUsed: boolean;
      /** An earlier answer to the same request was lost: it may have taken effect before this one was asked. */
      readonly repeated: boolean;
    }
  /** No answer in the end. */
  | { readonly result: 'lost'; readonly error: ConnectorError }
);

export interface OutlookCalendar {
  readonly system: SystemId;
  /** See `AppointmentFace.express`. */
  express(fields: Appointment, window: Window): Appointment;
  /** The user's zone; asked for once, then known. @throws UnknownZone and others */
  zone(signal: AbortSignal): Promise<ZoneId>;
  /** What the user has said to be the zone of events whose own nobody knows. */
  zoneForUnknown(): ZoneId | undefined;
  /** Answers come as they are known, in any order. @throws ConnectorError what concerns the whole account */
  send(requests: readonly EventRequest[], signal: AbortSignal): AsyncIterable<EventAnswer>;
  /** See `AppointmentFace.get`. */
  read(ids: readonly ItemId[], signal: AbortSignal): Promise<ReadonlyMap<ItemId, ItemAnswer>>;
  /** The event that was created with this mark. @throws Nonsense and others */
  findByMark(mark: CreationMark, signal: AbortSignal): Promise<RemoteAppointment | undefined>;
  /** What is there now of each, by place in the list. @throws ConnectorError what concerns the whole account */
  readStates(
    questions: readonly SeriesQuestion[],
    signal: AbortSignal,
  ): Promise<readonly (SeriesState | ConnectorError)[]>;
}

/** What a request says of the zone of a time that it writes. */
export function authorsZone(span: Span | undefined): Pick<EventContent, 'zone'> {
  return span?.kind === 'timed' ? { zone: span.zone } : {};
}

/** @throws Nonsense */
export function parseEvent(body: unknown, system: SystemId): GraphEvent {
  const parsed = graphEvent.safeParse(body);
  if (!parsed.success) throw new Nonsense('an event is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}
