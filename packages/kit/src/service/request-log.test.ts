import { expect, test } from 'vitest';
import { openLogger } from '../logs/logger.ts';
import { logPlain } from './request-log.ts';

const plain = (status: number) => Promise.resolve({ status, contentType: 'application/json', body: '{}' });

async function linesAt(level: 'error' | 'warn' | 'info') {
  const lines: string[] = [];
  const logger = openLogger({ instance: 'a-1', service: 'a', level, writeLine: (line) => lines.push(line) });
  expect(logPlain(logger, { target: '/left' }, undefined)).toBeUndefined();
  for (const status of [200, 400, 503]) {
    expect(await logPlain(logger, { target: `/${status}` }, plain(status))).toMatchObject({ status });
  }
  return lines.map((line) => JSON.parse(line) as { level: string; path: string; status: number });
}

test('requests that are answered past the application are logged as others are: a failure as a warning', async () => {
  expect(await linesAt('info')).toMatchObject([
    { level: 'info', method: 'POST', path: '/200', status: 200, latency_ms: expect.any(Number), message: 'request' },
    { level: 'info', path: '/400', status: 400 },
    { level: 'warn', path: '/503', status: 503 },
  ]);
  expect(await linesAt('warn')).toMatchObject([{ path: '/503' }]);
  expect(await linesAt('error')).toEqual([]);
});
