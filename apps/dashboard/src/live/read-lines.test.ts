import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function linesOf(text: string, sizeBytes: number): Promise<string[]> {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += sizeBytes) chunks.push(bytes.slice(from, from + sizeBytes));
  const lines: string[] = [];
  await readLines(
    bodyOf(chunks),
    (piece) => lines.push(...piece),
    () => Promise.resolve(),
  );
  return lines;
}

test('lines are whole however the body is cut, even within a character', async () => {
  for (const size of [1, 2, 3, 7, 100]) {
    expect(await linesOf('{"a":"ñ"}\n\n{"b":"✓"}\nlast', size)).toEqual(['{"a":"ñ"}', '{"b":"✓"}', 'last']);
  }
});

test('an empty body has no lines', async () => {
  expect(await linesOf('', 10)).toEqual([]);
});

test('lines that are longer than a text is are whole too', async () => {
  const long = 'y'.repeat(40_000);
  for (const size of [1_000, 16_384, 200_000]) {
    expect(await linesOf(`a\n${long}\nb\n${long}`, size)).toEqual(['a', long, 'b', long]);
  }
});

test('many lines come in turns with pauses between them', async () => {
  const sizes: number[] = [];
  let pauses = 0;
  const line = `${'x'.repeat(99)}\n`;
  const body = bodyOf([new TextEncoder().encode(line.repeat(5_000))]);
  await readLines(
    body,
    (piece) => sizes.push(piece.length),
    async () => {
      pauses += 1;
    },
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5_000);
  expect(Math.max(...sizes)).toBeLessThan(2_200);
  expect(pauses).toBe(sizes.length);
  expect(pauses).toBe(3);
});
