import { describe, expect, it } from 'vitest';
import type { Connector, RemoteAppointment } from '../../sync-core/connectors/connector.ts';
import { appointment } from '../../sync-core/model/appointment.ts';
import { createSubjectPreviewer } from './subject-preview.ts';

const now = Date.parse('2026-11-22T09:00:00Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(now + hours * hour).toISOString().replace('.000Z', 'Z');

function item(title: string, hours: number, visibility: 'public' | 'private' = 'public'): RemoteAppointment {
  const span = { kind: 'timed', start: at(hours), end: at(hours + 1), zone: 'Europe/Oslo' };
  const fields = { title, body: '', location: '', span, availability: 'busy', reminderMinutes: null, visibility };
  return {
    id: title,
    version: '1',
    fields: appointment.parse(fields),
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: at(0),
    categories: [],
    surroundings: { type: { en: 'Meeting', no: 'Møte' }, company: 'Nordlicht AS' },
  } as unknown as RemoteAppointment;
}

/** Lists what touches the window that it is asked for, and counts. */
function connectors(items: readonly RemoteAppointment[]) {
  const windows: number[] = [];
  const facts = async () => ({ zone: 'Europe/Oslo', language: 'no' });
  const crm = {
    facts,
    appointments: {
      async *changes({ window }: { window: { from: string; until: string } }) {
        windows.push((Date.parse(window.until) - Date.parse(window.from)) / hour / 24);
        const changed = items.filter(({ fields: { span } }) => span.kind === 'timed' && span.start < window.until);
        yield { changed, gone: [] };
      },
    },
  } as unknown as Connector;
  return { crm, calendar: { facts } as unknown as Connector, windows };
}

const clock = { now: () => now, sleep: async () => undefined };
const { signal } = new AbortController();
const parts = ['type', 'title', 'company'] as const;

describe('subjects on coming appointments', () => {
  it('are those of the next three that are public, in the wanted language', async () => {
    const { crm, calendar, windows } = connectors([
      item('Later', 40),
      item('Doctor', 1, 'private'),
      item('Soon', 2),
      item('Then', 20),
      item('After', 47),
    ]);
    const previewer = createSubjectPreviewer(crm, calendar, clock);
    const shown = await previewer.show(parts, 'crm', signal);
    expect(shown.map(({ subject }) => subject)).toEqual([
      'Møte * Soon * Nordlicht AS',
      'Møte * Then * Nordlicht AS',
      'Møte * Later * Nordlicht AS',
    ]);
    expect(await previewer.show(['title'], 'en', signal)).toMatchObject([
      { subject: 'Soon', start: at(2), length: 4 },
      { subject: 'Then' },
      { subject: 'Later' },
    ]);
    // Read once, and no farther than needed.
    expect(windows).toEqual([2]);
  });

  it('are looked for farther ahead where little is on', async () => {
    const { crm, calendar, windows } = connectors([item('Far', 24 * 20)]);
    const shown = await createSubjectPreviewer(crm, calendar, clock).show(parts, 'en', signal);
    expect(shown).toMatchObject([{ subject: 'Meeting * Far * Nordlicht AS' }]);
    expect(windows).toEqual([2, 7, 28]);
  });
});
