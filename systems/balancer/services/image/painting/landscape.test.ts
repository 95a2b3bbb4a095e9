import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { Landscape } from './landscape.ts';
import { LandscapePainter } from './landscape.ts';

function paint(scene: Landscape): Uint8Array {
  const painter = new LandscapePainter(scene, 160);
  const pixels = new Uint8Array(160 * 90 * 3);
  for (let row = 0; row < 90; row += 1) painter.paintRow(row, pixels, row * 160 * 3);
  return pixels;
}

describe('a landscape', () => {
  test('is the same in every process: a change here makes replicas of two versions differ', () => {
    const hash = createHash('sha256');
    for (const { scene } of catalogue) hash.update(paint(scene));
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"63da092e7c4448179777bcd3212ee3fe679a7df441ba14d7d5fb49cb0ae89d62"`,
    );
  });

  test.each(catalogue)('$id has light and shade: neither a plain surface nor noise alone', ({ scene }) => {
    const pixels = paint(scene);
    const rows = Array.from({ length: 9 }, (_, band) => {
      const part = pixels.subarray(band * 10 * 480, (band + 1) * 10 * 480);
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    });
    expect(Math.max(...rows) - Math.min(...rows)).toBeGreaterThan(25);
  });

  test('hangs on its seed', () => {
    const [first] = catalogue;
    if (first === undefined) throw new Error('the catalogue is empty');
    expect(paint({ ...first.scene, seed: 99 })).not.toEqual(paint(first.scene));
  });
});
