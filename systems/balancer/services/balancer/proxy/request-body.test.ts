import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestBody } from './request-body.ts';

describe('the body of a request', () => {
  test('without one it is whole from the beginning', () => {
    const body = new RequestBody({ kind: 'none' }, 10);
    expect([body.state, body.isOver, body.content, body.framing]).toEqual(['whole', true, [], { kind: 'none' }]);
  });

  test('one that says that it is long is not waited for', () => {
    expect(new RequestBody({ kind: 'length', bytes: 11 }, 10).state).toBe('waiting');
    expect(new RequestBody({ kind: 'length', bytes: 10 }, 10).state).toBe('holding');
  });

  test('in whatever pieces it comes, nothing is lost, and it is whole exactly if it is short', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (pieces) => {
        const limit = 2000;
        const body = new RequestBody({ kind: 'chunked' }, limit);
        for (const [index, piece] of pieces.entries()) {
          const bytes = Buffer.from(piece);
          body.append([bytes], index === pieces.length - 1);
          bytes.fill(0);
        }
        if (pieces.length === 0) body.append([], true);
        const all = Buffer.concat(pieces);
        expect(Buffer.concat(body.content).equals(all)).toBe(true);
        expect(body.isOver).toBe(true);
        if (body.state === 'whole') expect(body.framing).toEqual({ kind: 'length', bytes: all.length });
        else expect([body.state, all.length > limit]).toEqual(['waiting', true]);
        expect(Buffer.concat(body.beginStreaming()).equals(all)).toBe(true);
        expect(body.content).toEqual([]);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
