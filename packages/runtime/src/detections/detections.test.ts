import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import { detectionDeclaration } from '@temblor/lab/system/declaration';
import { defineSystem } from '@temblor/lab/system/define-system';
import { planTopology } from '@temblor/lab/system/topology';
import type { InstanceView, LogLine } from '@temblor/lab/world/world';
import { describe, expect, test } from 'vitest';
import type { DetectionContext } from './detection-context.ts';
import { resolveInstance, watchLogPattern } from './log-pattern.ts';
import { readStates, watchStatusUrl } from './status-url.ts';

const system = defineSystem({
  name: 'shop',
  title: 'Shop',
  description: 'a front and three replicas',
  services: {
    front: { run: { command: ['front'] }, calls: ['replica'] },
    replica: { run: { command: ['replica'] }, replicas: 3 },
  },
});

interface Bench extends DetectionContext {
  readonly told: JournalFact[];
  print(instance: string, text: string): void;
}

function bench(frontUrl = 'http://127.0.0.1:4000'): Bench {
  const topology = planTopology(system);
  const listeners = new Set<(line: LogLine) => void>();
  const told: JournalFact[] = [];
  const view = (id: string, service: string, url: string): InstanceView => {
    return { id, service, state: 'running', pid: 1, port: Number(new URL(url).port), url, restarts: 0, trouble: null };
  };
  return {
    topology,
    clock: monotonicClock,
    told,
    instances: () => [view('front', 'front', frontUrl), view('replica-1', 'replica', 'http://127.0.0.1:4001')],
    links: () => [{ id: 'front->replica-2', consumer: 'front', provider: 'replica-2', url: 'http://127.0.0.1:9002' }],
    followLogs: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => listeners.delete(listener) };
    },
    facts: (_, fact) => told.push(fact),
    print: (instance, text) => {
      for (const listener of listeners) listener({ atUs: 7, instance, stream: 'stderr', text });
    },
  };
}

describe('whom a foreign program means', () => {
  test.each([
    ['replica-3', 'replica-3'],
    ['3', 'replica-3'],
    ['http://127.0.0.1:4001/', 'replica-1'],
    ['127.0.0.1:9002', 'replica-2'],
    ['replica-9', undefined],
    ['127.0.0.1:1', undefined],
  ])('%s is %s', (named, instance) => expect(resolveInstance(named, bench())).toBe(instance));
});

describe('a log pattern', () => {
  const declaration = { kind: 'log-pattern', service: 'front' } as const;

  test('tells each change once, in the words of the line, and only from the service that it names', () => {
    const context = bench();
    const patterns = { off: 'lost (?<instance>\\S+)', on: 'back (?<instance>\\S+)' };
    using _ = watchLogPattern({ ...declaration, ...patterns }, context);
    context.print('replica-1', 'lost replica-2');
    context.print('front', 'lost replica-2');
    context.print('front', 'lost replica-2');
    context.print('front', 'back replica-2');
    expect(context.told).toEqual([
      expect.objectContaining({ type: 'instance-off', instance: 'replica-2', reason: 'lost replica-2' }),
      expect.objectContaining({ type: 'instance-on', instance: 'replica-2', by: 'front', detector: 'log-pattern' }),
    ]);
  });
});

describe('a status page', () => {
  const parse = (input: object) => {
    const declaration = detectionDeclaration.parse({ kind: 'status-url', service: 'front', path: '/s', ...input });
    if (declaration.kind !== 'status-url') throw new Error('another kind');
    return declaration;
  };

  test.each([
    ['a list under a key', { list: 'a.b' }, { a: { b: [{ instance_id: 'replica-1', status: 'OFF' }] } }],
    ['an object by id', { stateKey: 'up' }, { 'replica-1': { up: false } }],
    ['plain values by id', {}, { 'replica-1': 'DOWN' }],
  ])('is read as %s', (_, input, document) => {
    expect(readStates(JSON.stringify(document), parse(input))).toEqual([{ name: 'replica-1', state: 'off' }]);
  });

  test.each(['', 'no json', '7', '[null, {}]', '{"replica-1": "MAYBE"}'])(
    'that says nothing is passed over: %j',
    (text) => expect(readStates(text, parse({}))).toEqual([]),
  );

  test('is asked again and again, and tells what changed', async () => {
    const answers = ['ON', 'OFF', 'OFF', 'ON'];
    const server = createServer((_, response) => {
      response.end(JSON.stringify([{ instance_id: '2', status: answers.shift() ?? 'ON' }]));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const context = bench(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    using _ = watchStatusUrl(parse({ intervalMs: 5 }), context);
    await expect.poll(() => context.told.map(({ type }) => type)).toEqual(['instance-off', 'instance-on']);
    server.closeAllConnections();
    server.close();
  });
});
