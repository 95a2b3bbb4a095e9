/** Reads a message of a test, given as text of one character a byte, in one piece or in many. */
import type { BodyReader } from '../body-readers.ts';
import { bodyReader } from '../body-readers.ts';
import { RequestHeadReader, ResponseHeadReader } from '../head-readers.ts';
import type { BodyFraming, HeadLimits, HeadProgress, Refusal, RequestHead, ResponseHead } from '../message-head.ts';

export const limits: HeadLimits = { maxBytes: 16_384, maxFields: 100, maxTargetBytes: 8_192 };

/** What a whole message comes to: a head with what follows it, or why not. `more`: it is not over. */
export type Read<H> =
  | { readonly kind: 'more' }
  | { readonly kind: 'head'; readonly head: H; readonly rest: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function readRequest(text: string, pieces: readonly number[] = [], within = limits): Read<RequestHead> {
  return headOf(text, pieces, new RequestHeadReader(within));
}

export function readResponse(text: string, method = 'GET', pieces: readonly number[] = []): Read<ResponseHead> {
  const reader = new ResponseHeadReader(limits);
  return headOf(text, pieces, { read: (chunk) => reader.read(chunk, method) });
}

/** `content` is what came before the end or the refusal, of a refused body only what was handed on by then. */
export interface ReadBody {
  readonly content: string;
  readonly end: 'more' | 'over' | Refusal;
  readonly rest: string;
}

export function readBody(text: string, framing: BodyFraming, pieces: readonly number[] = []): ReadBody {
  const reader: BodyReader = bodyReader(framing);
  let content = '';
  const chunks = cut(text, pieces);
  for (const [index, chunk] of chunks.entries()) {
    const progress = reader.read(chunk);
    if (progress.kind === 'refused') return { content, end: progress.refusal, rest: '' };
    content += Buffer.concat(progress.content).toString('latin1');
    if (progress.isOver) return { content, end: 'over', rest: textOf([progress.rest, ...chunks.slice(index + 1)]) };
  }
  return { content, end: 'more', rest: '' };
}

interface HeadReader<H> {
  read(chunk: Buffer): HeadProgress<H>;
}

/** Every byte a piece of its own. */
export function byteByByte(text: string): number[] {
  return Array.from(text, () => 1);
}

/** The text in pieces of the lengths named; the last piece is whatever is left. */
function cut(text: string, pieces: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of pieces) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return at < bytes.length || chunks.length === 0 ? [...chunks, bytes.subarray(at)] : chunks;
}

/** @param reader a new one, or one that has read other messages before. */
export function headOf<H>(text: string, pieces: readonly number[], reader: HeadReader<H>): Read<H> {
  const chunks = cut(text, pieces);
  for (const [index, chunk] of chunks.entries()) {
    const progress = reader.read(chunk);
    if (progress.kind === 'refused') return progress;
    if (progress.kind !== 'head') continue;
    return { kind: 'head', head: progress.head, rest: textOf([progress.rest, ...chunks.slice(index + 1)]) };
  }
  return { kind: 'more' };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('latin1');
}
