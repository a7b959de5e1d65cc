/**
 * @file Draws the icons from their hand-made sources in `build/icons/source`. What it draws is committed, so that nobody
 * needs to draw before building; run it after a source has changed.
 *
 *   node build/draw-icons.mjs
 *
 * - `icons/icon.png` (1024 px) and `icons/app/<n>x<n>.png`: the application; installers make ico and icns of them.
 * - `icons/tray/<state>-light.png`, `-dark.png`: the tray on a light and on a dark bar, with `@1.5x` to `@4x` beside.
 * - `icons/tray/<state>Template.png`, `@2x`: macOS, which colours them itself.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const icons = path.join(path.dirname(fileURLToPath(import.meta.url)), 'icons');
const source = path.join(icons, 'source');

const appSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Up to this size the parts of the large drawing would run into each other. */
const largestSmall = 32;

/** A tray icon's side at scale 1, in px. */
const traySide = 16;
const trayScales = { '': 1, '@1.5x': 1.5, '@2x': 2, '@3x': 3, '@4x': 4 };
const templateScales = { '': 1, '@2x': 2 };
/** One colour each: dark on light bars, light on dark ones; macOS takes the shape only. */
const bars = { light: '#242424', dark: '#ffffff' };
const template = '#000000';

async function draw(svg, side, file) {
  // The drawing is rasterised at the size it is wanted in, not scaled afterwards.
  const box = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  await sharp(Buffer.from(svg), { density: (72 * side) / box })
    .resize(side, side)
    .png({ compressionLevel: 9 })
    .toFile(file);
}

async function drawApp() {
  const large = await fs.readFile(path.join(source, 'app.svg'), 'utf8');
  const small = await fs.readFile(path.join(source, 'app-small.svg'), 'utf8');
  await fs.mkdir(path.join(icons, 'app'), { recursive: true });
  for (const side of appSizes) {
    await draw(side <= largestSmall ? small : large, side, path.join(icons, 'app', `${side}x${side}.png`));
  }
  await draw(large, 1024, path.join(icons, 'icon.png'));
}

async function drawTray(state) {
  const svg = await fs.readFile(path.join(source, 'tray', `${state}.svg`), 'utf8');
  const inColor = (color) => svg.replaceAll('currentColor', color);
  const file = (name) => path.join(icons, 'tray', `${name}.png`);
  for (const [suffix, scale] of Object.entries(trayScales)) {
    for (const [bar, color] of Object.entries(bars)) {
      await draw(inColor(color), traySide * scale, file(`${state}-${bar}${suffix}`));
    }
  }
  for (const [suffix, scale] of Object.entries(templateScales)) {
    await draw(inColor(template), traySide * scale, file(`${state}Template${suffix}`));
  }
}

await drawApp();
await fs.mkdir(path.join(icons, 'tray'), { recursive: true });
for (const file of await fs.readdir(path.join(source, 'tray'))) await drawTray(path.basename(file, '.svg'));
