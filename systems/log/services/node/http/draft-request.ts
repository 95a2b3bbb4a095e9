/** What a `POST /` asks for, read from its target, headers and body, or why it is refused. Nothing is changed here. */
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { idempotencyKeyRule, isIdempotencyKey } from '../../../model/idempotency-key.ts';
import { longestContentBytes } from '../../../model/message.ts';
import type { Draft } from '../message-log.ts';
import type { PhysicalTime } from '../physical-time.ts';
import type { Answer } from './answer.ts';
import { refusal } from './answer.ts';
import type { ClusterSecret } from './cluster-secret.ts';

export interface PostedRequest {
  /** With its query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty where there is none. */
  readonly body: Buffer;
}

/** The node that reads the request, now. */
export interface ReadingNode {
  readonly nodeId: number;
  /** All nodes of the cluster. */
  readonly nodes: readonly number[];
  readonly lamportTime: number;
  readonly physicalTime: PhysicalTime;
  /** By which a node that forwards proves that it is one. */
  readonly secret: ClusterSecret;
}

export type ReadDraft =
  /** `forwarded`: another node sent it here, and it must not be sent on. */
  | { readonly kind: 'draft'; readonly draft: Draft; readonly forwarded: boolean }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** A message of the longest content in JSON, every character of it escaped. */
export const longestBodyBytes = 6 * longestContentBytes + 1024;

/**
 * How far ahead of this node's own a Lamport time may be that another node sent along. Clocks only ever take over later
 * times, so one that is far off would stay in all of them for good.
 */
const farthestAhead = 1_000_000;

/** Reads what is to be appended. */
export function readDraft(request: PostedRequest, node: ReadingNode): ReadDraft {
  const content = readContent(request);
  if (typeof content !== 'string') return { kind: 'refused', answer: content };
  const wrong = examineMessage(content, request.headers['idempotency-key']);
  if (wrong !== undefined) {
    return { kind: 'refused', answer: refusal(wrong.status, wrong.code, wrong.error, wrong.hint) };
  }
  const origin = readOrigin(request.headers, node);
  if ('status' in origin) return { kind: 'refused', answer: origin };
  const { nodeId, lamportTime, physicalTimestamp } = origin;
  const { 'idempotency-key': key, 'x-forwarded-by-node': forwardedBy } = request.headers;
  const draft = { content, nodeId, lamportTime, physicalTimestamp };
  const forwarded = forwardedBy !== undefined;
  return { kind: 'draft', draft: typeof key === 'string' ? { ...draft, idempotencyKey: key } : draft, forwarded };
}

/** The refusal of a body that was not read to its end. */
export function bodyTooLong(): Answer {
  const { status, code, error, hint } = tooLong;
  return refusal(status, code, error, hint);
}

function readContent({ target, headers, body }: PostedRequest): string | Answer {
  const asked = target.indexOf('?');
  if (asked >= 0) {
    const query = target.slice(asked + 1);
    const inQuery = new URLSearchParams(query).get('message');
    if (inQuery !== null) return isUtf8Escaped(query) ? inQuery : malformedQuery();
  }
  const hint = 'Send POST /?message=… or a JSON body {"message": "…"}.';
  if (body.length === 0) return refusal(400, 'no_message', 'there is no message in the request', hint);
  if (headers['content-type']?.includes('json') !== true) {
    return refusal(
      415,
      'unsupported_media_type',
      'the body is not said to be JSON',
      `content-type: application/json. ${hint}`,
    );
  }
  const parsed = isUtf8(body) ? parseJson(body.toString()) : undefined;
  if (parsed === undefined) return refusal(400, 'malformed_json', 'the body is not valid JSON in UTF-8', hint);
  if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string') {
    return parsed.message;
  }
  return refusal(400, 'no_message', "the body has no 'message' that is a text", hint);
}

/** Whether the escapes of a query are UTF-8: `URLSearchParams` replaces what is not, and a message must not be changed. */
function isUtf8Escaped(query: string): boolean {
  const runs = query.match(/(?:%[\da-f]{2})+/gi) ?? [];
  return runs.every((escapes) => isUtf8(Buffer.from(escapes.replaceAll('%', ''), 'hex')));
}

function malformedQuery(): Answer {
  const hint = 'Escape the bytes of the message in UTF-8, as encodeURIComponent does.';
  return refusal(400, 'malformed_text', 'the query is not UTF-8', hint);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a message cannot be appended as it is; `status` is that of its answer by HTTP. */
interface Wrong {
  readonly status: number;
  readonly code: string;
  /** What is wrong, and what to do. */
  readonly error: string;
  readonly hint: string;
}

const tooLong: Wrong = {
  status: 413,
  code: 'message_too_long',
  error: `the message is longer than ${longestContentBytes} bytes`,
  hint: 'Divide it into several messages.',
};

/** What is wrong with a message and its idempotency key, however they came; undefined: nothing. */
export function examineMessage(content: string, key: string | string[] | undefined): Wrong | undefined {
  return examineContent(content) ?? examineKey(key);
}

/** All of Unicode's category Cc but tab, line feed and carriage return. */
const controlCharacter = /[^\P{Cc}\t\n\r]/u;

function examineContent(content: string): Wrong | undefined {
  const status = 400;
  if (content === '') {
    return { status, code: 'empty_message', error: 'the message is empty', hint: 'Send at least one character.' };
  }
  if (Buffer.byteLength(content) > longestContentBytes) return tooLong;
  if (controlCharacter.test(content)) {
    const hint = 'Only tabs, line feeds and carriage returns are taken; send bytes in base64.';
    return { status, code: 'control_character', error: 'the message has a control character in it', hint };
  }
  if (content.isWellFormed()) return undefined;
  const error = 'the message has half of a surrogate pair in it, which UTF-8 cannot hold';
  return { status, code: 'malformed_text', error, hint: 'Send whole characters.' };
}

function examineKey(key: string | string[] | undefined): Wrong | undefined {
  if (key === undefined) return undefined;
  if (typeof key === 'string' && isIdempotencyKey(key)) return undefined;
  const error = `the Idempotency-Key is not ${idempotencyKeyRule}`;
  return { status: 400, code: 'invalid_idempotency_key', error, hint: 'Send a UUID, for example.' };
}

type Origin = Pick<Draft, 'nodeId' | 'lamportTime' | 'physicalTimestamp'>;

/** Where and when the message was taken: here and now, unless another node says that it was there and then. */
function readOrigin(headers: IncomingHttpHeaders, node: ReadingNode): Origin | Answer {
  const { nodeId, nodes, lamportTime, physicalTime, secret } = node;
  const by = headers['x-forwarded-by-node'];
  if (by === undefined) return { nodeId, lamportTime, physicalTimestamp: physicalTime.nowSeconds() };
  const hint = 'Only the nodes of the cluster forward messages; leave these headers out.';
  if (!secret.isProvedBy(headers)) {
    return refusal(403, 'not_a_node', `the request says that node '${by}' forwards it, and does not prove it`, hint);
  }
  const origin = {
    nodeId: Number(by),
    lamportTime: Number(headers['x-lamport-time'] ?? 0),
    physicalTimestamp: Number(headers['x-physical-timestamp'] ?? 0),
  };
  if (!nodes.includes(origin.nodeId)) return refusal(400, 'unknown_node', `there is no node '${by}'`, hint);
  if (!isTime(origin.lamportTime, lamportTime + farthestAhead)) {
    const error = `the Lamport time '${headers['x-lamport-time']}' is none that node ${by} can have; it is ${lamportTime} here`;
    return refusal(400, 'lamport_time_ahead', error, hint);
  }
  if (!(origin.physicalTimestamp >= 0 && physicalTime.hear(origin.physicalTimestamp))) {
    const error = `the clock of node ${by} is more than a minute ahead of that of node ${nodeId}, or tells no time`;
    return refusal(400, 'clock_ahead', error, 'Set the clocks of the nodes by NTP.');
  }
  return origin;
}

function isTime(time: number, latest: number): boolean {
  return Number.isSafeInteger(time) && time >= 0 && time <= latest;
}
