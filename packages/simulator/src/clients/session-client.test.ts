import { seededRandom } from '@temblor/foundation/randomness/random';
import type { RaftCommand } from '@temblor/protocols/raft/types';
import { describe, expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import type { Completion } from './session-client.ts';
import { SessionClient } from './session-client.ts';

/** A world in which the test answers, and time passes only when it says so. */
function openWorld() {
  const asked: { node: number; command: RaftCommand; answer: (answer: Answer) => void }[] = [];
  const completions: Completion[] = [];
  const appointments: { atUs: number; action: () => void }[] = [];
  let nowUs = 0;
  const client = new SessionClient(
    {
      nodes: [1, 2, 3],
      random: seededRandom(1),
      nowUs: () => nowUs,
      at: (atUs, action) => void appointments.push({ atUs, action }),
      ask: (node, command, answer) => {
        asked.push({ node, command: command(asked.length), answer });
        return true;
      },
      isAnswerLost: () => false,
      sessionExpired: () => {},
      invoked: () => {},
      sent: () => {},
      completed: (_, completion) => void completions.push(completion),
    },
    { attemptUs: 1_000, patienceUs: 100_000, answerLoss: 0 },
  );
  const passUntil = (untilUs: number): void => {
    for (;;) {
      const due = appointments.filter(({ atUs }) => atUs <= untilUs).sort((a, b) => a.atUs - b.atUs)[0];
      if (due === undefined) break;
      appointments.splice(appointments.indexOf(due), 1);
      nowUs = Math.max(nowUs, due.atUs);
      due.action();
    }
    nowUs = untilUs;
  };
  const put = { id: 1, atUs: 0, client: 1, action: { kind: 'put', key: 'k', value: 'v' } } as const;
  const answerLast = (answer: Answer) => asked.at(-1)?.answer(answer);
  const lastEntry = (): unknown => {
    const command = asked.at(-1)?.command;
    return command?.kind === 'propose' ? JSON.parse(command.proposals[0]?.data ?? '') : command;
  };
  return { client, asked, completions, passUntil, put, answerLast, lastEntry };
}

const registered: Answer = { kind: 'applied', result: { kind: 'registered', client: 7 } };
const written: Answer = { kind: 'applied', result: { kind: 'done', result: { kind: 'written' }, repeated: false } };
const expired: Answer = { kind: 'applied', result: { kind: 'session-expired' } };

describe('a client', () => {
  test('registers first, and repeats what was not answered with the same sequence, elsewhere', () => {
    const { client, asked, completions, passUntil, put, answerLast, lastEntry } = openWorld();
    client.submit(put);
    expect(lastEntry()).toEqual({ kind: 'register' });
    answerLast(registered);
    const first = lastEntry();
    expect(first).toMatchObject({ client: 7, sequence: 1 });
    passUntil(1_500);
    expect(lastEntry()).toEqual(first);
    expect(asked.at(-1)?.node).not.toBe(asked.at(-2)?.node);
    answerLast(written);
    expect(completions).toEqual([{ kind: 'answered', result: { kind: 'written' } }]);
  });

  test('takes an answer to an earlier attempt, which is as good', () => {
    const { client, asked, completions, passUntil, put, answerLast } = openWorld();
    client.submit(put);
    answerLast(registered);
    passUntil(1_500);
    asked.at(-2)?.answer(written);
    expect(completions).toEqual([{ kind: 'answered', result: { kind: 'written' } }]);
  });

  test('asks the leader that it is told of', () => {
    const { client, asked, passUntil, put, answerLast } = openWorld();
    client.submit(put);
    const leader = asked[0]?.node === 3 ? 2 : 3;
    answerLast({ kind: 'refused', reason: 'not-leader', leader });
    passUntil(30_000);
    expect(asked[1]?.node).toBe(leader);
  });

  test('gives up in time: unknown where it was sent, certain where it was not', () => {
    const { client, completions, passUntil, put, answerLast } = openWorld();
    client.submit(put);
    passUntil(200_000);
    client.submit(put);
    answerLast(registered);
    passUntil(400_000);
    expect(completions).toEqual([{ kind: 'not-sent' }, { kind: 'unknown' }]);
  });

  test('whose session ended does again what was sent once, and not what may have been done', () => {
    const { client, completions, passUntil, put, answerLast, lastEntry } = openWorld();
    client.submit(put);
    answerLast(registered);
    answerLast(expired);
    expect(lastEntry()).toEqual({ kind: 'register' });
    answerLast(registered);
    passUntil(1_500);
    answerLast(expired);
    expect(completions).toEqual([{ kind: 'unknown' }]);
    client.submit(put);
    expect(lastEntry()).toEqual({ kind: 'register' });
  });
});
