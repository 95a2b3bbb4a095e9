/** Messages made up by fast-check: good ones, and ones put together of what attacks are made of. */
import fc from 'fast-check';
import { roleOf } from '../field-roles.ts';

const tokenCharacters = [..."!#$%&'*+-.^_`|~0129abcxyzABCXYZ"];
const valueCharacters = [...' \t!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~0129abcxyzABCXYZ\x80\xa0\xe9\xff'];
const targetCharacters = [..."/?%&=+-._~:@!$'()*,;[]{}|^`09azAZ"];

const fieldName = textOf(tokenCharacters, 1, 20).filter((name) => roleOf(name) === 'plain');
const fieldValue = textOf(valueCharacters, 0, 20).map((value) => value.replace(/^[ \t]+|[ \t]+$/g, ''));

export interface GoodRequest {
  readonly method: string;
  readonly target: string;
  /** Fields that are passed on as they are. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Fields that end at the proxy. */
  readonly dropped: readonly string[];
  /** Its pieces are the chunks of a chunked body. */
  readonly body: { readonly framing: 'none' | 'length' | 'chunked'; readonly pieces: readonly string[] };
}

const content = textOf([...'\r\n\0 0a\xff'], 1, 40);

export const goodRequest: fc.Arbitrary<GoodRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'M-SEARCH'),
  target: textOf(targetCharacters, 0, 40).map((rest) => `/${rest}`),
  fields: fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 8 }),
  dropped: fc.subarray([
    'Connection: keep-alive',
    'Keep-Alive: timeout=5',
    'TE: trailers',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    'X-Forwarded-For: 1.2.3.4',
    'forwarded: for=1.2.3.4',
    'Trailer: X-Sum',
    'Expect: 100-continue',
  ]),
  body: fc.oneof(
    fc.constant({ framing: 'none' as const, pieces: [] }),
    fc.record({ framing: fc.constant('length' as const), pieces: fc.array(content, { maxLength: 3 }) }),
    fc.record({ framing: fc.constant('chunked' as const), pieces: fc.array(content, { maxLength: 3 }) }),
  ),
});

/** What a body is, on the wire and without its framing. */
export function bodyOf({ body }: GoodRequest): {
  readonly field: string;
  readonly wire: string;
  readonly content: string;
} {
  const whole = body.pieces.join('');
  switch (body.framing) {
    case 'none':
      return { field: '', wire: '', content: '' };
    case 'length':
      return { field: `Content-Length: ${whole.length}\r\n`, wire: whole, content: whole };
    case 'chunked': {
      const chunks = body.pieces.map((piece) => `${piece.length.toString(16)};a\r\n${piece}\r\n`);
      return { field: 'transfer-encoding: CHUNKED\r\n', wire: `${chunks.join('')}0\r\n\r\n`, content: whole };
    }
    default:
      return body.framing satisfies never;
  }
}

export function wireOf(request: GoodRequest): string {
  const fields = [...request.fields.map(([name, value]) => `${name}:${value}\t`), ...request.dropped];
  const body = bodyOf(request);
  const lines = fields.map((line) => `${line}\r\n`).join('');
  return `${request.method} ${request.target} HTTP/1.1\r\nhost: a:80\r\n${lines}${body.field}\r\n${body.wire}`;
}

const fragments = [
  'GET / HTTP/1.1\r\n',
  'POST ',
  '/',
  '*',
  'http://a/',
  ' HTTP/1.1',
  ' HTTP/1.0\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 ',
  '204',
  'Host: a\r\n',
  'Host:',
  'Content-Length: 5\r\n',
  'Content-Length',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  'Connection: ',
  'Expect: 100-continue\r\n',
  'X: a\r\n',
  ':',
  ' ',
  '\t',
  ',',
  ';',
  '\r\n',
  '\r\n\r\n',
  '\r',
  '\n',
  '\0',
  '\x0b',
  '\xa0',
  '\xff',
  '0',
  '5',
  'a',
  '5\r\nhello\r\n',
  '0\r\n\r\n',
  '0\r\n',
  'a'.repeat(300),
];

/** Now and then a head, mostly nearly one. */
export const oddText = fc.array(fc.constantFrom(...fragments), { maxLength: 14 }).map((parts) => parts.join(''));

/** Lengths of the pieces that a text comes in. */
export const pieces = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 60 })), { maxLength: 60 });

function textOf(characters: readonly string[], minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...characters), { minLength, maxLength }).map((each) => each.join(''));
}
