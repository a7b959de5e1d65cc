/** @file The tray icon as a panel would draw it: the pixels that the application gives to the desktop, as a PNG. */
import fs from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** Pixels come in network byte order: alpha, red, green, blue. */
interface TrayPixels {
  readonly width: number;
  readonly height: number;
  readonly argb: Buffer;
}

/** A desktop gets the icon as pixels, or as a file in a folder of the application's own. */
interface TrayItem {
  properties(): Promise<{
    IconPixmap?: readonly (readonly [number, number, Buffer])[];
    IconName?: string;
    IconThemePath?: string;
  }>;
}

const enlargement = 4;

function toRgba({ width, height, argb }: TrayPixels): Buffer {
  const rgba = Buffer.alloc(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) {
    rgba[at] = argb[at + 1] ?? 0;
    rgba[at + 1] = argb[at + 2] ?? 0;
    rgba[at + 2] = argb[at + 3] ?? 0;
    rgba[at + 3] = argb[at] ?? 0;
  }
  return rgba;
}

async function pictureOf(item: TrayItem): Promise<Sharp> {
  const { IconPixmap, IconName, IconThemePath } = await item.properties();
  const largest = (IconPixmap ?? [])
    .map(([width, height, argb]) => ({ width, height, argb }))
    .sort((one, other) => other.width - one.width)[0];
  if (largest) {
    const { width, height } = largest;
    return sharp(toRgba(largest), { raw: { width, height, channels: 4 } });
  }
  if (IconName && IconThemePath) return sharp(await fs.readFile(path.join(IconThemePath, `${IconName}.png`)));
  throw new Error('The tray icon has no picture.');
}

/** Saves the largest picture of the icon, enlarged, on a grey like a panel's. */
export async function saveTrayPicture(item: TrayItem, file: string): Promise<void> {
  const picture = await pictureOf(item);
  const { width, height } = await picture.metadata();
  await picture
    .resize(width * enlargement, height * enlargement, { kernel: 'nearest' })
    .flatten({ background: '#6b6b6b' })
    .png()
    .toFile(file);
}
