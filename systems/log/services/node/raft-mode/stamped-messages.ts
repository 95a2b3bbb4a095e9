/** Raft's messages with who sent them, and when: what the lab draws of the last seconds is read from that. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { Codec } from '@temblor/host/codec/codec';
import type { RaftMessage } from '@temblor/protocols/raft/types';

/** The moment in microseconds, and the node. */
const stampBytes = 12;

export interface StampParts {
  readonly node: number;
  readonly clock: Clock;
  /** @param label what the message says, in a few words. */
  readonly arrived: (from: number, sentAtUs: number, label: () => string) => void;
}

/** The same codec, with a stamp before each message. @param parts.arrived told of each message that is read. */
export function stampedMessages(codec: Codec<RaftMessage>, { node, clock, arrived }: StampParts): Codec<RaftMessage> {
  return {
    encode: (message) => {
      const stamp = Buffer.allocUnsafe(stampBytes);
      stamp.writeDoubleLE(clock.nowUs(), 0);
      stamp.writeUInt32LE(node, 8);
      return Buffer.concat([stamp, codec.encode(message)]);
    },
    decode: (bytes) => {
      const stamp = Buffer.from(bytes.buffer, bytes.byteOffset, stampBytes);
      const message = codec.decode(bytes.subarray(stampBytes));
      arrived(stamp.readUInt32LE(8), stamp.readDoubleLE(0), () => describeMessage(message));
      return message;
    },
  };
}

function describeMessage(message: RaftMessage): string {
  return `${wordsOf(message)}, term ${message.term}`;
}

function wordsOf(message: RaftMessage): string {
  switch (message.kind) {
    case 'append': {
      const first = message.previousIndex + 1;
      const last = message.previousIndex + message.entries.length;
      if (last < first) return 'heartbeat';
      return `append ${first === last ? first : `${first}–${last}`}`;
    }
    case 'append-reply':
      return message.outcome.kind === 'matched'
        ? `has ${message.outcome.index}`
        : `differs at ${message.outcome.previousIndex}`;
    case 'pre-vote-reply':
    case 'vote-reply':
      return `${message.kind === 'vote-reply' ? 'vote' : 'pre-vote'}: ${message.granted ? 'yes' : 'no'}`;
    case 'install-snapshot':
      return `snapshot at ${message.snapshot.index}`;
    case 'pre-vote-request':
      return 'asks for a pre-vote';
    case 'vote-request':
      return 'asks for a vote';
    case 'repaired':
      return 'is repaired';
    case 'lost-records':
      return `has lost what it held up to ${message.index}`;
    case 'timeout-now':
      return 'stand for election';
    default:
      return message satisfies never;
  }
}
