/** Reads a body of lines (NDJSON) in pieces, so that a page stays alive while a large journal comes in. */

/** A piece is handed over when it is so large. */
const pieceBytes = 1_048_576;

const newline = 0x0a;

/**
 * Hands over a body in pieces of whole lines, in order; of the last line the line break may be missing.
 *
 * @param pause lets the page draw and answer; awaited after each piece.
 */
export async function readPieces(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (piece: Uint8Array<ArrayBuffer>) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const reader = body.getReader();
  let parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const bytes = chunk.value;
    const end = sizeBytes + bytes.length < pieceBytes ? 0 : bytes.lastIndexOf(newline) + 1;
    if (end === 0) {
      parts.push(bytes);
      sizeBytes += bytes.length;
      continue;
    }
    // What came before is joined with the first line alone: the rest of a large chunk is not copied.
    const first = sizeBytes === 0 ? 0 : bytes.indexOf(newline) + 1;
    const rest = bytes.slice(end); // before `take`, which may send the chunk away
    if (first > 0) take(joined([...parts, bytes.subarray(0, first)]));
    if (end > first) take(bytes.subarray(first, end));
    parts = [rest];
    sizeBytes = rest.length;
    await pause();
  }
  if (sizeBytes === 0) return;
  take(joined(parts));
  await pause();
}

/** Hands over the lines of a body as texts, in order. Empty lines are left out. */
export async function readLines(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (lines: readonly string[]) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const decoder = new TextDecoder();
  const takePiece = (piece: Uint8Array) =>
    take(
      decoder
        .decode(piece)
        .split('\n')
        .filter((line) => line !== ''),
    );
  await readPieces(body, takePiece, pause);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
