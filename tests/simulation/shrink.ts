/**
 * @file Makes a script that fails shorter, as long as it fails in the same way: steps are left out in halves, quarters and one
 * by one (delta debugging), then what is left is made simpler.
 */
import { Failure } from './play.ts';
import type { RunStep, Script, Step } from './script.ts';

/** @returns how it fails, without the names and values of this very history; undefined when all is well. */
type Fails = (script: Script) => Promise<string | undefined>;

/** The kind of a failure: what is wrong, whichever item and value. */
export function kindOf(failure: unknown): string {
  const message = failure instanceof Failure ? failure.message : String(failure);
  return (message.split('\n')[0] ?? '')
    .replaceAll(/"[^"]*"/g, '…')
    .replaceAll(/\d+/g, '0')
    .slice(0, 120);
}

/** @param most how many times the script may be played. */
export async function shrink(script: Script, fails: Fails, most = 600): Promise<Script> {
  const kind = await fails(script);
  if (kind === undefined) return script;
  let left = most;
  const stillFails = async (candidate: Script) => left-- > 0 && (await fails(candidate)) === kind;
  let best = script;
  for (let before = ''; before !== JSON.stringify(best) && left > 0; ) {
    before = JSON.stringify(best);
    best = await fewerSteps(best, stillFails);
    best = await simplerSteps(best, stillFails);
    best = await simplerSetting(best, stillFails);
  }
  return best;
}

type StillFails = (candidate: Script) => Promise<boolean>;

async function fewerSteps(script: Script, stillFails: StillFails): Promise<Script> {
  let { steps } = script;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = steps.length - size; at > -size; at -= size) {
      const candidate = [...steps.slice(0, Math.max(0, at)), ...steps.slice(at + size)];
      if (candidate.length < steps.length && (await stillFails({ ...script, steps: candidate }))) steps = candidate;
    }
  }
  return { ...script, steps };
}

async function simplerSteps(script: Script, stillFails: StillFails): Promise<Script> {
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

async function simplerSetting(script: Script, stillFails: StillFails): Promise<Script> {
  let best = script;
  for (const simpler of [{ file: false }, { rewrites: false }, { page: 50 }]) {
    const candidate = { ...best, setting: { ...best.setting, ...simpler } };
    if (JSON.stringify(candidate) !== JSON.stringify(best) && (await stillFails(candidate))) best = candidate;
  }
  return best;
}
