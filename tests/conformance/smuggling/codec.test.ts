/** The corpus against the codec, in one piece and byte by byte. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { CodecPassage } from './codec-passage.ts';
import { passThroughCodec } from './codec-passage.ts';
import { corpus } from './corpus.ts';
import type { CorpusCase } from './corpus-case.ts';
import { assertSeen, seenIn } from './seen-requests.ts';

for (const { name, cases } of corpus) {
  describe(`the codec, on ${name}`, () => {
    for (const each of cases) {
      test(`${each.name} (${each.source})`, () => {
        const bytes = Buffer.from(each.bytes, 'latin1');
        const whole = passThroughCodec([bytes]);
        check(each, whole);
        const single = passThroughCodec(singly(bytes));
        check(each, single);
        assert.deepEqual(single.end, whole.end, 'byte by byte it ends as in one piece');
      });
    }
  });
}

/** Byte by byte, as far as the bounds of a head reach and further; what is left of long bodies in one piece. */
function singly(bytes: Buffer): Buffer[] {
  const bound = 40_000;
  const single = Array.from(bytes.subarray(0, bound), (byte) => Buffer.of(byte));
  return bytes.length > bound ? [...single, bytes.subarray(bound)] : single;
}

function check({ must }: CorpusCase, { passedOn, end }: CodecPassage): void {
  const { requests, rest } = seenIn(passedOn);
  assert.equal(rest, '');
  switch (must.kind) {
    case 'refuse':
      assertSeen(requests, []);
      assertRefused(end, must.statuses);
      return;
    case 'wait':
      assertSeen(requests, []);
      assert.equal(end, 'waiting');
      return;
    case 'break-off':
      assertSeen(requests, []);
      if (must.by === 'leaving') assert.equal(end, 'waiting');
      else assertRefused(end, [400]);
      return;
    case 'forward':
      assertSeen(requests, must.requests);
      if (must.thenRefuse === undefined) assert.equal(end, 'over');
      else assertRefused(end, must.thenRefuse);
      return;
    default:
      must satisfies never;
  }
}

function assertRefused(end: CodecPassage['end'], statuses: readonly number[]): void {
  assert.ok(typeof end !== 'string', `it is refused, not ${JSON.stringify(end)}`);
  assert.ok(
    statuses.includes(end.status),
    `it is refused with ${statuses.join(' or ')}, not with ${end.status} (${end.reason})`,
  );
}
