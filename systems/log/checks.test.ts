/** The checks and figures of the log, on histories written by hand. Length: a scene for each way to be right and to be wrong. */
import type { CheckResult, Json, Operation } from '@temblor/checkers/history/operation';
import type { Check, CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEventOf, JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { describe, expect, test } from 'vitest';
import type { ShownMessage } from './check-evidence.ts';
import { nodes } from './check-evidence.ts';
import {
  acceptsAgain,
  bullyLosesAgreement,
  idsAndClocksGrow,
  logAgreement,
  messagesExactlyOnce,
  noCausalityViolations,
  noElections,
  oneLeaderATerm,
  readsAreStable,
} from './checks.ts';
import { failoverFigures, messageFigures, partitionFigures, regionFigures } from './measurements.ts';
import { spanish } from './spanish.ts';

/** A log in which each message is one letter, from id 1 on. */
function logOf(contents: string, firstId = 1): ShownMessage[] {
  return [...contents].map((content, index) => ({
    id: firstId + index,
    content,
    lamport_timestamp: 10 + 3 * index,
    node_id: 1,
  }));
}

interface Scene {
  /** What each node shows, in order. */
  readonly logs?: readonly ShownMessage[][];
  readonly history?: readonly Operation[];
  readonly facts?: readonly (readonly [number, JournalFact])[];
}

function sceneOf({ logs = [], history = [], facts = [] }: Scene): CheckContext {
  const journal = new Journal();
  for (const [atMs, fact] of facts) journal.append('log', atMs * 1000, fact);
  return {
    history,
    journal: journal.since(1),
    observe: async (node, path) => {
      const after = Number(new URL(path, 'http://node').searchParams.get('after'));
      const own = logs[nodes.indexOf(node)] ?? [];
      return { status: 200, body: own.filter(({ id }) => id > after).map((message): Json => ({ ...message })) };
    },
    storeUrl: () => '',
  };
}

function append(id: number, message: string, position: number | null, more: Partial<Operation> = {}): Operation {
  const output = position === null ? null : { id: position, lamport_timestamp: 1 };
  const done = { outcome: position === null ? 'failed' : 'ok', output, status: position === null ? 503 : 200 } as const;
  return {
    id,
    name: 'append',
    input: { message },
    ...done,
    invokedUs: id * 1000,
    completedUs: id * 1000 + 500,
    ...more,
  };
}

function read(id: number, messages: readonly ShownMessage[]): Operation {
  const output: Json = messages.map((message): Json => ({ ...message }));
  return { ...append(id, '', 1), name: 'read', input: { after: 0, limit: 50 }, output };
}

const latency = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };

function window(instance: string, startMs: number, more: Partial<JournalEventOf<'log-window'>> = {}): JournalFact {
  return {
    ...{ type: 'log-window', instance, startUs: startMs * 1000, endUs: (startMs + 1000) * 1000, mode: 'raft' },
    ...{ role: 'follower', leader: 3, term: 1, lamportTime: 1, count: 0, accepted: 0, refused: 0, unknown: 0 },
    ...{ causalityViolations: 0, latency, latest: [], exchanged: [] },
    ...more,
  };
}

const elected = (instance: string, term: number): JournalFact => ({ type: 'leader-elected', instance, term });

/** A crash of node-3 from 1000 to 4000 ms, in a phase up to 9000. */
const crash: readonly (readonly [number, JournalFact])[] = [
  [900, { type: 'phase-started', phase: 'kill', repeat: 1 }],
  [
    1000,
    {
      type: 'fault-applied',
      ...{ fault: 'f', kind: 'crash', target: { instance: 'node-3' } },
      parameters: {},
      durationMs: 3000,
    },
  ],
  [1001, { type: 'fault-confirmed', fault: 'f', evidence: 'seen', effectAtUs: 1_000_000 }],
  [1002, { type: 'process-exited', ...{ instance: 'node-3', pid: 1, code: null, signal: 'SIGKILL' }, expected: true }],
  [4000, { type: 'fault-lifted', fault: 'f', cause: 'expired' }],
  [4400, { type: 'process-ready', instance: 'node-3', pid: 2, durationMs: 400 }],
  [9000, { type: 'phase-finished', phase: 'kill', repeat: 1, completed: true, detail: '' }],
];

const same = [logOf('abcd'), logOf('abcd'), logOf('abcd')];
const acknowledged = [append(1, 'a', 1), append(2, 'b', 2), append(3, 'c', 3), append(4, 'd', 4)];

describe('the checks of the log', () => {
  test.each<[string, Check, Scene]>([
    ['equal logs with all that was acknowledged', logAgreement, { logs: same, history: acknowledged }],
    [
      'a repeated message that stands once',
      messagesExactlyOnce,
      { logs: same, history: [...acknowledged, append(9, 'b', 2)] },
    ],
    [
      'an unknown message that is in the log',
      messagesExactlyOnce,
      { logs: same, history: [append(1, 'a', null, { outcome: 'unknown', status: 0 })] },
    ],
    ['ids without gaps', idsAndClocksGrow, { logs: same }],
    ['a page of the log', readsAreStable, { logs: same, history: [read(1, logOf('abcd').slice(1, 3))] }],
    ['nodes that counted no violation', noCausalityViolations, { facts: [[1000, window('node-1', 0)]] }],
    [
      'a leader in each term',
      oneLeaderATerm,
      {
        facts: [
          [1, elected('node-1', 1)],
          [2, elected('node-2', 2)],
          [3, window('node-2', 0, { role: 'leader', term: 2 })],
        ],
      },
    ],
    [
      'an election in the warm-up',
      noElections,
      {
        facts: [
          [1, elected('node-1', 1)],
          [2, { type: 'warm-up-finished' }],
        ],
      },
    ],
    ['a message within eight seconds', acceptsAgain, { facts: crash, history: [append(8000, 'x', 1)] }],
  ])('pass %s', async (_, check, scene) => {
    expect(await check(sceneOf(scene))).toMatchObject({ verdict: 'passed', violations: [] });
  });

  test.each<[string, Check, Scene, string]>([
    [
      'a log that differs',
      logAgreement,
      { logs: [logOf('abcd'), logOf('abxd'), logOf('abcd')], history: [] },
      'at 3 node-1 holds c and node-2 holds x',
    ],
    [
      'a lost acknowledgement',
      logAgreement,
      { logs: same, history: [append(1, 'z', 5)] },
      'z was acknowledged, and 0 of 3 nodes hold it',
    ],
    [
      'an id that clients were told wrongly',
      logAgreement,
      { logs: same, history: [append(1, 'c', 4)] },
      'acknowledged at 4, and stands at 3',
    ],
    [
      'an order that clients can see is wrong',
      logAgreement,
      { logs: same, history: [append(1, 'd', 4), append(2, 'a', 1)] },
      'd stands at 4|d.*acknowledged before a was asked for|a stands at 1, before d',
    ],
    [
      'a message that appears twice',
      messagesExactlyOnce,
      { logs: [logOf('abb'), [], []], history: [append(1, 'b', 2)] },
      'b took effect 2 times',
    ],
    [
      'a refused message in the log',
      messagesExactlyOnce,
      { logs: same, history: [append(1, 'a', null)] },
      'a failed, and yet took effect',
    ],
    [
      'a gap of ids',
      idsAndClocksGrow,
      { logs: [[...logOf('ab'), ...logOf('c', 4)], [], []] },
      'node-1 shows id 4 at place 3',
    ],
    [
      'a clock that stands',
      idsAndClocksGrow,
      { logs: [logOf('ab').map((m) => ({ ...m, lamport_timestamp: 7 })), [], []] },
      'the Lamport time 7',
    ],
    [
      'a page with another message',
      readsAreStable,
      { logs: same, history: [read(1, logOf('abx'))] },
      "shown 'x' at 3, where the log holds 'c'",
    ],
    [
      'a page beyond the log',
      readsAreStable,
      { logs: same, history: [read(1, logOf('abcde'))] },
      "'e' at 5, where the log holds nothing",
    ],
    [
      'a page with a gap',
      readsAreStable,
      { logs: same, history: [read(1, [...logOf('a'), ...logOf('c', 3)])] },
      '3 right after 1',
    ],
    [
      'a page that is none',
      readsAreStable,
      { logs: same, history: [{ ...read(1, []), output: 'sorry' }] },
      'operation 1 is no list',
    ],
    [
      'a violation that a node counted',
      noCausalityViolations,
      { facts: [[1000, window('node-2', 0, { causalityViolations: 3 })]] },
      'node-2 counted 3',
    ],
    [
      'two leaders of a term',
      oneLeaderATerm,
      {
        facts: [
          [1, elected('node-1', 2)],
          [2, window('node-3', 0, { role: 'leader', term: 2 })],
        ],
      },
      'led in term 2',
    ],
    [
      'an election for nothing',
      noElections,
      {
        facts: [
          [1, { type: 'warm-up-finished' }],
          [2, elected('node-1', 4)],
        ],
      },
      'node-1 was elected in term 4',
    ],
    [
      'silence after a fault',
      acceptsAgain,
      { facts: crash, history: [append(500, 'a', 1), append(9500, 'b', 2)] },
      'no message was accepted within 8000 ms of kill 1',
    ],
  ])('fail %s', async (_, check, scene, violation) => {
    const result: CheckResult = await check(sceneOf(scene));
    expect(result.verdict).toBe('failed');
    expect(result.violations.join('\n')).toMatch(new RegExp(violation));
  });

  test.each<[Check]>([[idsAndClocksGrow], [readsAreStable], [noCausalityViolations], [oneLeaderATerm], [acceptsAgain]])(
    '%o tells nothing from nothing',
    async (check) => {
      expect(await check(sceneOf({ logs: [[], [], []] }))).toMatchObject({ verdict: 'inconclusive' });
    },
  );
});

test('an election on a machine that was too busy for the load is no finding', async () => {
  const busy: JournalFact = { type: 'load-finished', intended: 9, sent: 1, valid: false, reason: 'too busy' };
  const facts = [
    [1, { type: 'warm-up-finished' }],
    [2, elected('node-1', 4)],
    [3, busy],
  ] as const;
  expect(await noElections(sceneOf({ facts }))).toMatchObject({ verdict: 'inconclusive' });
});

describe('the harm of the bully algorithm', () => {
  const parted = [
    [2000, window('node-3', 1000, { role: 'leader' })],
    [2400, window('node-2', 1400, { role: 'leader' })],
  ] as const;
  const logs = [logOf('abx'), logOf('abx'), logOf('aby')];

  test('is found where two nodes led and their logs differ', async () => {
    const result = await bullyLosesAgreement(sceneOf({ logs, facts: parted }));
    expect(result.verdict).toBe('passed');
    expect(result.summary).toContain('two leaders for 0.6 s, and at 3 node-1 holds x and node-3 holds y');
  });

  test('is not found where one node led, or where the logs agree', async () => {
    expect(await bullyLosesAgreement(sceneOf({ logs, facts: parted.slice(1) }))).toMatchObject({ verdict: 'failed' });
    expect(await bullyLosesAgreement(sceneOf({ logs: same, facts: parted }))).toMatchObject({ verdict: 'failed' });
  });
});

describe('the figures of the log', () => {
  test('of 100 messages are those of the brief, beside it', async () => {
    const history = Array.from({ length: 150 }, (_, index) => append(index + 1, `m${index}`, index + 1));
    const facts = [[11, { type: 'warm-up-finished' }]] as const;
    const figures = await messageFigures(sceneOf({ history, facts }));
    expect(figures.map(({ measured, reference }) => [measured, reference?.value])).toMatchObject([
      [{ value: 100 }, undefined],
      [{ value: 0.5 }, 45.2],
      [{ value: 0.5 }, undefined],
      [{ value: 0.5 }, undefined],
      [{ value: 0.5 }, 78.5],
      [{ value: expect.closeTo(1005, 0) }, 42.3],
      [{ value: 0 }, 0],
    ]);
  });

  test('of a killed leader count from its death', async () => {
    const facts = [
      ...crash,
      [1350, elected('node-2', 2)],
      [4300, window('node-2', 3300, { count: 90 })],
      [5300, window('node-3', 4300, { count: 20 })],
      [6300, window('node-3', 5300, { count: 120 })],
    ] as const;
    const history = [append(999, 'a', 1, { completedUs: 1_100_000 }), append(1400, 'b', 2)];
    const figures = await failoverFigures(sceneOf({ facts, history }));
    expect(figures.map(({ measured }) => measured)).toMatchObject([{ value: 400.5 }, { value: 1900 }, { value: 350 }]);
    expect(figures[0]).toMatchObject({
      figure: 'time to the next accepted message',
      reference: { source: 'exercise' },
    });
    expect(spanish).toHaveProperty('exercise');
    const silent = await failoverFigures(sceneOf({ facts: crash, history: [] }));
    expect(silent.map(({ measured }) => measured.kind)).toEqual(['absent', 'absent', 'absent']);
  });

  test('of regions are the medians of what was measured over each link', async () => {
    const probed: JournalFact = {
      type: 'link-probed',
      link: 'node-1->node-2',
      roundTripsMs: [120, 113, 114],
      unanswered: 0,
    };
    const figures = await regionFigures(sceneOf({ facts: [[1, probed]] }));
    expect(figures[0]).toMatchObject({
      figure: 'round trip us → eu',
      measured: { value: 114 },
      reference: { value: 112.5 },
    });
    expect(figures[1]?.measured).toEqual({ kind: 'absent', reason: 'nothing was answered' });
  });

  test('of a partition count what clients were told meanwhile', async () => {
    const history = [append(500, 'a', 1), append(1500, 'b', 2), append(1600, 'c', null), append(5000, 'd', 3)];
    const figures = await partitionFigures(sceneOf({ facts: crash, history }));
    expect(figures.map(({ measured }) => measured)).toMatchObject([
      { value: 0 },
      { value: 1 },
      { value: 1 },
      { value: 0 },
      { value: 500.5 },
    ]);
  });
});
