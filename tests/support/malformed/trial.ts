/**
 * @file One wrong answer in one situation: the run that meets it, and what is to be said against what came of it.
 *
 * What a system says wrongly, but in the right form (another text, a later time), cannot be told from the truth. It may be
 * believed until the item changes next; it must never make or remove anything, and everything else still holds.
 */
import type { ActivityEntry, RunReport } from '../../../sync-core/engine/report.ts';
import type { Side, SystemId } from '../../../sync-core/model/side.ts';
import type { ContractChecker } from '../contract-checker.ts';
import type { SentRequest } from '../sandbox-accounts.ts';
import type { Endpoint } from './endpoints.ts';
import { type Asked, askedBy, type Course, settle } from './recording.ts';
import { type Picture, type Scene, type Situation, setUp } from './stage.ts';
import type { WrongAnswer } from './wrong-answers.ts';
import { faultMark, type ValueCase } from './wrong-values.ts';

export type WrongCase =
  | { readonly endpoint: Endpoint; readonly kind: ValueCase['kind']; readonly what: string; readonly value: ValueCase }
  | { readonly endpoint: Endpoint; readonly kind: 'whole'; readonly what: string; readonly whole: WrongAnswer };

export interface Verdict {
  /** What the run came to: its problem's code, `set aside`, or `unharmed`. */
  readonly came: string;
  readonly complaints: readonly string[];
}

const systems: Readonly<Record<Side, SystemId>> = { crm: 'superoffice', calendar: 'microsoft365' };
const sides: readonly Side[] = ['crm', 'calendar'];
/** Kinds that can be in the right form. */
const believable: readonly WrongCase['kind'][] = [
  'empty',
  'null',
  'out of range',
  'long or deep',
  'odd signs and keys',
  'rows',
  'shape',
];

export interface TrialParts {
  readonly checkers: Readonly<Record<Side, ContractChecker>>;
  readonly course: Course;
}

/** Tries one case. Never throws for what the program does: that is a complaint. */
export async function tryCase(
  one: WrongCase,
  situation: Situation,
  { checkers, course }: TrialParts,
): Promise<Verdict> {
  const { side } = one.endpoint;
  const scene = await setUp(situation);
  try {
    const fault = faultOf(one, checkers[side]);
    scene.answering = async (where, request, real) => (where === side ? await fault.answer(request, real) : real);
    const told = await outcome(scene);
    if ('threw' in told) return { came: 'threw', complaints: [`the run threw ${told.threw}`] };
    if (!fault.met()) return { came: 'not met', complaints: ['nothing asked for it'] };
    const omits = 'value' in one && one.value.omits;
    const lie = fault.inForm() || omits;
    const complaints = [
      ...aboutReport(told.report, side),
      ...aboutWrites(scene.picture(), course, lie),
      ...aboutNames(told, scene.picture(), course, lie),
      ...aboutPrivacy(scene, told.report),
      ...scene.strayed.map((url) => `asked ${url}`),
      ...scene.offences(),
    ];
    scene.answering = async (_side, _request, real) => real;
    if (!isUnharmed(told.report, scene.picture(), course)) {
      if (lie) scene.touch(side);
      await settle(scene);
      if (!omits) complaints.push(...aboutTheEnd(scene.picture(), course));
      scene.advance(3_600_000);
      const last = await scene.run();
      if (hasWritten(last.report)) complaints.push('a run with nothing to do wrote something');
      if (last.report.outcome !== 'ok')
        complaints.push(`in the end a run is ${JSON.stringify(last.report.problem ?? last.report.outcome)}`);
      complaints.push(...aboutPrivacy(scene, last.report));
    }
    return { came: cameTo(told), complaints };
  } finally {
    scene.close();
  }
}

type Told = { readonly report: RunReport; readonly entries: readonly ActivityEntry[] };

async function outcome(scene: Scene): Promise<Told | { readonly threw: string }> {
  try {
    return await scene.run();
  } catch (error) {
    return { threw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function cameTo({ report }: Told): string {
  return report.problem?.code ?? (report.outcome === 'partly' ? 'set aside' : 'unharmed');
}

/** Puts the wrong answer in the place of each right one of its endpoint. */
export function faultOf(one: WrongCase, checker: ContractChecker) {
  let asked = 0;
  let inForm = true;
  const isMeant = (request: Asked) => request.endpoint.name === one.endpoint.name;
  async function answer(request: SentRequest, real: Response): Promise<Response> {
    const meant = askedBy(one.endpoint.side, request).filter(isMeant);
    const [whole] = meant;
    if (whole === undefined || !real.ok) return real;
    const text = await real.clone().text();
    if ('whole' in one) {
      asked += 1;
      inForm = one.whole.harmless === true;
      return one.whole.answer(real, text, asked);
    }
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const changed = firstChanged(one.value, meant, body);
    if (changed === undefined) return real;
    asked += 1;
    const exchange = { ...changed.asked, status: changed.status, requestBody: null, responseBody: changed.answer };
    const violations = checker.check(exchange) ?? [];
    inForm &&= believable.includes(one.kind) && !violations.some(({ part }) => part === 'answer');
    const headers = new Headers(real.headers);
    headers.delete('content-length');
    const wrong = new Response(JSON.stringify(changed.body), { status: real.status, headers });
    Object.defineProperty(wrong, 'url', { value: real.url });
    return wrong;
  }
  return { answer, met: () => asked > 0, inForm: () => inForm };
}

interface Part {
  readonly id: string;
  readonly status: number;
  body?: unknown;
}

/** Of several requests in one batch, one is answered wrongly. */
function firstChanged(value: ValueCase, meant: readonly Asked[], body: unknown) {
  for (const asked of meant) {
    const changed = changedBody(value, asked, body);
    if (changed !== undefined) return { ...changed, asked };
  }
  return undefined;
}

/** @returns the whole body, and what in it answers the request that is meant */
function changedBody(value: ValueCase, meant: Asked, body: unknown) {
  if (meant.part === undefined) {
    const changed = value.apply(body);
    return changed && { body: changed.body, answer: changed.body, status: 200 };
  }
  const { responses = [] } = body as { responses?: Part[] };
  const part = responses.find(({ id, status }) => id === meant.part && status < 300);
  const changed = part && value.apply(part.body);
  if (part === undefined || changed === undefined) return undefined;
  part.body = changed.body;
  return { body, answer: changed.body, status: part.status };
}

function aboutReport({ problem }: RunReport, side: Side): string[] {
  if (problem === undefined) return [];
  if (problem.code === 'internal') return [`the problem is internal: ${problem.details}`];
  return problem.system === systems[side] ? [] : [`the problem ${problem.code} names ${problem.system ?? 'nobody'}`];
}

/** Every item is as it was, or as it would be had nothing gone wrong; field by field. */
function aboutWrites(now: Picture, { before, after }: Course, lie: boolean): string[] {
  return sides.flatMap((side) => {
    if (lie) return numberOf(now, side) < staying(before, after, side) ? [`${side}: something was removed`] : [];
    const titles = new Set([...now[side].keys(), ...before[side].keys(), ...after[side].keys()]);
    return [...titles].flatMap((title) => {
      const of = (picture: Picture) => picture[side].get(title) ?? [];
      const [is, was, willBe] = [of(now), of(before), of(after)];
      const counts = [was.length, willBe.length];
      const count = is.length;
      if (count > Math.max(...counts)) return [`${side}: "${title}" was made too often`];
      if (count < Math.min(...counts)) return [`${side}: "${title}" was removed`];
      const known = [...was, ...willBe].map((item) => JSON.parse(item) as Record<string, unknown>);
      return is.flatMap((item) =>
        Object.entries(JSON.parse(item) as Record<string, unknown>)
          .filter(([field, value]) => !known.some((each) => each[field] === value))
          .map(([field, value]) => `${side}: ${field} of "${title}" became ${JSON.stringify(value)?.slice(0, 80)}`),
      );
    });
  });
}

function numberOf(picture: Picture, side: Side): number {
  return [...picture[side].values()].flat().length;
}

/** How many items there are before as well as after. */
function staying(before: Picture, after: Picture, side: Side): number {
  return [...before[side]].reduce(
    (sum, [title, was]) => sum + Math.min(was.length, after[side].get(title)?.length ?? 0),
    0,
  );
}

/** What did not come about is told: by a problem of the run, or by an entry or a pause that names the item. */
function aboutNames({ report, entries }: Told, now: Picture, { after }: Course, lie: boolean): string[] {
  if (lie || report.problem !== undefined || samePicture(now, after)) return [];
  const named = entries.some(({ outcome: came, items }) => came !== 'done' && Object.keys(items).length > 0);
  return named || report.outcome === 'partly' ? [] : ['something did not come about, and nobody says so'];
}

function aboutPrivacy(scene: Scene, { problem }: RunReport): string[] {
  const words = `${scene.logged()}\n${JSON.stringify(problem ?? '')}`;
  const at = words.indexOf(faultMark);
  return at < 0 ? [] : [`a log or the problem quotes the answer: ${words.slice(Math.max(0, at - 150), at + 50)}`];
}

function aboutTheEnd(now: Picture, { after }: Course): string[] {
  if (samePicture(now, after)) return [];
  return sides.flatMap((side) => {
    const titles = new Set([...now[side].keys(), ...after[side].keys()]);
    return [...titles]
      .filter((title) => JSON.stringify(now[side].get(title)) !== JSON.stringify(after[side].get(title)))
      .map((title) => {
        const shown = (picture: Picture) => JSON.stringify(picture[side].get(title) ?? [])?.slice(0, 300);
        return `${side}: in the end "${title.slice(0, 40)}" is ${shown(now)}, and not ${shown({ ...now, [side]: after[side] })}`;
      });
  });
}

function samePicture(one: Picture, other: Picture): boolean {
  const text = (picture: Picture) => JSON.stringify(sides.map((side) => [...picture[side]].toSorted()));
  return text(one) === text(other);
}

function isUnharmed(report: RunReport, now: Picture, { after }: Course): boolean {
  return report.outcome === 'ok' && samePicture(now, after);
}

function hasWritten({ written }: RunReport): boolean {
  return sides.some((side) => Object.values(written[side]).some((count) => count > 0));
}
