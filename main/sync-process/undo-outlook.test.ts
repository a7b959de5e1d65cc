import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { outlookOf } from './undo-outlook.ts';

function deed(change: Partial<ActivityEntry>): ActivityEntry {
  return {
    id: 1,
    at: '2026-11-22T12:00:00Z',
    runId: 'r',
    kind: 'appointment',
    title: 'Lunch',
    when: null,
    action: 'update',
    side: 'crm',
    outcome: 'done',
    reason: null,
    changes: [],
    items: {},
    undo: 'possible',
    ...change,
  };
}

describe('what taking a run back would do', () => {
  it('is the opposite of what it did, on the side where it did it', () => {
    const outlook = outlookOf([
      deed({ action: 'create', side: 'calendar' }),
      deed({ action: 'create', side: 'calendar' }),
      deed({ action: 'remove', side: 'crm' }),
      deed({ action: 'update', side: 'crm', outcome: 'conflict' }),
    ]);
    expect(outlook).toEqual({
      sides: {
        crm: { restored: 1, changedBack: 1, removed: 0 },
        calendar: { restored: 0, changedBack: 0, removed: 2 },
      },
      impossible: 0,
    });
  });

  it('says how much cannot be taken back, and counts neither what was before nor what wrote nothing', () => {
    const outlook = outlookOf([
      deed({ undo: 'none' }),
      deed({ undo: 'done' }),
      deed({ undo: 'none', outcome: 'refused' }),
      deed({ undo: 'none', action: 'link' }),
    ]);
    expect(outlook.impossible).toBe(1);
    expect(outlook.sides.crm).toEqual({ restored: 0, changedBack: 0, removed: 0 });
  });
});
