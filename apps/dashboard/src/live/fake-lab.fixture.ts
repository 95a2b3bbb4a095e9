/** A lab that answers `GET /journal` as a test says, for tests of what follows a journal. */
import type { StreamPorts } from './journal-stream.ts';

/** One connection; the test plays the lab. */
interface FakeConnection {
  readonly token: string | undefined;
  send(text: string): void;
  /** Whether its reader has closed it. */
  readonly closed: () => boolean;
}

/** What the lab was asked, and what a stream needs of the world; silence never ends a connection. */
export function openFakeLab(answer: (token: string | undefined) => number = () => 200) {
  const connections: FakeConnection[] = [];
  const ports: Omit<StreamPorts, 'emit'> = {
    fetch: async (_, { headers, signal }) => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => undefined));
      const token = headers.authorization?.replace('Bearer ', '');
      connections.push({
        token,
        send: (text) => void writer.write(new TextEncoder().encode(text)),
        closed: () => signal.aborted,
      });
      return new Response(readable, { status: answer(token) });
    },
    wait: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  };
  return { connections, ports };
}

/** The first message of a stream. */
export function hello(epoch: string, nextSequence: number): string {
  return `event: lab\ndata: {"epoch":"${epoch}","nextSequence":${nextSequence},"nowUs":1}\n\n`;
}

/** An event, whose line is its epoch and sequence. */
export function event(epoch: string, sequence: number): string {
  return `id: ${epoch}.${sequence}\nevent: journal\ndata: ${epoch}${sequence}\n\n`;
}
