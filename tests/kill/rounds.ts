/** @file Kills until so many have hit, each first synchronisation being followed to its end; then says what is not as it must be. */
import { type Chance, chanceOf } from '../simulation/chance.ts';
import { type FirstSync, type Kill, startFirstSync, type Verdict } from './first-sync.ts';
import type { Victim } from './start.ts';

export interface KillPlan {
  readonly kills: number;
  /** Decides who is killed and when. */
  readonly seed: number;
  /** Appointments of each first synchronisation. */
  readonly items: number;
  readonly onKill?: (kill: Kill) => void;
  /** A first synchronisation is through. */
  readonly onRound?: (round: Round) => void;
}

export interface Round {
  readonly kills: readonly Kill[];
  readonly verdict: Verdict;
  readonly milliseconds: number;
  /** In words; empty when all is well. */
  readonly faults: readonly string[];
}

/** Most kills take everything, as a power cut does. */
function chooseVictim(chance: Chance): Victim {
  const share = chance.next();
  return share < 0.7 ? 'tree' : share < 0.85 ? 'main' : 'sync';
}

async function killUntilThrough(sync: FirstSync, most: number, chance: Chance, told: KillPlan['onKill']) {
  const kills: Kill[] = [];
  while (kills.length < most) {
    const kill = await sync.killOnce(chooseVictim(chance));
    if (kill === undefined) break;
    kills.push(kill);
    told?.(kill);
  }
  return kills;
}

function faultsOf(items: number, verdict: Verdict): readonly string[] {
  const { equal, onlyCrm, onlyCalendar, created, twice, mails, memory, writtenAgain } = verdict;
  const wrong: readonly (readonly [boolean, string])[] = [
    [equal !== items, `${equal} of ${items} appointments are equal on both sides`],
    [onlyCrm + onlyCalendar > 0, `${onlyCrm} only in SuperOffice, ${onlyCalendar} only in Microsoft 365`],
    [twice.length > 0, `created more than once: ${twice.join(', ')}`],
    [created.crm + created.calendar > items, `${created.crm + created.calendar} creations for ${items} appointments`],
    [mails > 0, `${mails} mails were sent`],
    [memory.open > 0, `${memory.open} intents of the journal are open`],
    [memory.waiting > 0, `${memory.waiting} pairs were set aside`],
    [memory.linked !== items, `${memory.linked} of ${items} pairs are linked`],
    [memory.sound !== 'ok', `the store: ${memory.sound}`],
    [writtenAgain > 0, `a run after the last one wrote ${writtenAgain} times`],
  ];
  return wrong.filter(([holds]) => holds).map(([, words]) => words);
}

/** @throws Error when the application fails by itself, a process goes on alone, or a kill damages the store. */
export async function killAll({ kills, seed, items, onKill, onRound }: KillPlan): Promise<readonly Round[]> {
  const chance = chanceOf(seed);
  const rounds: Round[] = [];
  for (let left = kills; left > 0; ) {
    const begun = performance.now();
    const sync = await startFirstSync(items, chance);
    try {
      const hit = await killUntilThrough(sync, left, chance, onKill);
      const verdict = await sync.finish();
      const milliseconds = performance.now() - begun;
      const round = { kills: hit, verdict, milliseconds, faults: faultsOf(items, verdict) };
      rounds.push(round);
      onRound?.(round);
      if (hit.length === 0) throw new Error('a first synchronisation was through before any kill hit it');
      left -= hit.length;
    } finally {
      await sync.close();
    }
  }
  return rounds;
}
