import { expect, test } from 'vitest';
import type { Fold } from './fold.ts';
import { SharedFolds } from './shared-folds.ts';
import { ordered, processStarted, starting, tell } from './testing/story.ts';

test('a fact is folded once, however many ask for the same fold', () => {
  let steps = 0;
  const counting: Fold<number> = {
    initial: 0,
    step: (count) => {
      steps += 1;
      return count + 1;
    },
  };
  const folds = new SharedFolds();
  const facts = ordered(tell([0, starting], [1, processStarted()]));
  expect([folds.over(facts, counting).now(), folds.over(facts, counting).now()]).toEqual([2, 2]);
  expect(steps).toBe(2);
  expect(folds.over(ordered(tell([0, starting])), counting).now()).toBe(1);
});

test('the model of a system is one fold a system', () => {
  const folds = new SharedFolds();
  const facts = ordered(tell([0, starting]));
  const model = () => folds.over(facts, folds.ofSystem('voting')).now();
  expect(model()).toMatchObject({ id: 'voting', title: 'Voting' });
  expect(model()).toBe(model());
  expect(folds.over(facts, folds.ofSystem('another')).now().id).toBe('another');
});
