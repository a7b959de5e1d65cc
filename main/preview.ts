/**
 * @file The look ahead before the first run: a run that writes nothing. One at a time, never beside a run, and out of the
 * way as soon as somebody wants the run itself.
 */
import type { Scheduler } from './scheduler/scheduler.ts';

export interface Preview {
  /** Looks, if there is still something to look ahead to; asked for meanwhile, the one under way is the answer. */
  make(): Promise<void>;
  /** Ends the look that goes on, because a run shall begin. Without one nothing happens. */
  giveWay(): void;
  /** What it would find out is no longer true: the look that goes on begins again. Without one nothing happens. */
  outdate(): void;
}

export interface PreviewOptions {
  readonly alone: Scheduler['alone'];
  /** Nothing was synchronised yet; asked when the look could begin. */
  readonly isWanted: () => boolean;
  /** Makes the dry run and tells what came of it. */
  readonly look: () => Promise<unknown>;
  readonly stop: () => void;
}

export function createPreview({ alone, isWanted, look, stop }: PreviewOptions): Preview {
  let asked: Promise<void> | undefined;
  /** Its turn has come: what stops now is the look, not the run that it waited for. */
  let looking = false;
  let outdated = false;

  async function inTurn(): Promise<void> {
    do {
      outdated = false;
      if (!isWanted()) return;
      looking = true;
      try {
        await look();
      } finally {
        looking = false;
      }
    } while (outdated);
  }

  return {
    make() {
      asked ??= alone(inTurn).finally(() => {
        asked = undefined;
      });
      return asked;
    },
    giveWay() {
      outdated = false;
      if (looking) stop();
    },
    outdate() {
      if (!looking) return;
      outdated = true;
      stop();
    },
  };
}
