import { setTimeout as delay } from 'node:timers/promises';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { define } from './command-context.ts';

/** Plays a command that is interrupted, and then ends with what `work` throws. */
async function interrupted(work: (signal: AbortSignal) => Promise<number>) {
  const leaving = new AbortController();
  const printed: string[] = [];
  const stream = { write: (text: string) => void printed.push(text) };
  const { promise, resolve } = Promise.withResolvers<number>();
  const surroundings = {
    ...{ environment: {}, folder: '/', stdout: stream, stderr: stream, openBrowser: undefined, exit: resolve },
    interrupt: { signal: leaving.signal, trigger: () => {}, [Symbol.dispose]: () => {} },
  };
  const command = define(new Command('wait'), surroundings, z.object({}), ({ interrupt }) => work(interrupt.signal));
  const played = command.parseAsync([], { from: 'user' });
  leaving.abort(new TemblorError('interrupted', 'interrupted', { exitCode: 130 }));
  await played;
  return { code: await promise, text: printed.join('') };
}

test('an interruption is told as one, through whatever was waited for', async () => {
  const result = await interrupted((signal) => delay(60_000, 0, { signal }));
  expect(result).toEqual({ code: 130, text: 'temblor: interrupted\n' });
});

test('a defect is told as one, also after an interruption', async () => {
  const result = await interrupted(() => Promise.reject(new TypeError('x is undefined')));
  expect(result).toMatchObject({ code: 70, text: expect.stringContaining('a defect of temblor: x is undefined') });
});
