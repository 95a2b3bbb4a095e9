/**
 * The node's side of `temblor-log/1` (`client/stream-messages.ts`): many messages under way on one connection, answered as
 * they are decided.
 *
 * A client that has more under way than its window, or does not read its answers, is not read any further until half of
 * that is answered and gone: what it sends on waits in its own memory.
 */
import type { Duplex } from 'node:stream';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { encodeFrame, FrameReader } from '@temblor/host/transport/frame';
import type { StreamAnswer, StreamAppend, StreamOutcome, StreamStanding } from '../../../client/stream-messages.ts';
import { decodeAppends, encodeAnswers, encodeStanding, maximumPayloadBytes } from '../../../client/stream-messages.ts';
import type { AppendOutcome, MessageLog } from '../message-log.ts';

export interface StreamOptions {
  readonly log: Pick<MessageLog, 'append' | 'standing' | 'lamportTime'>;
  /** Why a message cannot be taken as it is; undefined where it can. */
  readonly examine: (content: string, key: string | undefined) => string | undefined;
  /** Wall clock, since 1970. */
  readonly nowSeconds: () => number;
  /** Told of a connection that was cut off because of what came over it. */
  readonly trouble: (text: string) => void;
  /** The node is to end: its connections do so now. */
  readonly closing: AbortSignal;
  /** How many messages may be under way on a connection; 8192 where absent. */
  readonly window?: number;
}

/** Beyond so many characters under way on a connection it is not read any further, whatever its window. */
const longestUnderWay = 16 * 1024 * 1024;

/** Takes a connection over that was upgraded. @param head bytes of it that came with the upgrade. */
export function acceptStream(socket: Duplex, head: Buffer, options: StreamOptions): void {
  const stream = new AppendStream(socket, options);
  const end = () => socket.destroy();
  options.closing.addEventListener('abort', end);
  socket.on('close', () => options.closing.removeEventListener('abort', end));
  // What was wrong does not matter here: 'close' follows every error, and the client dials again.
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => stream.take(chunk));
  if (options.closing.aborted) end();
  if (head.length > 0) stream.take(head);
}

class AppendStream {
  readonly #socket: Duplex;
  readonly #options: StreamOptions;
  readonly #window: number;
  readonly #reader = new FrameReader(maximumPayloadBytes);
  #answers: StreamAnswer[] = [];
  #underWay = 0;
  #lengthUnderWay = 0;

  constructor(socket: Duplex, options: StreamOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#window = options.window ?? 8192;
    socket.on('drain', () => this.#readOn());
    this.#send('welcome', encodeStanding(this.#standing()));
  }

  take(chunk: Buffer): void {
    try {
      for (const { type, payload } of this.#reader.push(chunk)) {
        if (type === 'ping') this.#send('pong', encodeStanding(this.#standing()));
        if (type === 'message') for (const append of decodeAppends(payload)) this.#append(append);
      }
    } catch (error) {
      this.#options.trouble(`a client's stream was cut off: ${messageOf(error)}`);
      this.#socket.destroy();
    }
    const isFull = this.#underWay > this.#window || this.#lengthUnderWay > longestUnderWay;
    if (isFull || this.#socket.writableNeedDrain) this.#socket.pause();
  }

  #standing(): StreamStanding {
    const { nodeId, leader } = this.#options.log.standing();
    return { node: nodeId, leader, window: this.#window };
  }

  #append({ request, key, content }: StreamAppend): void {
    const { log, examine, nowSeconds } = this.#options;
    const wrong = examine(content, key);
    if (wrong !== undefined) {
      this.#answer({ request, outcome: { kind: 'refused', reason: wrong } });
      return;
    }
    const { nodeId } = log.standing();
    const draft = { content, nodeId, physicalTimestamp: nowSeconds(), lamportTime: log.lamportTime };
    this.#underWay += 1;
    this.#lengthUnderWay += content.length;
    void log.append(key === undefined ? draft : { ...draft, idempotencyKey: key }).then((outcome) => {
      this.#underWay -= 1;
      this.#lengthUnderWay -= content.length;
      this.#answer({ request, outcome: tellOutcome(outcome) });
    });
  }

  /** Answers that are known in one turn of the event loop leave as one frame. */
  #answer(answer: StreamAnswer): void {
    this.#answers.push(answer);
    if (this.#answers.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#send('message', encodeAnswers(this.#answers));
    this.#answers = [];
    this.#readOn();
  }

  #readOn(): void {
    const hasRoom = this.#underWay <= this.#window / 2 && this.#lengthUnderWay <= longestUnderWay / 2;
    if (hasRoom && !this.#socket.writableNeedDrain) this.#socket.resume();
  }

  #send(type: 'welcome' | 'pong' | 'message', payload: Buffer): void {
    if (this.#socket.writable) this.#socket.write(Buffer.concat(encodeFrame(type, payload)));
  }
}

function tellOutcome(outcome: AppendOutcome): StreamOutcome {
  switch (outcome.kind) {
    case 'appended': {
      const { id, lamportTimestamp } = outcome.message;
      return { kind: 'appended', id, lamportTimestamp, repeated: outcome.repeated };
    }
    case 'busy':
      return { kind: 'busy', reason: 'the node has too many messages under way; nothing was appended' };
    case 'key-reused': {
      const reason = `the idempotency key was used for another content, which is message ${outcome.id}`;
      return { kind: 'refused', reason };
    }
    case 'not-leader':
    case 'unknown':
      return outcome;
    default:
      return outcome satisfies never;
  }
}
