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

  async function inTurn(): Promise<void> {
    if (!isWanted()) return;
    looking = true;
    try {
      await look();
    } finally {
      looking = false;
    }
  }

  return {
    make() {
      asked ??= alone(inTurn).finally(() => {
        asked = undefined;
      });
      return asked;
    },
    giveWay() {
      if (looking) stop();
    },
  };
}
