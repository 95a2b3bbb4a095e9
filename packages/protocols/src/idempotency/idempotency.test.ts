import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyedRequest } from './idempotency.ts';
import { claimKey, freeKey, settleKey } from './idempotency.ts';
import type { IdempotencyRow } from './idempotency-rows.ts';

const answer = { status: 200, body: { message: 'done' } };

function request(workId: string, requestHash = 'two seats', key = 'k'): KeyedRequest {
  return { key, requestHash, workId, nowMs: 5 };
}

function claimed(row: IdempotencyRow | undefined, of: KeyedRequest): IdempotencyRow {
  const claim = claimKey(row, of);
  if (claim.kind !== 'perform') throw new Error(`the claim was to ${claim.kind}`);
  return claim.row;
}

const inProgress = claimed(undefined, request('first'));

describe('a request that comes again', () => {
  test('while it is worked on joins that work', () => {
    expect(claimKey(inProgress, request('second'))).toEqual({ kind: 'join', workId: 'first' });
  });

  test('after it was answered gets the same answer', () => {
    const settled = settleKey(inProgress, 'first', answer);
    expect(claimKey(settled, request('second'))).toEqual({ kind: 'replay', workId: 'first', ...answer });
  });

  test('after it came to nothing begins anew, as other work', () => {
    const anew = claimed(freeKey(inProgress, 'first'), { ...request('second'), nowMs: 9 });
    expect(anew).toMatchObject({ work_id: 'second', state: 'in-progress', created_at_ms: 5 });
  });
});

test('another request under the key is refused, whatever became of the first', () => {
  const rows = [inProgress, settleKey(inProgress, 'first', answer), freeKey(inProgress, 'first')];
  const claims = rows.map((row) => claimKey(row, request('second', 'three seats')).kind);
  expect(claims).toEqual(['other-request', 'other-request', 'other-request']);
});

test('work that has lost the key neither settles nor frees it', () => {
  const anew = claimed(freeKey(inProgress, 'first'), request('second'));
  expect(settleKey(anew, 'first', answer)).toBeUndefined();
  expect(freeKey(anew, 'first')).toBeUndefined();
  const settled = settleKey(anew, 'second', answer);
  expect(freeKey(settled, 'second')).toBeUndefined();
  expect(settleKey(undefined, 'first', answer)).toBeUndefined();
});

test('whatever is asked and whatever comes of it, one work at a time has a key, and one answer is ever given', () => {
  const happening = fc.record({
    what: fc.constantFrom('claim', 'settle', 'free'),
    work: fc.nat({ max: 5 }),
    hash: fc.constantFrom('two seats', 'three seats'),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      let row: IdempotencyRow | undefined;
      let working: string | undefined;
      let settledBy: string | undefined;
      let begun = 0;
      for (const { what, work, hash } of happenings) {
        if (what === 'claim') {
          const claim = claimKey(row, request(`work-${begun}`, hash));
          if (claim.kind === 'replay') expect(claim).toEqual({ kind: 'replay', workId: settledBy, ...answer });
          if (claim.kind === 'join') expect(claim.workId).toBe(working);
          if (claim.kind !== 'perform') continue;
          expect([working, settledBy]).toEqual([undefined, undefined]);
          row = claim.row;
          working = `work-${begun}`;
          begun += 1;
        } else {
          const workId = `work-${work}`;
          const next = what === 'settle' ? settleKey(row, workId, answer) : freeKey(row, workId);
          expect(next !== undefined).toBe(workId === working);
          if (next === undefined) continue;
          row = next;
          if (what === 'settle') settledBy = workId;
          working = undefined;
        }
      }
    }),
  );
});
