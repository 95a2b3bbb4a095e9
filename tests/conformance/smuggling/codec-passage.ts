/** A message's way through the codec alone: read, and written again as an upstream would get it. */

import type { BodyReader } from '@temblor/system-balancer/services/balancer/http1/body-readers';
import { bodyReader } from '@temblor/system-balancer/services/balancer/http1/body-readers';
import { chunkHead, lastChunk } from '@temblor/system-balancer/services/balancer/http1/body-writers';
import { RequestHeadReader } from '@temblor/system-balancer/services/balancer/http1/head-readers';
import { requestForUpstream } from '@temblor/system-balancer/services/balancer/http1/head-writers';
import type { HeadLimits, Refusal, RequestHead } from '@temblor/system-balancer/services/balancer/http1/message-head';

export interface CodecPassage {
  /** Whole requests, as the upstream gets them; latin1. */
  readonly passedOn: string;
  /** `over`: the bytes end with a message; `waiting`: within one. */
  readonly end: 'over' | 'waiting' | Refusal;
}

/** @param pieces the bytes of a connection as they come. */
export function passThroughCodec(pieces: readonly Buffer[]): CodecPassage {
  const passage = new Passage();
  for (const piece of pieces) passage.take(piece);
  return passage.result();
}

const headLimits: HeadLimits = { maxBytes: 16_384, maxFields: 100, maxTargetBytes: 8_192 };

class Passage {
  readonly #heads = new RequestHeadReader(headLimits);
  #passedOn = '';
  #open: { readonly head: RequestHead; readonly reader: BodyReader; content: Buffer[] } | undefined;
  #refusal: Refusal | undefined;
  #sinceEmptyLine = false;

  take(piece: Buffer): void {
    let rest = piece;
    while (rest.length > 0 && this.#refusal === undefined) {
      rest = this.#open === undefined ? this.#takeHead(rest) : this.#takeBody(rest, this.#open);
    }
  }

  result(): CodecPassage {
    const isWaiting = this.#open !== undefined || this.#sinceEmptyLine;
    return { passedOn: this.#passedOn, end: this.#refusal ?? (isWaiting ? 'waiting' : 'over') };
  }

  #takeHead(bytes: Buffer): Buffer {
    const progress = this.#heads.read(bytes);
    this.#sinceEmptyLine = progress.kind === 'more';
    switch (progress.kind) {
      case 'more':
        return Buffer.alloc(0);
      case 'refused':
        this.#refusal = progress.refusal;
        return Buffer.alloc(0);
      case 'head':
        if (progress.head.framing.kind === 'none') this.#pass(progress.head, Buffer.alloc(0));
        else this.#open = { head: progress.head, reader: bodyReader(progress.head.framing), content: [] };
        return progress.rest;
      default:
        return progress satisfies never;
    }
  }

  #takeBody(bytes: Buffer, open: { head: RequestHead; reader: BodyReader; content: Buffer[] }): Buffer {
    const progress = open.reader.read(bytes);
    if (progress.kind === 'refused') {
      this.#refusal = progress.refusal;
      return Buffer.alloc(0);
    }
    open.content.push(...progress.content);
    if (!progress.isOver) return Buffer.alloc(0);
    this.#open = undefined;
    this.#pass(open.head, Buffer.concat(open.content));
    return progress.rest;
  }

  #pass(head: RequestHead, content: Buffer): void {
    const body = content.toString('latin1');
    this.#passedOn += requestForUpstream(head, {
      clientAddress: '127.0.0.1',
      protocol: 'http',
      upstreamHost: '127.0.0.1:8001',
    });
    if (head.framing.kind !== 'chunked') this.#passedOn += body;
    else this.#passedOn += `${body === '' ? '' : `${chunkHead(content.length)}${body}\r\n`}${lastChunk}`;
  }
}
