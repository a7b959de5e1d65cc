/**
 * @file Invitations that SuperOffice mails and that reach the calendar when the booking has been copied there already: the user
 * sees the meeting once, and nothing of theirs is lost, whenever a run ends. Real connectors, real store, both sandbox servers.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let preferences: Partial<Preferences>;

beforeEach(async () => {
  preferences = { 'crm.subject.parts': ['title'] };
  stage = await openStage();
});

afterEach(async () => {
  stage.hooks.onAnswer = undefined;
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  for (const { control } of [stage.sandbox.superoffice, stage.sandbox.microsoft365]) {
    expect(control.mails()).toEqual([]);
    for (const { requestBody } of control.journal())
      expect(JSON.stringify(requestBody) ?? '').not.toMatch(/"(attendees|participants)":\[\{/i);
  }
  await stage.close();
});

const run = (options: Parameters<Stage['run']>[0] = {}) => stage.run({ preferences, ...options });
const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const uid = 'late@superoffice.example';
const times = { start: '2026-12-08T09:00:00', end: '2026-12-08T10:00:00' };
const mondays = {
  Pattern: 'Weekly',
  WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
  RecurrenceEndType: 'Counter',
  RecurrenceCounter: 3,
};

/** A colleague books the user. */
function book(more: Parameters<ReturnType<typeof crm>['createAppointment']>[0] = {}): void {
  const { id } = crm().createAppointment({ title: 'Onboarding', ...times, user: 15, participants: [12], ...more });
  crm().nameByUid({ id, uid });
}

function invite(more: Partial<Parameters<ReturnType<typeof calendar>['createEvent']>[0]> = {}): void {
  calendar().createEvent({
    ...{ title: 'Invitation: Onboarding', ...times, organiser: 'ingrid.solberg@nordlicht.example' },
    ...{ response: 'notResponded', uid },
    ...more,
  });
}

const shown = () =>
  calendar()
    .list()
    .flatMap(({ title }) => (title.includes('Onboarding') ? [title] : []))
    .toSorted();
const rows = () =>
  crm()
    .list()
    .filter(({ title }) => title.includes('Onboarding'));
const copy = () => {
  const found = calendar()
    .list()
    .find(({ title }) => title === 'Onboarding');
  if (found === undefined) throw new Error('there is no copy');
  return found;
};

/** @returns what the activity list says of deletions in the calendar, newest first. */
const removals = () =>
  stage.store
    .activity({ filter: 'all', search: '', before: null, limit: 50 })
    .entries.filter(({ action, side }) => action === 'remove' && side === 'calendar');

describe('an invitation whose row was copied before it came', () => {
  beforeEach(async () => {
    book();
    await run();
    expect(shown()).toEqual(['Onboarding']);
  });

  test('takes the place of the copy: the meeting is there once, and the reason is told', async () => {
    invite();
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~0 -1' });
    expect(shown()).toEqual(['Invitation: Onboarding']);
    expect(rows()).toHaveLength(1);
    expect(removals()).toMatchObject([{ outcome: 'done', reason: { kind: 'leftOut', code: 'invitationCame' } }]);
  });

  test('is what follows the booking from then on: called off there, nothing of it is made again', async () => {
    invite();
    await run();
    const [mother] = crm()
      .list({ user: 15 })
      .filter(({ title }) => title === 'Onboarding');
    crm().deleteAppointment({ id: mother?.id ?? 0, user: 15 });
    await run();
    expect(shown()).toEqual(['Invitation: Onboarding']);
  });

  test('can be taken back: the copy stands there again, and stays', async () => {
    invite();
    const { runId } = await run();
    expect(await stage.undo(runId)).toEqual({ undone: 1, refused: [] });
    expect(shown()).toEqual(['Invitation: Onboarding', 'Onboarding']);
    expect(writesOf(await run())).toEqual(nothing);
    expect(rows()).toHaveLength(1);
  });

  test.each(['before it was done', 'when it was done', 'when its answer was lost'])(
    'removes the copy once where the run was ended %s',
    async (moment) => {
      invite();
      const ended = new AbortController();
      let met = 0;
      stage.hooks.onAnswer = async (side, request, real) => {
        if (side !== 'calendar' || !JSON.stringify(request).includes('DELETE')) return real;
        met += 1;
        if (moment !== 'when its answer was lost') ended.abort();
        throw new TypeError('the line is cut');
      };
      if (moment === 'before it was done') {
        stage.hooks.onAnswer = undefined;
        calendar().fault({ method: 'DELETE', effect: { kind: 'status', status: 503 }, times: 20 });
        calendar().fault({ method: 'POST', path: 'batch', effect: { kind: 'status', status: 503 }, times: 1 });
      }
      await run({ signal: ended.signal });
      if (moment !== 'before it was done') expect(met).toBeGreaterThan(0);
      calendar().clearFaults();
      stage.hooks.onAnswer = undefined;
      stage.startAgain();
      for (let n = 0; n < 4; n++) await run({ after: 10 * 60_000 });
      expect(shown()).toEqual(['Invitation: Onboarding']);
      expect(rows()).toHaveLength(1);
    },
  );

  test('stays beside a copy that the user has changed, says so, and takes its place once that is deleted', async () => {
    calendar().changeEvent({ id: copy().id, body: '<p>What I noted</p>' });
    invite();
    const report = await run();
    expect(report.leftOut).toMatchObject({ copiedAlready: 1 });
    expect(shown()).toEqual(['Invitation: Onboarding', 'Onboarding']);
    expect(writesOf(await run())).toEqual(nothing);
    calendar().deleteEvent({ id: copy().id });
    for (let n = 0; n < 3; n++) expect(writesOf(await run())).toEqual(nothing);
    expect(shown()).toEqual(['Invitation: Onboarding']);
    expect(rows()).toHaveLength(1);
    expect(stage.store.tables.activity.leftOutCounts('appointment')).not.toContainEqual(
      expect.objectContaining({ code: 'copiedAlready' }),
    );
  });

  test('leaves the calendar as it is while nothing may be written there', async () => {
    preferences = { ...preferences, direction: 'calendarToCrm' };
    invite();
    expect(writesOf(await run())).toEqual(nothing);
    expect(shown()).toEqual(['Invitation: Onboarding', 'Onboarding']);
    expect(rows()).toHaveLength(1);
  });
});

test('an invitation stays beside an entry that the user had made, which nobody removes', async () => {
  calendar().createEvent({ title: 'Onboarding', ...times });
  book();
  await run();
  expect(shown()).toEqual(['Onboarding']);
  invite();
  const report = await run();
  expect(writesOf(report)).toEqual(nothing);
  expect(report.leftOut).toMatchObject({ copiedAlready: 1 });
  expect(shown()).toEqual(['Invitation: Onboarding', 'Onboarding']);
});

describe('an invitation to a series', () => {
  const series = { rule: mondays };

  test.each(['before it was copied', 'when it was copied already'])('%s is one with its rows', async (when) => {
    book(series);
    if (when === 'when it was copied already') await run();
    invite({ weekly: 3 });
    await run();
    await run();
    expect(shown()).toEqual(['Invitation: Onboarding']);
    expect(rows()).toHaveLength(3);
  });
});
