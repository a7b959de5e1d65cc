/**
 * @file Makes a script that fails shorter, as long as it fails in the same way: steps are left out in halves, quarters and one
 * by one (delta debugging), then what is left is made simpler.
 */

import type { PersonScript, PersonStep } from './persons-script.ts';
import { Failure } from './play.ts';
import type { RunStep, Script, Step } from './script.ts';

type StillFails<S> = (candidate: S) => Promise<boolean>;
/** One way to make a script shorter or simpler. */
type Pass<S> = (script: S, stillFails: StillFails<S>) => Promise<S>;

/** The kind of a failure: what is wrong, whichever item and value. */
export function kindOf(failure: unknown): string {
  const message = failure instanceof Failure ? failure.message : String(failure);
  return (message.split('\n')[0] ?? '')
    .replaceAll(/"[^"]*"/g, '…')
    .replaceAll(/\d+/g, '0')
    .slice(0, 120);
}

/**
 * @param fails how it fails, without the names and values of this very history; undefined when all is well.
 * @param most how many times the script may be played.
 */
export async function shrink<S>(
  script: S,
  passes: readonly Pass<S>[],
  fails: (script: S) => Promise<string | undefined>,
  most = 600,
): Promise<S> {
  const kind = await fails(script);
  if (kind === undefined) return script;
  let left = most;
  const stillFails = async (candidate: S) => left-- > 0 && (await fails(candidate)) === kind;
  let best = script;
  for (let before = ''; before !== JSON.stringify(best) && left > 0; ) {
    before = JSON.stringify(best);
    for (const pass of passes) best = await pass(best, stillFails);
  }
  return best;
}

async function fewerSteps<S extends { readonly steps: readonly object[] }>(
  script: S,
  stillFails: StillFails<S>,
): Promise<S> {
  let { steps } = script;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = steps.length - size; at > -size; at -= size) {
      const candidate = [...steps.slice(0, Math.max(0, at)), ...steps.slice(at + size)];
      if (candidate.length < steps.length && (await stillFails({ ...script, steps: candidate }))) steps = candidate;
    }
  }
  return { ...script, steps };
}

async function simplerSteps<One extends object, S extends { readonly steps: readonly One[] }>(
  script: S,
  stillFails: StillFails<S>,
  simplerThan: (step: One) => readonly One[],
): Promise<S> {
  const steps = [...script.steps];
  for (const index of steps.keys()) {
    for (let again = true; again; ) {
      again = false;
      const step = steps[index];
      if (step === undefined) continue;
      for (const simpler of simplerThan(step)) {
        const candidate = { ...script, steps: steps.with(index, simpler) };
        if (!(await stillFails(candidate))) continue;
        steps[index] = simpler;
        again = true;
        break;
      }
    }
  }
  return { ...script, steps };
}

function simplerThan(step: Step): readonly Step[] {
  switch (step.do) {
    case 'run':
      return simplerRuns(step);
    case 'together':
      return [
        ...step.runs,
        ...step.runs.flatMap((run, at) =>
          simplerRuns(run).map((simpler) => ({ ...step, runs: step.runs.with(at, simpler) })),
        ),
      ];
    case 'create':
      return step.like.map((_, at) => ({ ...step, like: step.like.toSpliced(at, 1) }));
    case 'edit':
      return step.changes.length < 2 ? [] : step.changes.map((change) => ({ ...step, changes: [change] }));
    case 'clash':
      return (['crm', 'calendar'] as const).map((side) => ({
        do: 'edit',
        side,
        which: step.which,
        changes: [step.change],
      }));
    default:
      return [];
  }
}

function simplerRuns(run: RunStep): readonly RunStep[] {
  const { dies, stops, ...whole } = run;
  return [
    ...(dies === undefined && stops === undefined ? [] : [whole]),
    ...run.faults.map((_, at) => ({ ...run, faults: run.faults.toSpliced(at, 1) })),
    ...run.faults.flatMap((fault, at) =>
      fault.skip === 0 ? [] : [{ ...run, faults: run.faults.with(at, { ...fault, skip: 0 }) }],
    ),
    ...run.meanwhile.map((_, at) => ({ ...run, meanwhile: run.meanwhile.toSpliced(at, 1) })),
    ...(run.luck === 0 ? [] : [{ ...run, luck: 0 }]),
  ];
}

async function simplerSetting(script: Script, stillFails: StillFails<Script>): Promise<Script> {
  let best = script;
  for (const simpler of [{ file: false }, { rewrites: false }, { page: 50 }]) {
    const candidate = { ...best, setting: { ...best.setting, ...simpler } };
    if (JSON.stringify(candidate) !== JSON.stringify(best) && (await stillFails(candidate))) best = candidate;
  }
  return best;
}

function simplerPersonStep(step: PersonStep): readonly PersonStep[] {
  if (step.do !== 'run') return [];
  const without = (['dies', 'faults', 'meanwhile'] as const).flatMap((what) => {
    const { [what]: left, ...rest } = step;
    return left === undefined ? [] : [rest];
  });
  return [...without, ...(step.luck === 0 ? [] : [{ ...step, luck: 0 }])];
}

export const scriptPasses: readonly Pass<Script>[] = [
  fewerSteps,
  (script, stillFails) => simplerSteps(script, stillFails, simplerThan),
  simplerSetting,
];

export const personPasses: readonly Pass<PersonScript>[] = [
  fewerSteps,
  (script, stillFails) => simplerSteps(script, stillFails, simplerPersonStep),
];
