import { describe, expect, it } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import { type ItemStanding, itemStanding } from '../../../sync-core/engine/report.ts';
import { createFormats } from '../../format/formats.ts';
import { now, scenarios } from '../../harness/scenarios.ts';
import { standingWords } from './standing-words.ts';

const words = createWords('en');
const formats = createFormats('en', 'en-GB', 'Europe/Oslo', { past: 'just now', future: 'any moment now' });
const { state } = scenarios.upToDate;

function say(change: Partial<ItemStanding>) {
  const item: ItemStanding = {
    kind: 'appointment',
    title: 'Lunch',
    when: null,
    standing: 'leftOut',
    reason: null,
    since: null,
    entry: null,
    items: { crm: { id: '1' } },
    ...change,
  };
  return standingWords(item, state, words, formats, now);
}

describe('how an item stands, in words', () => {
  it('gives the reason of what is left out', () => {
    expect(say({ reason: { kind: 'leftOut', code: 'privateOff' } }).title).toBe('Private');
  });

  it('names the system and the next try of what is set aside', () => {
    const said = say({ standing: 'setAside', reason: { kind: 'error', code: 'rejected', details: 'HTTP 400' } });
    expect(said.title).toBe('Not accepted by SuperOffice');
    expect(said.help).toContain('10:43');
    expect(said.details).toBe('HTTP 400');
  });

  it('does not explain what is kept equal by a reason of the past', () => {
    const said = say({ standing: 'synchronised', reason: { kind: 'leftOut', code: 'outsideWindow' } });
    expect(said.title).toBe('It is kept equal');
  });

  it('says something of every standing, also without a reason', () => {
    for (const standing of itemStanding.shape.standing.options) {
      const { title, text } = say({ standing });
      expect(`${title} ${text}`).not.toMatch(/find\.|\{\{/);
    }
  });
});
