import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestHeadReader } from './head-readers.ts';
import { requestForUpstream, responseForClient } from './head-writers.ts';
import { bodyOf, goodRequest, oddText, pieces, wireOf } from './testing/arbitrary-messages.ts';
import { headOf, limits, readBody, readRequest, readResponse } from './testing/whole-messages.ts';

const forwarding = { clientAddress: '10.0.0.1', protocol: 'http', upstreamHost: '127.0.0.1:8001' } as const;

test('a request is the same however its bytes are cut', () => {
  fc.assert(
    fc.property(goodRequest, pieces, (request, cuts) => {
      const text = wireOf(request);
      const whole = readRequest(text);
      expect(whole.kind).toBe('head');
      expect(readRequest(text, cuts)).toEqual(whole);
    }),
  );
});

test('so is what comes of anything else', () => {
  fc.assert(
    fc.property(oddText, pieces, fc.constantFrom('GET', 'HEAD'), (text, cuts, method) => {
      expect(readRequest(text, cuts)).toEqual(readRequest(text));
      expect(readResponse(text, method, cuts)).toEqual(readResponse(text, method));
    }),
    { numRuns: 2_000 },
  );
});

test('what comes after a head is read as if it came first', () => {
  const emptyLine = fc.constantFrom('', '\r\n');
  const cut = fc.array(fc.constant(1), { maxLength: 400 });
  fc.assert(
    fc.property(
      emptyLine,
      goodRequest,
      cut,
      emptyLine,
      oddText,
      cut,
      (before, request, cuts, between, text, nextCuts) => {
        const reader = new RequestHeadReader(limits);
        const first = headOf(before + wireOf({ ...request, body: { framing: 'none', pieces: [] } }), cuts, reader);
        expect(first.kind).toBe('head');
        expect(headOf(between + text, nextCuts, reader)).toEqual(readRequest(between + text));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a chunked body, good or not, ends the same however its bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        oddText,
        goodRequest.map((request) => bodyOf(request).wire),
      ),
      pieces,
      (text, cuts) => {
        const whole = readBody(text, { kind: 'chunked' });
        const cut = readBody(text, { kind: 'chunked' }, cuts);
        expect({ end: cut.end, rest: cut.rest }).toEqual({ end: whole.end, rest: whole.rest });
        if (typeof whole.end === 'string') expect(cut.content).toBe(whole.content);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('bytes without any sense are refused or waited on, and never throw', () => {
  const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array).toString('latin1'));
  fc.assert(
    fc.property(bytes, pieces, (text, cuts) => {
      expect(readRequest(text, cuts).kind).not.toBe('head');
      expect(readResponse(text, 'GET', cuts).kind).not.toBe('head');
      readBody(text, { kind: 'chunked' }, cuts);
    }),
  );
});

test('a request is read back from what is written of it, and nothing that ends at the proxy is in it', () => {
  fc.assert(
    fc.property(goodRequest, (request) => {
      const read = readRequest(wireOf(request));
      if (read.kind !== 'head') throw new Error(JSON.stringify(read));
      const again = readRequest(requestForUpstream(read.head, forwarding));
      if (again.kind !== 'head') throw new Error(JSON.stringify(again));
      const { method, target, host, framing } = read.head;
      expect(again.head).toMatchObject({ method, target, host, framing, keepAlive: true, expectsContinue: false });
      const length = framing.kind === 'length' ? [['Content-Length', `${framing.bytes}`]] : [];
      const noLength = bodyOf(request).field === 'Content-Length: 0\r\n' ? [['Content-Length', '0']] : [];
      const coding = framing.kind === 'chunked' ? [['Transfer-Encoding', 'chunked']] : [];
      expect(pairsOf(again.head.fields)).toEqual([
        ['Host', host],
        ...request.fields,
        ...length,
        ...noLength,
        ...coding,
        ['X-Forwarded-For', '10.0.0.1'],
        ['X-Forwarded-Host', host],
        ['X-Forwarded-Proto', 'http'],
        ['Via', '1.1 temblor'],
      ]);
    }),
  );
});

test('whatever head is taken can be written, and what is written is taken with the same framing', () => {
  const line = fc.constantFrom('GET / HTTP/1.1\r\nHost: a\r\n', 'POST / HTTP/1.0\r\n', 'HTTP/1.1 200 OK\r\n');
  fc.assert(
    fc.property(line, oddText, (begin, text) => {
      const request = readRequest(`${begin}${text}\r\n\r\n`);
      if (request.kind === 'head') {
        const again = readRequest(requestForUpstream(request.head, forwarding));
        expect(again).toMatchObject({ kind: 'head', head: { framing: request.head.framing }, rest: '' });
      }
      const answer = readResponse(`${begin}${text}\r\n\r\n`);
      if (answer.kind === 'head') {
        const written = responseForClient(answer.head, { keepAlive: true, framing: answer.head.framing });
        expect(readResponse(written)).toMatchObject({ kind: 'head', head: { framing: answer.head.framing }, rest: '' });
      }
    }),
    { numRuns: 1_000 },
  );
});

function pairsOf(fields: readonly string[]): (readonly (string | undefined)[])[] {
  return Array.from({ length: fields.length / 2 }, (_, index) => fields.slice(2 * index, 2 * index + 2));
}
