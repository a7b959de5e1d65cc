/**
 * @file A short life of persons and tasks with one wrong answer in it: a first run, edits on both sides, a second run, and then everything
 * is answered rightly again. See `trial.ts` for what is said of it.
 */
import type { RunReport } from '../../../sync-core/engine/report.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import type { ContractChecker } from '../contract-checker.ts';
import { openStage, type Stage } from '../stage.ts';
import type { Endpoint } from './endpoints.ts';
import { askedBy } from './recording.ts';
import { faultOf, type WrongCase } from './trial.ts';
import { faultMark } from './wrong-values.ts';

const hour = 3_600_000;
const fromCrm = `${faultMark} from the CRM`;
const fromTodo = `${faultMark} from To Do`;
/** Six persons, of whom the first has a picture. */
const preferences = { 'kinds.appointment': false, 'crm.persons.selections': [51] };

export interface Recorded {
  readonly endpoint: Endpoint;
  readonly answers: readonly unknown[];
}

interface Life {
  readonly stage: Stage;
  readonly logged: () => string;
  readonly reports: RunReport[];
}

async function begin(): Promise<Life> {
  const lines: string[] = [];
  const note = (message: string, facts?: object) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  const stage = await openStage({ log: { debug: note, info: note, warn: note, error: note } });
  const { superoffice, microsoft365 } = stage.sandbox;
  for (const { id } of superoffice.control.todos()) superoffice.control.deleteAppointment({ id });
  for (const { id } of microsoft365.control.tasks()) microsoft365.control.deleteTask({ id });
  for (const { id } of microsoft365.control.contacts()) microsoft365.control.deleteContact({ id });
  superoffice.control.createTodo({ title: fromCrm, body: '<p>Call</p>', due: '2026-12-04' });
  microsoft365.control.createTask({ title: fromTodo, body: 'Write', due: '2026-12-09' });
  return { stage, logged: () => lines.join('\n'), reports: [] };
}

function edit({ sandbox }: Stage): void {
  const { superoffice, microsoft365 } = sandbox;
  const todo = superoffice.control.todos().find(({ title }) => title === fromCrm);
  const task = microsoft365.control.tasks().find(({ title }) => title === fromTodo);
  const [person, another] = superoffice.control.selections().find(({ id }) => id === 51)?.members ?? [];
  if (todo) superoffice.control.changeTodo({ id: todo.id, due: '2026-12-05' });
  if (task) microsoft365.control.changeTask({ id: task.id, importance: 'high' });
  if (person) superoffice.control.changePerson({ personId: person.personId, jobTitle: 'Head of buying' });
  if (another) superoffice.control.removeMembers({ id: 51, personIds: [another.personId] });
}

async function live({ stage, reports }: Life): Promise<void> {
  reports.push(await stage.run({ preferences, after: hour }));
  edit(stage);
  for (let runs = 0; runs < 2; runs++) reports.push(await stage.run({ preferences, after: 25 * hour }));
}

/** Time enough for what was set aside, and for a last run that has nothing to do. */
async function settle({ stage, reports }: Life): Promise<void> {
  for (let runs = 0; runs < 4; runs++) reports.push(await stage.run({ preferences, after: 25 * hour }));
}

/** What is asked in such a life, and answered. */
export async function recordPeople(): Promise<{ readonly recorded: ReadonlyMap<string, Recorded>; readonly end: End }> {
  const life = await begin();
  const notes = new Map<string, { readonly endpoint: Endpoint; readonly answers: unknown[] }>();
  life.stage.hooks.onAnswer = async (side, request, real) => {
    const text = await real.clone().text();
    const body: unknown = real.ok && text.startsWith('{') ? JSON.parse(text) : undefined;
    for (const { endpoint, part } of askedBy(side, request)) {
      const known = notes.get(`${side} ${endpoint.name}`) ?? { endpoint, answers: [] };
      notes.set(`${side} ${endpoint.name}`, known);
      const answer = part === undefined ? body : answerOf(body, part);
      if (answer !== undefined) known.answers.push(answer);
    }
    return real;
  };
  await live(life);
  life.stage.hooks.onAnswer = undefined;
  await settle(life);
  const said = aboutReports(life.reports, 'crm');
  if (said.length > 0) throw new Error(`it goes wrong by itself: ${said.join('; ')}`);
  const end = endOf(life.stage);
  await life.stage.close();
  return { recorded: notes, end };
}

function answerOf(body: unknown, part: string): unknown {
  const { responses = [] } = (body ?? {}) as { responses?: { id: string; status: number; body?: unknown }[] };
  return responses.find(({ id, status }) => id === part && status < 300)?.body;
}

/** What stands on both sides, by what its owner calls it. */
export interface End {
  readonly persons: string;
  readonly contacts: readonly string[];
  readonly todos: readonly string[];
  readonly tasks: readonly string[];
}

function endOf({ sandbox }: Stage): End {
  const { superoffice, microsoft365 } = sandbox;
  const persons = superoffice.control.persons().map(({ personId }) => superoffice.control.person({ personId }));
  const sorted = (names: readonly string[]) => names.toSorted();
  return {
    // The time of the edit in between depends on how long the run before it took.
    persons: JSON.stringify(persons, (name, value: unknown) => (/updated/i.test(name) ? undefined : value)),
    contacts: sorted(microsoft365.control.contacts().map((one) => `${one.givenName} ${one.surname}, ${one.jobTitle}`)),
    todos: sorted(superoffice.control.todos().map(({ title, due, importance }) => `${title} ${due} ${importance}`)),
    tasks: sorted(microsoft365.control.tasks().map(({ title, due, importance }) => `${title} ${due} ${importance}`)),
  };
}

/** Tries one case. @returns what is to be said against what came of it. */
export async function tryPeople(
  one: WrongCase,
  checkers: Readonly<Record<Side, ContractChecker>>,
  end: End,
): Promise<readonly string[]> {
  const { side } = one.endpoint;
  const life = await begin();
  const { stage, reports } = life;
  try {
    const fault = faultOf(one, checkers[side]);
    stage.hooks.onAnswer = async (where, request, real) => (where === side ? await fault.answer(request, real) : real);
    await live(life);
    stage.hooks.onAnswer = undefined;
    const lie = fault.inForm() || ('value' in one && one.value.omits);
    await settle(life);
    return [
      ...(fault.met() ? [] : ['nothing asked for it']),
      ...aboutReports(reports, side),
      ...(life.logged().includes(faultMark) ? ['a log quotes the answer'] : []),
      ...aboutTheEnd(endOf(stage), end, lie),
    ];
  } finally {
    await stage.close();
  }
}

function aboutReports(reports: readonly RunReport[], side: Side): readonly string[] {
  const system = side === 'crm' ? 'superoffice' : 'microsoft365';
  const problems = reports.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const last = reports.at(-1);
  const writes = [last?.written.crm, last?.written.calendar].some(
    (one) => one === undefined || one.created + one.updated + one.removed > 0,
  );
  return [
    ...problems.flatMap(({ code, system: named, details }) =>
      code === 'internal' || named !== system
        ? [`the problem is ${code} of ${named ?? 'nobody'}: ${details ?? ''}`]
        : [],
    ),
    ...(last?.outcome === 'ok' ? [] : [`in the end a run is ${JSON.stringify(last?.problem ?? last?.outcome)}`]),
    ...(writes ? ['a run with nothing to do wrote something'] : []),
  ];
}

/**
 * No person is ever touched, and nothing is made twice or taken away. What was said wrongly in the right form may be believed: a contact
 * that seems to be edited stays when its person goes.
 */
function aboutTheEnd(is: End, end: End, lie: boolean): readonly string[] {
  const kinds = ['contacts', 'todos', 'tasks'] as const;
  const touched = is.persons === end.persons ? [] : ['a person of the CRM was changed'];
  const isWrong = (kind: (typeof kinds)[number]) =>
    lie
      ? is[kind].length < end[kind].length || new Set(is[kind]).size < is[kind].length
      : JSON.stringify(is[kind]) !== JSON.stringify(end[kind]);
  return [
    ...touched,
    ...kinds.filter(isWrong).map((kind) => `${kind} are ${is[kind].join('; ')}, and not ${end[kind].join('; ')}`),
  ];
}
