import { expect, test } from 'vitest';
import { breakItWords } from './break-it-words.ts';

test('what is injected is told with who is on which side, and else with the place', () => {
  const partition = { kind: 'partition', target: { groups: [['node-1'], ['node-2', 'node-3']] } };
  expect(breakItWords.en.injecting(partition)).toBe('partition between side A (node-1) and side B (node-2, node-3)');
  expect(breakItWords.es.injecting(partition)).toBe('partition entre el lado A (node-1) y el lado B (node-2, node-3)');
  expect(breakItWords.en.injecting({ kind: 'reset', target: { link: 'voter->orders' } })).toBe(
    'reset on voter → orders',
  );
});
