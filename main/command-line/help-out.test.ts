import { describe, expect, it } from 'vitest';
import { createWords } from '../../locales/index.ts';
import type { ActivityEntry, ItemStanding, RunProblem, UndoReport } from '../../sync-core/engine/report.ts';
import type { Application } from '../application.ts';
import type { Settings } from '../settings/settings.ts';
import { appStateOf, firstFacts } from '../state/app-state.ts';
import { carryOut } from './carry-out.ts';
import type { CommandToDo } from './parse.ts';

const words = createWords('en');
const now = new Date(2026, 10, 22, 12, 0).getTime();

function question(id: number, code: 'conflict' | 'manyRemovals', title: string | null): ActivityEntry {
  return {
    id,
    at: new Date(now).toISOString(),
    runId: 'r',
    kind: 'appointment',
    title,
    when: '2026-11-24',
    action: 'remove',
    side: 'crm',
    outcome: 'held',
    reason: { kind: 'ask', code },
    changes: [],
    items: {},
    undo: 'none',
  };
}

interface World {
  questions?: ActivityEntry[];
  undo?: UndoReport;
  obstacle?: RunProblem;
  found?: ItemStanding[];
}

function setUp({ questions = [], undo = { undone: 0, refused: [] }, obstacle, found = [] }: World) {
  const done: unknown[] = [];
  const known = { paused: null, online: true, intervalMs: 1, kinds: [], canKeepSecrets: true, settingsSetAside: null };
  const facts = {
    ...firstFacts({ ...known, accounts: { superoffice: null, microsoft365: null, google: null, exchange: null } }),
    held: questions.length,
  };
  const application = {
    state: appStateOf(facts, now),
    refresh: async () => undefined,
    activity: async ({ before }: { before: number | null }) => {
      // One at a time, so that the pages have to be gone through.
      const rest = questions.filter(({ id }) => before === null || id < before);
      return { entries: rest.slice(0, 1), more: rest.length > 1 };
    },
    activityEntry: async (id: number) => question(id, 'conflict', 'Lunch'),
    decideHeld: async (...what: unknown[]) => void done.push(what),
    undo: async (what: unknown) => {
      done.push(what);
      return undo;
    },
    takeOver: async () => obstacle ?? null,
    relink: async (how: unknown) => void done.push(how),
    standings: async () => found,
  } as unknown as Application;
  const settings = { get: (id: string) => (id === 'window.pastDays' ? 7 : 180) } as unknown as Settings;
  const run = (command: CommandToDo) =>
    carryOut(command, { application, settings, words, locale: 'en-GB', now: () => now });
  return { run, done };
}

const json = false;
const questions = [
  question(9, 'conflict', 'Offer'),
  question(8, 'manyRemovals', 'Review'),
  question(7, 'manyRemovals', null),
];

describe('--status', () => {
  it('lists every question with its number, and no private title', async () => {
    const { run } = setUp({ questions });
    const { output } = await run({ do: 'status', json });
    expect(output).toMatch(/9 +Changed on both sides +Offer, 24 Nov 2026\n8 +Many deletions at once +Review/);
    expect(output).toMatch(/7 +Many deletions at once +Private appointment/);
    const { output: asJson } = await run({ do: 'status', json: true });
    expect(JSON.parse(asJson).questions.map(({ id }: ActivityEntry) => id)).toEqual([9, 8, 7]);
  });
});

describe('--decide', () => {
  it('gives each answer to its questions', async () => {
    const { run, done } = setUp({ questions });
    const decisions = [
      { id: 7, decision: 'apply' as const },
      { id: 9, decision: 'calendar' as const },
      { id: 8, decision: 'apply' as const },
    ];
    expect(await run({ do: 'decide', decisions, json })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/3 questions are answered/),
    });
    expect(done).toEqual([
      [[7, 8], 'apply'],
      [[9], 'calendar'],
    ]);
  });

  it('decides nothing where one number or one answer is wrong', async () => {
    const { run, done } = setUp({ questions });
    const wrong = await run({
      do: 'decide',
      decisions: [
        { id: 8, decision: 'keep' },
        { id: 9, decision: 'apply' },
        { id: 1, decision: 'keep' },
      ],
      json,
    });
    expect(wrong.code).toBe(2);
    expect(wrong.errors).toMatch(
      /“apply” is no answer to question 9: it takes crm, calendar, keep\.\nNo question has the number 1/,
    );
    expect(done).toEqual([]);
  });
});

describe('--undo', () => {
  it('says how much was taken back', async () => {
    const { run, done } = setUp({ undo: { undone: 3, refused: [] } });
    expect(await run({ do: 'undo', what: { runId: 'r1' }, json })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^3 changes were/),
    });
    expect(done).toEqual([{ runId: 'r1' }]);
  });

  it('names what was not, with the reason', async () => {
    const { run } = setUp({ undo: { undone: 0, refused: [{ entry: 4, code: 'changedSince' }] } });
    const result = await run({ do: 'undo', what: { entries: [4] }, json });
    expect(result.code).toBe(1);
    expect(result.output).toMatch(/^Nothing was taken back\.\nNot taken back: Lunch \(4\)\. Changed since: /);
  });

  it('tells a problem by its exit code', async () => {
    const undo: UndoReport = { undone: 1, refused: [], problem: { code: 'offline', system: 'superoffice' } };
    expect(await setUp({ undo }).run({ do: 'undo', what: { entries: [4] }, json })).toMatchObject({
      code: 4,
      errors: expect.stringMatching(/No connection to SuperOffice/),
    });
  });

  it('has nothing to take back before the first run', async () => {
    expect(await setUp({}).run({ do: 'undo', what: { runId: 'last' }, json })).toMatchObject({ code: 2 });
  });
});

describe('--take-over and --relink', () => {
  it('say what is so afterwards', async () => {
    expect(await setUp({}).run({ do: 'takeOver', json })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/This computer synchronises/),
    });
    const { run, done } = setUp({});
    expect(await run({ do: 'relink', how: 'leave', json })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/no longer kept equal/),
    });
    expect(done).toEqual(['leave']);
  });

  it('say what stood in the way', async () => {
    const obstacle = { code: 'authExpired', system: 'microsoft365' } as const;
    expect(await setUp({ obstacle }).run({ do: 'takeOver', json })).toMatchObject({
      code: 3,
      errors: expect.stringMatching(/sign in to Microsoft 365 again/),
    });
  });
});

describe('--why', () => {
  const item: ItemStanding = {
    kind: 'appointment',
    title: 'Board meeting',
    when: '2026-11-24',
    standing: 'leftOut',
    reason: { kind: 'leftOut', code: 'declined' },
    since: new Date(2026, 10, 22, 9, 30).toISOString(),
    entry: 3,
    items: { calendar: { id: 'x' } },
  };

  it('says how an item stands and why', async () => {
    const { code, output } = await setUp({ found: [item] }).run({ do: 'why', title: 'board', json });
    expect(code).toBe(1);
    expect(output).toBe(
      'Board meeting, 24 Nov 2026: Left out, since 09:30\n  You declined it. Meetings that you declined are not copied.\n',
    );
  });

  it('is "all is well" only where everything found is kept equal', async () => {
    const well: ItemStanding = { ...item, standing: 'synchronised', reason: null };
    expect((await setUp({ found: [well] }).run({ do: 'why', title: 'board', json })).code).toBe(0);
    expect((await setUp({ found: [well, item] }).run({ do: 'why', title: 'board', json })).code).toBe(1);
  });

  it('names the possible causes, with the days, where nothing is known', async () => {
    const { code, output } = await setUp({}).run({ do: 'why', title: 'board', json });
    expect(code).toBe(1);
    expect(output).toMatch(/“board” in its title.*15 Nov 2026 to 21 May 2027/);
  });
});
