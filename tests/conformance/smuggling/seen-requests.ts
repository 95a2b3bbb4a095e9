/**
 * What an upstream makes of the bytes that it gets: a reader of its own, so that the codec is not judged by itself. It takes
 * only the plainest form, which is what a proxy should send, and throws at anything else.
 */
import assert from 'node:assert/strict';
import type { ExpectedRequest } from './corpus-case.ts';

export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  /** `name: value`, names in lower case. */
  readonly fields: readonly string[];
  readonly body: string;
}

export interface Seen {
  readonly requests: readonly SeenRequest[];
  /** What stands behind the last whole request. */
  readonly rest: string;
}

interface Body {
  readonly body: string;
  readonly rest: string;
}

/** @param bytes in latin1, of one connection. */
export function seenIn(bytes: string): Seen {
  const requests: SeenRequest[] = [];
  let rest = bytes;
  for (;;) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) return { requests, rest };
    const { method, target, fields } = headIn(rest.slice(0, headEnd));
    const whole = bodyIn(fields, rest.slice(headEnd + 4));
    if (whole === undefined) return { requests, rest };
    requests.push({ method, target, fields, body: whole.body });
    rest = whole.rest;
  }
}

function headIn(head: string): Omit<SeenRequest, 'body'> {
  const [start = '', ...lines] = head.split('\r\n');
  const [method, target] = /^([!-~]+) ([!-~]+) HTTP\/1\.1$/.exec(start)?.slice(1) ?? [];
  assert.ok(method !== undefined && target !== undefined, `the request line is ${JSON.stringify(start)}`);
  const fields = lines.map((line) => {
    assert.match(line, /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+: ?[^\0\r\n]*$/, `a field line is ${JSON.stringify(line)}`);
    const colon = line.indexOf(':');
    return `${line.slice(0, colon).toLowerCase()}: ${line.slice(colon + 1).trim()}`;
  });
  return { method, target, fields };
}

/** @returns undefined while the body is not whole. */
function bodyIn(fields: readonly string[], rest: string): Body | undefined {
  const lengths = fields.filter((field) => field.startsWith('content-length: '));
  const codings = fields.filter((field) => field.startsWith('transfer-encoding: '));
  assert.ok(lengths.length + codings.length <= 1, `one framing at most, not ${[...lengths, ...codings].join(', ')}`);
  if (codings[0] !== undefined) {
    assert.equal(codings[0], 'transfer-encoding: chunked');
    return chunksIn(rest);
  }
  const [, digits] = /^content-length: (\d+)$/.exec(lengths[0] ?? 'content-length: 0') ?? [];
  assert.ok(digits !== undefined, `the length is ${lengths[0]}`);
  const bytes = Number(digits);
  return rest.length < bytes ? undefined : { body: rest.slice(0, bytes), rest: rest.slice(bytes) };
}

function chunksIn(rest: string): Body | undefined {
  let body = '';
  let at = 0;
  for (;;) {
    const sizeEnd = rest.indexOf('\r\n', at);
    if (sizeEnd === -1) return undefined;
    const size = rest.slice(at, sizeEnd);
    assert.match(size, /^[0-9a-f]+$/i, `a chunk size is ${JSON.stringify(size)}`);
    const bytes = Number.parseInt(size, 16);
    const dataEnd = sizeEnd + 2 + bytes;
    if (rest.length < dataEnd + 2) return undefined;
    assert.equal(rest.slice(dataEnd, dataEnd + 2), '\r\n', 'a chunk ends in CR LF, and there are no trailers');
    if (bytes === 0) return { body, rest: rest.slice(dataEnd + 2) };
    body += rest.slice(sizeEnd + 2, dataEnd);
    at = dataEnd + 2;
  }
}

/** @throws where the upstream saw other requests than these. */
export function assertSeen(seen: readonly SeenRequest[], expected: readonly ExpectedRequest[]): void {
  assert.deepEqual(
    seen.map(({ method, target }) => `${method} ${target}`),
    expected.map(({ method, target }) => `${method} ${target}`),
  );
  for (const [at, { body = '', has = [], lacks = [] }] of expected.entries()) {
    const { fields = [], body: seenBody = '' } = seen[at] ?? {};
    assert.ok(seenBody === body, `the body is ${JSON.stringify(seenBody.slice(0, 200))}`);
    for (const field of has) assert.ok(fields.includes(field), `there is '${field}' among ${fields.join(' | ')}`);
    for (const name of lacks) {
      assert.ok(
        !fields.some((field) => field.startsWith(`${name}: `)),
        `there is no '${name}' among ${fields.join(' | ')}`,
      );
    }
    for (const name of ['host', 'x-forwarded-for', 'x-forwarded-proto', 'via']) {
      const count = fields.filter((field) => field.startsWith(`${name}: `)).length;
      assert.equal(count, 1, `there is one '${name}' among ${fields.join(' | ')}`);
    }
  }
}
