import { describe, expect, it } from 'vitest';
import { createWords } from '../../locales/index.ts';
import { ownArguments } from './own-arguments.ts';
import { parseCommandLine } from './parse.ts';

const words = createWords('en');
const parse = (...args: string[]) => parseCommandLine(args, words, '1.2.3');
const commandOf = (...args: string[]) => {
  const parsed = parse(...args);
  return parsed.kind === 'command' ? parsed.command : parsed;
};

describe('the command line', () => {
  it('starts the application when no command is given', () => {
    expect(parse()).toEqual({ kind: 'start', options: { profile: undefined, secrets: undefined, open: false } });
    expect(parse('--open', '--profile', '/p', '--secrets', '/s')).toEqual({
      kind: 'start',
      options: { profile: '/p', secrets: '/s', open: true },
    });
  });

  it('does not mind switches of the platform', () => {
    const parsed = parse(
      '--no-sandbox',
      '--password-store=gnome-libsecret',
      '--inspect=0',
      '--remote-debugging-port=0',
    );
    expect(parsed.kind).toBe('start');
  });

  it('reads every command', () => {
    expect(commandOf('--sync-once', '--json')).toEqual({ do: 'syncOnce', dryRun: false, json: true });
    expect(commandOf('--dry-run')).toEqual({ do: 'syncOnce', dryRun: true, json: false });
    expect(commandOf('--status')).toEqual({ do: 'status', json: false });
    expect(commandOf('--connect', 'SuperOffice')).toEqual({ do: 'connect', system: 'superoffice', json: false });
    expect(commandOf('--connect', 'microsoft365', '--server', 'https://x', '--user', 'me')).toEqual({
      do: 'connect',
      system: 'microsoft365',
      server: 'https://x',
      user: 'me',
      json: false,
    });
    expect(commandOf('--disconnect', 'superoffice')).toMatchObject({ do: 'disconnect', system: 'superoffice' });
    expect(commandOf('--get', 'theme', '--get', 'crm.types')).toMatchObject({ do: 'get', ids: ['theme', 'crm.types'] });
    expect(commandOf('--set', 'theme=dark', '--set', 'crm.outgoing.appointmentCategory=a=b')).toMatchObject({
      do: 'set',
      settings: [
        ['theme', 'dark'],
        ['crm.outgoing.appointmentCategory', 'a=b'],
      ],
    });
  });

  it('reads answers, what to take back, and questions', () => {
    expect(commandOf('--decide', '12=apply', '--decide', '7=crm', '--json')).toEqual({
      do: 'decide',
      decisions: [
        { id: 12, decision: 'apply' },
        { id: 7, decision: 'crm' },
      ],
      json: true,
    });
    expect(commandOf('--undo', '4', '--undo', '5')).toMatchObject({ do: 'undo', what: { entries: [4, 5] } });
    expect(commandOf('--undo', 'last')).toMatchObject({ do: 'undo', what: { runId: 'last' } });
    expect(commandOf('--take-over')).toMatchObject({ do: 'takeOver' });
    expect(commandOf('--relink', 'Leave')).toMatchObject({ do: 'relink', how: 'leave' });
    expect(commandOf('--why', ' Board meeting ')).toMatchObject({ do: 'why', title: 'Board meeting' });
  });

  it.each([
    [['--bogus'], /unknown option '--bogus'/],
    [['word'], /too many arguments/],
    [['--connect', 'outlook'], /“outlook” is not a system/],
    [['--connect', 'exchange'], /--connect exchange is used together with --user/],
    [['--connect'], /argument missing/],
    [['--user', 'me'], /--user is used together with --connect/],
    [['--json'], /--json is used together with/],
    [['--status', '--sync-once'], /one command at a time: --sync-once, --status/],
    [['--get', 'nothing'], /no setting “nothing”.*window\.pastDays/],
    [['--get', 'constructor'], /no setting “constructor”/],
    [['--decide', '12'], /--decide NUMBER=ANSWER with one of apply, keep, restore, crm, calendar/],
    [['--decide', '12=maybe'], /“12=maybe” is not like that/],
    [['--undo', '4', '--undo', 'last'], /numbers of entries, or with the id of one run/],
    [['--relink', 'forget'], /“forget” is not possible for --relink: it takes rematch or leave/],
    [['--why', ' '], /a part of a title/],
    [['--why', 'x', '--take-over'], /one command at a time: --take-over, --why/],
    [['--set', 'theme'], /--set id=value/],
    [['--set', 'theme=blue'], /“blue” is not possible for theme: it takes one of system, light, dark/],
    [['--set', 'window.pastDays=3000'], /a whole number from 0 to 1,095/],
  ])('refuses %j with a sentence', (args, sentence) => {
    const parsed = parse(...args);
    expect(parsed.kind).toBe('misused');
    if (parsed.kind === 'misused') expect(parsed.text).toMatch(sentence);
  });

  it('says its version, and all its options with the exit codes', () => {
    expect(parse('--version')).toEqual({ kind: 'say', text: '1.2.3\n' });
    const help = parse('--help');
    expect(help.kind === 'say' && help.text).toMatch(/--sync-once[\s\S]*Exit codes: 0/);
  });
});

describe('arguments that are ours', () => {
  it('are all behind the program in the package, and all behind the folder in development', () => {
    expect(ownArguments(['/opt/synchronizer', '--open'], undefined)).toEqual(['--open']);
    const argv = ['electron', '-r', '/x/loader.js', '--inspect=0', '/work/app', '--profile', '/p'];
    expect(ownArguments(argv, '/work/app')).toEqual(['--profile', '/p']);
    expect(ownArguments(['electron', '--no-sandbox', '.', '--open'], process.cwd())).toEqual(['--open']);
  });
});
