import type { BullyEntry } from '@temblor/protocols/bully/entry';
import { beforeEach, describe, expect, test } from 'vitest';
import { SplitBrainWatch } from './split-brain.ts';

const handOverUs = 10;
const entry = (from: number, content: string): BullyEntry => ({ from, time: 1, clock: { [from]: 1 }, content });

describe('what a split brain is', () => {
  let watch: SplitBrainWatch;
  beforeEach(() => {
    watch = new SplitBrainWatch(handOverUs);
    watch.learnRole(5, 'leader', 0);
  });

  test('two leaders each took a message while the other led, and both were accepted', () => {
    watch.learnRole(4, 'leader', 100);
    expect(watch.learnTaken(entry(5, 'a'), 120)).toEqual([4]);
    expect(watch.learnTaken(entry(4, 'b'), 130)).toEqual([5]);
    expect(watch.learnAccepted(entry(5, 'a'))).toBeUndefined();
    expect(watch.learnAccepted(entry(4, 'b'))?.nodes).toEqual([5, 4]);
  });

  test('a message that was taken and not accepted proves nothing', () => {
    watch.learnRole(4, 'leader', 100);
    watch.learnTaken(entry(5, 'a'), 120);
    watch.learnTaken(entry(4, 'b'), 130);
    expect(watch.learnAccepted(entry(4, 'b'))).toBeUndefined();
  });

  test('two leaders of which one takes nothing do no harm', () => {
    watch.learnRole(4, 'leader', 100);
    watch.learnTaken(entry(5, 'a'), 120);
    watch.learnTaken(entry(5, 'b'), 130);
    expect(['a', 'b'].map((content) => watch.learnAccepted(entry(5, content)))).toEqual([undefined, undefined]);
  });

  test('what is taken while the news of the other is on its way is not counted', () => {
    watch.learnRole(4, 'leader', 100);
    expect(watch.learnTaken(entry(5, 'a'), 109)).toEqual([]);
    expect(watch.learnTaken(entry(4, 'b'), 109)).toEqual([]);
  });

  test('one leader after the other is none, and neither is one that is down', () => {
    watch.learnTaken(entry(5, 'a'), 50);
    watch.learnRole(5, undefined, 60);
    watch.learnRole(4, 'leader', 100);
    expect(watch.learnTaken(entry(4, 'b'), 200)).toEqual([]);
    expect(['a', 'b'].map((content) => watch.learnAccepted(entry(0, content)))).toEqual([undefined, undefined]);
  });

  test('messages of two different times with two leaders do not make one', () => {
    watch.learnRole(4, 'leader', 100);
    watch.learnTaken(entry(5, 'a'), 120);
    watch.learnAccepted(entry(5, 'a'));
    watch.learnRole(4, 'follower', 130);
    watch.learnRole(4, 'leader', 500);
    watch.learnTaken(entry(4, 'b'), 600);
    expect(watch.learnAccepted(entry(4, 'b'))).toBeUndefined();
  });
});
