/** Reads a body of lines (NDJSON) in pieces, so that a page stays alive while a large journal comes in. */

/** So many lines are handed over before others get their turn. */
const linesATurn = 2_000;

/**
 * So much is decoded at once. Lines share the memory of the text that they were cut from, and one sign beyond Latin-1
 * makes every letter of that text two bytes: in small texts it costs little.
 */
const textBytes = 16_384;

const newline = 0x0a;

/**
 * Hands over the lines of a body in order. Empty lines are left out.
 *
 * @param pause lets the page draw and answer; awaited after each turn.
 */
export async function readLines(
  body: ReadableStream<Uint8Array>,
  take: (lines: readonly string[]) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  /** The beginning of a line whose end is still to come. */
  let rest: Uint8Array = new Uint8Array();
  let lines: string[] = [];
  const turn = async () => {
    take(lines);
    lines = [];
    await pause();
  };
  const decode = (bytes: Uint8Array) => {
    for (const line of decoder.decode(bytes).split('\n')) if (line !== '') lines.push(line);
  };
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const bytes = chunk.value;
    let from = bytes.indexOf(newline) + 1;
    rest = joined(rest, bytes.subarray(0, from === 0 ? bytes.length : from));
    if (from === 0) continue;
    decode(rest);
    for (let end = endOfLines(bytes, from); end > from; end = endOfLines(bytes, from)) {
      decode(bytes.subarray(from, end));
      from = end;
      if (lines.length >= linesATurn) await turn();
    }
    rest = bytes.slice(from);
  }
  decode(rest);
  if (lines.length > 0) await turn();
}

/** Where the last line ends that fits into one text, or the first one where that is longer; `from` where none is whole. */
function endOfLines(bytes: Uint8Array, from: number): number {
  const last = bytes.lastIndexOf(newline, Math.min(from + textBytes, bytes.length) - 1);
  return last >= from ? last + 1 : Math.max(from, bytes.indexOf(newline, from) + 1);
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
