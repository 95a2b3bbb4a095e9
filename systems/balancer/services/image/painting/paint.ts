import { setImmediate as nextTurn } from 'node:timers/promises';
import sharp from 'sharp';
import type { Landscape } from './landscape.ts';
import { LandscapePainter } from './landscape.ts';

/** A third of 4K: enough for detail that a large picture shows, and a ninth of the work. */
const paintedSize = { width: 1280, height: 720 } as const;

/** About 2 ms of work, after which whoever waits for the event loop is served. */
const rowsPerTurn = 4;

/**
 * Paints a landscape and encodes it as JPEG in the given size, about 1 MB in 4K. The same scene gives the same bytes in
 * every process with the same sharp.
 */
export async function paintJpeg(scene: Landscape, size: { width: number; height: number }): Promise<Buffer> {
  const { width, height } = paintedSize;
  const painter = new LandscapePainter(scene, width);
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    painter.paintRow(row, pixels, row * width * 3);
    if (row % rowsPerTurn === rowsPerTurn - 1) await nextTurn();
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { kernel: 'cubic' })
    .jpeg({ quality: 90 })
    .toBuffer();
}
