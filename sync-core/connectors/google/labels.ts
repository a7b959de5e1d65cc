/**
 * @file Categories in Google Calendar: the labels of a calendar, of which an event has one. What we put on an event is kept in a
 * property of ours as well, because an account need not have labels yet, and one label cannot say two things.
 */
import { z } from 'zod';
import { isDone } from '../../translate/categories.ts';
import { AuthExpired, Cancelled, ConnectorError, Nonsense } from '../errors.ts';
import { createKeptFact } from '../http/kept-fact.ts';
import type { ConnectorPorts } from '../ports.ts';
import { type GoogleEvent, googleCalendar } from './event-schemas.ts';
import { categoriesProperty } from './marker.ts';
import type { GoogleSession } from './session.ts';

const system = 'google';
const rememberedMs = 60 * 60_000;
const longestName = 50;
const colour = { open: '#3f51b5', done: '#616161' } as const;

const keptLabels = z.array(z.object({ id: z.string(), name: z.string() })).readonly();
type Labels = z.output<typeof keptLabels>;

export interface LabelKeeper {
  /** The names of the labels of these events, by id: asked for where one is not known. @throws ConnectorError */
  namesFor(events: readonly GoogleEvent[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /**
   * Makes sure that the calendar has labels of these names. @returns their ids by name; those that it cannot have are missing.
   * @throws AuthExpired, Cancelled
   */
  ensure(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

export function createLabelKeeper(session: GoogleSession, { clock, remembered, log }: ConnectorPorts): LabelKeeper {
  const kept = createKeptFact(remembered, 'labels', keptLabels);

  function parse(body: unknown) {
    const read = googleCalendar.safeParse(body);
    if (!read.success) throw new Nonsense('the calendar is in an unknown form', { system, cause: read.error });
    return { etag: read.data.etag, labels: read.data.labelProperties?.eventLabels };
  }

  function keep(labels: Labels): Labels {
    const list = labels.map(({ id, name }) => ({ id, name }));
    kept.keep(list, clock.now() + rememberedMs);
    return list;
  }

  async function ask(signal: AbortSignal) {
    const { body } = await session.ask(
      (options) => session.calendar.calendars.get({ calendarId: 'primary' }, options),
      signal,
    );
    return parse(body);
  }

  /** The list is replaced whole, so that it is written only over what was read. */
  async function add(names: readonly string[], signal: AbortSignal): Promise<Labels> {
    const { etag, labels } = await ask(signal);
    // A calendar without labels does not tell of any.
    if (labels === undefined) return keep([]);
    const missing = names.filter((name) => !labels.some((label) => label.name === name));
    if (missing.length === 0) return keep(labels);
    const more = missing.map((name) => ({ name, backgroundColor: isDone([name]) ? colour.done : colour.open }));
    const { body } = await session.ask(
      (options) =>
        session.calendar.calendars.patch(
          { calendarId: 'primary', requestBody: { labelProperties: { eventLabels: [...labels, ...more] } } },
          options,
        ),
      signal,
      etag === undefined ? {} : { headers: { 'if-match': etag } },
    );
    return keep(parse(body).labels ?? []);
  }

  return {
    async namesFor(events, signal) {
      const ids = events.flatMap(({ eventLabelId }) => eventLabelId ?? []);
      let known = kept.current() ?? [];
      if (ids.some((id) => !known.some((label) => label.id === id))) known = keep((await ask(signal)).labels ?? []);
      return new Map(known.map(({ id, name }) => [id, name]));
    },
    async ensure(names, signal) {
      const wanted = [...new Set(names)].filter((name) => name !== '' && name.length <= longestName);
      let known = kept.current();
      try {
        if (wanted.some((name) => !known?.some((label) => label.name === name))) known = await add(wanted, signal);
      } catch (error) {
        if (error instanceof AuthExpired || error instanceof Cancelled) throw error;
        if (!(error instanceof ConnectorError)) throw error;
        log.warn('the labels of the calendar cannot be added to', { system, error: error.kind });
      }
      return new Map((known ?? []).filter(({ name }) => wanted.includes(name)).map(({ id, name }) => [name, id]));
    },
  };
}

/** What one label says of several categories: that the item is done, where it is. */
export function labelAmong(categories: readonly string[]): string | undefined {
  return categories.find((name) => isDone([name])) ?? categories[0];
}

const list = z.array(z.string());

/** The categories of an event: as we wrote them, unless a person has chosen another label since. */
export function categoriesOf(event: GoogleEvent, labels: ReadonlyMap<string, string>): readonly string[] {
  const written = writtenOn(event);
  const label = event.eventLabelId === undefined ? undefined : labels.get(event.eventLabelId);
  if (label === undefined || label === '' || label === labelAmong(written)) return written;
  return [label];
}

function writtenOn(event: GoogleEvent): readonly string[] {
  const text = event.extendedProperties?.private?.[categoriesProperty];
  if (text === undefined) return [];
  try {
    return list.safeParse(JSON.parse(text)).data ?? [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}
