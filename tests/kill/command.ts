/**
 * @file What `npm run test:kill [-- --kills 200 --seed 1 --items 1000]` does once the machine is ready: the real application
 * is killed so often during first synchronisations that the kills are used up; then everything must be whole.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { killAll, type Round } from './rounds.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    items: { type: 'string', default: '1000' },
  },
});

function wholeNumber(name: 'kills' | 'seed' | 'items'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1 on`);
  return value;
}

const plain = { style: { head: [], border: [], compact: true } };
const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);

function printKills(rounds: readonly Round[]): void {
  const kills = rounds.flatMap((round) => round.kills);
  const phases = [...new Set(kills.map(({ phase }) => phase))];
  const table = new Table({
    ...plain,
    head: ['killed while', 'all processes', 'main only', 'engine only', 'in all', 'writes in doubt'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  const row = (name: string, some: typeof kills) => {
    const of = (victim: string) => some.filter((kill) => kill.victim === victim).length;
    const doubt = some.reduce((sum, { open }) => sum + open, 0);
    table.push([name, of('tree'), of('main'), of('sync'), some.length, doubt]);
  };
  for (const phase of phases) {
    row(
      phase,
      kills.filter((kill) => kill.phase === phase),
    );
  }
  row('in all', kills);
  console.log(table.toString());
  const orphans = kills.flatMap(({ orphansMs }) => orphansMs ?? []);
  if (orphans.length > 0) {
    const after = kills.reduce((sum, { orphanRequests }) => sum + orphanRequests, 0);
    console.log(
      `Without the main process the others ended within ${Math.ceil(Math.max(...orphans))} ms; ${after} requests came in meanwhile.`,
    );
  }
}

function printVerdicts(rounds: readonly Round[]): void {
  const table = new Table({
    ...plain,
    head: ['first synchronisation', ...rounds.map((_, index) => String(index + 1))],
    colAligns: ['left', ...rounds.map((): 'right' => 'right')],
  });
  const row = (name: string, value: (round: Round) => number | string) => table.push([name, ...rounds.map(value)]);
  row('kills', ({ kills }) => kills.length);
  row('equal on both sides', ({ verdict }) => verdict.equal);
  row('on one side only', ({ verdict }) => verdict.onlyCrm + verdict.onlyCalendar);
  row('created in SuperOffice', ({ verdict }) => verdict.created.crm);
  row('created in Microsoft 365', ({ verdict }) => verdict.created.calendar);
  row('second creations refused by a server', ({ verdict }) => verdict.created.refused);
  row('created twice', ({ verdict }) => verdict.twice.length);
  row('mails sent', ({ verdict }) => verdict.mails);
  row('intents left open', ({ verdict }) => verdict.memory.open);
  row('set aside', ({ verdict }) => verdict.memory.waiting);
  row('written by the run after the last', ({ verdict }) => verdict.writtenAgain);
  row('store', ({ verdict }) => verdict.memory.sound);
  row('time, s', ({ milliseconds }) => seconds(milliseconds));
  console.log(table.toString());
}

const asked = { kills: wholeNumber('kills'), seed: wholeNumber('seed'), items: wholeNumber('items') };
let count = 0;
const rounds = await killAll({
  ...asked,
  onKill({ victim, phase, livedMs, open }) {
    count += 1;
    const who = { tree: 'all processes', main: 'the main process', sync: 'the engine' }[victim];
    console.log(`${count}. ${who} after ${seconds(livedMs)} s, ${phase}, ${open} writes in doubt`);
  },
  onRound({ kills, verdict, faults }) {
    const state = faults.length === 0 ? 'whole' : faults.join('; ');
    console.log(`After ${kills.length} kills both sides hold ${verdict.equal} equal appointments: ${state}.`);
  },
});
printKills(rounds);
printVerdicts(rounds);
const faults = rounds.flatMap(({ faults: found }) => found);
console.log(faults.length === 0 ? 'Both sides are whole.' : faults.join('\n'));
process.exit(faults.length === 0 ? 0 : 1);
