import { expect, test } from 'vitest';
import { playDemo } from './play-demo.ts';
import { at, FakeStage } from './testing/fake-stage.ts';

const options = { ratePerSecond: 500 };
const lastWords = at(9000, { type: 'load-finished', intended: 4000, sent: 4000, valid: true, reason: '' });

test('where nobody chooses, all four demonstrations are played', async () => {
  const stage = new FakeStage();
  stage.journal = [lastWords];
  const results = await playDemo(stage, options);
  expect(Object.keys(results)).toEqual(['distribution', 'concurrency', 'faultTolerance', 'statistics']);
  const titles = stage.printed.filter((line) => /^\n\d /.test(line)).map((line) => line.trim().slice(0, 1));
  expect(titles).toEqual(['1', '2', '3', '4']);
});

test('who is there sees the pids before anything else', async () => {
  const stage = new FakeStage().typing('0');
  await playDemo(stage, options);
  expect(stage.printed.slice(1, 4)).toEqual([
    '  image-1  port 8001  pid 101',
    '  image-2  port 8002  pid 102',
    '  image-3  port 8003  pid 103',
  ]);
});

test.each([
  ['0', ['0', '1']],
  ['the end of the input', []],
])('%s leaves without having played anything', async (_name, lines) => {
  expect(await playDemo(new FakeStage().typing(...lines), options)).toEqual({});
});

test('what is not in the menu is asked for again', async () => {
  const stage = new FakeStage().typing('five', '7', '-1', '1.0', '', '4', '0');
  expect(Object.keys(await playDemo(stage, options))).toEqual(['statistics']);
  expect(stage.printed.filter((line) => line.includes('not in the menu'))).toHaveLength(4);
});

test('a demonstration that fails is told, and the menu comes again', async () => {
  const stage = new FakeStage().typing('4', '4', '0');
  let asked = 0;
  stage.instead = () => {
    asked += 1;
    return asked === 1 ? { kind: 'unreachable', code: 'ECONNREFUSED', message: '' } : undefined;
  };
  expect(Object.keys(await playDemo(stage, options))).toEqual(['statistics']);
  expect(stage.printed.join('\n')).toContain('the balancer cannot be reached (ECONNREFUSED)');
});

test('where nobody chooses, it ends the demo', async () => {
  const stage = new FakeStage();
  stage.instead = () => ({ kind: 'timed-out' });
  await expect(playDemo(stage, options)).rejects.toMatchObject({ code: 'balancer-failed' });
});

test('whoever leaves in the midst of one does not get the menu again', async () => {
  const stage = new FakeStage().typing('4', '4');
  stage.instead = () => {
    stage.leaving.abort(new Error('left'));
    return { kind: 'aborted' };
  };
  await expect(playDemo(stage, options)).rejects.toThrow('left');
});
