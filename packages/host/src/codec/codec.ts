/** How values become bytes, in files and between nodes. */
export interface Codec<Value> {
  encode(value: Value): Uint8Array;
  /** @throws where the bytes are of no value. */
  decode(bytes: Uint8Array): Value;
}

/** JSON in UTF-8. What is read is not examined further: the same program wrote it, and a checksum guards it. */
export function jsonCodec<Value>(): Codec<Value> {
  return {
    encode: (value) => Buffer.from(JSON.stringify(value)),
    decode: (bytes) => JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()),
  };
}
