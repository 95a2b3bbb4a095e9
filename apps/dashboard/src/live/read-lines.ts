/** Reads a body of lines (NDJSON) in pieces, so that a page stays alive while a large journal comes in. */

/** So many lines are handed over before others get their turn. */
const linesAPiece = 2_000;

/**
 * Hands over the lines of a body in order. Empty lines are left out.
 *
 * @param pause lets the page draw and answer; awaited between pieces.
 */
export async function readLines(
  body: ReadableStream<Uint8Array>,
  take: (lines: readonly string[]) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const chunk = await reader.read();
    const text = rest + (chunk.done ? decoder.decode() : decoder.decode(chunk.value, { stream: true }));
    const lines = text.split('\n');
    rest = chunk.done ? '' : (lines.pop() ?? '');
    const full = lines.filter((line) => line !== '');
    for (let from = 0; from < full.length; from += linesAPiece) {
      take(full.slice(from, from + linesAPiece));
      await pause();
    }
    if (chunk.done) return;
  }
}
