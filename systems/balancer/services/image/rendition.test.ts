import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { filters } from './rendition.ts';
import { entityTag, formats, isOriginal, render, renditionOf } from './rendition.ts';

const fourK = { width: 3840, height: 2160 };
const plain = { format: 'jpeg', filter: 'none' } as const;

test.each([
  [{}, 3840, 2160],
  [{ width: 1920 }, 1920, 1080],
  [{ height: 100 }, 178, 100],
  [{ width: 1 }, 1, 1],
  [{ width: 300, height: 300 }, 300, 300],
])('%o is %i × %i', (lengths, width, height) => {
  expect(renditionOf({ ...plain, ...lengths }, fourK)).toEqual({ width, height, ...plain });
});

test('only the original needs no work', () => {
  expect(isOriginal({ ...fourK, ...plain }, fourK)).toBe(true);
  expect(isOriginal({ ...fourK, ...plain, filter: 'sepia' }, fourK)).toBe(false);
  expect(isOriginal({ ...fourK, ...plain, format: 'png' }, fourK)).toBe(false);
  expect(isOriginal({ ...plain, width: 3840, height: 2159 }, fourK)).toBe(false);
});

test('an entity tag names the image and everything that was asked for', () => {
  const rendition = { width: 300, height: 200, ...plain };
  const tags = [
    entityTag('dawn', rendition),
    entityTag('lake', rendition),
    entityTag('dawn', { ...rendition, width: 301 }),
    entityTag('dawn', { ...rendition, height: 201 }),
    entityTag('dawn', { ...rendition, format: 'png' }),
    entityTag('dawn', { ...rendition, filter: 'blur' }),
  ];
  expect(new Set(tags).size).toBe(tags.length);
  expect(entityTag('dawn', { ...rendition })).toBe(tags[0]);
  expect(tags[0]).toMatch(/^"[\w-]{22}"$/);
});

describe('a rendition', () => {
  let original: Buffer;

  beforeAll(async () => {
    const left = { width: 80, height: 90, channels: 3, background: { r: 200, g: 40, b: 40 } } as const;
    original = await sharp({ create: { ...left, width: 160, background: { r: 40, g: 60, b: 200 } } })
      .composite([{ input: { create: left }, left: 0, top: 0 }])
      .jpeg({ quality: 95 })
      .toBuffer();
  });

  test.each(formats)('has the size and the format %s that were asked for', async (format) => {
    const bytes = await render(original, { width: 40, height: 40, format, filter: 'none' });
    const expected = format === 'avif' ? { format: 'heif', compression: 'av1' } : { format };
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, height: 40, ...expected });
  });

  const colour = async (filter: (typeof filters)[number]) => {
    const bytes = await render(original, { width: 160, height: 90, format: 'png', filter });
    const { data, info } = await sharp(bytes)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [...data.subarray((45 * info.width + 20) * info.channels).subarray(0, 3)];
  };

  test('has the filter that was asked for', async () => {
    const near = (...values: number[]) => values.map((value) => expect.closeTo(value, -1.1));
    expect(await colour('none')).toEqual(near(200, 40, 40));
    expect(await colour('negate')).toEqual(near(55, 215, 215));
    expect(await colour('sepia')).toEqual(near(117, 104, 81));
    const [red = 0, green = 0, blue = 0] = await colour('grayscale');
    expect([red, blue]).toEqual([green, green]);
  });

  test('is soft with blur, and hard with sharpen', async () => {
    /** The largest step of red from one point to the next, in a row across the edge. */
    const step = async (filter: (typeof filters)[number]) => {
      const bytes = await render(original, { width: 640, height: 360, format: 'png', filter });
      const row = await sharp(bytes).extract({ left: 240, top: 180, width: 160, height: 1 }).raw().toBuffer();
      const reds = [...row].filter((_, at) => at % 3 === 0);
      return Math.max(...reds.slice(1).map((red, at) => Math.abs(red - (reds[at] ?? red))));
    };
    const [none, blur, sharpen] = await Promise.all([step('none'), step('blur'), step('sharpen')]);
    expect(blur).toBeLessThan(none * 0.9);
    expect(sharpen).toBeGreaterThan(none);
  });
});
