/** The lab's end of the socket pair: questions and their answers, children by number, and news for whoever listens. */
import type { Socket } from 'node:net';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { GuardianQuestion } from './child-handle.ts';
import { ChildHandle } from './child-handle.ts';
import type { Child, ChildExit, ChildLine, ChildSpecification } from './guardian.ts';
import type { Answer, GuardianMessage, LabMessage } from './wire.ts';
import { encodeMessage, messageReader } from './wire.ts';

interface KnownChild {
  readonly name: string;
  readonly exit: PromiseWithResolvers<ChildExit>;
  /** Absent until the guardian answered that it was started. */
  handle: ChildHandle | undefined;
}

export interface OutputCut {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
}

export class GuardianConnection {
  /** Settles when the guardian said that it is there. */
  readonly greeted: Promise<void>;
  readonly #socket: Socket;
  readonly #hello = Promise.withResolvers<void>();
  readonly #children = new Map<number, KnownChild>();
  readonly #questions = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #lineListeners = new Set<(lines: readonly ChildLine[]) => void>();
  readonly #cutListeners = new Set<(cut: OutputCut) => void>();
  #lostBecause: string | undefined;
  #lastNumber = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.greeted = this.#hello.promise;
    const read = messageReader<GuardianMessage>();
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines: ChildLine[] = [];
      for (const message of read(chunk)) this.#receive(message, lines);
      this.#publish(lines);
    });
    socket.on('error', () => {}); // the end of the guardian's process tells
  }

  async spawn(specification: ChildSpecification): Promise<Child> {
    const { name, endSignal = 'SIGKILL' } = specification;
    const child = this.#nextNumber();
    const known: KnownChild = { name, exit: Promise.withResolvers(), handle: undefined };
    this.#children.set(child, known); // before the answer: news of its end may be read together with it
    const answer = await this.ask({ type: 'spawn', child, specification });
    if (answer.kind === 'spawned') {
      const { pid, startTime, startedUs } = answer;
      known.handle = new ChildHandle({
        ...{ name, endSignal, child, pid, startTime, startedUs },
        exited: known.exit.promise,
        ask: (question) => this.ask(question),
        write: (message) => this.send(message),
      });
      return known.handle;
    }
    this.#children.delete(child);
    const failed = answer.kind === 'failed' ? answer : { message: `unexpected answer '${answer.kind}'`, hint: '' };
    throw new TemblorError('spawn-failed', `cannot start ${name}: ${failed.message}`, { hint: failed.hint });
  }

  /** @throws TemblorError `guardian-lost` when the guardian is gone, or goes before it answered. */
  ask(question: GuardianQuestion): Promise<Answer> {
    if (this.#lostBecause !== undefined) return Promise.reject(guardianLost(this.#lostBecause));
    const id = this.#nextNumber();
    const answer = Promise.withResolvers<Answer>();
    this.#questions.set(id, answer);
    this.send({ ...question, id });
    return answer.promise;
  }

  send(message: LabMessage): void {
    if (this.#socket.writable) this.#socket.write(encodeMessage(message));
  }

  onLines(listener: (lines: readonly ChildLine[]) => void): Disposable {
    this.#lineListeners.add(listener);
    return { [Symbol.dispose]: () => this.#lineListeners.delete(listener) };
  }

  onCut(listener: (cut: OutputCut) => void): Disposable {
    this.#cutListeners.add(listener);
    return { [Symbol.dispose]: () => this.#cutListeners.delete(listener) };
  }

  /** Nothing will be answered any more: rejects what was asked. */
  lose(reason: string): void {
    this.#lostBecause = reason;
    for (const question of this.#questions.values()) question.reject(guardianLost(reason));
    this.#questions.clear();
  }

  /** Settles the end of every child of which no news came. */
  settleExits(exit: ChildExit): void {
    for (const { exit: pending } of this.#children.values()) pending.resolve(exit);
    this.#children.clear();
  }

  #receive(message: GuardianMessage, lines: ChildLine[]): void {
    switch (message.type) {
      case 'hello':
        this.#hello.resolve();
        break;
      case 'answer':
        this.#questions.get(message.id)?.resolve(message.answer);
        this.#questions.delete(message.id);
        break;
      case 'continued':
        this.#children.get(message.child)?.handle?.noteContinued(message.end);
        break;
      case 'lines':
        for (const [child, stream, atUs, text] of message.lines) {
          lines.push({ name: this.#nameOf(child), stream, text, atUs });
        }
        break;
      case 'cut':
        for (const listener of this.#cutListeners) {
          listener({ name: this.#nameOf(message.child), lines: message.lines, bytes: message.bytes });
        }
        break;
      case 'exited':
        this.#publish(lines.splice(0)); // what it printed is known before its end is
        this.#children.get(message.child)?.exit.resolve(message.exit);
        this.#children.delete(message.child);
        break;
      case 'closed':
        break;
      default:
        message satisfies never;
    }
  }

  #publish(lines: readonly ChildLine[]): void {
    if (lines.length > 0) for (const listener of this.#lineListeners) listener(lines);
  }

  #nameOf(child: number): string {
    return this.#children.get(child)?.name ?? 'unknown';
  }

  #nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }
}

function guardianLost(reason: string): TemblorError {
  return new TemblorError('guardian-lost', reason, {
    hint: 'everything it had started was ended; start the lab again',
  });
}
