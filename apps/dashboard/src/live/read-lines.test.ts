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

test('many lines come in pieces with pauses between them', async () => {
  const sizes: number[] = [];
  let pauses = 0;
  const body = bodyOf([new TextEncoder().encode('x\n'.repeat(5_000))]);
  await readLines(
    body,
    (piece) => sizes.push(piece.length),
    async () => {
      pauses += 1;
    },
  );
  expect(sizes).toEqual([2_000, 2_000, 1_000]);
  expect(pauses).toBe(3);
});
