import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { appStatus } from '../preload/contract.ts';

const icons = path.join(path.dirname(fileURLToPath(import.meta.url)), 'icons');
const scales = [
  ['', 1],
  ['@1.5x', 1.5],
  ['@2x', 2],
  ['@3x', 3],
  ['@4x', 4],
] as const;

/** How much of a picture is covered, pixel by pixel, 0 to 255. */
async function shape(file: string): Promise<Buffer> {
  return sharp(path.join(icons, file)).extractChannel('alpha').raw().toBuffer();
}

describe('the drawn icons', () => {
  it.each(appStatus.options)('show %s in the tray, on light and dark bars, in every scale', async (status) => {
    for (const bar of ['light', 'dark']) {
      for (const [suffix, scale] of scales) {
        const { width, height } = await sharp(path.join(icons, 'tray', `${status}-${bar}${suffix}.png`)).metadata();
        expect([width, height], `${status}-${bar}${suffix}`).toEqual([16 * scale, 16 * scale]);
      }
    }
    for (const suffix of ['', '@2x'])
      expect((await shape(`tray/${status}Template${suffix}.png`)).length).toBeGreaterThan(0);
  });

  it('tell any two states apart by their shape alone, at the smallest size', async () => {
    const shapes = await Promise.all(appStatus.options.map((status) => shape(`tray/${status}-light.png`)));
    for (const [index, one] of shapes.entries()) {
      for (const other of shapes.slice(index + 1)) {
        const different = one.filter((alpha, at) => Math.abs(alpha - (other[at] ?? 0)) > 96).length;
        expect(different, 'pixels of 256').toBeGreaterThanOrEqual(16);
      }
    }
  });

  it('show the application from 16 to 1024 px', async () => {
    for (const side of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
      expect((await sharp(path.join(icons, 'app', `${side}x${side}.png`)).metadata()).width).toBe(side);
    }
    expect((await sharp(path.join(icons, 'icon.png')).metadata()).width).toBe(1024);
  });
});
