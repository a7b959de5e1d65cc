/**
 * @file `npm run bench [-- --items 1000,10000] [--only runs|persons|loop|google]
 * [--calendar microsoft365|google|exchange]`: what synchronising costs, as counts and ratios. Prints
 * tables; asserts nothing.
 *
 * Three runs at each size: the first of all, one with nothing to do, and one after a single change; the same of a selection of persons,
 * with the look that is taken at all of them once a day. The engine runs in this
 * process with real connectors over real HTTP; the practice servers run in another. Waiting that the systems' documented
 * limits impose is counted by a clock that does not spend it.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { measureGoogle } from './google-bundle.ts';
import { bestPossibleSeconds } from './limits.ts';
import { measureLoop } from './loop-in-electron.ts';
import { type Figures, measureAppointments, measurePersons } from './runs.ts';
import { type CalendarName, calendarNames } from './servers.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000,10000' },
    only: { type: 'string' },
    calendar: { type: 'string', default: 'microsoft365' },
  },
});
const calendar = calendarNames.find((name) => name === values.calendar);
if (calendar === undefined) throw new RangeError(`--calendar is one of ${calendarNames.join(', ')}.`);
const called = { microsoft365: 'Microsoft 365', google: 'Google', exchange: 'Exchange' }[calendar];
const sizes = values.items.split(',').map(Number);

const plain = { style: { head: [], border: [], compact: true } };

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const tenth = (value: number): string => value.toFixed(1);

function printRuns(items: string, figures: readonly Figures[], name: CalendarName): void {
  const table = new Table({
    ...plain,
    head: [items, ...figures.map((one) => one.name)],
    colAligns: ['left', ...figures.map((): 'right' => 'right')],
  });
  const row = (name: string, value: (one: Figures) => string) => table.push([name, ...figures.map(value)]);
  row('written (CRM / calendar)', (one) => `${whole(one.writtenCrm)} / ${whole(one.writtenCalendar)}`);
  row('linked without writing', (one) => whole(one.adopted));
  row('requests to SuperOffice', (one) => whole(one.superoffice.requests));
  row(`requests to ${called}`, (one) => whole(one.calendar.requests));
  row('kilobytes from both', (one) => whole((one.superoffice.bytes + one.calendar.bytes) / 1024));
  row('SQL statements', (one) => whole(one.statements));
  row('processor time, s', (one) => tenth(one.cost.cpuMs / 1000));
  row('time without waiting, s', (one) => tenth(one.cost.wallMs / 1000));
  row('waiting for limits, s', (one) => tenth(one.waitedMs / 1000));
  row('least possible by limits, s', (one) => tenth(bestPossibleSeconds(one, name)));
  row('peak memory, MiB', (one) => whole(one.cost.peakMiB));
  row('event loop held, longest / 99 %, ms', (one) => `${tenth(one.cost.loopMaxMs)} / ${tenth(one.cost.loop99Ms)}`);
  console.log(table.toString());
}

const wants = (part: 'runs' | 'persons' | 'loop' | 'google') => values.only === undefined || values.only === part;

if (wants('runs')) {
  for (const items of sizes)
    printRuns(`${whole(items)} appointments`, await measureAppointments(items, calendar), calendar);
}
if (wants('persons')) printRuns('4,000 members', await measurePersons(calendar), calendar);
if (wants('google')) {
  const { kilobytes, loadMs } = await measureGoogle(process.env['BENCH_ELECTRON'] ?? '');
  const table = new Table({
    ...plain,
    head: ['synchronising process', 'without Google', 'with Google'],
    colAligns: ['left', 'right', 'right'],
  });
  table.push(['compiled, kB', whole(kilobytes.without), whole(kilobytes.without + kilobytes.google)]);
  table.push(['loading the connectors, ms', tenth(loadMs.without), tenth(loadMs.google)]);
  console.log(table.toString());
}
if (wants('loop')) {
  const table = new Table({
    ...plain,
    head: ['first run in the application', 'items', 'longest, ms', '99 %, ms', 'over 50 ms', 'whole run, s'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const items of sizes) {
    for (const place of ['main', 'utility'] as const) {
      const loop = await measureLoop(items, place);
      const name = place === 'main' ? 'engine in the main process' : 'engine in a process of its own';
      table.push([
        name,
        whole(items),
        tenth(loop.longestMs),
        tenth(loop.ninetyNineMs),
        whole(loop.noticeable),
        tenth(loop.wallMs / 1000),
      ]);
    }
  }
  console.log('How long tray and window had to wait for the main process:');
  console.log(table.toString());
}
process.exit(0);
