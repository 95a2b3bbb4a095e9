import { fileURLToPath } from 'node:url';
import type { ServiceDeclaration } from '@temblor/lab/system/declaration';
import { defineSystem } from '@temblor/lab/system/define-system';
import { planTopology } from '@temblor/lab/system/topology';
import { describe, expect, test } from 'vitest';
import { compileCacheFolder } from './command-line.ts';
import { specifyChild } from './specify-child.ts';

const lab = {
  pid: 99,
  directory: '/srv',
  environment: { PATH: '/bin', HOME: '/home/me', AWS_SECRET_ACCESS_KEY: 'secret', LANG: undefined },
};

function specify(
  run: ServiceDeclaration['run'],
  environment: Record<string, string> = {},
  added: Record<string, string> = {},
) {
  const system = defineSystem({
    name: 'test',
    title: 'Test',
    description: 'Two services and a store.',
    services: {
      shop: { run, environment, replicas: 2, calls: ['price-list', 'db'] },
      'price-list': { run: { command: ['x'] } },
    },
    stores: { db: { kind: 'postgresql' } },
  });
  const plan = planTopology(system).instances[1];
  if (plan === undefined) throw new Error('nothing is planned');
  const urls = { 'price-list': ['http://a:1', 'http://b:2'], db: ['postgres://c:3'] };
  return specifyChild({ plan, port: 4711, urls, environment: added, childName: 'run/shop-2' }, lab);
}

describe('what an instance is told', () => {
  test('are its port, its name, the addresses of what it calls, and no secret of the lab', () => {
    expect(specify({ command: ['serve'] }).environment).toEqual({
      PATH: '/bin',
      HOME: '/home/me',
      PORT: '4711',
      INSTANCE_ID: 'shop-2',
      INSTANCE_NUMBER: '2',
      TEMBLOR_LAB: '99',
      PRICE_LIST_URL: 'http://a:1',
      PRICE_LIST_URLS: 'http://a:1,http://b:2',
      DB_URL: 'postgres://c:3',
      DB_URLS: 'postgres://c:3',
    });
  });

  test('what is declared wins over that, and what the starter adds wins over all', () => {
    const { environment } = specify(
      { command: ['serve'] },
      { PORT: '0{port}', A: '{urls:price-list}', B: 'b' },
      { B: 'c' },
    );
    expect(environment).toMatchObject({ PORT: '04711', A: 'http://a:1,http://b:2', B: 'c' });
  });
});

describe('a command', () => {
  test('has its placeholders replaced; other braces stay', () => {
    const command = [
      '{instance}',
      '--n={number}',
      '{url:db}|{url:price-list}',
      '{"port":{port}}',
      `$\{HOME}`,
      '{}',
      '{ port }',
    ];
    const child = specify({ command, directory: 'sub' });
    expect([child.file, ...child.args]).toEqual([
      'shop-2',
      '--n=2',
      'postgres://c:3|http://a:1',
      '{"port":4711}',
      `$\{HOME}`,
      '{}',
      '{ port }',
    ]);
    expect(child).toMatchObject({ directory: '/srv/sub', name: 'run/shop-2' });
  });

  test.each(['{prt}', '{url:data}', '{urls:toString}', '{port:db}'])(
    'with the unknown placeholder %s is refused',
    (text) => {
      expect(() => specify({ command: ['x', text] })).toThrow(`command of shop-2: unknown placeholder ${text}`);
      expect(() => specify({ command: ['x'] }, { NAME: text })).toThrow(`environment NAME of shop-2: unknown`);
    },
  );
});

describe('a module', () => {
  const here = fileURLToPath(import.meta.url);

  test.each([
    ['a URL', new URL(import.meta.url)],
    ['a path', here],
  ])('given as %s is run by this Node', (_, module) => {
    const child = specify({ module, youngGenerationMb: 4 });
    expect(child.file).toBe(process.execPath);
    expect(child.args.slice(-2)).toEqual(['--max-semi-space-size=4', here]);
    expect(child.environment.NODE_COMPILE_CACHE).toBe(compileCacheFolder(lab.environment));
  });

  test('that is not there is named with its whole path', () => {
    expect(() => specify({ module: 'services/none.ts', youngGenerationMb: 1 })).toThrow(
      'is not there: /srv/services/none.ts',
    );
  });
});
