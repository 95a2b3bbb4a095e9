import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Interrupt } from '../interrupt.ts';
import { TerminalReader } from './ask-person.ts';

/** A terminal whose other end types. */
function terminal() {
  const controller = new AbortController();
  const interrupt: Interrupt = {
    signal: controller.signal,
    trigger: (reason) => controller.abort(new Error(reason)),
    [Symbol.dispose]: () => {},
  };
  const input = new PassThrough();
  const output = new PassThrough();
  return { input, output, interrupt, reader: new TerminalReader({ input, output }, interrupt) };
}

describe('the reader of a terminal', () => {
  test('reads a line under each question, and each line once', async () => {
    const { input, output, reader } = terminal();
    const written: string[] = [];
    output.on('data', (chunk) => written.push(String(chunk)));
    const answers: (string | undefined)[] = [];
    for (const typed of ['one', 'two', 'three']) {
      const line = reader.readLine('which? ');
      input.write(`${typed}\r`);
      answers.push(await line);
    }
    expect(answers).toEqual(['one', 'two', 'three']);
    expect(written.join('')).toContain('which? ');
    const next = reader.readLine('and? ');
    input.write('four\r');
    expect(await next).toBe('four');
  });

  test('keeps what was pasted with an earlier line', async () => {
    const { input, reader } = terminal();
    const first = reader.readLine('> ');
    input.write('1\r2\r');
    expect([await first, await reader.readLine('> ')]).toEqual(['1', '2']);
  });

  test('tells the end of the input, and goes on telling it', async () => {
    const { input, reader } = terminal();
    const line = reader.readLine('> ');
    input.end();
    expect([await line, await reader.readLine('> ')]).toEqual([undefined, undefined]);
  });

  test('takes Ctrl-D for the end, and Ctrl-C for the wish to leave', async () => {
    const ended = terminal();
    const line = ended.reader.readLine('> ');
    ended.input.write('\u0004');
    expect(await line).toBeUndefined();
    const left = terminal();
    const other = left.reader.readLine('> ');
    left.input.write('\u0003');
    await expect(other).rejects.toThrow('interrupted');
    await expect(left.reader.readLine('> ')).rejects.toThrow('interrupted');
  });

  test('ends with the interruption, whoever brings it', async () => {
    const { interrupt, reader } = terminal();
    const line = reader.readLine('> ');
    interrupt.trigger('ended by SIGTERM');
    await expect(line).rejects.toThrow('ended by SIGTERM');
  });
});
