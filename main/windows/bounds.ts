/** @file Where the window opens: where it was, if that is still on a screen. Pure. */
import type { WindowBounds } from '../settings/schema.ts';

export const smallest = { width: 640, height: 480 } as const;
const usual = { width: 960, height: 680 } as const;
/** So much of the title bar must be reachable. */
const reachable = { width: 120, height: 40 } as const;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(fromA: number, lengthA: number, fromB: number, lengthB: number): number {
  return Math.min(fromA + lengthA, fromB + lengthB) - Math.max(fromA, fromB);
}

/** @returns size alone when the place is to be chosen by the operating system. */
export function openingBounds(
  kept: WindowBounds | null,
  screens: readonly Area[],
): { width: number; height: number; x?: number; y?: number } {
  if (!kept) return usual;
  const width = Math.max(kept.width, smallest.width);
  const height = Math.max(kept.height, smallest.height);
  const visible = screens.some(
    (screen) =>
      overlap(kept.x, width, screen.x, screen.width) >= reachable.width &&
      kept.y >= screen.y &&
      overlap(kept.y, reachable.height, screen.y, screen.height) >= reachable.height,
  );
  return visible ? { x: kept.x, y: kept.y, width, height } : { width, height };
}
