import { expect, test } from 'vitest';
import { describeDecision, guardChecks } from './step-3-guarded.ts';
import type { Behaviour } from './testing/made-up-targets.ts';
import { failing, madeUpTargets } from './testing/made-up-targets.ts';

const { signal } = new AbortController();

function monitorOf(behaviours: Readonly<Record<string, Behaviour>>) {
  const made = madeUpTargets(behaviours);
  const monitor = guardChecks(made.targets, made.check, made.surroundings);
  const checkOnce = async (id: string) => {
    const target = made.targets.find((each) => each.id === id);
    if (target === undefined) throw new Error(`there is no target ${id}`);
    const check = monitor.check(target, signal);
    await made.time.advance(900);
    return check;
  };
  return { ...made, checkOnce };
}

test('a check that fails once is repeated, and the target is up', async () => {
  const { checkOnce } = monitorOf({ a: (asked) => ({ up: asked > 1, afterMs: 5 }) });
  expect(await checkOnce('a')).toMatchObject({ up: true, attempts: 2, breaker: 'closed' });
});

test('three failures in a row open the circuit, and nobody is asked while it is open', async () => {
  const { checkOnce, asked, surroundings } = monitorOf({ a: failing(5) });
  expect(await checkOnce('a')).toMatchObject({ up: false, detail: 'answered 500', attempts: 3, breaker: 'open' });
  expect(surroundings.events).toContainEqual({ type: 'breaker-opened', policy: 'a', reason: expect.any(String) });
  const before = asked.length;
  expect(await checkOnce('a')).toMatchObject({
    up: false,
    detail: 'answered 500; circuit open: not asked',
    attempts: 0,
  });
  expect(asked).toHaveLength(before);
});

test('after a while one check is let through: where it fails the circuit opens again', async () => {
  const { checkOnce, time, asked } = monitorOf({ a: failing(5) });
  await checkOnce('a');
  await time.advance(1000);
  const before = asked.length;
  expect(await checkOnce('a')).toMatchObject({ up: false, detail: 'answered 500', attempts: 1, breaker: 'open' });
  expect(asked).toHaveLength(before + 1);
});

test('where it succeeds the circuit is closed', async () => {
  const { checkOnce, time } = monitorOf({ a: (asked) => ({ up: asked > 3, afterMs: 5 }) });
  await checkOnce('a');
  await time.advance(1000);
  expect(await checkOnce('a')).toMatchObject({ up: true, attempts: 1, breaker: 'closed' });
});

test('the circuit of one target says nothing about another', async () => {
  const { checkOnce } = monitorOf({ a: failing(5), b: () => ({ up: true, afterMs: 5 }) });
  await checkOnce('a');
  expect(await checkOnce('b')).toMatchObject({ up: true, breaker: 'closed' });
});

test('whoever leaves is told so, and not that the target is down', async () => {
  const leaving = new AbortController();
  const { targets, check, surroundings } = madeUpTargets({ a: failing(50) });
  const [target = { id: '', url: '' }] = targets;
  const checked = guardChecks(targets, check, surroundings).check(target, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(checked).rejects.toThrow('left');
});

test('decisions are told in words', async () => {
  const { checkOnce, surroundings } = monitorOf({ a: failing(5) });
  await checkOnce('a');
  const words = surroundings.events.map(describeDecision);
  expect(words[0]).toMatch(/^a: attempt 1 failed \(answered 500\), again in \d+ ms$/);
  expect(words).toContain('a: circuit opened (3 failures in a row)');
});
