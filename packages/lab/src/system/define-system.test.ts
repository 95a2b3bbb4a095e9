import { describe, expect, test } from 'vitest';
import type { ExperimentDeclaration } from '../experiment/declaration.ts';
import type { SystemInput } from './declaration.ts';
import { defineSystem } from './define-system.ts';

const run = { command: ['x'] };

function define(more: Partial<SystemInput>) {
  return defineSystem({ name: 'mine', title: 'Mine', description: '', services: { a: { run } }, ...more });
}

const postgres = { kind: 'postgresql' } as const;
const pattern = 'lost (?<instance>\\S+)';
const flagged = { flagSwitch: '/chaos', flags: { crash: true } };
const raised = { kind: 'flag', target: { instance: 'a' } } as const;
const race = { module: './race.ts', title: 'Race', description: '' };
const experiment: ExperimentDeclaration = {
  title: 'Experiment',
  description: '',
  steadyState: { requests: [] },
  load: { ratePerSecond: 1, workload: { requests: [{ service: 'a', path: '/' }] } },
  phases: [{ name: 'p' }],
  limits: { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null },
  checks: [],
};
const stats = { service: 'a', method: 'GET', path: '/stats', title: 'Figures' } as const;

describe('a declaration is refused, with what is wrong, where', () => {
  const cases: readonly [string, Partial<SystemInput>, string][] = [
    ['it has no services', { services: {} }, 'services: there is none'],
    [
      'two instances would have one id',
      { services: { a: { run, replicas: 2 }, 'a-1': { run } } },
      `services.a-1: 'a-1' is also the name of instance 'a-1' of services.a`,
    ],
    ['a store is named like a service', { stores: { a: postgres } }, `stores.a: 'a' is also the name of services.a`],
    [
      'a translation loses a number',
      { spanish: { '{} of {} were read': 'se leyeron {}' } },
      "as many '{}' as in the English text",
    ],
    [
      'a store is named like an instance',
      { services: { a: { run, replicas: 2 } }, stores: { 'a-2': postgres } },
      `stores.a-2: 'a-2' is also the name of instance 'a-2'`,
    ],
    ['a service is named client', { services: { client: { run } } }, 'services.client: the lab itself uses the name'],
    ['a service is named load', { services: { load: { run } } }, 'services.load: the lab itself uses the name'],
    ['a store is named detector', { stores: { detector: postgres } }, 'stores.detector: the lab itself uses the name'],
    [
      'a service is named like a property of every object',
      { services: { constructor: { run } } },
      "services.constructor: every JavaScript object has something of the name 'constructor'; choose another",
    ],
    ['a store is named so', { stores: { constructor: postgres } }, 'stores.constructor: every JavaScript object'],
    ['it is named so itself', { name: 'constructor' }, 'name: every JavaScript object has something of the name'],
    [
      'an action is sent to nobody',
      { actions: { stats: { ...stats, service: 'b' } } },
      "actions.stats: 'b' is not there; did you mean 'a'",
    ],
    [
      'an action leads to another host',
      { actions: { stats: { ...stats, path: '//b/stats' } } },
      "actions.stats.path: a path as '/replicas/{replica}/drain'",
    ],
    [
      'an action is named like a property of every object',
      { actions: { constructor: stats } },
      'actions.constructor: every JavaScript object',
    ],
    ['a service waits for itself', { services: { a: { run, after: ['a'] } } }, '(a after a)'],
    [
      'services wait in a circle',
      { services: { c: { run, after: ['b'] }, b: { run, after: ['a', 'c'] }, a: { run } } },
      '(c after b; b after a, c)',
    ],
    [
      'a log pattern is no regular expression',
      { detections: [{ kind: 'log-pattern', service: 'a', off: '(', on: pattern }] },
      `detections (log-pattern).off: '(' is no regular expression`,
    ],
    [
      'a log pattern does not name the instance',
      { detections: [{ kind: 'log-pattern', service: 'a', off: pattern, on: 'back' }] },
      `detections (log-pattern).on: 'back' does not say whom it means`,
    ],
    [
      'flags have no switch',
      { services: { a: { run, flags: { crash: true } } } },
      `services.a: 'flagSwitch' and 'flags' go together`,
    ],
    [
      'a switch has no flags',
      { services: { a: { run, flagSwitch: '/chaos' } } },
      `services.a: 'flagSwitch' and 'flags'`,
    ],
    [
      'a flag is named like what stands beside it',
      { services: { a: { run, flagSwitch: '/chaos', flags: { duration_ms: 1 } } } },
      'not duration_ms or fault',
    ],
    [
      'its race turns on a flag that is not there',
      { services: { a: { run, ...flagged } }, race: { ...race, faults: [{ ...raised, flag: 'crush' }] } },
      `race, fault 'flag': 'a' has no flag 'crush'; did you mean 'crash'`,
    ],
    [
      'its race turns on a flag of a service without any',
      { race: { ...race, faults: [{ ...raised, flag: 'crash' }] } },
      `race, fault 'flag': 'a' has no flags; declare 'flagSwitch'`,
    ],
    [
      'its race breaks what is not there',
      { race: { ...race, faults: [{ kind: 'crash', target: { instance: 'b' } }] } },
      `race, fault 'crash': 'b' is not there; did you mean 'a'`,
    ],
    [
      'an experiment turns on a flag that is not there',
      {
        services: { a: { run, ...flagged } },
        entrances: ['a'],
        experiments: { e: { ...experiment, phases: [{ name: 'p', faults: [{ ...raised, flag: 'x' }] }] } },
      },
      `experiments.e: phase 'p', fault 'flag': 'a' has no flag 'x'`,
    ],
  ];
  test.each(cases)('where %s', (_when, more, expected) => {
    expect(() => define(more)).toThrow(
      expect.objectContaining({ code: 'invalid-system', exitCode: 78, message: expect.stringContaining(expected) }),
    );
  });
});

test('a race has the faults that its system can play, with their defaults', () => {
  const faults = [{ ...raised, flag: 'crash', durationMs: 5000 }];
  const system = define({ services: { a: { run, ...flagged } }, race: { ...race, faults } });
  expect(system.race?.faults).toEqual(faults);
  expect(define({ race }).race?.faults).toEqual([]);
});

test('services in a chain, and a replicated service beside others, are accepted', () => {
  const services = { c: { run, after: ['b'] }, b: { run, after: ['a'] }, a: { run, replicas: 2 }, 'a-3': { run } };
  const detections = [{ kind: 'log-pattern', service: 'a', off: pattern, on: pattern }] as const;
  expect(Object.keys(define({ services, detections: [...detections] }).services)).toEqual(['c', 'b', 'a', 'a-3']);
});

test('what the lab says of every system is there in Spanish, and a system may say it otherwise', () => {
  const { spanish } = define({ spanish: { Mine: 'Mío', 'nobody is OFF': 'todos están ON' } });
  expect(spanish).toMatchObject({ Mine: 'Mío', 'nobody is OFF': 'todos están ON' });
  expect(define({}).spanish['nobody is OFF']).toBe('nadie está OFF');
});
