import { expect, test } from 'vitest';
import { readLines, readPieces } from './read-lines.ts';

function bodyOf(chunks: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function linesOf(text: string, sizeBytes: number): Promise<string[]> {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
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

test('lines that are longer than a piece are whole too', async () => {
  const long = 'y'.repeat(1_600_000);
  for (const size of [1_000, 16_384, 800_000]) {
    expect(await linesOf(`a\n${long}\nb\n${long}`, size)).toEqual(['a', long, 'b', long]);
  }
});

test('a large body comes in pieces of whole lines, which may be sent away, with pauses between them', async () => {
  const text = `${'x'.repeat(99)}\n`.repeat(32_000);
  const bytes = new TextEncoder().encode(text);
  const chunks = Array.from({ length: 9 }, (_, index) => bytes.slice(index * 400_004, (index + 1) * 400_004));
  const pieces: string[] = [];
  let pauses = 0;
  await readPieces(
    bodyOf(chunks),
    (piece) => pieces.push(new TextDecoder().decode(structuredClone(piece, { transfer: [piece.buffer] }))),
    async () => {
      pauses += 1;
    },
  );
  expect(pieces.join('')).toBe(text);
  expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
  expect(pieces.length).toBe(5);
  expect(pauses).toBe(3);
});
