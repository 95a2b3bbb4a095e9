import { Journal } from '@temblor/lab/journal/journal';
import { expect, test } from 'vitest';
import { formatHistory } from './journal.ts';

function openJournal(count: number, capacity?: { facts: number; windows: number }) {
  const journal = new Journal(capacity);
  for (let atUs = 1; atUs <= count; atUs += 1) journal.append('shop', atUs, { type: 'system-stopped' });
  return journal;
}

const sequencesOf = (text: string): number[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).sequence);

test('a range of the history is given in pieces, each event once and in order, and ends where it was to end', () => {
  const pieces = [...formatHistory(openJournal(2_000), 11, 1_500)];
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.flatMap(sequencesOf)).toEqual(Array.from({ length: 1_490 }, (_, place) => place + 11));
});

test('what the journal forgets while a reader stalls is not kept for it', () => {
  const journal = openJournal(1_000, { facts: 1_000, windows: 10 });
  const history = formatHistory(journal, 1, 1_000);
  expect(sequencesOf(history.next().value ?? '')[0]).toBe(1);
  for (let atUs = 0; atUs < 900; atUs += 1) journal.append('shop', atUs, { type: 'system-stopped' });
  expect(sequencesOf(history.next().value ?? '')[0]).toBeGreaterThan(257);
});
