/** @file Promises of preferences and of the log, broken one by one. */
import type { Mutant } from './mutant.ts';

const scope = 'sync-core/preferences/';

export const preferenceMutants: readonly Mutant[] = [
  {
    name: 'private-without-being-asked',
    file: 'sync-core/preferences/scope.ts',
    find: "if (isPrivate(fields) && !preferences['calendar.private']) return 'privateOff';",
    replace: '',
    breaks: 'private appointments are copied though nobody switched that on',
    seenBy: [scope],
  },
  {
    name: 'private-to-where-it-is-open',
    file: 'sync-core/preferences/scope.ts',
    find: "if (isPrivate(item.fields) && !question.receiverCanBePrivate) return 'privateNotAccepted';",
    replace: '',
    breaks: 'private appointments are copied to where they cannot be private',
    seenBy: [scope, 'sync-core/engine/run.test.ts'],
  },
  {
    name: 'window-a-day-short',
    file: 'sync-core/preferences/scope.ts',
    find: "add({ days: preferences['window.futureDays'] + 1 })",
    replace: "add({ days: preferences['window.futureDays'] })",
    breaks: 'the last day of the window is left out',
    seenBy: [scope],
  },
  {
    name: 'window-in-utc',
    file: 'sync-core/preferences/scope.ts',
    find: 'toZonedDateTimeISO(zone).startOfDay()',
    replace: "toZonedDateTimeISO('UTC').startOfDay()",
    breaks: 'days begin at midnight in Greenwich instead of at the user’s',
    seenBy: [scope],
  },
  {
    name: 'tokens-in-the-log',
    file: 'main/log/redact.ts',
    find: 'return secretValues.reduce((left, secret) => left.replace(secret, hidden), text);',
    replace: 'return secretValues.length > 0 ? text : hidden;',
    breaks: 'tokens are written into the log',
    seenBy: ['main/log/'],
  },
];
