/** A text that must stand among bytes. Four of its bytes at a time are compared as one number, which takes half the time. */
export interface ExpectedText {
  readonly bytes: Uint8Array;
  /** Its bytes by fours, the first of them the lowest; up to three at its end are in none. */
  readonly words: Uint32Array;
}

const encoder = new TextEncoder();

/** Makes a text ready to be looked for. */
export function expectedText(text: string): ExpectedText {
  const bytes = encoder.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Uint32Array.from({ length: bytes.length >> 2 }, (_, word) => view.getUint32(word * 4, true));
  return { bytes, words };
}
