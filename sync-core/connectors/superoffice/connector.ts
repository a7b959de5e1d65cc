/** @file The SuperOffice connector: the user's diary and to-dos in SuperOffice CRM, by the user's own rights. */
import type { ItemId } from '../../model/side.ts';
import type { Connector, ItemAnswer, RemoteAppointment, UnreadableItem, Window, WriteOperation } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import { sideBySide } from '../http/side-by-side.ts';
import { createAsker } from './ask.ts';
import { readChanges } from './changes.ts';
import { choicesOf } from './choices.ts';
import { createItemCreator, newAppointment } from './create-item.ts';
import { createEntityCalls } from './entity-calls.ts';
import { createInvitationFinder } from './invitations.ts';
import { createOwnRows } from './own-rows.ts';
import { createPeople } from './people.ts';
import { fieldChoices, selectionChoices } from './persons/choices.ts';
import { createPersonFace } from './persons/face.ts';
import { createProfileSource } from './profile.ts';
import { appointmentRows } from './read-appointment.ts';
import { createItemReader } from './read-items.ts';
import { expressSeries } from './series/express-series.ts';
import { createSeriesCalls } from './series/series-calls.ts';
import { rowIdOf, rowPrefix, ruleIdOf } from './series/series-id.ts';
import { createSeriesReader } from './series/series-reader.ts';
import { readerOfAll } from './series/series-rows.ts';
import { createRowWriter } from './series/write-row.ts';
import { concernsSeries, createSeriesWriter } from './series/write-series.ts';
import { createSession, type SessionOptions } from './session.ts';
import { createSamenessCheck } from './still-the-same.ts';
import { createTaskFace } from './tasks/todo-face.ts';
import { appointmentWriting, createItemUpdater, explainRefusedRemoval } from './update-item.ts';
import { callsSideBySide, writeAll } from './write-all.ts';

export interface SuperOfficeOptions extends SessionOptions {
  /** Rows of one archive page; 1000 (the most that SuperOffice recommends) when absent. */
  readonly pageSize?: number;
}

const largestPage = 1000;

/**
 * The diary of the signed-in user.
 *
 * Markers: SuperOffice has no place on an appointment for a hidden text that an ordinary user's client may write without an
 * administrator's set-up, so there is no `markers`. What we create is found again by its UID (`findCreated`), which the
 * server refuses to take twice.
 */
export function createSuperOfficeConnector(options: SuperOfficeOptions): Connector {
  const { clock, log, remembered } = options.ports;
  const pageSize = options.pageSize ?? largestPage;
  const session = createSession(options);
  const profiles = createProfileSource(session, clock, remembered);
  const load = (signal: AbortSignal) => profiles.load(signal);
  const people = createPeople({ session, load, clock, log });
  const reader = createItemReader(appointmentRows, session, load, people);
  const calls = createEntityCalls(appointmentRows, session, load, people);
  const ownRows = createOwnRows(session, clock, remembered);
  const seriesCalls = createSeriesCalls(session, ownRows, load, pageSize);
  const series = createSeriesReader(seriesCalls, reader, load);
  const seriesWriter = createSeriesWriter({ calls: seriesCalls, entities: calls, series, load, clock, log });
  const items = readerOfAll(reader, series);
  const rows = createRowWriter({ calls: seriesCalls, items, load });
  const create = createItemCreator({ calls, load, log, newItem: newAppointment });
  const update = createItemUpdater({ calls, reader, writing: appointmentWriting, load });
  const invited = createInvitationFinder({
    session,
    calls: { ...calls, present: seriesWriter.presentBy },
    reader,
    series,
    load,
  });
  const ensureSame = createSamenessCheck(reader, clock);
  const asker = createAsker({ session, ownRows, clock, pageSize });

  async function carryOut(operation: WriteOperation, window: Window, signal: AbortSignal) {
    if (concernsSeries(operation)) return await carryOutSeries(operation, window, signal);
    if (operation.do !== 'create' && rowIdOf(operation.id) !== undefined) return await rows(operation, signal);
    switch (operation.do) {
      case 'create':
        return await create(operation, signal);
      case 'update':
        await ensureSame(operation, signal);
        return { result: 'updated', item: await update(operation, signal) } as const;
      case 'remove':
        await ensureSame(operation, signal);
        await calls
          .remove(operation.id, operation.version, signal)
          .catch((error: unknown) => explainRefusedRemoval(reader, operation.id, error, signal));
        return { result: 'removed' } as const;
    }
  }

  async function carryOutSeries(operation: WriteOperation, window: Window, signal: AbortSignal) {
    switch (operation.do) {
      case 'create':
        return await seriesWriter.create(operation, window, signal);
      case 'update':
        return { result: 'updated', item: await seriesWriter.update(operation, window, signal) } as const;
      case 'remove':
        await seriesWriter.remove(operation, signal);
        return { result: 'removed' } as const;
    }
  }

  async function createdWith(key: string, signal: AbortSignal): Promise<RemoteAppointment | undefined> {
    try {
      const found = await calls.byUid(key, signal);
      return found && calls.isOfKind(found) ? await seriesWriter.presentBy(found, signal) : undefined;
    } catch (error) {
      if (!(error instanceof Nonsense)) throw error;
      log.warn('an appointment that was asked for by its UID is in an unknown form', { system: 'superoffice' });
      return undefined;
    }
  }

  return {
    system: 'superoffice',
    async choices(source, language, signal) {
      switch (source) {
        case 'jobTitleFields':
        case 'titleFields':
        case 'departmentFields':
          return await fieldChoices(session, source, language, signal);
        case 'selections':
          return await selectionChoices(session, language, signal);
        default:
          return choicesOf(source, await load(signal), language);
      }
    },
    facts: async (signal, zone) => (await profiles.load(signal, zone)).facts,
    persons: (wanted) => createPersonFace({ session, load, pageSize, log, remembered }, wanted),
    appointments: {
      express: (fields, window) => expressSeries(fields, window, profiles.current),
      changes: (request) => readChanges({ asker, reader, series, items, load, clock, log }, request),
      async get(ids, signal, known) {
        const found = new Map<ItemId, ItemAnswer>();
        const answers = sideBySide(callsSideBySide, ids, async (id) => {
          return [id, await items.one(id, signal, known)] as const;
        });
        for await (const [id, item] of answers) found.set(id, item);
        return found;
      },
      async findCreated(marks, signal) {
        const items = new Map<string, RemoteAppointment>();
        const answers = sideBySide(callsSideBySide, marks, async ({ key }) => ({
          key,
          item: await createdWith(key, signal),
        }));
        for await (const { key, item } of answers) if (item) items.set(key, item);
        return items;
      },
      async invitedAs(uids, signal) {
        const items = new Map<string, RemoteAppointment | UnreadableItem>();
        const answers = sideBySide(callsSideBySide, uids, async (uid) => ({ uid, item: await invited(uid, signal) }));
        for await (const { uid, item } of answers) if (item) items.set(uid, item);
        return items;
      },
      occurrences: {
        idPrefix: rowPrefix,
        async isOriginal(id, signal) {
          return !(await series.isOurs(await series.state(ruleIdOf(id) ?? 0, signal), signal));
        },
      },
      findPersons: (addresses, signal) => people.byAddress(addresses, signal),
      write(operations, window, signal) {
        asker.forget();
        return writeAll(operations, {
          carryOut: (operation) => carryOut(operation, window, signal),
          noPrivate: () => profiles.noPrivate(),
        });
      },
    },
    tasks: createTaskFace({ session, profiles, people, asker, rows: seriesCalls, clock, log, remembered }),
  };
}
